//! What is borrowed from an object or a program, or was made and is shared.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What is borrowed from an object or a program, or was made and is shared.
pub enum Shared<'a, T: ?Sized> {
    /// Borrowed.
    Borrowed(&'a T),
    /// Made.
    Made(Arc<T>),
}

impl<T: ?Sized> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Shared::Borrowed(value) => Shared::Borrowed(value),
            Shared::Made(value) => Shared::Made(Arc::clone(value)),
        }
    }
}

impl<T: ?Sized> Deref for Shared<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Shared::Borrowed(value) => value,
            Shared::Made(value) => value,
        }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Shared<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
