//! A file that is read again when it changes. What cannot be used leaves in force what was there before, and says so: in the log
//! when it is found, and in `/metrics` for as long as it lasts.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::beside;

/// How often a file is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a file says, as of now.
pub struct Watched<T> {
    file: Option<File<T>>,
    /// The file's text at the start.
    text: Arc<str>,
    current: Arc<RwLock<Arc<T>>>,
    in_force: Arc<AtomicBool>,
}

/// A file, and how it is read.
pub struct File<T> {
    /// Where it is.
    pub path: PathBuf,
    /// Does it hold secrets? Then others should not be able to read it.
    pub is_secret: bool,
    /// What its text says, or what is wrong with it.
    pub parse: fn(&str) -> Result<T, String>,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct UnusableFile {
    path: PathBuf,
    why: String,
}

impl<T> Clone for Watched<T> {
    fn clone(&self) -> Self {
        let file = self.file.as_ref().map(|file| File { path: file.path.clone(), ..*file });
        Watched { file, text: self.text.clone(), current: self.current.clone(), in_force: self.in_force.clone() }
    }
}

impl<T: Default> Default for Watched<T> {
    fn default() -> Self {
        Watched::fixed(T::default())
    }
}

impl<T> Watched<T> {
    /// What no file says.
    pub fn fixed(value: T) -> Self {
        let current = Arc::new(RwLock::new(Arc::new(value)));
        Watched { file: None, text: "".into(), current, in_force: Arc::new(true.into()) }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or has a mistake.
    pub fn open(file: File<T>) -> Result<Self, UnusableFile> {
        let (text, value) = file.load()?;
        Ok(Watched { file: Some(file), text: text.into(), ..Watched::fixed(value) })
    }

    /// What is in force now.
    pub fn current(&self) -> Arc<T> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Is what the file says in force? None where there is no file.
    pub fn is_in_force(&self) -> Option<bool> {
        self.file.as_ref().map(|_| self.in_force.load(Ordering::Relaxed))
    }

    /// Reads the file again whenever it changes, and tells what is in force then. Never ends.
    pub async fn follow(self, changed: impl Fn(&T)) {
        let Some(file) = &self.file else { return std::future::pending().await };
        // By content, not by time: a file may be replaced twice within one tick of a clock.
        let mut last = Some(self.text.as_bytes().to_vec());
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            let now = std::fs::read(&file.path).ok();
            if now == last {
                continue;
            }
            last = now;
            match file.load() {
                Ok((_, value)) => {
                    tracing::info!(file = %file.path.display(), "a changed file was read again");
                    let value = Arc::new(value);
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = value.clone();
                    self.in_force.store(true, Ordering::Relaxed);
                    changed(&value);
                }
                Err(error) => {
                    tracing::error!(%error, "a changed file cannot be used: what it said before stays in force");
                    self.in_force.store(false, Ordering::Relaxed);
                }
            }
        }
    }
}

impl<T> File<T> {
    fn load(&self) -> Result<(String, T), UnusableFile> {
        let unusable = |why: &dyn Display| UnusableFile { path: self.path.clone(), why: why.to_string() };
        let text = std::fs::read_to_string(&self.path).map_err(|error| unusable(&error))?;
        if self.is_secret {
            beside::warn_of_readers(&self.path);
        }
        let value = (self.parse)(&text).map_err(|why| unusable(&why))?;
        Ok((text, value))
    }
}
