//! Speaker notes from the terminal that teaches to those that follow, over a local socket.
//!
//! Whoever connects is sent the page of the moment at once, and each new page as it comes. A page
//! is text that ends in [`END`]. The socket belongs to the user alone: mode 0600 in a folder of
//! mode 0700.

use std::io;

pub(super) use system::{Publisher, follow};

/// Ends a page.
#[cfg(unix)]
const END: u8 = 0;

/// Why notes cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum NotesError {
    /// Nobody publishes.
    #[error(
        "no lesson is running: start `hopwise lesson` in another terminal, then `hopwise notes` here"
    )]
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "there are no sockets of this kind")
    )]
    Nobody,
    /// Another lesson publishes.
    #[error("another lesson is running and publishes its own")]
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "there are no sockets of this kind")
    )]
    Taken,
    /// The folder of the socket could be somebody else's.
    #[error("`{0}` is not a folder of yours alone, so notes do not go through it")]
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "there are no sockets of this kind")
    )]
    Unsafe(String),
    /// This system has no Unix sockets.
    #[error(
        "speaker notes in a second terminal need Unix sockets, which this system does not have"
    )]
    Unavailable,
    /// Reading or writing failed.
    #[error("notes cannot be sent or read: {0}")]
    Broken(#[from] io::Error),
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, Permissions};
    use std::io::{self, ErrorKind, IsTerminal, Write, stdout};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    use std::path::{Path, PathBuf};

    use crossterm::cursor::MoveTo;
    use crossterm::queue;
    use crossterm::terminal::{Clear, ClearType};
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{UnixListener, UnixStream};
    use tokio::sync::watch;

    use super::{END, NotesError};
    use crate::text;

    /// The socket of a lesson. Dropping it takes the socket away.
    pub(in super::super) struct Publisher {
        pages: watch::Sender<String>,
        path: PathBuf,
    }

    impl Publisher {
        /// Opens the socket and answers whoever connects, on tasks of this runtime.
        ///
        /// # Errors
        /// Another lesson publishes already, or there is no folder of the user's own.
        pub(in super::super) async fn open(page: String) -> Result<Self, NotesError> {
            let folder = folder();
            create(&folder)?;
            let path = socket(&folder);
            if UnixStream::connect(&path).await.is_ok() {
                return Err(NotesError::Taken);
            }
            // Nobody sees the socket before it is the user's alone. What a program that was killed
            // has left behind is replaced.
            let new = folder.join(format!("notes-{}.new", std::process::id()));
            let listener = UnixListener::bind(&new)?;
            fs::set_permissions(&new, Permissions::from_mode(0o600))?;
            fs::rename(&new, &path)?;
            let (pages, _) = watch::channel(page);
            let publisher = Self { pages, path };
            tokio::spawn(accept(listener, publisher.pages.clone()));
            Ok(publisher)
        }

        /// Sends a page to all who follow, where it is another one than before.
        pub(in super::super) fn publish(&self, page: String) {
            self.pages.send_if_modified(|old| {
                let is_new = *old != page;
                if is_new {
                    *old = page;
                }
                is_new
            });
        }
    }

    impl Drop for Publisher {
        fn drop(&mut self) {
            // Nobody is left to tell where that fails.
            let _ = fs::remove_file(&self.path);
        }
    }

    async fn accept(listener: UnixListener, pages: watch::Sender<String>) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(send(stream, pages.subscribe()));
        }
    }

    /// Sends the page of the moment and each new one, until either side ends.
    async fn send(mut stream: UnixStream, mut pages: watch::Receiver<String>) {
        loop {
            let mut page = pages.borrow_and_update().clone().into_bytes();
            page.push(END);
            if stream.write_all(&page).await.is_err() || pages.changed().await.is_err() {
                return;
            }
        }
    }

    /// Prints each page of the lesson that runs, until that ends.
    pub(in super::super) fn follow() -> Result<(), NotesError> {
        let folder = folder();
        check(&folder)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let stream = UnixStream::connect(socket(&folder))
                .await
                .map_err(|_| NotesError::Nobody)?;
            let mut reader = BufReader::new(stream);
            loop {
                let mut page = Vec::new();
                if reader.read_until(END, &mut page).await? == 0 {
                    return Ok(print("The lesson has ended.\n", false)?);
                }
                page.retain(|byte| *byte != END);
                show(&String::from_utf8_lossy(&page))?;
            }
        })
    }

    fn show(page: &str) -> io::Result<()> {
        let width = crossterm::terminal::size().map_or(80, |(width, _)| width);
        let mut out = String::new();
        for line in page.lines() {
            let lines = text::wrap(&text::escaped(line), usize::from(width.min(100)));
            out.push_str(&lines.join("\n"));
            out.push('\n');
        }
        print(&out, true)
    }

    /// Writes a page, in place of the one before where there is a screen.
    fn print(page: &str, afresh: bool) -> io::Result<()> {
        let mut out = stdout();
        if afresh && out.is_terminal() {
            queue!(out, Clear(ClearType::All), MoveTo(0, 0))?;
        }
        out.write_all(page.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()
    }

    fn socket(folder: &Path) -> PathBuf {
        folder.join("notes.sock")
    }

    /// A folder in the runtime directory (XDG Base Directory Specification), or, where there is
    /// none, one of the user's own among the temporary files.
    fn folder() -> PathBuf {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR");
        if let Some(runtime) = runtime.filter(|folder| !folder.is_empty()) {
            return PathBuf::from(runtime).join("hopwise");
        }
        let user = rustix::process::getuid().as_raw();
        std::env::temp_dir().join(format!("hopwise-{user}"))
    }

    fn create(folder: &Path) -> Result<(), NotesError> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
            _ => check(folder),
        }
    }

    /// Whether a folder is the user's own and nobody else's: anyone could have made it among the
    /// temporary files.
    fn check(folder: &Path) -> Result<(), NotesError> {
        let Ok(facts) = fs::symlink_metadata(folder) else {
            return Err(NotesError::Nobody);
        };
        let own = facts.uid() == rustix::process::getuid().as_raw();
        let others = facts.mode() & 0o077;
        if facts.is_dir() && own && others == 0 {
            return Ok(());
        }
        Err(NotesError::Unsafe(text::escaped(&folder.to_string_lossy())))
    }
}

#[cfg(not(unix))]
mod system {
    use super::NotesError;

    /// There are no sockets: nothing is published.
    pub(in super::super) struct Publisher;

    impl Publisher {
        pub(in super::super) async fn open(_: String) -> Result<Self, NotesError> {
            Err(NotesError::Unavailable)
        }

        pub(in super::super) fn publish(&self, _: String) {}
    }

    pub(in super::super) fn follow() -> Result<(), NotesError> {
        Err(NotesError::Unavailable)
    }
}
