//! What changes while a load runs: faults, workers, rates, clients; by plan, by rule, by hand.

use std::collections::BTreeMap;

use super::super::op::Pos;
use super::super::plan::{Change, LoadPlan};
use super::super::program::Program;
use super::super::source::NEVER;
use super::super::station::UNLIMITED;
use super::Simulation;
use crate::engine::{Breaker, Fault};
use crate::time::SimTime;
use crate::topology::{LinkId, NodeId, Scale, Topology};

/// What is going to happen to the load as a whole, by time and then in the order it was put down.
#[derive(Debug, Clone, Default)]
pub(super) struct Agenda {
    items: BTreeMap<(u64, u64), Item>,
    count: u64,
    /// When something is to be done next.
    pub(super) due: u64,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    /// A change of the plan.
    Change(Change),
    /// A health check notices something: ways are explored anew.
    Notice,
    /// A scaling rule looks at its node, which was busy so long until the last time.
    Scale {
        node: NodeId,
        rule: Scale,
        replicas: u32,
        busy: u128,
    },
}

impl Agenda {
    pub(super) fn new(topology: &Topology, plan: &LoadPlan) -> Self {
        let mut agenda = Self {
            due: NEVER,
            ..Self::default()
        };
        for (at, change) in &plan.schedule {
            agenda.add(at.nanos(), Item::Change(*change));
        }
        for node in topology.node_ids() {
            if let (Some(rule), Some(_)) = (topology[node].scale, topology[node].capacity) {
                let look = Item::Scale {
                    node,
                    rule,
                    replicas: rule.min,
                    busy: 0,
                };
                agenda.add(rule.delay.nanos(), look);
            }
        }
        agenda
    }

    fn add(&mut self, at: u64, item: Item) {
        self.items.insert((at, self.count), item);
        self.count += 1;
        self.due = self.due.min(at);
    }

    /// Takes out what is next.
    fn take(&mut self) -> Option<Item> {
        let first = self.items.pop_first();
        self.due = self.next();
        first.map(|(_, item)| item)
    }

    /// When something is to be done next.
    pub(super) fn next(&self) -> u64 {
        self.items.keys().next().map_or(NEVER, |(at, _)| *at)
    }
}

impl Simulation {
    /// Does what is next on the agenda.
    pub(super) fn do_next(&mut self) {
        let Some(item) = self.agenda.take() else {
            return;
        };
        match item {
            Item::Change(change) => self.change(change),
            Item::Notice => self.forget_ways(),
            Item::Scale {
                node,
                rule,
                replicas,
                busy,
            } => self.scale(node, rule, replicas, busy),
        }
    }

    /// Something is going to change.
    pub(super) fn put_down(&mut self, at: u64, change: Change) {
        self.agenda.add(at, Item::Change(change));
    }

    pub(super) fn change(&mut self, change: Change) {
        match change {
            Change::Fault(node, fault) => self.set_fault(node, fault),
            Change::Capacity(node, workers) => self.set_workers(node, workers),
            Change::Rate(rate) => {
                self.requests.set_rate(rate);
                if self.left > 0 {
                    self.next_arrival = self.requests.next(self.now);
                }
            }
            Change::Clients(clients) => self.set_clients(clients),
            Change::Impair(link, impairment) => {
                self.losses[link.index()] = impairment.loss;
                self.clock_circumstances();
                let state = self.program.explorer.circumstances();
                state.impair(link, impairment);
                self.forget_code();
            }
        }
    }

    fn set_fault(&mut self, node: NodeId, fault: Option<Fault>) {
        self.clock_circumstances();
        self.program.explorer.circumstances().set_fault(node, fault);
        if fault == Some(Fault::Down) {
            let explorer = &self.program.explorer;
            self.memory.lose_ends(|shape| {
                let (from, to) = explorer.ends(shape);
                from == node || to == node
            });
        }
        self.forget_code();
        if fault == Some(Fault::Down) {
            self.fall(node);
        }
        let health = self.topology[node].health.detection();
        let failover = self.topology[node].failover;
        for after in failover.into_iter().chain([health]) {
            let noticed = self.now.saturating_add(after.nanos());
            self.agenda.add(noticed, Item::Notice);
        }
    }

    /// Whether another failure opens the circuit breaker of a link.
    pub(super) fn breaks(&self, link: u16) -> bool {
        let node = self.topology[LinkId(link)].from;
        let bears = self.topology[node]
            .breaker
            .map_or(u32::MAX, |rule| rule.failures);
        match self.breakers[link as usize] {
            Breaker::Closed { failures } => failures + 1 >= bears,
            Breaker::HalfOpen => true,
            Breaker::Open { .. } => false,
        }
    }

    /// What the end of a link came to counts for the circuit breaker of whoever it starts at.
    pub(super) fn note_upstream(&mut self, link: u16, well: bool) {
        let node = self.topology[LinkId(link)].from;
        let Some(rule) = self.topology[node].breaker else {
            return;
        };
        let failures = match self.breakers[link as usize] {
            Breaker::Closed { failures: 0 } if well => return,
            Breaker::Closed { failures } => failures + 1,
            Breaker::HalfOpen => rule.failures,
            // Sent before it opened: too late to count.
            Breaker::Open { .. } => return,
        };
        let since = SimTime(self.now);
        if well {
            self.set_breaker(link, Breaker::Closed { failures: 0 });
        } else if failures >= rule.failures {
            self.set_breaker(link, Breaker::Open { since });
            let closes = self.now.saturating_add(rule.open.nanos());
            self.agenda.add(closes, Item::Notice);
        } else {
            self.breakers[link as usize] = Breaker::Closed { failures };
        }
    }

    /// Ways are explored anew where the breaker lets others through than before.
    pub(super) fn set_breaker(&mut self, link: u16, breaker: Breaker) {
        let before = std::mem::replace(&mut self.breakers[link as usize], breaker);
        if std::mem::discriminant(&before) != std::mem::discriminant(&breaker) {
            self.clock_circumstances();
            let state = self.program.explorer.circumstances();
            state.set_breaker(LinkId(link), breaker);
            self.forget_code();
        }
    }

    fn forget_ways(&mut self) {
        self.clock_circumstances();
        self.program.forget();
    }

    /// Circumstances have changed.
    fn forget_code(&mut self) {
        self.note_circumstances();
        self.program.forget();
    }

    /// The clock of the circumstances follows the load's.
    fn clock_circumstances(&mut self) {
        let state = self.program.explorer.circumstances();
        let behind = SimTime(self.now).since(state.clock());
        state.wait(behind);
    }

    fn set_workers(&mut self, node: NodeId, workers: u32) {
        let now = SimTime(self.now);
        self.tally.nodes[node.index()].set_workers(Some(workers), now);
        self.staff(node.0, workers.min(UNLIMITED - 1));
    }

    /// As many replicas as keep the utilisation at the rule's target, as the horizontal pod
    /// autoscaler of Kubernetes decides: those that are there, times utilisation over target.
    fn scale(&mut self, node: NodeId, rule: Scale, replicas: u32, before: u128) {
        let busy = self.counted().nodes[node.index()].busy_ns;
        let looked = self.now.saturating_sub(rule.delay.nanos());
        let before = if self.tally.start.nanos() > looked {
            0
        } else {
            before
        };
        let each = u128::from(self.topology[node].capacity.unwrap_or(1));
        let whole = u128::from(rule.delay.nanos()) * each;
        let wanted = busy.saturating_sub(before) as f64 / whole as f64 / rule.target;
        let tolerable = (wanted / f64::from(replicas) - 1.0).abs() <= TOLERANCE;
        let replicas = if tolerable {
            replicas
        } else {
            (libm::ceil(wanted) as u32).clamp(rule.min, rule.max)
        };
        self.set_workers(node, replicas.saturating_mul(each as u32));
        let again = Item::Scale {
            node,
            rule,
            replicas,
            busy,
        };
        self.agenda.add(self.now + rule.delay.nanos(), again);
    }

    /// So many clients from now on, in a closed load.
    pub(super) fn set_clients(&mut self, clients: u32) {
        self.clients.1 = clients;
        while self.clients.0 < clients {
            self.clients.0 += 1;
            let at = self.now.saturating_add(self.requests.think());
            let op = Program::send_op();
            self.begin(op, at);
        }
    }

    /// A client of a closed load has its answer at `at`, and thinks.
    pub(super) fn think(&mut self, at: u64) {
        if !self.requests.is_closed() {
            return;
        }
        if self.clients.0 > self.clients.1 {
            self.clients.0 -= 1;
            return;
        }
        let at = at.saturating_add(self.requests.think());
        let op = Program::send_op();
        self.begin(op, at);
    }

    /// A client of a closed load sends again; who goes, and where.
    pub(super) fn send_again(&mut self) -> Option<(u32, Pos)> {
        if self.clients.0 > self.clients.1 {
            self.clients.0 -= 1;
            return None;
        }
        self.send()
    }
}

/// A deviation from the target that the rule lets be: the default of Kubernetes,
/// `--horizontal-pod-autoscaler-tolerance`.
const TOLERANCE: f64 = 0.1;
