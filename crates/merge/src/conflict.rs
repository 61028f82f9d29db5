//! What an apply would change and others own, and the words for it.

use crate::managers::Owner;
use crate::path::{Path, printed};
use crate::set::Set;

/// One field that a manager owns and an apply would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The manager as messages name it: `"m" with subresource "status" using v1`.
    pub manager: String,
    /// The field.
    pub path: Path,
}

impl Conflict {
    /// The text of its cause.
    #[must_use]
    pub fn message(&self) -> String {
        format!("conflict with {}", self.manager)
    }

    /// The field of its cause: `.metadata.labels.a`.
    #[must_use]
    pub fn field(&self) -> String {
        printed(&self.path)
    }
}

// Upstream: apimachinery/pkg/util/managedfields/internal/conflict.go getConflictMessage (v1.37.2)
pub(crate) fn message(conflicts: &[Conflict]) -> String {
    if let [one] = conflicts {
        return format!("Apply failed with 1 conflict: {}: {}", one.message(), one.field());
    }
    let mut lines = Vec::new();
    for group in conflicts.chunk_by(|a, b| a.manager == b.manager) {
        lines.extend(group.first().map(|first| format!("conflicts with {}:", first.manager)));
        lines.extend(group.iter().map(|conflict| format!("- {}", conflict.field())));
    }
    format!("Apply failed with {} conflicts: {}", conflicts.len(), lines.join("\n"))
}

/// Conflicts are told until their paths have so many steps together (docs/decisions/0011-bounded-answers.md).
const STEPS_MAX: usize = 1 << 20;

/// What of the owners' fields would be taken, each beside what is taken in its version; of very many the first.
pub(crate) fn with<'a>(owners: impl Iterator<Item = (&'a Owner, &'a Set)>) -> Vec<Conflict> {
    let (mut conflicts, mut steps) = (Vec::new(), 0);
    for (owner, taken) in owners {
        let manager = owner.printed();
        owner.fields.intersection(taken).each_path(&mut |path| {
            if steps < STEPS_MAX {
                steps += path.len();
                conflicts.push(Conflict { manager: manager.clone(), path: path.to_vec() });
            }
        });
    }
    conflicts
}
