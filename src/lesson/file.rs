//! The shape of a lesson file. Nothing here knows what a value means; the checker does.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::topology::View;
use crate::topology::tables::At;

/// A lesson for hopwise: topologies, requests and questions in the order a teacher tells them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Version of the file format. Always 1.
    #[schemars(extend("const" = 1))]
    pub(super) format: At<i64>,
    /// What the lesson is called.
    pub(super) title: At<String>,
    /// One sentence on what it teaches.
    pub(super) summary: Option<At<String>>,
}

/// One step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepTable {
    /// What it is called.
    pub(super) title: At<String>,
    /// A built-in topology, or a path from the lesson's folder; the one of the step before where
    /// it is left out.
    pub(super) topology: Option<At<String>>,
    /// The request that is sent.
    pub(super) request: Option<At<String>>,
    /// The view it is shown in.
    pub(super) view: Option<View>,
    /// Faults put on nodes before, or taken off them.
    #[serde(default)]
    pub(super) fault: Faults,
    /// Caches, names, connections and sessions are forgotten before.
    #[serde(default)]
    pub(super) cold: bool,
    /// Model time that passes before, such as "40s": health checks notice, copies expire.
    pub(super) wait: Option<At<String>>,
    /// How fast it is played, such as "0.5".
    pub(super) speed: Option<At<String>>,
    /// Where playing stops: the number of a step of the run, a node's id or a beat.
    pub(super) stop_at: Option<At<Place>>,
    /// Ask what the program can ask.
    #[serde(default)]
    pub(super) predict: bool,
    /// Ask this.
    pub(super) question: Option<At<QuestionTable>>,
    /// What the class should watch.
    pub(super) watch: Option<At<String>>,
    /// What the class learns.
    pub(super) learn: Option<At<String>>,
    /// What the speaker reads in the second terminal.
    pub(super) notes: Option<At<String>>,
}

/// A question of the author's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionTable {
    /// The question.
    pub(super) text: Option<At<String>>,
    /// The right answer.
    pub(super) right: Option<At<String>>,
    /// One to three wrong answers.
    pub(super) wrong: Option<At<Vec<At<String>>>>,
    /// Why the right one is right.
    pub(super) why: Option<At<String>>,
    /// Asked before this step of the run; before the first one where it is left out.
    pub(super) before: Option<At<Place>>,
}

/// What may be put on a node.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FaultWord {
    /// It does not run.
    Down,
    /// It works ten times slower.
    Slow,
    /// Packets to it vanish.
    Drop,
    /// Packets to it are refused.
    Reject,
    /// It works on every request and dies before it can answer.
    Crash,
    /// Nothing any more.
    None,
}

/// A place in a run.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The number of a step, from 1.
    Number(i64),
    /// The id of a node, or the word of a beat.
    Word(String),
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Place;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a step, the id of a node, or a word such as \"answer\"")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Place, E> {
                Ok(Place::Number(number))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Place, E> {
                Ok(Place::Word(word.to_owned()))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Place {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "string" }] })
    }
}

/// Faults by node id, in declared order.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<(At<String>, At<FaultWord>)>);

impl<'de> Deserialize<'de> for Faults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Faults;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table such as { db = \"down\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Faults, A::Error> {
                let mut entries = Vec::new();
                while let Some((node, word)) = map.next_entry::<At<String>, At<FaultWord>>()? {
                    entries.push((node, word));
                }
                entries.sort_by_key(|(node, _)| node.span().start);
                Ok(Faults(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for Faults {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Faults".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<FaultWord>();
        json_schema!({ "type": "object", "additionalProperties": word })
    }
}
