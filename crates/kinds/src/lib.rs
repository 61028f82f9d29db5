//! The kinds: each is a value that says what it is called, where it is served and what its type is, with rules of its own.
//!
//! Pure: nothing here knows a store, a request or a socket, and nothing waits or asks for the time. A [`Registry`] holds the
//! kinds that are served together.

#![warn(clippy::pedantic)]

mod apiextensions;
pub mod authentication;
pub mod authorization;
mod builtin;
mod columns;

mod coordination;
mod core;
pub mod custom;
mod discovery;
mod field_path;
mod generation;
mod int_or_percent;
mod kind;
mod label_selector;
mod metadata;
mod networking;
mod node_labels;
mod policy;
mod read;
mod registry;
mod rules;
mod scale;
mod scheduling;
mod status_conditions;
mod storage;
mod text;
mod tls;
mod validations;
mod verb;
mod versions;
mod webhook;

pub use crate::core::NAMESPACES;
pub use apiextensions::{DEFINITIONS, conditions};
pub use builtin::builtin;
pub use columns::{Cell, Column};
pub use kind::{Identity, Kind, Part, Qualified, Role, Scaled};
pub use registry::{Group, Registry, Version};
pub use rules::{Deletion, Intent, Plain, Refusal, Rules};
pub use scale::Scale;
pub use text::Text;
pub use verb::Verb;
pub use versions::Versions;
pub use webhook::{AtHand, Place, Wanted, Webhook};
