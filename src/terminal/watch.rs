//! Notices that a file was written, also where an editor puts a new one in its place.
//!
//! The folder is watched, not the file: whoever saves by renaming leaves a watch on the file with
//! the file that is gone. Network mounts may tell nothing; there is a key to read by hand.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::files;

/// From the first sign of a change until the file is read. Saving is several steps, and what was
/// read too early is read again, since the later steps are signs of their own.
const SETTLE: Duration = Duration::from_millis(20);

/// How long a file may be gone or empty, which is the first step of many ways to save, until that
/// is what is told of it.
const ABSENCE: Duration = Duration::from_millis(250);

/// A file that has another content than when it was last looked at.
pub(super) struct Change {
    /// Which, as it was given to [`Watch::follow`].
    pub(super) path: PathBuf,
    /// What it holds now.
    pub(super) content: io::Result<Vec<u8>>,
}

/// Follows some files.
pub(super) struct Watch {
    /// Made for the first file: it has a thread of its own.
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    files: Vec<Followed>,
    sender: UnboundedSender<Sign>,
    signs: UnboundedReceiver<Sign>,
    /// When the files are looked at.
    due: Option<Instant>,
}

/// A file that is followed.
struct Followed {
    path: PathBuf,
    /// The last part of its path, and of the path of the file that it is a link to.
    names: Vec<OsString>,
    /// Stands for what was seen last, no file included; nothing where it was not looked at yet.
    seen: Option<u64>,
    /// When it was first found gone or empty.
    absent: Option<Instant>,
}

/// Names in a folder that something happened to; `None`: nobody knows which.
type Sign = Option<Vec<OsString>>;

impl Watch {
    /// Follows nothing.
    pub(super) fn new() -> Self {
        let (sender, signs) = unbounded_channel();
        Self {
            watcher: None,
            folders: BTreeSet::new(),
            files: Vec::new(),
            sender,
            signs,
            due: None,
        }
    }

    /// Follows these files and no others. A new one is looked at soon, so that nothing is missed
    /// between its last reading and now. What exists and is no file, such as a pipe, is left out.
    ///
    /// # Errors
    /// The system will not watch a folder. It is not asked again for the same files.
    pub(super) fn follow<'a>(
        &mut self,
        files: impl IntoIterator<Item = &'a Path, IntoIter: Clone>,
    ) -> notify::Result<()> {
        let files = files.into_iter();
        if files
            .clone()
            .eq(self.files.iter().map(|file| file.path.as_path()))
        {
            return Ok(());
        }
        let files: Vec<Followed> = files.map(Followed::new).collect();
        let folders: BTreeSet<PathBuf> = files.iter().flat_map(Followed::folders).collect();
        let left = std::mem::replace(&mut self.folders, folders);
        self.files = files;
        self.due = Some(Instant::now());
        if self.watcher.is_none() && !self.folders.is_empty() {
            let sender = self.sender.clone();
            // Nobody listens any more where the program is about to end.
            self.watcher = Some(notify::recommended_watcher(move |event| {
                let _ = sign(event).map(|sign| sender.send(sign));
            })?);
        }
        let Some(watcher) = &mut self.watcher else {
            return Ok(());
        };
        for folder in left.difference(&self.folders) {
            // It may be gone, and its watch with it.
            let _ = watcher.unwatch(folder);
        }
        for folder in self.folders.difference(&left) {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    /// The next change. Nothing is lost where the wait for it is given up.
    pub(super) async fn changed(&mut self) -> Change {
        loop {
            let now = Instant::now();
            if self.due.is_some_and(|due| due <= now) {
                // Whatever these tell of was written before the reading that follows.
                while self.signs.try_recv().is_ok() {}
                if let Some(change) = self.files.iter_mut().find_map(|file| file.look(now)) {
                    return change;
                }
                let absent = self.files.iter().filter_map(|file| file.absent);
                self.due = absent.map(|since| since + ABSENCE).min();
            }
            let sign = match self.due {
                Some(due) => tokio::time::timeout_at(due, self.signs.recv()).await.ok(),
                None => Some(self.signs.recv().await),
            };
            if sign.is_some_and(|sign| self.concerns(sign.flatten())) {
                let settled = Instant::now() + SETTLE;
                self.due = Some(self.due.map_or(settled, |due| due.min(settled)));
            }
        }
    }

    fn concerns(&self, sign: Sign) -> bool {
        sign.is_none_or(|names| {
            let mut followed = self.files.iter().flat_map(|file| &file.names);
            followed.any(|name| names.contains(name))
        })
    }
}

impl Followed {
    fn new(path: &Path) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            names: Vec::new(),
            seen: None,
            absent: None,
        };
        file.names = file
            .places()
            .iter()
            .filter_map(|place| Some(place.file_name()?.to_owned()))
            .collect();
        file
    }

    /// Its path, and that of the file it is a link to; none where it is no file.
    fn places(&self) -> Vec<PathBuf> {
        match fs::metadata(&self.path) {
            Ok(facts) if !facts.is_file() => Vec::new(),
            _ => {
                let target = fs::canonicalize(&self.path).ok();
                [self.path.clone()].into_iter().chain(target).collect()
            }
        }
    }

    fn folders(&self) -> Vec<PathBuf> {
        // One folder under two names would be watched once and left twice.
        let folder = |place: PathBuf| {
            let parent = place
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let folder = parent.unwrap_or(Path::new("."));
            fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
        };
        self.places().into_iter().map(folder).collect()
    }

    /// Its content, where it is another one than last time, and has been for a while where it is
    /// gone or empty.
    fn look(&mut self, now: Instant) -> Option<Change> {
        if self.names.is_empty() {
            return None;
        }
        let content = files::read(&self.path);
        let mut hasher = DefaultHasher::new();
        content.as_ref().ok().hash(&mut hasher);
        let hash = Some(hasher.finish());
        let is_absent = match &content {
            Ok(bytes) => bytes.is_empty(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if is_absent && hash != self.seen && now < *self.absent.get_or_insert(now) + ABSENCE {
            return None;
        }
        self.absent = None;
        (self.seen != hash).then(|| {
            self.seen = hash;
            Change {
                path: self.path.clone(),
                content,
            }
        })
    }
}

/// What an event is a sign of; nothing where a file was only read, as this program does itself.
fn sign(event: notify::Result<Event>) -> Option<Sign> {
    let Ok(event) = event else {
        return Some(None);
    };
    if event.kind.is_access() {
        return None;
    }
    if event.need_rescan() {
        return Some(None);
    }
    let names = event.paths.iter().filter_map(|path| path.file_name());
    Some(Some(names.map(ToOwned::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longest wait for a change that must come.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn in_time<T>(wait: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime
            .block_on(async { tokio::time::timeout(PATIENCE, wait).await })
            .expect("a change")
    }

    /// Waits until the followed file holds `content`; `None`: until it is gone.
    fn wait_for(watch: &mut Watch, content: Option<&str>) -> PathBuf {
        in_time(async {
            loop {
                let change = watch.changed().await;
                if change.content.ok().as_deref() == content.map(str::as_bytes) {
                    return change.path;
                }
            }
        })
    }

    #[test]
    fn every_way_of_saving_is_noticed_again_and_again() {
        type Save = fn(&Path, &str);
        let ways: [(&str, Save); 5] = [
            ("in place", |path, text| fs::write(path, text).unwrap()),
            ("renamed over it", |path, text| {
                let other = path.with_extension("tmp");
                fs::write(&other, text).unwrap();
                fs::rename(other, path).unwrap();
            }),
            ("moved away, new one made", |path, text| {
                fs::rename(path, path.with_extension("bak")).unwrap();
                fs::write(path, text).unwrap();
            }),
            ("emptied, then written", |path, text| {
                fs::write(path, "").unwrap();
                fs::write(path, text).unwrap();
            }),
            ("removed, new one made", |path, text| {
                fs::remove_file(path).unwrap();
                fs::write(path, text).unwrap();
            }),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, "first").unwrap();
        let mut watch = Watch::new();
        watch.follow([path.as_path()]).unwrap();
        assert_eq!(wait_for(&mut watch, Some("first")), path);
        for round in 0..2 {
            for (name, save) in ways {
                let text = format!("{name} {round}");
                save(&path, &text);
                wait_for(&mut watch, Some(&text));
            }
        }
        fs::remove_file(&path).unwrap();
        wait_for(&mut watch, None);
        fs::write(&path, "back").unwrap();
        wait_for(&mut watch, Some("back"));
    }

    #[test]
    fn nothing_is_told_of_other_files_of_readings_and_of_the_same_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, "first").unwrap();
        let mut watch = Watch::new();
        watch.follow([path.as_path()]).unwrap();
        wait_for(&mut watch, Some("first"));
        fs::write(folder.path().join("other.toml"), "other").unwrap();
        fs::write(&path, "first").unwrap();
        fs::read(&path).unwrap();
        fs::write(&path, "second").unwrap();
        let change = in_time(watch.changed());
        assert_eq!(change.content.unwrap(), b"second");
    }

    #[test]
    fn the_file_that_a_link_leads_to_is_followed_too() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let target = there.path().join("target.toml");
        fs::write(&target, "first").unwrap();
        let link = here.path().join("mine.toml");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&target, &link).unwrap();
        #[cfg(not(unix))]
        fs::hard_link(&target, &link).unwrap();
        let mut watch = Watch::new();
        watch.follow([link.as_path()]).unwrap();
        wait_for(&mut watch, Some("first"));
        fs::write(&target, "second").unwrap();
        assert_eq!(wait_for(&mut watch, Some("second")), link);
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, "first").unwrap();
        let mut watch = Watch::new();
        watch.follow([folder.path(), path.as_path()]).unwrap();
        assert_eq!(wait_for(&mut watch, Some("first")), path);
        watch.follow([]).unwrap();
        assert!(watch.files.is_empty() && watch.folders.is_empty());
    }
}
