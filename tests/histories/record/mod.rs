//! Records a history: a server of its own, and clients of all sorts that note what they do and see.

mod keeper;
mod lister;
mod party;
mod recorder;
mod session;
mod tamper;
mod watcher;
mod writer;

pub use session::{Session, record};
pub use tamper::Fault;
