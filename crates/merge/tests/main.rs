//! Who owns what, by stories, laws, recorded answers and bounds. One program: one for each file takes twice as long to compile.

mod documents;
mod generated;
mod growth;
mod inputs;
mod kinds;
mod laws;
mod no_panic;
mod ownership;
mod recorded;
mod versions;
