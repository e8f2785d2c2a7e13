//! The real binary in a pseudo-terminal: it starts, answers keys, and leaves the terminal as it
//! found it on every way out.
#![cfg(unix)]

use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time in which nothing must come.
const SILENCE: Duration = Duration::from_millis(300);

struct Session {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    bytes: Vec<u8>,
    modes_before: String,
}

impl Session {
    fn start(args: &[&str]) -> Self {
        let size = PtySize {
            rows: 30,
            cols: 100,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hopwise"));
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
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
            screen: vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0),
            bytes: Vec::new(),
            modes_before,
        }
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.screen.process(chunk);
        self.bytes.extend_from_slice(chunk);
    }

    fn shows(&self, text: &str) -> bool {
        self.screen.screen().contents().contains(text)
    }

    /// Reads until `text` is on the screen.
    fn wait(&mut self, text: &str) {
        while !self.shows(text) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(chunk) => self.feed(&chunk),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no `{text}` on\n{}", self.screen.screen().contents())
                }
            }
        }
    }

    /// Reads until `text` is no longer on the screen.
    fn wait_until_gone(&mut self, text: &str) {
        while self.shows(text) {
            let chunk = self.output.recv_timeout(PATIENCE).expect("a change");
            self.feed(&chunk);
        }
    }

    fn press(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    fn pid(&self) -> Pid {
        let number = self.child.process_id().expect("a running child");
        Pid::from_raw(number as i32).expect("a process id")
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Reads until nothing has come for a while; says how many bytes came.
    fn settle(&mut self) -> usize {
        let before = self.bytes.len();
        while let Ok(chunk) = self.output.recv_timeout(SILENCE) {
            self.feed(&chunk);
        }
        self.bytes.len() - before
    }

    /// Waits for the end; the terminal must be as it was found, and the exit clean.
    fn ends(mut self) {
        // The slave side is closed when the child has ended, which ends the reader.
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(chunk) => self.feed(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end"),
            }
        }
        assert!(self.child.wait().unwrap().success());
        self.is_given_back();
    }

    fn is_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "cursor hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste on");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None);
        let text = String::from_utf8_lossy(&self.bytes);
        let last = |sequence: &str| text.rfind(sequence);
        assert!(last("\x1b[?2026l") > last("\x1b[?2026h"), "frozen display");
        assert_eq!(modes(&*self.master), self.modes_before, "modes of the line");
    }
}

/// Raw mode and everything else of the line, as text to compare.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("modes of the line"))
}

#[test]
fn it_starts_sends_and_quits() {
    let mut session = Session::start(&["edge-to-pod"]);
    session.wait("Edge to pod");
    session.press("h");
    session.wait("Step 1 of");
    session.press("\x1b[F");
    session.wait("ended");
    session.press("t");
    session.wait("Topologies");
    session.press("\x1b");
    session.wait_until_gone("Topologies");
    session.press("q");
    session.ends();
}

#[test]
fn nothing_is_written_at_rest() {
    let mut session = Session::start(&[]);
    session.wait("Edge to pod");
    session.settle();
    assert_eq!(session.settle(), 0);
    session.press("y");
    assert_eq!(session.settle(), 0, "a key without meaning");
    session.press("q");
    session.ends();
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    type Out = fn(&mut Session);
    let ways: [(&str, Out); 4] = [
        ("Ctrl-C", |session| session.press("\x03")),
        ("SIGTERM", |session| session.signal(Signal::TERM)),
        ("SIGHUP", |session| session.signal(Signal::HUP)),
        ("SIGINT", |session| session.signal(Signal::INT)),
    ];
    for (name, out) in ways {
        println!("{name}");
        let mut session = Session::start(&["--autoplay"]);
        session.wait("playing");
        out(&mut session);
        session.ends();
    }
}

#[test]
fn a_stopped_program_draws_again_when_it_goes_on() {
    let mut session = Session::start(&[]);
    session.wait("Edge to pod");
    for stop in ["\x1a", ""] {
        if stop.is_empty() {
            session.signal(Signal::TSTP);
        } else {
            session.press(stop);
        }
        while session.screen.screen().alternate_screen() {
            let chunk = session.output.recv_timeout(PATIENCE).expect("a way back");
            session.feed(&chunk);
        }
        session.settle();
        session.is_given_back();
        session.signal(Signal::CONT);
        session.wait("Edge to pod");
        assert!(session.screen.screen().alternate_screen());
    }
    session.press("q");
    session.ends();
}

#[test]
fn the_end_of_the_terminal_is_the_end_of_the_program() {
    // Who leads the terminal's session is sent a signal; who does not has to notice.
    for leads in [true, false] {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hopwise"));
        command.env("TERM", "xterm-256color");
        command.set_controlling_tty(leads);
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (mut seen, mut chunk) = (String::new(), [0; 4096]);
        while !seen.contains("quit") {
            let count = reader.read(&mut chunk).unwrap();
            seen.push_str(&String::from_utf8_lossy(&chunk[..count]));
        }
        drop((reader, pair));
        let ended = child.wait().unwrap();
        assert!(ended.success(), "leads: {leads}: {ended:?}");
    }
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let mut session = Session::start(&[]);
    session.wait("Edge to pod");
    let size = PtySize {
        rows: 10,
        cols: 30,
        pixel_width: 0,
        pixel_height: 0,
    };
    session.master.resize(size).unwrap();
    session.wait("hopwise needs 40x12");
    session.press("q");
    session.ends();
}
