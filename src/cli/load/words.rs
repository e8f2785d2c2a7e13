//! The little languages of `hopwise load`'s options.

use crate::cli::faults;
use crate::engine::Fault;
use crate::load::plan::{Piece, Profile};
use crate::time::{SimDuration, SimTime};
use crate::topology::{self, limits};

/// Most requests a second: one each nanosecond.
const RATE: f64 = 1e9;
/// Most points of a sweep.
const POINTS: f64 = 1000.0;

/// `ID=SHARE` of a mix.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub(super) request: String,
    pub(super) share: f64,
}

/// A change at a time.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) time: SimTime,
    pub(super) change: Change,
}

/// What changes, by names.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Fault(String, Option<Fault>),
    Loss(String, u32),
    Delay(String, SimDuration),
    Capacity(String, u32),
    Rate(f64),
    Clients(u32),
}

/// `COUNT[:ZIPF]`.
pub(super) type Keys = topology::Keys;

/// What a sweep goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swept {
    Rate,
    Clients,
}

/// `WHAT=FROM..TO:STEP`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sweep {
    pub(super) what: Swept,
    from: f64,
    to: f64,
    step: f64,
}

impl Sweep {
    /// Each load, from the first to the last.
    pub(super) fn loads(self) -> impl Iterator<Item = f64> {
        let count = libm::floor((self.to - self.from) / self.step + 1e-9) as u32;
        (0..=count).map(move |index| self.from + f64::from(index) * self.step)
    }
}

/// Reads a duration with its unit.
pub(in crate::cli) fn time(text: &str) -> Result<SimDuration, String> {
    const LONGEST: SimDuration = SimDuration::from_secs(365 * 24 * 3600);
    match SimDuration::parse(text) {
        Ok(time) if time <= LONGEST => Ok(time),
        Ok(_) => Err("the longest is a year, 8760h".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads a number of requests a second.
pub(in crate::cli) fn per_second(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches("/s").parse().ok();
    number
        .filter(|rate: &f64| rate.is_finite() && (0.0..=RATE).contains(rate))
        .ok_or_else(|| format!("`{text}` is no rate: write requests a second, from 0 to {RATE}"))
}

/// Reads `R[,TIME:R][,TIME..TIME:R]...`.
pub(super) fn rate(text: &str) -> Result<Profile, String> {
    let mut parts = text.split(',');
    let first = per_second(parts.next().unwrap_or_default())?;
    let mut pieces = vec![Piece::step(SimTime::ZERO, first)];
    let mut last = first;
    for part in parts {
        let (when, to) = part.split_once(':').ok_or_else(|| {
            format!("`{part}` is no change: write TIME:RATE for a step, TIME..TIME:RATE for a ramp")
        })?;
        let to = per_second(to)?;
        let (from, until) = match when.split_once("..") {
            Some((at, until)) => (instant(at)?, Some(instant(until)?)),
            None => (instant(when)?, None),
        };
        pieces.push(match until {
            Some(until) => Piece {
                at: from,
                from: last,
                until,
                to,
            },
            None => Piece::step(from, to),
        });
        last = to;
    }
    if pieces
        .iter()
        .all(|piece| piece.from == 0.0 && piece.to == 0.0)
    {
        return Err("nothing would ever be sent".to_owned());
    }
    Profile::new(pieces).ok_or_else(|| "the times must grow from one change to the next".to_owned())
}

fn instant(text: &str) -> Result<SimTime, String> {
    time(text).map(|length| SimTime::ZERO + length)
}

/// Reads `ID=SHARE`.
pub(super) fn share(text: &str) -> Result<Share, String> {
    let (request, share) = text
        .rsplit_once('=')
        .ok_or("write a request and its share, such as cache-hit=0.9")?;
    let share = share.parse().ok();
    let share = share.filter(|share: &f64| share.is_finite() && (0.0..=1e9).contains(share));
    Ok(Share {
        request: request.to_owned(),
        share: share.ok_or("a share is a number that is not negative")?,
    })
}

/// Reads `COUNT[:ZIPF]`.
pub(super) fn keys(text: &str) -> Result<Keys, String> {
    let (count, zipf) = match text.split_once(':') {
        Some((count, zipf)) => (count, zipf.parse().ok()),
        None => (text, Some(0.0)),
    };
    let count = count.parse().ok();
    let count = count.filter(|count| limits::KEYS.contains(&i64::from(*count)));
    let zipf = zipf.filter(|zipf: &f64| limits::ZIPF.contains(zipf));
    Ok(Keys {
        count: count.ok_or_else(|| {
            format!(
                "the count is a whole number from 1 to {}",
                limits::KEYS.end()
            )
        })?,
        zipf: zipf
            .ok_or_else(|| format!("the exponent is a number from 0 to {}", limits::ZIPF.end()))?,
    })
}

/// Reads `WHAT=FROM..TO:STEP`.
pub(super) fn sweep(text: &str) -> Result<Sweep, String> {
    const SHAPE: &str = "write what, from, to and the step, such as rate=100..2000:100";
    let (what, range) = text.split_once('=').ok_or(SHAPE)?;
    let (range, step) = range.rsplit_once(':').ok_or(SHAPE)?;
    let (from, to) = range.split_once("..").ok_or(SHAPE)?;
    let what = match what {
        "rate" => Swept::Rate,
        "clients" => Swept::Clients,
        other => return Err(format!("`{other}` cannot be swept: use rate or clients")),
    };
    let number = |text: &str| match what {
        Swept::Rate => per_second(text).ok().filter(|rate| *rate > 0.0),
        Swept::Clients => text
            .parse()
            .ok()
            .filter(|n| (1..=1_000_000).contains(n))
            .map(f64::from),
    };
    let read = |text| {
        number(text).ok_or_else(|| format!("`{text}` is no {SHAPE}", SHAPE = "load above zero"))
    };
    let (from, to, step) = (read(from)?, read(to)?, read(step)?);
    if from > to {
        return Err("it goes from the smaller load to the larger".to_owned());
    }
    if (to - from) / step >= POINTS {
        return Err(format!(
            "these are more than {POINTS} points: use a larger step"
        ));
    }
    Ok(Sweep {
        what,
        from,
        to,
        step,
    })
}

/// Reads `TIME:CHANGE`.
pub(super) fn at(text: &str) -> Result<At, String> {
    const WORDS: &str = "write a time and one of down:NODE, slow:NODE=FACTOR, drop:NODE, \
        reject:NODE, crash:NODE, up:NODE, loss:FROM-TO=PERCENT, delay:FROM-TO=DURATION, \
        capacity:NODE=N, rate:R or clients:N, such as 10s:down:db";
    let fault = |node: &str, fault| Change::Fault(node.to_owned(), fault);
    let mut parts = text.splitn(3, ':');
    let (Some(when), Some(word), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(WORDS.to_owned());
    };
    let whole = |text: &str, most: u32| {
        let number = text
            .parse()
            .ok()
            .filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| format!("`{text}` is no whole number from 1 to {most}"))
    };
    let change = match word {
        "down" => fault(value, Some(Fault::Down)),
        "drop" => fault(value, Some(Fault::Drop)),
        "reject" => fault(value, Some(Fault::Reject)),
        "crash" => fault(value, Some(Fault::Crash)),
        "up" => fault(value, None),
        "slow" => {
            let (node, factor) = faults::slow(value)?;
            Change::Fault(node, Some(Fault::Slow { factor }))
        }
        "loss" => {
            let (link, loss) = faults::loss(value)?;
            Change::Loss(link, loss)
        }
        "delay" => {
            let (link, delay) = faults::delay(value)?;
            Change::Delay(link, delay)
        }
        "capacity" => {
            let (node, workers) = value.rsplit_once('=').ok_or(WORDS)?;
            Change::Capacity(node.to_owned(), whole(workers, 1_000_000)?)
        }
        "rate" => Change::Rate(per_second(value)?),
        "clients" => Change::Clients(whole(value, 1_000_000)?),
        _ => return Err(WORDS.to_owned()),
    };
    Ok(At {
        time: instant(when)?,
        change,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        let sound = [
            rate("100").is_ok(),
            rate("0,10s:500/s,20s..30s:100").is_ok(),
            share("cache-hit=0.9").is_ok(),
            at("5s:loss:a-b=2.5%").is_ok(),
            keys("1000").is_ok_and(|keys| keys.zipf == 0.0),
            keys("1000:0.9").is_ok(),
            sweep("rate=100..2000:100").is_ok_and(|sweep| sweep.loads().count() == 20),
            sweep("clients=1..1:1").is_ok_and(|sweep| sweep.loads().count() == 1),
            sweep("rate=0.1..0.3:0.1").is_ok_and(|sweep| sweep.loads().count() == 3),
            at("10s:slow:db=10").is_ok(),
            at("1.5s:rate:50").is_ok(),
        ];
        assert_eq!(sound, [true; 11]);
        let refused = [
            rate("").is_err(),
            rate("-1").is_err(),
            rate("nan").is_err(),
            rate("0").is_err(),
            rate("5,10s:6,5s:7").is_err(),
            rate("5,10s").is_err(),
            share("cache-hit").is_err(),
            share("a=inf").is_err(),
            at("5s:loss:a-b=101").is_err(),
            at("5s:delay:a-b=5").is_err(),
            keys("0").is_err(),
            keys("5:x").is_err(),
            sweep("rate=5..1:1").is_err(),
            sweep("rate=1..2:0").is_err(),
            sweep("rate=1..1000000:0.1").is_err(),
            sweep("think=1..2:1").is_err(),
            at("10s:explode:db").is_err(),
            at("10:down:db").is_err(),
            at("10s:capacity:db=0").is_err(),
        ];
        assert_eq!(refused, [true; 19]);
    }
}
