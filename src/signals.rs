//! What ends the server from outside, and what has it open its files anew.
//!
//! The first SIGTERM or SIGINT asks for a clean end, whenever it comes; a second one ends the process at once. SIGHUP, which a closed
//! terminal sends and which ends other programs, is for those who moved the audit log away.

use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, getppid, test_kill_process};
use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};

/// How often it is looked whether the parent is still there. There is no notice of it that does not depend on which of the parent's
/// threads started us.
const PARENT_EVERY: Duration = Duration::from_millis(100);

/// That the server is to end.
pub struct Ending(watch::Receiver<bool>);

impl Ending {
    /// Waits until it is.
    pub async fn asked(mut self) {
        // Who catches signals lives as long as the runtime.
        let _ = self.0.wait_for(|end| *end).await;
    }
}

/// That files are to be opened anew.
pub struct Hangups(mpsc::Receiver<()>);

impl Hangups {
    /// Waits for the next one.
    pub async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending().await
        }
    }
}

/// Catches signals from here on, on the runtime's threads, so that a start or an end that hangs can be ended too. `last` is done before
/// the process ends at once.
///
/// # Errors
/// The system does not let us.
pub fn catch(runtime: &Handle, last: impl FnOnce() + Send + 'static) -> std::io::Result<(Ending, Hangups)> {
    let _entered = runtime.enter();
    let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let hangup = signal(SignalKind::hangup())?;
    let (ending, ended) = watch::channel(false);
    let (reopening, reopened) = mpsc::channel(1);
    runtime.spawn(end_twice(terminate, interrupt, ending, last));
    runtime.spawn(forward(hangup, reopening));
    Ok((Ending(ended), Hangups(reopened)))
}

async fn end_twice(mut terminate: Signal, mut interrupt: Signal, ending: watch::Sender<bool>, last: impl FnOnce()) {
    loop {
        // As shells tell who was ended by a signal: 128 and its number.
        let code = tokio::select! {
            _ = terminate.recv() => 128 + 15,
            _ = interrupt.recv() => 128 + 2,
        };
        if ending.send_replace(true) {
            last();
            end_at_once(code);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "nothing that was acknowledged needs the end that is skipped")]
fn end_at_once(code: i32) -> ! {
    tracing::warn!("a second signal: ending at once");
    std::process::exit(code)
}

async fn forward(mut hangup: Signal, reopening: mpsc::Sender<()>) {
    while hangup.recv().await.is_some() {
        // One that has yet to be seen stands for this one, too.
        let _ = reopening.try_send(());
    }
}

/// The process that started this one, and one that was named.
#[derive(Clone, Copy)]
pub struct Parent {
    id: Option<Pid>,
    named: Option<Pid>,
}

impl Parent {
    /// To be asked for first of all: who has no parent any more gets another one. So one may be named that has ended before.
    pub fn now(named: Option<Pid>) -> Parent {
        Parent { id: getppid(), named }
    }

    /// Waits until one of the two has ended.
    pub async fn ended(self) {
        while getppid() == self.id && self.named.is_none_or(is_there) {
            tokio::time::sleep(PARENT_EVERY).await;
        }
    }
}

/// Is there such a process? It may be another user's.
fn is_there(process: Pid) -> bool {
    !matches!(test_kill_process(process), Err(Errno::SRCH))
}
