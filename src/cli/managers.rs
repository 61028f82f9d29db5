//! Whose managers are asked for.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use coracle_store::Key;

use super::Source;

/// Whose managers to show, and how.
#[derive(Debug, Args)]
pub struct Managers {
    /// An object, such as configmaps/default/web or leases.coordination.k8s.io/kube-system/x; Endpoints without a resource, or a namespace.
    #[arg(value_name = "NAMESPACE/NAME")]
    pub object: Option<Object>,

    /// A table for people, or JSON for programs.
    #[arg(short, long, value_name = "FORM", default_value = "table")]
    pub output: Output,

    /// Where to ask.
    #[command(flatten)]
    pub source: Source,
}

impl Managers {
    /// Where the object stands in the store.
    pub fn key(&self) -> &Key {
        &self.object.as_ref().expect("reading the command line refuses to go on without an object").0
    }
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Columns.
    Table,
    /// A list of objects.
    Json,
}

/// An object as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object(Key);

/// What does not name an object.
#[derive(Debug, thiserror::Error)]
#[error(
    "an object is NAMESPACE/NAME where it is an Endpoints object, else RESOURCE/NAMESPACE/NAME, with a resource such as configmaps or \
     leases.coordination.k8s.io, and NAME where it is a namespace"
)]
pub struct NoObject;

impl FromStr for Object {
    type Err = NoObject;

    fn from_str(text: &str) -> Result<Self, NoObject> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            [""] | ["", _] | [_, ""] => Err(NoObject),
            [name] => Ok(Object(Key::new("namespaces", "", *name))),
            [namespace, name] => Ok(Object(Key::new("endpoints", *namespace, *name))),
            [resource, namespace, name] if ![resource, namespace, name].contains(&&"") => {
                Ok(Object(Key::new(*resource, *namespace, *name)))
            }
            _ => Err(NoObject),
        }
    }
}
