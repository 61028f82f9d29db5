//! Rules in CEL that a custom resource's schema has (`x-kubernetes-validations`): compiled once a definition, asked of every object.

mod compile;
mod defaults;
mod run;
mod validator;

pub(crate) use compile::{Compiled, Environments, compile};
pub(crate) use defaults::Defaults;
pub(crate) use run::{Run, blocking};
pub(crate) use validator::Validator;
