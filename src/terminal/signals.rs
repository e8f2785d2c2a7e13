//! What the system asks of the program.

/// A request of the system, the shell or the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End in good order.
    End,
    /// Give the terminal to the shell and stop.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no job control"))]
    Stop,
    /// Go on after a stop.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no job control"))]
    Continue,
}

pub(super) use system::{Signals, stop};

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::process::{Signal as Number, getpid, kill_process};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    /// The signals that are listened to.
    pub(in super::super) struct Signals {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
        stop: Stream,
        go_on: Stream,
    }

    impl Signals {
        pub(in super::super) fn new() -> io::Result<Self> {
            let numbered = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
                stop: numbered(Number::TSTP)?,
                go_on: numbered(Number::CONT)?,
            })
        }

        pub(in super::super) async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::End,
                _ = self.terminate.recv() => Signal::End,
                _ = self.hangup.recv() => Signal::End,
                _ = self.stop.recv() => Signal::Stop,
                _ = self.go_on.recv() => Signal::Continue,
            }
        }
    }

    /// Stops this process; returns when it is continued.
    pub(in super::super) fn stop() -> io::Result<()> {
        Ok(kill_process(getpid(), Number::STOP)?)
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    use super::Signal;

    /// The signals that are listened to.
    pub(in super::super) struct Signals;

    impl Signals {
        pub(in super::super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(in super::super) async fn next(&mut self) -> Signal {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Signal::End,
                Err(_) => std::future::pending().await,
            }
        }
    }

    /// There is no job control: the program goes on at once.
    pub(in super::super) fn stop() -> io::Result<()> {
        Ok(())
    }
}
