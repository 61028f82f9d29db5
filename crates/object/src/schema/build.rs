//! How a table says what a field is: in one line, by what is remarkable about it.

use super::{Field, Patch, Struct, Type};

/// A struct of which nothing is said.
pub(crate) const EMPTY: Struct =
    Struct { name: "", package: "", go_type: "", atomic: false, inline: &[], keeps_empty: false, fields: &[] };

/// A field by its JSON name, its name in Go and its type there, of which nothing else is said.
pub(crate) const fn field(name: &'static str, go_name: &'static str, go_type: &'static str, ty: Type) -> Field {
    Field::new(name, go_name, go_type, ty)
}

impl Field {
    /// A field by its JSON name, its name in Go and its type there, of which nothing else is said.
    #[must_use]
    pub const fn new(name: &'static str, go_name: &'static str, go_type: &'static str, ty: Type) -> Self {
        let patch = Patch { merge: false, replace: false, retain_keys: false, merge_key: "" };
        Self {
            name,
            go_name,
            go_type,
            ty,
            embedded: "",
            pointer: false,
            omitempty: false,
            required: false,
            values: &[],
            default: "",
            protobuf: 0,
            patch,
        }
    }

    pub(super) const fn embedded(self, embedded: &'static str) -> Self {
        Self { embedded, ..self }
    }

    pub(super) const fn pointer(self) -> Self {
        Self { pointer: true, ..self }
    }

    pub(super) const fn omitempty(self) -> Self {
        Self { omitempty: true, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn values(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    pub(super) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    pub(super) const fn protobuf(self, protobuf: u32) -> Self {
        Self { protobuf, ..self }
    }

    pub(super) const fn merge(self, merge_key: &'static str) -> Self {
        Self { patch: Patch { merge: true, merge_key, ..self.patch }, ..self }
    }

    pub(super) const fn replace(self) -> Self {
        Self { patch: Patch { replace: true, ..self.patch }, ..self }
    }

    pub(super) const fn retain_keys(self) -> Self {
        Self { patch: Patch { retain_keys: true, ..self.patch }, ..self }
    }
}
