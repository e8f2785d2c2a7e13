//! What the system asks of the program.

/// A request of the system, the shell or the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End in good order.
    End,
    /// Give the terminal to the shell and stop.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no job control"))]
    Stop,
    /// The screen has another size. Input events say so too, but only once input is waited for.
    #[cfg_attr(not(unix), expect(dead_code, reason = "events say so"))]
    Resize,
    /// Go on after a stop.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no job control"))]
    Continue,
}

pub(super) use system::{Signals, has_hung_up, stop};

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    use rustix::process::{Signal as Number, getpid, kill_process};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
    use tokio::sync::oneshot;

    use super::Signal;

    /// The signals that are listened to.
    pub(in super::super) struct Signals {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
        stop: Stream,
        go_on: Stream,
        resize: Stream,
        gone: oneshot::Receiver<()>,
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
                resize: signal(SignalKind::window_change())?,
                gone: watch(),
            })
        }

        pub(in super::super) async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::End,
                _ = self.terminate.recv() => Signal::End,
                _ = self.hangup.recv() => Signal::End,
                _ = self.stop.recv() => Signal::Stop,
                _ = self.go_on.recv() => Signal::Continue,
                _ = self.resize.recv() => Signal::Resize,
                Ok(()) = &mut self.gone => Signal::End,
            }
        }
    }

    /// Waits on a thread of its own until the terminal is gone. Whoever does not lead the
    /// terminal's session is sent no signal then, and would read nothing, for ever and at once.
    fn watch() -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        std::thread::spawn(move || {
            let mut found = hung_up(None);
            while found == Err(Errno::INTR) {
                found = hung_up(None);
            }
            if found == Ok(true) {
                // Nobody listens where the program is about to end by itself.
                let _ = tell.send(());
            }
        });
        told
    }

    /// Whether the terminal is gone.
    pub(in super::super) fn has_hung_up() -> bool {
        hung_up(Some(&Timespec::default())).unwrap_or(false)
    }

    /// Waits so long, or for ever, for the terminal to go away, and says whether it has.
    fn hung_up(timeout: Option<&Timespec>) -> rustix::io::Result<bool> {
        let screen = io::stdout();
        let mut asked = [PollFd::new(&screen, PollFlags::empty())];
        poll(&mut asked, timeout)?;
        Ok(asked[0].revents().contains(PollFlags::HUP))
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

    /// Whether the terminal is gone.
    pub(in super::super) fn has_hung_up() -> bool {
        false
    }

    /// There is no job control: the program goes on at once.
    pub(in super::super) fn stop() -> io::Result<()> {
        Ok(())
    }
}
