//! Single values: texts, ids, durations, sizes, speeds, counts, addresses.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::{Range, RangeInclusive};

use super::Checker;
use crate::text::width;
use crate::time::SimDuration;
use crate::topology::file::{AddressText, At, BandwidthText, DurationText, SizeText};
use crate::topology::limits;
use crate::topology::problem::Problem;

/// Whether a character is one of Unicode's Box Drawing block (U+2500 to U+257F), which diagrams
/// are drawn with: in a name or a label nobody could tell it from a link.
const fn is_line(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}')
}

const HOUR: SimDuration = SimDuration::from_secs(3600);

impl Checker {
    /// A text on one line that must not be empty; `None` where it is left out.
    pub(super) fn line(&mut self, text: Option<&At<String>>, what: impl Display) -> Option<String> {
        let text = text.filter(|text| !text.is_stand_in())?;
        let trimmed = text.get().trim();
        if width(trimmed) == 0 {
            self.report(
                Problem::error("empty-text", format!("{what} is empty"))
                    .at(text.span(), "no visible character")
                    .help("write something, or leave the key out where it may be left out"),
            );
        } else if trimmed.contains(['\n', '\r', '\t']) {
            self.report(
                Problem::error("line-break", format!("{what} holds a line break or a tab"))
                    .at(text.span(), "must stand on one line"),
            );
        } else if let Some(c) = trimmed.chars().find(|c| is_line(*c)) {
            self.report(
                Problem::error("line-drawing", format!("{what} holds the line `{c}`"))
                    .at(text.span(), "would be read as a line of the drawing")
                    .help("write it with letters, `-` or `|`"),
            );
        }
        self.length(trimmed, text.span(), limits::LINE_CHARS, what);
        Some(trimmed.to_owned())
    }

    /// A text that is wrapped when shown, its blanks and line breaks each made one blank; empty
    /// where it is left out.
    pub(super) fn prose(&mut self, text: Option<&At<String>>, what: impl Display) -> String {
        let Some(text) = text else {
            return String::new();
        };
        self.length(text.get(), text.span(), limits::PROSE_CHARS, what);
        text.get().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Reports a text of too many characters.
    pub(super) fn length(
        &mut self,
        text: &str,
        span: Range<usize>,
        most: usize,
        what: impl Display,
    ) {
        let count = text.chars().count();
        if count > most {
            let message = format!("{what} has {count} characters; at most {most} are allowed");
            self.report(
                Problem::error("too-long", message)
                    .at(span, "too long")
                    .help("shorten it"),
            );
        }
    }

    /// An id: ASCII letters, digits, `-`, `_` and `.`, so that it can be typed on a command line.
    pub(super) fn id(&mut self, id: &At<String>, what: &str) {
        if id.is_stand_in() {
            return;
        }
        let text = id.get();
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts_well || !text.chars().all(legal) {
            self.report(
                Problem::error("bad-id", format!("{} cannot be the id of a {what}", quoted(text)))
                    .at(id.span(), "no id")
                    .help("an id has letters a to z, digits, `-`, `_` and `.`, and starts with a letter or a digit"),
            );
        }
        self.length(
            text,
            id.span(),
            limits::ID_CHARS,
            format_args!("the id of this {what}"),
        );
    }

    /// A duration of at most `most`.
    pub(super) fn duration(
        &mut self,
        text: &At<DurationText>,
        most: SimDuration,
        what: impl Display,
    ) -> SimDuration {
        let shown = &text.get().0;
        match SimDuration::parse(shown) {
            Ok(duration) if duration <= most => duration,
            Ok(_) => {
                let message = format!("{what} cannot be {}", quoted(shown));
                self.out_of_range(
                    text.span(),
                    message,
                    format!("the longest is {}h", most.nanos() / HOUR.nanos()),
                );
                SimDuration::ZERO
            }
            Err(error) => {
                self.report(
                    Problem::error(
                        "bad-duration",
                        format!("{what} cannot be {}: {error}", quoted(shown)),
                    )
                    .at(text.span(), "no duration")
                    .help("write a number and a unit, such as \"250us\", \"1.5ms\" or \"60s\""),
                );
                SimDuration::ZERO
            }
        }
    }

    /// A whole number within `range`.
    pub(super) fn number<N: TryFrom<i64> + Default>(
        &mut self,
        number: &At<i64>,
        range: RangeInclusive<i64>,
        what: impl Display,
    ) -> N {
        let value = *number.get();
        if !range.contains(&value) {
            let help = format!(
                "use a whole number from {} to {}",
                range.start(),
                range.end()
            );
            self.out_of_range(number.span(), format!("{what} cannot be {value}"), help);
        }
        N::try_from(value).unwrap_or_default()
    }

    /// A number within `range`, whole or not.
    pub(super) fn share(
        &mut self,
        number: &At<f64>,
        range: RangeInclusive<f64>,
        what: impl Display,
    ) -> f64 {
        let value = *number.get();
        // What is no number (`nan`) is in no range.
        if range.contains(&value) {
            return value;
        }
        let help = format!("use a number from {} to {}", range.start(), range.end());
        self.out_of_range(number.span(), format!("{what} cannot be {value}"), help);
        *range.start()
    }

    /// Bytes: decimal units by their SI names, binary ones by IEC 80000-13.
    pub(super) fn size(&mut self, text: &At<SizeText>, what: impl Display) -> u64 {
        const UNITS: [(&str, u64); 9] = [
            ("B", 1),
            ("KB", 1000),
            ("kB", 1000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("KiB", 1 << 10),
            ("MiB", 1 << 20),
            ("GiB", 1 << 30),
            ("TB", 1_000_000_000_000),
        ];
        let shown = &text.get().0;
        match scaled(shown, &UNITS) {
            Some(bytes) if bytes <= limits::SIZE => bytes,
            Some(_) => {
                let message = format!("{what} cannot be {}", quoted(shown));
                self.out_of_range(text.span(), message, "the largest is 1TB".to_owned());
                0
            }
            None => {
                self.report(
                    Problem::error("bad-size", format!("{what} cannot be {}", quoted(shown)))
                        .at(text.span(), "no size")
                        .help("write a number and B, KB, MB or GB, such as \"24KB\""),
                );
                0
            }
        }
    }

    /// Bits per second.
    pub(super) fn bandwidth(&mut self, text: &At<BandwidthText>, what: impl Display) -> u64 {
        const UNITS: [(&str, u64); 6] = [
            ("bps", 1),
            ("kbps", 1000),
            ("Kbps", 1000),
            ("Mbps", 1_000_000),
            ("Gbps", 1_000_000_000),
            ("Tbps", 1_000_000_000_000),
        ];
        let shown = &text.get().0;
        match scaled(shown, &UNITS) {
            Some(bits) if limits::BANDWIDTH.contains(&bits) => bits,
            Some(_) => {
                let message = format!("{what} cannot be {}", quoted(shown));
                self.out_of_range(text.span(), message, "use 1bps to 100Tbps".to_owned());
                1
            }
            None => {
                self.report(
                    Problem::error(
                        "bad-bandwidth",
                        format!("{what} cannot be {}", quoted(shown)),
                    )
                    .at(text.span(), "no speed")
                    .help("write a number and kbps, Mbps or Gbps, such as \"100Mbps\""),
                );
                1
            }
        }
    }

    /// An IP address, with or without a port; empty where it is left out.
    pub(super) fn address(&mut self, text: Option<&At<AddressText>>, what: impl Display) -> String {
        let Some(text) = text else {
            return String::new();
        };
        let shown = &text.get().0;
        match shown.parse::<SocketAddr>() {
            Ok(address) if address.port() == 0 => {
                let message = format!("{what} cannot have the port 0");
                self.out_of_range(
                    text.span(),
                    message,
                    "use a port from 1 to 65535".to_owned(),
                );
            }
            Ok(_) => {}
            Err(_) if shown.parse::<IpAddr>().is_ok() => {}
            Err(_) => {
                self.report(
                    Problem::error("bad-address", format!("{what} cannot be {}", quoted(shown)))
                        .at(text.span(), "no IP address")
                        .help(address_help(shown)),
                );
            }
        }
        shown.clone()
    }
}

/// A value as a message shows it.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() {
        "an empty text".to_owned()
    } else {
        format!("`{text}`")
    }
}

/// What is wrong with a text that is no address.
fn address_help(text: &str) -> &'static str {
    let port = text
        .rsplit_once(':')
        .filter(|(ip, _)| ip.parse::<IpAddr>().is_ok());
    match port {
        Some((_, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !port.is_empty() => {
            "a port is a number from 1 to 65535"
        }
        _ if text.parse::<std::net::Ipv6Addr>().is_err() && text.matches(':').count() > 1 => {
            "write an IPv6 address with a port as \"[2001:db8::1]:443\""
        }
        _ => "write an IPv4 or IPv6 address, such as \"192.168.1.10\" or \"192.168.1.10:54321\"",
    }
}

/// A decimal number in front of one of `units`, as a whole number of the smallest unit. `None`:
/// no number, no known unit, or a fraction of the smallest unit.
fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let unit = text[split..].trim();
    let (_, scale) = units.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = text[..split]
        .split_once('.')
        .unwrap_or((&text[..split], ""));
    if whole.is_empty() || fraction.len() > 12 || fraction.contains('.') {
        return None;
    }
    let tens = 10_u128.pow(fraction.len() as u32);
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let product = digits.checked_mul(u128::from(*scale))?;
    if product % tens != 0 {
        return None;
    }
    Some(u64::try_from(product / tens).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn numbers_with_units_are_whole() {
        let units = [("B", 1), ("KB", 1000)];
        let table = [
            ("24KB", Some(24_000)),
            (" 1.5 KB ", Some(1500)),
            ("7B", Some(7)),
            ("0B", Some(0)),
            ("99999999999999999999KB", Some(u64::MAX)),
            ("0.5B", None),
            ("1.2.3KB", None),
            (".5KB", None),
            ("KB", None),
            ("24", None),
            ("-1KB", None),
            ("24kb", None),
        ];
        for (text, expected) in table {
            assert_eq!(scaled(text, &units), expected, "{text}");
        }
    }
}
