//! What may be asked about the past of objects.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use coracle_store::Revision;

use super::Asking;

/// An object, as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its kind, as kubectl reads it.
    pub kind: String,
    /// Its namespace; none for a kind without.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

/// What does not name an object.
#[derive(Debug, thiserror::Error)]
#[error("an object is KIND/NAMESPACE/NAME, or KIND/NAME where the kind has no namespaces")]
pub struct NotNamed;

impl FromStr for Named {
    type Err = NotNamed;

    fn from_str(text: &str) -> Result<Named, NotNamed> {
        let parts: Vec<&str> = text.split('/').collect();
        let (kind, namespace, name) = match parts.as_slice() {
            _ if parts.contains(&"") => return Err(NotNamed),
            [kind, name] => (kind, None, name),
            [kind, namespace, name] => (kind, Some(namespace), name),
            _ => return Err(NotNamed),
        };
        let owned = |text: &&str| (*text).to_owned();
        Ok(Named { kind: owned(kind), namespace: namespace.map(owned), name: owned(name) })
    }
}

/// Whose log to show.
#[derive(Debug, Args)]
pub struct Log {
    /// The object, or KIND/NAME
    #[arg(value_name = "KIND/NAMESPACE/NAME")]
    pub object: Named,

    /// At most so many of its newest changes, up to 1000
    #[arg(long, value_name = "N")]
    pub limit: Option<NonZeroUsize>,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What to show, and as of when.
#[derive(Debug, Args)]
pub struct At {
    /// The revision
    ///
    /// That is the resourceVersion of any object.
    pub revision: Revision,

    /// The object, or KIND/NAME
    #[arg(value_name = "KIND/NAMESPACE/NAME")]
    pub object: Named,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// Whose lines to show.
#[derive(Debug, Args)]
pub struct Blame {
    /// The object, or KIND/NAME
    #[arg(value_name = "KIND/NAMESPACE/NAME")]
    pub object: Named,

    /// As it was at a revision
    #[arg(long, value_name = "REVISION", conflicts_with = "applier")]
    pub revision: Option<Revision>,

    /// Mark what this manager would conflict on
    ///
    /// Were it to apply --filename without force. Nothing is applied.
    #[arg(long = "as", id = "applier", value_name = "MANAGER", requires = "filename")]
    pub applier: Option<String>,

    /// What would be applied; - is standard input
    ///
    /// A file with one object in YAML or JSON.
    #[arg(short, long, value_name = "FILE", requires = "applier")]
    pub filename: Option<PathBuf>,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What to compare.
#[derive(Debug, Args)]
pub struct Diff {
    /// A revision, now, snapshot:NAME or world:NAME
    #[arg(value_name = "STATE")]
    pub from: String,

    /// Another one
    #[arg(value_name = "STATE", default_value = "now")]
    pub to: String,

    /// Which objects, and how.
    #[command(flatten)]
    pub shown: Differences,
}

/// Which objects to compare, and how to print what differs.
#[derive(Debug, Args)]
pub struct Differences {
    /// Objects of this kind only
    #[arg(long, value_name = "KIND")]
    pub resource: Option<String>,

    /// Objects in this namespace only
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// Objects of this name only
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub name: Option<String>,

    /// Print JSON Patches that make the second of the first
    #[arg(long)]
    pub patches: bool,

    /// Compare who owns which field, too
    #[arg(long, hide_short_help = true)]
    pub managed_fields: bool,

    /// Compare uids, times and the like, too
    #[arg(long, hide_short_help = true)]
    pub metadata: bool,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_named() {
        let named = |text: &str| {
            let named = text.parse::<Named>().ok()?;
            Some((named.kind, named.namespace.unwrap_or_default(), named.name))
        };
        let is = |kind: &str, namespace: &str, name: &str| Some((kind.into(), namespace.into(), name.into()));
        for (text, expected) in [
            ("cm/default/web", is("cm", "default", "web")),
            ("deployments.apps/default/web", is("deployments.apps", "default", "web")),
            ("ns/default", is("ns", "", "default")),
            ("web", None),
            ("cm//web", None),
            ("/a/b", None),
            ("cm/a/", None),
            ("cm/a/b/c", None),
            ("", None),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
