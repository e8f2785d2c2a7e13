//! The values of a topology file that are more than one TOML value: places, texts with a unit,
//! and keys that take several shapes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::Circumstances;
use crate::topology::Circumstance;

/// A value with its place in the source. It is [`Spanned`] with a schema.
#[derive(Debug, Clone)]
pub(crate) struct At<T>(Spanned<T>);

impl<T> At<T> {
    pub(crate) fn new(span: Range<usize>, value: T) -> Self {
        Self(Spanned::new(span, value))
    }

    /// The value.
    pub(crate) fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// Whether it stands in for a required value that is missing (and was reported).
    pub(crate) fn is_stand_in(&self) -> bool {
        self.0.span().is_empty()
    }

    /// Its bytes in the source; none for a stand-in.
    pub(crate) fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub(in crate::topology) struct $name(
            #[schemars(regex(pattern = $pattern))] pub(in crate::topology) String,
        );
    };
}

text!(
    /// A duration: a number and a unit, such as "250us", "1.5ms" or "60s".
    DurationText,
    r"^ *[0-9._]+ *(ns|us|µs|ms|s|m|min|h) *$"
);
text!(
    /// A number of bytes: a number and a unit, such as "512B", "24KB" or "1.5MB".
    SizeText,
    r"^ *[0-9.]+ *(B|KB|kB|MB|GB|TB|KiB|MiB|GiB) *$"
);
text!(
    /// Bits per second: a number and a unit, such as "10Mbps" or "1Gbps".
    BandwidthText,
    r"^ *[0-9.]+ *(bps|kbps|Kbps|Mbps|Gbps|Tbps) *$"
);
text!(
    /// An IPv4 or IPv6 address, with or without a port, such as "192.168.1.10:54321".
    AddressText,
    r"^[0-9A-Fa-f.:\[\]]+$"
);

/// Reads a value that is a text or something else by its TOML type, so that an error inside it
/// keeps its own place and words.
struct Shape<T> {
    expecting: &'static str,
    text: fn(String) -> T,
    other: PhantomData<T>,
}

/// What a [`Shape`] may be beside a text.
trait Shaped<'de>: Sized {
    fn from_map<A: MapAccess<'de>>(map: A, expecting: &'static str) -> Result<Self, A::Error> {
        let _ = map;
        Err(A::Error::custom(format_args!(
            "invalid type: table, expected {expecting}"
        )))
    }

    fn from_seq<A: SeqAccess<'de>>(seq: A, expecting: &'static str) -> Result<Self, A::Error> {
        let _ = seq;
        Err(A::Error::custom(format_args!(
            "invalid type: array, expected {expecting}"
        )))
    }
}

impl<'de, T: Shaped<'de>> Visitor<'de> for Shape<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok((self.text)(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map, self.expecting)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        T::from_seq(seq, self.expecting)
    }
}

/// Time of a node's own work on one request: a plain duration, or a distribution.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(in crate::topology) enum Service {
    /// Always the same.
    Text(DurationText),
    /// A distribution.
    Table(Box<ServiceTable>),
}

/// A distribution, by one of: `fixed`; `mean` (exponential); `min` and `max` (uniform); `median`
/// and `p99` (log-normal).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::topology) struct ServiceTable {
    /// Always the same.
    pub(in crate::topology) fixed: Option<At<DurationText>>,
    /// Mean of an exponential distribution.
    pub(in crate::topology) mean: Option<At<DurationText>>,
    /// Shortest of a uniform distribution.
    pub(in crate::topology) min: Option<At<DurationText>>,
    /// Longest of a uniform distribution.
    pub(in crate::topology) max: Option<At<DurationText>>,
    /// Half of a log-normal distribution is below.
    pub(in crate::topology) median: Option<At<DurationText>>,
    /// 99 of 100 of a log-normal distribution are below.
    pub(in crate::topology) p99: Option<At<DurationText>>,
}

impl<'de> Shaped<'de> for Service {
    fn from_map<A: MapAccess<'de>>(map: A, _: &'static str) -> Result<Self, A::Error> {
        let table = ServiceTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Self::Table(Box::new(table)))
    }
}

impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape {
            expecting: "a duration such as \"5ms\", or a table such as { min = \"1ms\", max = \"9ms\" }",
            text: |text| Self::Text(DurationText(text)),
            other: PhantomData,
        })
    }
}

/// Which requests take a link: a word, or a pattern for the path or the host.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(in crate::topology) enum When {
    /// A word.
    Word(#[schemars(extend("enum" = ["static", "dynamic", "read", "write"]))] String),
    /// A pattern.
    Pattern(WhenTable),
}

/// A pattern, by one of: `path`, `host`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::topology) struct WhenTable {
    /// A path; a `*` at its end stands for any rest.
    pub(in crate::topology) path: Option<At<String>>,
    /// A host; a `*` at its start stands for any beginning.
    pub(in crate::topology) host: Option<At<String>>,
}

impl<'de> Shaped<'de> for When {
    fn from_map<A: MapAccess<'de>>(map: A, _: &'static str) -> Result<Self, A::Error> {
        WhenTable::deserialize(MapAccessDeserializer::new(map)).map(Self::Pattern)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape {
            expecting: "a word such as \"static\", or a table such as { path = \"/api/*\" }",
            text: Self::Word,
            other: PhantomData,
        })
    }
}

/// One node id, or a list of them.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(in crate::topology) enum OneOrMany {
    /// One id.
    One(At<String>),
    /// Several ids.
    Many(Vec<At<String>>),
}

impl OneOrMany {
    /// The ids in order.
    pub(in crate::topology) fn as_slice(&self) -> &[At<String>] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

/// Ids without the place of a lone text, which only the surrounding value knows.
enum Ids {
    One(String),
    Many(Vec<At<String>>),
}

impl<'de> Shaped<'de> for Ids {
    fn from_seq<A: SeqAccess<'de>>(seq: A, _: &'static str) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Self::Many)
    }
}

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape {
            expecting: "the id of a node, or a list of ids",
            text: Self::One,
            other: PhantomData,
        })
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = Spanned::<Ids>::deserialize(deserializer)?;
        let span = ids.span();
        Ok(match ids.into_inner() {
            Ids::One(id) => Self::One(At::new(span, id)),
            Ids::Many(ids) => Self::Many(ids),
        })
    }
}

/// Circumstances by node id.
#[derive(Debug, Default)]
pub(in crate::topology) struct Given(pub(in crate::topology) Circumstances);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Given;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table such as { cdn = \"hit\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
                let mut entries = Circumstances::new();
                while let Some((node, word)) = map.next_entry()? {
                    entries.push((node, word));
                }
                entries.sort_by_key(|(node, _): &(At<String>, _)| node.span().start);
                Ok(Given(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for Given {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Given".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = <BTreeMap<String, Circumstance>>::json_schema(generator);
        json_schema!({
            "type": "object",
            "additionalProperties": map.get("additionalProperties"),
        })
    }
}
