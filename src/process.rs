//! What all worlds of a process have in common: who is known, what they may, how much at once.

use std::sync::Arc;

use tokio::sync::watch;

use crate::answer::unread::Unread;
use crate::auth::certificates::Authorities;
use crate::auth::impersonation::LastModes;
use crate::auth::rules::Rules;
use crate::auth::tokens::Tokens;
use crate::auth::watched::Watched;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::ui::Ui;

/// What all worlds of a process have in common.
pub struct Process {
    /// Whose certificates say who a client is.
    pub authorities: Watched<Authorities>,
    /// Who is known by a token.
    pub tokens: Watched<Tokens>,
    /// What this server is called: for whom its tokens are.
    pub audiences: Vec<String>,
    /// Who may do what, beside those who may do everything.
    pub rules: Watched<Rules>,
    /// How those who acted as others were allowed to.
    pub last_modes: LastModes,
    /// How much at once.
    pub limits: Limits,
    /// How much so far.
    pub metrics: Arc<Metrics>,
    /// What it lets tests do.
    pub fixture: Fixture,
    /// The page at `/ui`.
    pub ui: Ui,
    /// Do objects bear links to themselves?
    pub self_links: bool,
    /// Is it on its way down? Watches wait for that.
    pub draining: watch::Sender<bool>,
    /// What answers hold that nobody has read yet.
    pub unread: Arc<Unread>,
}

/// What a process lets tests do, beside what everybody may.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fixture {
    /// May faults be asked for?
    pub faults: bool,
    /// Do clocks stand still from the start, and count?
    pub deterministic: bool,
    /// So many of the last requests are kept of each world.
    pub requests: usize,
}

impl Fixture {
    /// May clocks be set?
    pub fn sets_clocks(self) -> bool {
        self.faults || self.deterministic
    }
}

impl Process {
    /// Is it on its way down?
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }
}
