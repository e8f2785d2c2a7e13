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

pub(super) use system::{Signals, is_hangup, stop};

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::event::{PollFd, PollFlags, poll};
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
            let screen = io::stdout();
            let mut waited_for = [PollFd::new(&screen, PollFlags::empty())];
            loop {
                match poll(&mut waited_for, None) {
                    Err(rustix::io::Errno::INTR) => {}
                    Ok(_) if waited_for[0].revents().contains(PollFlags::HUP) => {
                        // Nobody listens where the program is about to end by itself.
                        let _ = tell.send(());
                        return;
                    }
                    _ => return,
                }
            }
        });
        told
    }

    /// Whether reading or writing failed because the terminal is gone.
    pub(in super::super) fn is_hangup(error: &io::Error) -> bool {
        error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
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

    /// Whether reading or writing failed because the terminal is gone.
    pub(in super::super) fn is_hangup(_: &io::Error) -> bool {
        false
    }

    /// There is no job control: the program goes on at once.
    pub(in super::super) fn stop() -> io::Result<()> {
        Ok(())
    }
}
