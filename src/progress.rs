//! How far something long is, on standard error where that is a terminal; nothing is shown anywhere else.

use std::borrow::Cow;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often it is drawn where nothing is counted.
const DRAWN_EVERY: Duration = Duration::from_millis(100);

/// What is drawn where nothing is counted, and where it is.
const WAITING: &str = "{msg} {spinner} {elapsed}";
const COUNTED: &str = "{msg} [{wide_bar}] {human_pos} of {human_len}, {eta}";

/// Something that takes its time. It is gone from the screen once it is dropped.
pub struct Progress(ProgressBar);

impl Progress {
    /// Of which nobody can say how much there is.
    pub fn waiting(what: impl Into<Cow<'static, str>>) -> Progress {
        let bar = ProgressBar::new_spinner().with_style(style(WAITING));
        Progress::begun(bar, what)
    }

    /// Of so many.
    pub fn counted(what: &'static str, total: u64) -> Progress {
        let bar = ProgressBar::new(total).with_style(style(COUNTED));
        Progress::begun(bar, what)
    }

    fn begun(bar: ProgressBar, what: impl Into<Cow<'static, str>>) -> Progress {
        bar.set_message(what);
        bar.enable_steady_tick(DRAWN_EVERY);
        Progress(bar)
    }

    /// So many more are done.
    pub fn done(&self, more: u64) {
        self.0.inc(more);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_sound() {
        for template in [WAITING, COUNTED] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
