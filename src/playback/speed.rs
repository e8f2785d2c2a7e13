//! How fast playing is: a ratio of integers, so that nothing is lost to rounding.

use std::fmt;
use std::str::FromStr;

/// Display time that passes per wall time, as a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Speed {
    over: u32,
    under: u32,
}

/// The speeds that the keys walk along, slowest first.
const LADDER: [Speed; 8] = [
    Speed::of(1, 8),
    Speed::of(1, 4),
    Speed::of(1, 2),
    Speed::NORMAL,
    Speed::of(2, 1),
    Speed::of(4, 1),
    Speed::of(8, 1),
    Speed::of(16, 1),
];

impl Speed {
    /// The pace that steps are timed for.
    pub const NORMAL: Self = Self::of(1, 1);

    const fn of(over: u32, under: u32) -> Self {
        Self { over, under }
    }

    /// `time` at this speed, with what was left over last time: the whole part and what is left.
    /// The remainder counts in parts of `1 / under`.
    pub(super) fn scale(self, time: u64, carry: u64) -> (u64, u64) {
        let scaled = u128::from(time) * u128::from(self.over) + u128::from(carry);
        let under = u128::from(self.under);
        let whole = u64::try_from(scaled / under).unwrap_or(u64::MAX);
        (whole, (scaled % under) as u64)
    }

    /// The next faster speed of the keys; the fastest stays.
    #[must_use]
    pub fn faster(self) -> Self {
        *LADDER
            .iter()
            .find(|speed| self.is_slower_than(**speed))
            .unwrap_or(&self)
    }

    /// The next slower speed of the keys; the slowest stays.
    #[must_use]
    pub fn slower(self) -> Self {
        *LADDER
            .iter()
            .rev()
            .find(|speed| speed.is_slower_than(self))
            .unwrap_or(&self)
    }

    fn is_slower_than(self, other: Self) -> bool {
        u64::from(self.over) * u64::from(other.under)
            < u64::from(other.over) * u64::from(self.under)
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.under == 1 {
            write!(f, "{}x", self.over)
        } else {
            write!(f, "{}/{}x", self.over, self.under)
        }
    }
}

/// A text that is no speed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no speed: write a number such as 2 or 0.5, or a ratio such as 1/4, between 1/100 and 100"
)]
pub struct SpeedError(String);

/// Reads `2`, `0.5`, `1/4` or `2x`, at most three decimals, from 1/100 to 100.
impl FromStr for Speed {
    type Err = SpeedError;

    fn from_str(text: &str) -> Result<Self, SpeedError> {
        let error = || SpeedError(text.to_owned());
        let number = text.trim().trim_end_matches('x');
        let (over, under) = match number.split_once('/') {
            Some((over, under)) => (whole(over), whole(under)),
            None => decimal(number),
        };
        let (over, under) = (over.ok_or_else(error)?, under.ok_or_else(error)?);
        let sane = over > 0
            && under > 0
            && u64::from(over) <= 100 * u64::from(under)
            && u64::from(under) <= 100 * u64::from(over);
        if !sane {
            return Err(error());
        }
        let divisor = greatest_common_divisor(over, under);
        Ok(Self::of(over / divisor, under / divisor))
    }
}

fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `2.5` as the ratio 2500 / 1000.
fn decimal(text: &str) -> (Option<u32>, Option<u32>) {
    let (units, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let thousands = (decimals.len() <= 3)
        .then(|| whole(&format!("{decimals:0<3}")))
        .flatten();
    let over = whole(units)
        .zip(thousands)
        .and_then(|(units, thousands)| units.checked_mul(1000)?.checked_add(thousands));
    (over, Some(1000))
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_and_printed() {
        let table = [
            ("1", Some("1x")),
            ("2x", Some("2x")),
            ("0.5", Some("1/2x")),
            ("1/4", Some("1/4x")),
            ("2.5", Some("5/2x")),
            ("0.01", Some("1/100x")),
            ("0", None),
            ("-1", None),
            ("", None),
            ("1/0", None),
            ("fast", None),
            ("101", None),
            ("0.0001", None),
            ("99999999999", None),
        ];
        for (text, expected) in table {
            let printed = text.parse::<Speed>().ok().map(|speed| speed.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn keys_walk_along_the_ladder_from_any_speed() {
        let odd: Speed = "3".parse().unwrap();
        assert_eq!(odd.faster().to_string(), "4x");
        assert_eq!(odd.slower().to_string(), "2x");
        let mut speed = Speed::NORMAL;
        for _ in 0..20 {
            speed = speed.faster();
        }
        assert_eq!(speed.to_string(), "16x");
        for _ in 0..20 {
            speed = speed.slower();
        }
        assert_eq!(speed.to_string(), "1/8x");
    }
}
