//! How busy a box is while many requests run.

/// What a box shows of its load, over the last moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gauge {
    /// Visits a second of model time, in thousandths.
    pub visits: u64,
    /// Share of its workers that is taken, in thousandths; `None` where they are not limited.
    pub used: Option<u16>,
    /// Workers there are.
    pub workers: u32,
    /// How many wait, on average.
    pub waiting: u32,
}

/// From here on nearly all workers are taken nearly always.
const SATURATED: u16 = 950;

impl Gauge {
    /// Whether its workers can hardly keep up: they are taken, and somebody waits.
    pub fn is_saturated(self) -> bool {
        self.used.is_some_and(|used| used >= SATURATED) && self.waiting > 0
    }
}
