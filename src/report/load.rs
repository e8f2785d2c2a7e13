//! What a load came to, as text, JSON and CSV.

use crate::load::report::LoadReport;
use crate::time::SimDuration;

mod chart;
mod csv;
mod json;
mod sweep;
mod text;

pub use chart::Glyphs;
pub use csv::csv;
pub use json::{json, sweep_json};
pub use sweep::sweep_text;
pub use text::{errors, text};

/// One point of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What was swept: the rate in requests a second, or the number of clients.
    pub load: f64,
    /// What it came to.
    pub report: LoadReport,
}

/// The latencies that reports name, with their share.
const QUANTILES: [(&str, f64); 4] = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];

/// Nanoseconds as a length of time.
pub fn length(nanos: f64) -> SimDuration {
    SimDuration(libm::round(nanos.max(0.0)) as u64)
}

/// A share in percent: two digits that mean something, and no more than one decimal.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 99.95 || percent == 0.0 {
        format!("{percent:.0} %")
    } else if percent < 0.1 {
        "< 0.1 %".to_owned()
    } else {
        format!("{percent:.1} %")
    }
}

/// A count in groups of three digits.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A number with three significant digits, or all of its whole ones.
pub fn number(value: f64) -> String {
    let decimals = match value.abs() {
        below if below < 0.000_5 => 0,
        below if below < 1.0 => 3,
        below if below < 10.0 => 2,
        below if below < 100.0 => 1,
        _ => return grouped(libm::round(value) as u64),
    };
    format!("{value:.decimals$}")
}

/// A rate or a number of clients: as it was typed.
pub fn load(value: f64) -> String {
    let shown = value.to_string();
    match shown.parse() {
        Ok(whole) => grouped(whole),
        Err(_) => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_readers() {
        let table = [
            (0.0, "0"),
            (0.042_1, "0.042"),
            (1.234, "1.23"),
            (56.78, "56.8"),
            (1234.5, "1 235"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text, "{value}");
        }
        assert_eq!(grouped(1_234_567), "1 234 567");
        let table = [
            (0.0, "0 %"),
            (0.000_1, "< 0.1 %"),
            (0.123, "12.3 %"),
            (1.0, "100 %"),
        ];
        for (share, text) in table {
            assert_eq!(percent(share), text, "{share}");
        }
        assert_eq!(
            (load(100.0), load(0.5)),
            ("100".to_owned(), "0.5".to_owned())
        );
    }
}
