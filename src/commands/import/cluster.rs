//! What `coracle import` reads of a cluster, and how it says what it left there.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use serde_json::json;

use super::super::{Asker, shown};
use crate::cli::Import;
use crate::cluster::{self, ClusterError, Connection, Found, Wanted};
use crate::inspect::SourceError;

/// What was read, and where.
pub struct Gathered {
    /// What there is, and what is not taken along.
    pub found: Found,
    /// `prod (https://10.0.0.1:6443)`
    from: String,
}

/// Reads what a cluster has for a server of ours.
///
/// # Errors
/// One of the two cannot be asked, or the cluster refuses everything.
pub fn gather(options: &Import, kubeconfig: Option<&Path>, asker: &Asker) -> Result<Gathered, SourceError> {
    let failed = |error: ClusterError| std::io::Error::other(error);
    let theirs = cluster::resources_of(|path, _| asker.document(path))?;
    let files = cluster::files(kubeconfig, env::var_os("KUBECONFIG").as_deref(), env::var_os("HOME").as_deref());
    let access = cluster::read(&files, options.context.as_deref()).map_err(failed)?;
    let connection = Connection::new(access).map_err(failed)?;
    let wanted = Wanted { namespaces: &options.namespace, is_owned_wanted: options.owned };
    let found = cluster::objects(&connection, wanted, &theirs).map_err(failed)?;
    Ok(Gathered { found, from: format!("{} ({})", connection.context(), connection.url()) })
}

impl Gathered {
    /// The same in words: where it is from, and a line for each thing that is worth one.
    pub fn text(&self) -> String {
        let Found { taken, left_out, not_served, forbidden, .. } = &self.found;
        let counted = |what: &str, counts: &BTreeMap<String, u64>| {
            let each: Vec<String> =
                counts.iter().map(|(resource, count)| format!("{count} {}", shown(resource))).collect();
            if each.is_empty() { String::new() } else { format!("{what}: {}\n", each.join(", ")) }
        };
        let refused: Vec<String> = forbidden.keys().map(|resource| shown(resource)).collect();
        let refused =
            if refused.is_empty() { String::new() } else { format!("may not be read: {}\n", refused.join(", ")) };
        [
            format!(" from {}\n", shown(&self.from)),
            counted("taken", taken),
            counted("left there", left_out),
            counted("not served here", not_served),
            refused,
        ]
        .concat()
    }

    /// The same for programs.
    pub fn json(&self) -> serde_json::Value {
        let Found { taken, left_out, not_served, forbidden, .. } = &self.found;
        json!({"from": self.from, "taken": taken, "leftThere": left_out, "notServed": not_served, "forbidden": forbidden})
    }
}
