//! How strict checks are.

use std::collections::HashSet;

use super::expressions::{Known, Rules};

/// The versions of `ConversionReview` that are known.
pub(super) const REVIEW_VERSIONS: [&str; 2] = ["v1", "v1beta1"];
/// What a value can be.
pub(super) const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// How strict schemas are checked.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validationOptions (v1.37.2)
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule that may be older than what is stored")]
pub(super) struct Strictness {
    /// They must be structural.
    pub(super) structural: bool,
    /// Types must be [`TYPES`].
    pub(super) types: bool,
    /// Defaults must hold nothing that would be dropped.
    pub(super) pruned_defaults: bool,
    /// The items of sets must be written as a whole.
    pub(super) atomic_sets: bool,
    /// The keys of lists of maps must be there, and items must be something.
    pub(super) map_keys: bool,
}

/// How strict all is checked.
#[expect(clippy::struct_excessive_bools, reason = "each is a rule that may be older than what is stored")]
pub(super) struct Options<'a> {
    /// How strict schemas are checked.
    pub(super) strictness: Strictness,
    /// Schemas must be structural, whatever is in them.
    pub(super) structural: bool,
    /// Every version must have a schema.
    pub(super) schemas: bool,
    /// Scope and kind must stay.
    pub(super) immutable_names: bool,
    /// A webhook must understand one of [`REVIEW_VERSIONS`].
    pub(super) known_reviews: bool,
    /// A webhook's authorities may be ones that cannot be read.
    pub(super) bad_authorities: bool,
    /// The expressions that are stored already.
    pub(super) known: Known<'a>,
    /// The versions whose schema does not change.
    pub(super) unchanged: HashSet<&'a str>,
    /// The versions that may have more selectable fields than others; the empty name is all of them.
    pub(super) many_selectable: HashSet<&'a str>,
}

impl Options<'_> {
    /// Those of a new definition.
    pub(super) fn create() -> Self {
        let strictness =
            Strictness { structural: true, types: true, pruned_defaults: true, atomic_sets: true, map_keys: true };
        Options {
            strictness,
            structural: true,
            schemas: true,
            immutable_names: false,
            known_reviews: true,
            bad_authorities: true,
            known: Known::default(),
            unchanged: HashSet::new(),
            many_selectable: HashSet::new(),
        }
    }

    /// What is asked of the rules of this version's schema.
    pub(super) fn rules(&self, version: &str) -> Rules<'_> {
        Rules::new(&self.known, self.unchanged.contains(version))
    }
}
