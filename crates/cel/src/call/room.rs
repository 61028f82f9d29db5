//! How much an evaluation may still make, and whether anybody still wants to know.

use crate::value::{Error, Steps, Val};

/// How many bytes an evaluation may make in all. What is made costs something, but some of it costs too little, and some is charged
/// after it was made.
const MADE_MAX: usize = 128 << 20;

/// What an element of a list or a map takes, in bytes.
const ELEMENT_BYTES: usize = size_of::<Val<'static>>();

/// How many values an evaluation may compare in all. Comparing costs by the size of what is compared, and not by what is in it.
const COMPARED_MAX: Steps = 1 << 24;

/// How many steps are done between two looks at whether anybody still wants to know.
// Upstream: apiserver/pkg/apis/cel/config.go CheckFrequency (v1.37.2)
const STEPS: u32 = 100;

/// How much an evaluation may still make, and whether anybody still wants to know.
pub struct Room<'r> {
    left: usize,
    compared: Steps,
    steps: u32,
    stop: &'r dyn Fn() -> bool,
}

impl<'r> Room<'r> {
    /// All of it; `stop` is asked now and then.
    #[must_use]
    pub fn new(stop: &'r dyn Fn() -> bool) -> Self {
        Self { left: MADE_MAX, compared: COMPARED_MAX, steps: 0, stop }
    }

    /// So many bytes are about to be made.
    ///
    /// # Errors
    /// That is too much.
    pub fn make(&mut self, bytes: usize) -> Result<(), Error> {
        self.left = self.left.checked_sub(bytes).ok_or(Error::Over)?;
        Ok(())
    }

    /// So many elements are about to be made.
    ///
    /// # Errors
    /// That is too much.
    pub fn make_elements(&mut self, elements: usize) -> Result<(), Error> {
        self.make(elements.saturating_mul(ELEMENT_BYTES))
    }

    /// As much is about to be made as a text or bytes have.
    ///
    /// # Errors
    /// That is too much.
    pub fn make_text(&mut self, value: &Val<'_>) -> Result<(), Error> {
        match value {
            Val::String(text) => self.make(text.len()),
            Val::Bytes(bytes) => self.make(bytes.len()),
            _ => Ok(()),
        }
    }

    /// `==`
    ///
    /// # Errors
    /// They cannot be compared, or that is too much.
    pub fn equals<'a>(&mut self, a: &Val<'a>, b: &Val<'a>) -> Result<bool, Error> {
        a.equals(b, &mut self.compared)
    }

    /// Whether two values are equal, as the first one's type says.
    ///
    /// # Errors
    /// They cannot be compared, or that is too much.
    pub fn equals_as<'a>(&mut self, a: &Val<'a>, b: &Val<'a>) -> Result<bool, Error> {
        a.equals_as(b, &mut self.compared)
    }

    /// The same, where what cannot be compared is not equal.
    ///
    /// # Errors
    /// That is too much.
    pub fn same<'a>(&mut self, a: &Val<'a>, b: &Val<'a>) -> Result<bool, Error> {
        match self.equals_as(a, b) {
            Err(error) if error.ends() => Err(error),
            equal => Ok(equal == Ok(true)),
        }
    }

    /// A step of something that takes long.
    ///
    /// # Errors
    /// Nobody wants to know any more.
    pub fn step(&mut self) -> Result<(), Error> {
        self.steps += 1;
        if self.steps < STEPS {
            return Ok(());
        }
        self.steps = 0;
        if (self.stop)() { Err(Error::Stopped) } else { Ok(()) }
    }
}

impl std::fmt::Debug for Room<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").field("left", &self.left).finish_non_exhaustive()
    }
}
