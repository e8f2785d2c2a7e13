//! Model time: integer nanoseconds, never the wall clock.
//!
//! Two newtypes keep instants and lengths apart. Both are exact, so phases can add up to the
//! total to the last nanosecond and a trace is the same on every machine.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// An instant of model time: nanoseconds since the request was sent (in a trace) or since the
/// session began (in a state).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SimTime(pub u64);

/// A length of model time in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SimDuration(pub u64);

impl SimTime {
    /// The moment a request is sent.
    pub const ZERO: Self = Self(0);

    /// Nanoseconds since zero.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// The length from `earlier` to here; zero when `earlier` is later.
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length of whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * 1_000_000_000)
    }

    /// A length of whole milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// A length of whole microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros * 1_000)
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// This length `factor` times, held at the largest value instead of wrapping.
    #[must_use]
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// To the second, as caches count (the `Age` header of RFC 9111 section 5.1), unless it is
    /// shorter than one.
    #[must_use]
    pub const fn whole_seconds(self) -> Self {
        if self.0 < 1_000_000_000 {
            self
        } else {
            Self(self.0 / 1_000_000_000 * 1_000_000_000)
        }
    }

    /// Reads a duration as a topology file writes it: a number and a unit, `"250us"`, `"1.5ms"`,
    /// `"60s"`, `"2m"`, `"1h"`, `"40ns"`.
    ///
    /// # Errors
    /// Says what is wrong with the text: no number, no unit, an unknown unit, a negative value,
    /// more digits than a nanosecond holds, or a length beyond 292 years.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let text = text.trim();
        if text.starts_with('-') {
            return Err(DurationError::Negative);
        }
        let split = text
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
            .unwrap_or(text.len());
        let (number, unit) = (text[..split].replace('_', ""), text[split..].trim());
        if number.is_empty() {
            return Err(DurationError::NoNumber);
        }
        let scale: u64 = match unit {
            "ns" => 1,
            "us" | "µs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" | "min" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => return Err(DurationError::NoUnit),
            other => return Err(DurationError::UnknownUnit(other.to_owned())),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
            return Err(DurationError::NoNumber);
        }
        let whole: u64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| DurationError::TooLong)?
        };
        let mut nanos = whole.checked_mul(scale).ok_or(DurationError::TooLong)?;
        let mut digit_scale = scale;
        for digit in fraction.bytes() {
            if !digit_scale.is_multiple_of(10) && digit != b'0' {
                return Err(DurationError::TooFine);
            }
            digit_scale /= 10;
            nanos = nanos
                .checked_add(u64::from(digit - b'0') * digit_scale)
                .ok_or(DurationError::TooLong)?;
        }
        Ok(Self(nanos))
    }
}

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Nothing numeric in front.
    #[error("a duration is a number and a unit, such as \"1.5ms\"")]
    NoNumber,
    /// A bare number.
    #[error("the unit is missing: write ns, us, ms, s, m or h behind the number")]
    NoUnit,
    /// A unit nobody knows.
    #[error("unknown unit `{0}`: use ns, us, ms, s, m or h")]
    UnknownUnit(String),
    /// Below zero.
    #[error("a duration cannot be negative")]
    Negative,
    /// Finer than a nanosecond.
    #[error("the model counts whole nanoseconds; this is finer")]
    TooFine,
    /// Larger than the clock.
    #[error("this is longer than the model clock can count")]
    TooLong,
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, length: SimDuration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub for SimTime {
    type Output = SimDuration;
    fn sub(self, earlier: Self) -> SimDuration {
        self.since(earlier)
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimDuration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for SimDuration {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// A reader's form with at most three significant decimals: `0 ms`, `0.45 ms`, `12.4 ms`,
/// `61 ms`, `1.25 s`, `30 s`. One unit for everything a class compares: milliseconds, and
/// seconds from one second up; microseconds and nanoseconds only below a microsecond's thousandth.
impl fmt::Display for SimDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ns = self.0;
        let (unit, scale) = if ns >= 1_000_000_000 {
            ("s", 1_000_000_000_u64)
        } else if ns == 0 || ns >= 1_000 {
            ("ms", 1_000_000)
        } else {
            ("ns", 1)
        };
        let mut whole = ns / scale;
        let mut milli = (ns % scale * 1000 + scale / 2) / scale;
        if milli == 1000 {
            whole += 1;
            milli = 0;
        }
        let decimals = if whole >= 100 {
            1
        } else if whole >= 10 {
            2
        } else {
            3
        };
        let cut = 10_u64.pow(3 - decimals);
        let mut tail = (milli + cut / 2) / cut;
        if tail == 10_u64.pow(decimals) {
            whole += 1;
            tail = 0;
        }
        let tail = format!("{tail:0width$}", width = decimals as usize);
        let tail = tail.trim_end_matches('0');
        if tail.is_empty() {
            f.pad(&format!("{whole} {unit}"))
        } else {
            f.pad(&format!("{whole}.{tail} {unit}"))
        }
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SimDuration(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        let table = [
            ("250us", Ok(250_000)),
            ("1.5ms", Ok(1_500_000)),
            ("60s", Ok(60_000_000_000)),
            (".5ms", Ok(500_000)),
            ("1.50000ms", Ok(1_500_000)),
            ("2m", Ok(120_000_000_000)),
            ("7", Err(DurationError::NoUnit)),
            ("ms", Err(DurationError::NoNumber)),
            ("-1ms", Err(DurationError::Negative)),
            ("1.5ns", Err(DurationError::TooFine)),
            (
                "1fortnight",
                Err(DurationError::UnknownUnit("fortnight".into())),
            ),
            ("99999999999999999999s", Err(DurationError::TooLong)),
        ];
        for (text, expected) in table {
            assert_eq!(
                SimDuration::parse(text).map(SimDuration::nanos),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn durations_print_for_readers() {
        let table = [
            (0, "0 ms"),
            (999, "999 ns"),
            (1_000, "0.001 ms"),
            (450_000, "0.45 ms"),
            (12_400_000, "12.4 ms"),
            (61_000_000, "61 ms"),
            (999_999_999, "1000 ms"),
            (1_250_000_000, "1.25 s"),
            (30_000_000_000, "30 s"),
        ];
        for (nanos, text) in table {
            assert_eq!(SimDuration(nanos).to_string(), text, "{nanos}");
        }
    }
}
