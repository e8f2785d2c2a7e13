//! Opening connections and using them again: TCP, TLS and QUIC in round trips.
//!
//! Round trips before the first byte of a request: TCP 1 (RFC 9293); TLS 1.2 another 2, 1 when
//! resumed (RFC 5246); TLS 1.3 another 1, none with early data on a resumed session (RFC 8446);
//! QUIC 1 in all, none with early data (RFC 9000, 9001).

use crate::phase::Phase;
use crate::time::SimTime;
use crate::topology::{HttpVersion, Kind, LinkId, NodeId, Pool, Tls};
use crate::trace::{Beat, Cause, Decision};

use super::belief::Misconception;
use super::exchange::{ExchangeId, Failure, Op};
use super::network::TIME_TO_LIVE;
use super::observe::{Observer, Packet};
use super::run::Run;
use super::state::Connection;
use super::travel::{Account, Verdict};
use super::under::Filter;

/// What came of asking for a connection.
pub(super) enum Opened {
    /// Use this one from `at` on; `early`: the question may go as early data.
    Ready {
        connection: usize,
        at: SimTime,
        early: bool,
    },
    /// The caller hears of a failure.
    Failed { at: SimTime, failure: Failure },
    /// Nobody answers; the caller's timer decides.
    Silent { blame: Cause },
}

/// The links from an opener to the node that ends the connection.
struct Way {
    links: Vec<LinkId>,
    /// What those who forward chose.
    picks: Vec<(NodeId, Decision)>,
    /// Why it ends before.
    stopped: Option<Cause>,
}

impl<O: Observer> Run<'_, O> {
    /// An open connection of `from` over `link`, or a new one.
    pub(super) fn open(
        &mut self,
        x: ExchangeId,
        from: NodeId,
        link: LinkId,
        op: Op,
        now: SimTime,
        until: SimTime,
    ) -> Opened {
        if op != Op::Resolve
            && let Some(connection) = self.reusable(from, link, now)
        {
            return self.reuse(x, from, connection, now);
        }
        let Way {
            links,
            picks,
            stopped,
        } = self.way(from, link, op, now);
        let first = &self.network.topology[link];
        // In a circle of forwarders no node is the last: the address is the one that was given.
        let aim = match stopped {
            Some(Cause::Limit) => link,
            _ => links.last().copied().unwrap_or(link),
        };
        let to = self.network.addressee(aim);
        let node = &mut self.state.nodes[from.index()];
        let port = node.ports;
        node.ports = node.ports.wrapping_add(u16::from(op != Op::Resolve));
        let closed = op == Op::Resolve || stopped.is_some();
        let used = self.absolute(now);
        let timer = self.data_timer(&links, first.http);
        let connection = self.state.connections.len();
        self.state.connections.push(Connection {
            from,
            links,
            to,
            // A lookup is a datagram in the clear, whatever the way is used for besides.
            tls: if op == Op::Resolve {
                Tls::None
            } else {
                first.tls
            },
            http: if op == Op::Resolve {
                HttpVersion::H1
            } else {
                first.http
            },
            used,
            timer,
            port,
            closed,
        });
        let warm = first.pool == Pool::Warm || (self.warm && from == self.client);
        if op == Op::Resolve {
            return Opened::Ready {
                connection,
                at: now,
                early: false,
            };
        }
        if warm && stopped.is_none() {
            return self.reuse(x, from, connection, now);
        }
        self.observer
            .connected(x, &self.state.connections[connection]);
        self.observer.beat(x, Beat::Connect, to, now);
        for (node, what) in picks {
            self.observer.decided(x, node, now, now, what);
        }
        self.handshake(x, connection, now, until)
    }

    fn reuse(&mut self, x: ExchangeId, from: NodeId, connection: usize, now: SimTime) -> Opened {
        let open = &self.state.connections[connection];
        self.observer.connected(x, open);
        let what = Decision::Reused {
            to: open.to,
            encrypted: open.tls != Tls::None,
        };
        self.observer.decided(x, from, now, now, what);
        Opened::Ready {
            connection,
            at: now,
            early: false,
        }
    }

    /// The links from `from` over `link` to the node that ends the connection. Who forwards
    /// chooses here, once for the connection.
    fn way(&mut self, from: NodeId, link: LinkId, op: Op, now: SimTime) -> Way {
        let (mut links, mut picks, mut link) = (vec![link], Vec::new(), link);
        while links.len() <= TIME_TO_LIVE {
            let at = self.network.topology[link].to;
            let terminal = !self.network.topology[at].kind.facts().transit;
            match self.verdict(at, terminal, op) {
                Verdict::Pass if terminal => {
                    return Way {
                        links,
                        picks,
                        stopped: None,
                    };
                }
                Verdict::Pass => {}
                Verdict::Discard(cause) | Verdict::Reset(cause) => {
                    return Way {
                        links,
                        picks,
                        stopped: Some(cause),
                    };
                }
            }
            let (choice, what) = match op {
                Op::Resolve => self.towards_resolver(links.len()),
                _ => self.choose(at, from, None, now),
            };
            picks.push((at, what));
            let Some(onward) = choice else {
                return Way {
                    links,
                    picks,
                    stopped: Some(Cause::NoBackend(at)),
                };
            };
            links.push(onward);
            link = onward;
        }
        Way {
            links,
            picks,
            stopped: Some(Cause::Limit),
        }
    }

    /// The link a lookup takes after so many.
    fn towards_resolver(&self, crossed: usize) -> (Option<LinkId>, Decision) {
        match self.network.to_resolver().get(crossed) {
            Some(&onward) => {
                let to = self.network.topology[onward].to;
                (Some(onward), Decision::Forwarded { to })
            }
            None => (
                None,
                Decision::NoBackend {
                    skipped: Vec::new(),
                },
            ),
        }
    }

    fn handshake(&mut self, x: ExchangeId, c: usize, now: SimTime, until: SimTime) -> Opened {
        let connection = &self.state.connections[c];
        let (from, to, tls) = (connection.from, connection.to, connection.tls);
        let first = &self.network.topology[connection.links[0]];
        let (quic, early_data) = (connection.http == HttpVersion::H3, first.early_data);
        let resumed = self.is_resumable(from, to, now);
        let early = resumed
            && early_data
            && self.network.request.method.is_safe()
            && (quic || tls == Tls::V1_3);
        let mut at = now;
        if quic && early {
            return Opened::Ready {
                connection: c,
                at,
                early,
            };
        }
        // TCP first, or the one flight of QUIC.
        let flight = |hello| Packet::Flight {
            hello,
            round: 0,
            resumed,
        };
        let first = if quic {
            [flight(true), flight(false)]
        } else {
            [Packet::Syn, Packet::SynAck]
        };
        at = match self.knock(x, c, first, at, until) {
            Ok(at) => at,
            Err(instead) => return instead,
        };
        self.observer.shook_hands(x, to, None, now, at);
        let rounds = match tls {
            _ if quic => 0,
            Tls::None => 0,
            _ if self.believes(Misconception::TlsCostsNothing) => 0,
            Tls::V1_2 => 2 - u8::from(resumed),
            Tls::V1_3 => u8::from(!early),
        };
        if rounds > 0 {
            let secured_from = at;
            self.observer.beat(x, Beat::Secure, to, at);
            for round in 0..rounds {
                let flight = |hello| Packet::Flight {
                    hello,
                    round,
                    resumed,
                };
                let account = Account::To(Phase::Tls);
                at = match self.persist(x, c, flight(true), at, until, account) {
                    Ok(at) => at,
                    Err(instead) => return instead,
                };
                at = match self.hand_back(x, c, flight(false), at, until, account) {
                    Ok(at) => at,
                    Err(instead) => return instead,
                };
            }
            self.observer
                .shook_hands(x, to, Some(tls), secured_from, at);
        }
        if quic || tls != Tls::None {
            self.keep_session(from, to, at);
        }
        self.setups.note(c, at.since(now));
        self.state.connections[c].used = self.absolute(at);
        Opened::Ready {
            connection: c,
            at,
            early,
        }
    }

    /// What `node` does to a packet: of a connection it ends, or of one that wants past it.
    pub(super) fn verdict(&self, node: NodeId, terminal: bool, op: Op) -> Verdict {
        let under = self.under(node);
        let kind = self.network.topology[node].kind;
        if under.down {
            // A kernel without the process answers with a reset; a resolver asked over UDP and a
            // box that should forward just stay silent.
            return if terminal && kind != Kind::Dns && !kind.facts().transit {
                Verdict::Reset(Cause::Down(node))
            } else {
                Verdict::Discard(Cause::Down(node))
            };
        }
        let answers = kind == Kind::Firewall && self.believes(Misconception::FirewallAnswers403);
        if under.filter == Filter::Drop && !answers {
            return Verdict::Discard(Cause::Dropped(node));
        }
        if matches!(under.filter, Filter::Reject | Filter::Drop) {
            return Verdict::Reset(Cause::Rejected(node));
        }
        if terminal && !op.is_for(kind) {
            // It only forwards and has nowhere to send the packet, or nobody listens for this.
            return Verdict::Reset(Cause::NoBackend(node));
        }
        Verdict::Pass
    }
}
