//! One run of the binary in a pseudo-terminal of its own.

use std::io::{Read, Write};
use std::sync::LazyLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

/// The binary: the one that `HOPWISE_BIN` names, such as the release, else the one that was built
/// with these tests.
pub(crate) static BINARY: LazyLock<String> = LazyLock::new(|| {
    let named = std::env::var("HOPWISE_BIN");
    named.unwrap_or_else(|_| env!("CARGO_BIN_EXE_hopwise").to_owned())
});

/// Longest wait for something that must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Time in which nothing must come.
const SILENCE: Duration = Duration::from_millis(300);

/// A command in a terminal with colours.
pub(crate) fn command(program: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    command
}

pub(crate) struct Session {
    pub(crate) master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    pub(crate) bytes: Vec<u8>,
    modes_before: String,
}

impl Session {
    /// The binary with these arguments on 100x30 cells.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = command(&BINARY);
        command.args(args);
        Self::run(command, (100, 30))
    }

    /// The binary under a shell, which calls it `$0`.
    pub(crate) fn shell(script: &str) -> Self {
        let mut command = command("sh");
        command.args(["-c", script, BINARY.as_str()]);
        Self::run(command, (100, 30))
    }

    /// Any command on a screen of so many columns and rows.
    pub(crate) fn run(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a pseudo-terminal");
        let modes_before = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the binary runs");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            writer: pair.master.take_writer().expect("a writer"),
            master: pair.master,
            child,
            output,
            screen: parser(columns, rows),
            bytes: Vec::new(),
            modes_before,
        }
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.screen.process(chunk);
        self.bytes.extend_from_slice(chunk);
    }

    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().contents().contains(text)
    }

    /// Reads until `done`, which is about `what`.
    pub(crate) fn wait_until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        while !done(self) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(chunk) => self.feed(&chunk),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("not {what}:\n{}", self.screen().contents())
                }
            }
        }
    }

    /// Reads until `text` is on the screen.
    pub(crate) fn wait(&mut self, text: &str) {
        self.wait_until(&format!("`{text}` on the screen"), |session| {
            session.shows(text)
        });
    }

    /// Reads until `text` is no longer on the screen.
    pub(crate) fn wait_until_gone(&mut self, text: &str) {
        self.wait_until(&format!("rid of `{text}`"), |session| !session.shows(text));
    }

    /// Reads until nothing has come for a while; says how many bytes came.
    pub(crate) fn settle(&mut self) -> usize {
        let before = self.bytes.len();
        while let Ok(chunk) = self.output.recv_timeout(SILENCE) {
            self.feed(&chunk);
        }
        self.bytes.len() - before
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.send(keys.as_bytes());
    }

    /// Sends bytes as a terminal would.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.flush().unwrap();
    }

    /// Gives the terminal another size; what was on it is forgotten.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.screen
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    fn pid(&self) -> Pid {
        let number = self.child.process_id().expect("a running child");
        Pid::from_raw(number as i32).expect("a process id")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits until it has given the terminal back and stopped; to go on any sooner is lost on it.
    pub(crate) fn stops(&mut self) {
        self.wait_until("back on the shell's screen", |session| {
            !session.screen().alternate_screen()
        });
        let (_, status) = waitpid(Some(self.pid()), WaitOptions::UNTRACED)
            .unwrap()
            .expect("a change of the child");
        assert!(status.stopped(), "{status:?}");
        self.settle();
        self.is_given_back();
    }

    /// Waits for the end; whatever the exit, the terminal must be as it was found.
    pub(crate) fn finish(&mut self) -> ExitStatus {
        // The slave side is closed when the child has ended, which ends the reader.
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(chunk) => self.feed(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it does not end:\n{}", self.screen().contents())
                }
            }
        }
        self.is_given_back();
        self.child.wait().unwrap()
    }

    /// Waits for a clean end.
    pub(crate) fn ends(mut self) {
        let status = self.finish();
        assert!(status.success(), "{status:?}\n{}", self.screen().contents());
    }

    /// Quits by the key, and waits for a clean end.
    pub(crate) fn quits(mut self) {
        self.press("\x03");
        self.ends();
    }

    pub(crate) fn is_given_back(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "cursor hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste on");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None);
        let text = String::from_utf8_lossy(&self.bytes);
        let last = |sequence: &str| text.rfind(sequence);
        let begun = last("\x1b[?2026h");
        assert!(
            begun.is_none() || last("\x1b[?2026l") > begun,
            "frozen display"
        );
        assert_eq!(modes(&*self.master), self.modes_before, "modes of the line");
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It has ended already unless a test failed.
        let _ = self.child.kill();
    }
}

/// Raw mode and everything else of the line, as text to compare.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("modes of the line"))
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    count.try_into().expect("at least one cell")
}
