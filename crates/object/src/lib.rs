//! What a Kubernetes object is, without a clock, a socket or a file: its schema, how it is read and written,
//! the names it may have and the words for what is wrong with it.
//!
//! An object travels as a [`Value`] in *typed form*: exactly the members its [`schema::Struct`] knows, in the order of
//! the schema, with what the reference's `omitempty` would leave out left out.

#![warn(clippy::pedantic)]

pub mod base64;
pub mod cidr;
pub mod decode;
pub mod domains;
pub mod edit;
pub mod encode;
pub mod field;
pub mod identify;
pub mod ip;
pub mod jsonpath;
mod kind_schema;
pub mod meta;
pub mod names;
pub mod netip;
pub mod options;
pub mod places;
pub mod protobuf;
pub mod quantity;
pub mod schema;
pub mod selectors;
pub mod stored;
pub mod structural;
pub mod syntax;
pub mod text;
pub mod time;
pub mod url;
pub mod value;
pub mod yaml;

#[doc(hidden)]
pub use serde_json;

pub use kind_schema::{Schema, SchemaRef};
pub use value::{Members, Number, SmolStr, Value};
