//! Speaker notes: `hopwise notes` follows a lesson in a pseudo-terminal, over a socket that
//! belongs to the user alone and is gone when the lesson is.
#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that is read, as it comes.
struct Heard {
    pieces: Receiver<Vec<u8>>,
    text: String,
}

impl Heard {
    fn from(mut reader: impl Read + Send + 'static) -> Self {
        let (sender, pieces) = mpsc::channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            pieces,
            text: String::new(),
        }
    }

    /// Reads until `words` have come, and forgets what came before their end.
    fn wait(&mut self, words: &str) {
        loop {
            if let Some(place) = self.text.find(words) {
                self.text.drain(..place + words.len());
                return;
            }
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.text.push_str(&String::from_utf8_lossy(&piece)),
                Err(error) => panic!("no `{words}`, {error}, in\n{}", self.text),
            }
        }
    }
}

/// A lesson in a terminal of its own.
struct Lesson {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Heard,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Lesson {
    fn start(runtime: &Path) -> Self {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hopwise"));
        command.args(["lesson", "press-enter"]);
        command.env("TERM", "xterm-256color");
        command.env("XDG_RUNTIME_DIR", runtime);
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Heard::from(pair.master.try_clone_reader().unwrap());
        let mut lesson = Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            screen,
            _master: pair.master,
        };
        lesson.screen.wait("Seven boxes");
        lesson
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn quit(mut self) {
        self.press("q");
        assert!(self.child.wait().unwrap().success());
    }
}

fn notes(runtime: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hopwise"));
    command.arg("notes").env("XDG_RUNTIME_DIR", runtime);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

fn follow(runtime: &Path) -> (Child, Heard) {
    let mut child = notes(runtime).spawn().unwrap();
    let heard = Heard::from(child.stdout.take().unwrap());
    (child, heard)
}

fn refused(runtime: &Path) -> String {
    let Output {
        status,
        stderr,
        stdout,
    } = notes(runtime).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

fn socket(runtime: &Path) -> PathBuf {
    runtime.join("hopwise/notes.sock")
}

#[test]
fn notes_follow_a_lesson_until_it_ends() {
    let runtime = tempfile::tempdir().unwrap();
    assert!(refused(runtime.path()).contains("no lesson is running"));
    let mut lesson = Lesson::start(runtime.path());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&socket(runtime.path())), 0o600);
    assert_eq!(mode(&runtime.path().join("hopwise")), 0o700);

    let (mut first, mut early) = follow(runtime.path());
    early.wait("1 of 8: Seven boxes");
    early.wait("Next: A name is not an address");
    lesson.press("N");
    early.wait("2 of 8: A name is not an address");
    // Whoever comes late is told at once where the class is.
    let (mut second, mut late) = follow(runtime.path());
    late.wait("2 of 8: A name is not an address");
    lesson.press("\r");
    for heard in [&mut early, &mut late] {
        heard.wait("Asked: What does the DNS server send back?");
        heard.wait("an IP address");
    }
    lesson.press("P");
    early.wait("1 of 8: Seven boxes");
    lesson.quit();
    for (child, heard) in [(&mut first, &mut early), (&mut second, &mut late)] {
        heard.wait("The lesson has ended.");
        assert!(child.wait().unwrap().success());
    }
    assert!(
        !socket(runtime.path()).exists(),
        "the socket is left behind"
    );
    assert!(refused(runtime.path()).contains("no lesson is running"));
}

#[test]
fn a_socket_left_behind_is_taken_over_and_a_living_one_is_not() {
    let runtime = tempfile::tempdir().unwrap();
    let mut killed = Lesson::start(runtime.path());
    let pid = killed.child.process_id().expect("a running child");
    let pid = Pid::from_raw(pid as i32).expect("a process id");
    kill_process(pid, Signal::KILL).unwrap();
    killed.child.wait().unwrap();
    assert!(
        socket(runtime.path()).exists(),
        "killed, it takes nothing away"
    );
    assert!(refused(runtime.path()).contains("no lesson is running"));
    let lesson = Lesson::start(runtime.path());
    let (mut child, mut heard) = follow(runtime.path());
    heard.wait("1 of 8");
    let mut other = Lesson::start(runtime.path());
    other.screen.wait("another lesson is running");
    other.quit();
    assert!(
        socket(runtime.path()).exists(),
        "the other one took it away"
    );
    lesson.quit();
    heard.wait("The lesson has ended.");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_folder_that_others_can_write_is_not_trusted() {
    let runtime = tempfile::tempdir().unwrap();
    let folder = runtime.path().join("hopwise");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    assert!(refused(runtime.path()).contains("not a folder of yours alone"));
    let mut lesson = Lesson::start(runtime.path());
    lesson.screen.wait("no speaker notes");
    assert!(!socket(runtime.path()).exists());
    lesson.quit();
}
