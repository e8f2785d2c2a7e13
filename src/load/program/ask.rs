//! Questions as steps: who answers them while a load runs.

use super::{NOWHERE, Program};
use crate::engine::explore::Entry;
use crate::engine::oracle::Question;
use crate::load::memory::Memory;
use crate::load::op::{Fork, Op};
use crate::topology::{Circumstance, NodeId, RequestId};

impl Program {
    /// The step at which a question is asked.
    pub(super) fn ask(
        &mut self,
        question: &Question,
        entry: Entry,
        request: RequestId,
        memory: &mut Memory,
    ) -> Op {
        let fork = self.forks.len() as u32;
        self.forks.push(Fork {
            ways: vec![NOWHERE; 2],
            waited: Vec::new(),
            question: question.clone(),
            entry,
        });
        let given = &self.topology[request].given;
        let missed = |at: NodeId| given.contains(&(at, Circumstance::Miss));
        if let Question::Copy(node) | Question::Name(node) = question
            && let Some(length) = self.explorer.given_for(request, *node)
        {
            let nanos = length.nanos();
            return Op::Given { nanos, fork };
        }
        match question {
            Question::Copy(node) if missed(*node) => Op::OwnCopy {
                cache: memory.cache(*node),
                fork,
            },
            Question::Name(node) if missed(*node) => Op::OwnCell {
                cell: memory.name(*node, self.explorer.filed_under(request).1),
                fork,
            },
            Question::Copy(node) => Op::Copy {
                cache: memory.cache(*node),
                fork,
            },
            Question::Name(node) => Op::Cell {
                cell: memory.name(*node, self.explorer.filed_under(request).1),
                fork,
            },
            Question::Session(client, server) => Op::Cell {
                cell: memory.session(*client, *server),
                fork,
            },
            Question::Connected(from, link) => Op::Connected {
                pool: memory.pool(*from, *link),
                fork,
            },
            Question::Connection(from, link) => Op::Connection {
                pool: memory.pool(*from, *link),
                fork,
            },
            Question::Room(_) => Op::Goto(NOWHERE),
            Question::Opens(link) => Op::Opens { link: link.0, fork },
            Question::Lost(link) => Op::Lost { link: link.0, fork },
            Question::Choice { node, peer, among } => Op::Choice {
                chooser: memory.chooser(*node, *peer, among),
                fork,
            },
        }
    }
}
