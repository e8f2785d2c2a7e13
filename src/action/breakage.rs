//! Ways to break something by hand.

/// One way to break a box or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breakage {
    /// The box does not run.
    Down,
    /// The box works slowly.
    Slow,
    /// Packets to the box vanish.
    Drop,
    /// Packets to the box are answered with a reset.
    Reject,
    /// The box works on every request and dies before it can answer.
    Crash,
    /// The line loses packets.
    Loss,
    /// The line takes longer.
    Delay,
}

impl Breakage {
    /// All of them, those of a box first.
    pub const ALL: [Self; 7] = [
        Self::Down,
        Self::Slow,
        Self::Drop,
        Self::Reject,
        Self::Crash,
        Self::Loss,
        Self::Delay,
    ];

    /// Whether it is done to a line, and not to a box.
    pub const fn is_of_link(self) -> bool {
        matches!(self, Self::Loss | Self::Delay)
    }

    /// What it is, for a list.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Down => "down: does not run",
            Self::Slow => "slow: works ten times as long",
            Self::Drop => "drop: packets vanish, silence",
            Self::Reject => "reject: refused at once",
            Self::Crash => "crash: works, never answers",
            Self::Loss => "loss: 30 % of the packets",
            Self::Delay => "latency: 100 ms more each way",
        }
    }

    /// What is said when it is done, or undone, behind the name of the thing.
    pub const fn said(self, done: bool) -> &'static str {
        match (self, done) {
            (Self::Down, true) => "is down",
            (Self::Down, false) => "is up again",
            (Self::Slow, true) => "works ten times slower",
            (Self::Slow, false) => "works at its own pace again",
            (Self::Drop, true) => "lets packets vanish",
            (Self::Reject, true) => "rejects packets",
            (Self::Drop | Self::Reject, false) => "takes packets again",
            (Self::Crash, true) => "dies over every request, after the work",
            (Self::Crash, false) => "answers again",
            (Self::Loss, true) => "loses 30 % of the packets",
            (Self::Loss, false) => "loses nothing any more",
            (Self::Delay, true) => "takes 100 ms more each way",
            (Self::Delay, false) => "takes as long as before",
        }
    }
}
