//! What the program says by itself: the topology, the step that is on, the times.

use std::fmt::Write;

use super::{Plain, sentence};
use crate::keymap;
use crate::phase::Phases;
use crate::topology::{Node, RequestId, Topology};

impl Plain {
    /// What is open: the lesson, or the topology with its requests.
    pub(super) fn welcome(&self) -> String {
        match self.app.lesson() {
            Some((lesson, _)) => format!("{}\n{}", lesson.title, self.lesson_step()),
            None => self.opened(),
        }
    }

    pub(super) fn opened(&self) -> String {
        let topology = self.app.topology();
        let summary = match topology.summary() {
            "" => String::new(),
            summary => format!("{summary}\n"),
        };
        format!(
            "{}\n{summary}{}Type the key or the id of a request, or help.\n",
            topology.title(),
            self.requests()
        )
    }

    /// The request that was just sent, and its first step.
    pub(super) fn sent(&mut self) -> String {
        let Some(run) = self.app.run() else {
            return self.step();
        };
        let request = &self.app.topology()[run.trace.request];
        let watch = match self.app.lesson_step().map(|step| &step.watch) {
            Some(watch) => watch,
            None => &request.watch,
        };
        let watch = match watch.as_str() {
            "" => String::new(),
            watch => format!("Watch: {watch}\n"),
        };
        // How many there are is an answer to some questions.
        let steps = if run.is_veiled() {
            String::new()
        } else {
            format!(", {} steps", run.playback.steps())
        };
        let head = format!(
            "Sent: {}, {} {}{}{steps}.\n{watch}",
            request.name,
            request.method.name(),
            request.host,
            request.path,
        );
        head + &self.step()
    }

    /// The step that is on and the question behind it; at the last one the outcome as well.
    pub(super) fn step(&mut self) -> String {
        let Some(run) = self.app.run() else {
            return "Nothing has been sent yet.\n".to_owned();
        };
        let playback = &run.playback;
        let mut said = String::new();
        if let Some(sentence) = run.sentence() {
            let of = if run.is_veiled() {
                String::new()
            } else {
                format!(" of {}", playback.steps())
            };
            let _ = writeln!(
                said,
                "Step {}{of}, until {}: {}.",
                playback.step() + 1,
                playback.at(),
                sentence.title
            );
            if !sentence.text.is_empty() {
                let _ = writeln!(said, "{}", sentence.text);
            }
        } else if self.app.asked().is_none() {
            return "Nothing happens.\n".to_owned();
        }
        if playback.has_ended() {
            let _ = writeln!(said, "Outcome: {}.", sentence(&run.conclusion));
            let learn = self.app.learn();
            if !learn.is_empty() {
                let _ = writeln!(said, "Learn: {learn}");
            }
        }
        said + &self.question() + &self.score_at_end()
    }

    /// The time so far and what it was spent on, as the panel shows it.
    pub(super) fn times(&self) -> String {
        let phases = self.app.run().map_or_else(Phases::default, |run| {
            run.trace.phases_at(run.playback.at())
        });
        let spent = phases.iter().filter(|(_, time)| time.nanos() > 0);
        let parts: Vec<String> = spent
            .map(|(phase, time)| format!("{} {time}", phase.title()))
            .collect();
        match parts.as_slice() {
            [] => "No time has passed yet.\n".to_owned(),
            parts => format!("Total {}: {}.\n", phases.total(), parts.join(", ")),
        }
    }

    pub(super) fn requests(&self) -> String {
        let topology = self.app.topology();
        let line = |id: RequestId| {
            let request = &topology[id];
            let key = keymap::key_of(topology, id).map(|key| format!("{key}, "));
            let key = key.unwrap_or_default();
            format!("Request {key}{}: {}.\n", request.id, request.name)
        };
        topology.request_ids().map(line).collect()
    }

    pub(super) fn nodes(&self) -> String {
        let nodes = self.app.topology().nodes().iter();
        let seen = nodes.filter(|node| !node.hidden);
        let line =
            |node: &Node| format!("{}: {}, {}.\n", node.id, node.name, node.kind.facts().noun);
        seen.map(line).collect()
    }

    pub(super) fn list(&self) -> String {
        let topologies = self.app.topologies();
        let line = |topology: &Topology| format!("{}: {}\n", topology.name(), topology.title());
        topologies.map(line).collect()
    }
}
