//! One step of a lesson.

use super::Checker;
use crate::engine::Fault;
use crate::lesson::file::{FaultWord, Faults, QuestionTable, StepTable};
use crate::lesson::{OwnQuestion, Step};
use crate::quiz::CHOICES;
use crate::topology::problem::Problem;
use crate::topology::suggest;
use crate::topology::tables::{At, Entry};
use crate::topology::{NodeId, RequestId, Topology};

/// How much slower a slow node works.
const SLOW: u32 = 10;

impl Checker<'_> {
    pub(super) fn step(&mut self, entry: &Entry<StepTable>) -> Option<Step> {
        let table = entry.table.as_ref()?;
        let owner = entry.owner.as_str();
        let what = |key: &str| format!("`{key}` of {owner}");
        let title = self.line(&table.title, &what("title"));
        let wait = self.wait(table.wait.as_ref(), owner);
        let speed = self.speed(table.speed.as_ref());
        let watch = self.prose(table.watch.as_ref(), &what("watch"));
        let learn = self.prose(table.learn.as_ref(), &what("learn"));
        let notes = self.paragraphs(table.notes.as_ref(), &what("notes"));
        self.needs_request(table, owner);
        let named = table.topology.as_ref().map(|word| self.topology(word));
        let Some(place) = named.or(self.current) else {
            self.report(
                Problem::error("no-topology", format!("{owner} has no topology"))
                    .at(entry.head.clone(), "no step before it names one")
                    .help("add `topology = \"edge-to-pod\"`, or the path of a topology file"),
            );
            return None;
        };
        self.current = Some(place);
        // Taken out while its nodes are looked up, so that problems can be reported meanwhile.
        let (word, topology) = std::mem::take(&mut self.topologies[place]);
        let step = topology.as_ref().map(|topology| Step {
            title,
            topology: place,
            request: self.request(table.request.as_ref(), topology, owner),
            view: table.view,
            faults: self.faults(&table.fault, topology, owner),
            cold: table.cold,
            wait,
            speed,
            stop_at: self.place(table.stop_at.as_ref(), topology, &what("stop_at")),
            predict: table.predict,
            question: table
                .question
                .as_ref()
                .map(|question| self.question(question, topology, owner)),
            watch,
            learn,
            notes,
        });
        self.topologies[place] = (word, topology);
        step
    }

    /// Reports what means nothing where no request is sent.
    fn needs_request(&mut self, table: &StepTable, owner: &str) {
        if table.request.is_some() {
            return;
        }
        let stop = table.stop_at.as_ref().map(|stop| ("stop_at", stop.span()));
        let question = table.question.as_ref().map(|it| ("question", it.span()));
        let predict = table.predict.then(|| ("predict", table.title.span()));
        for (key, span) in [stop, question, predict].into_iter().flatten() {
            let message = format!("{owner} has `{key}` and sends nothing");
            self.report(
                Problem::error("no-request-sent", message)
                    .at(span, "of which run?")
                    .help("add `request = \"ID\"`"),
            );
        }
    }

    fn request(
        &mut self,
        id: Option<&At<String>>,
        topology: &Topology,
        owner: &str,
    ) -> Option<RequestId> {
        let id = id?;
        let found = topology.find_request(id.get());
        if found.is_none() {
            let requests = topology.requests().iter();
            let known = requests.map(|request| request.id.as_str());
            let message = format!(
                "{owner} sends `{}`, which is no request of `{}`",
                id.get(),
                topology.name()
            );
            self.report(
                Problem::error("unknown-request", message)
                    .at(id.span(), "no request has this id")
                    .maybe_help(suggest::help(id.get(), known)),
            );
        }
        found
    }

    fn faults(
        &mut self,
        faults: &Faults,
        topology: &Topology,
        owner: &str,
    ) -> Vec<(NodeId, Option<Fault>)> {
        let mut found = Vec::new();
        for (id, word) in &faults.0 {
            let fault = match word.get() {
                FaultWord::Down => Some(Fault::Down),
                FaultWord::Slow => Some(Fault::Slow { factor: SLOW }),
                FaultWord::Drop => Some(Fault::Drop),
                FaultWord::Reject => Some(Fault::Reject),
                FaultWord::Crash => Some(Fault::Crash),
                FaultWord::None => None,
            };
            if let Some(node) = topology.find_node(id.get()) {
                found.push((node, fault));
                continue;
            }
            let known = topology.nodes().iter().map(|node| node.id.as_str());
            let message = format!("`fault` of {owner} names `{}`, which is no node", id.get());
            self.report(
                Problem::error("unknown-node", message)
                    .at(id.span(), "no node has this id")
                    .maybe_help(suggest::help(id.get(), known)),
            );
        }
        found
    }

    fn question(
        &mut self,
        table: &At<QuestionTable>,
        topology: &Topology,
        owner: &str,
    ) -> OwnQuestion {
        let question = table.get();
        let what = |key: &str| format!("`question.{key}` of {owner}");
        let there = [
            ("text", question.text.is_some()),
            ("right", question.right.is_some()),
            ("wrong", question.wrong.is_some()),
        ];
        for (key, _) in there.into_iter().filter(|(_, there)| !there) {
            let message = format!("the question of {owner} has no `{key}`");
            self.report(
                Problem::error("missing-key", message)
                    .at(table.span(), format!("`{key}` is missing"))
                    .help("a question has `text`, `right`, `wrong = [\"...\"]` and `why`"),
            );
        }
        let mut line = |text: Option<&At<String>>, key: &str| {
            text.map_or_else(String::new, |text| self.line(text, &what(key)))
        };
        let (text, right) = (
            line(question.text.as_ref(), "text"),
            line(question.right.as_ref(), "right"),
        );
        OwnQuestion {
            wrong: question
                .wrong
                .as_ref()
                .map_or_else(Vec::new, |wrong| self.wrong(wrong, &right, &what("wrong"))),
            text,
            right,
            why: self.prose(question.why.as_ref(), &what("why")),
            before: self.place(question.before.as_ref(), topology, &what("before")),
        }
    }

    /// One to three answers that differ from each other and from the right one.
    fn wrong(&mut self, answers: &At<Vec<At<String>>>, right: &str, what: &str) -> Vec<String> {
        let count = answers.get().len();
        if !(1..CHOICES).contains(&count) {
            self.report(
                Problem::error("choice-count", format!("{what} has {count} answers"))
                    .at(answers.span(), "one to three")
                    .help("a question has one right answer and one to three wrong ones"),
            );
        }
        let mut found: Vec<String> = Vec::new();
        for answer in answers.get() {
            let line = self.line(answer, what);
            if line == right || found.contains(&line) {
                let message = format!("{what} offers `{line}`, which is there already");
                self.report(
                    Problem::error("same-choice", message)
                        .at(answer.span(), "there already")
                        .help("make every answer another one"),
                );
            }
            found.push(line);
        }
        found
    }
}
