//! An expression whose types are known: what [`crate::check`] makes, and what is estimated and evaluated.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::ast::{Ast, Id, Literal};
use crate::functions::Overload;
use crate::types::Type;

/// An expression with its types.
#[derive(Debug)]
pub struct Checked {
    /// The tree, in which a name with dots that means one variable or type is one [`crate::ast::Kind::Ident`] by its whole name.
    pub ast: Ast,
    /// Each node's type, by [`Id::index`].
    pub types: Vec<Type>,
    /// What each node's name means, by [`Id::index`].
    pub references: Vec<Option<Reference>>,
}

/// What a name means.
// Upstream: cel-go/common/ast/ast.go ReferenceInfo (v0.29.2)
#[derive(Clone, Debug)]
pub enum Reference {
    /// A variable, by its name.
    Variable(SmolStr),
    /// A type.
    Type(Type),
    /// A value that has a name.
    Constant(Literal),
    /// A function: which of its overloads the arguments' types leave.
    Function(Arc<[&'static Overload]>),
}

impl Checked {
    /// A node's type.
    #[must_use]
    pub fn type_of(&self, id: Id) -> &Type {
        &self.types[id.index()]
    }

    /// What a node's name means.
    #[must_use]
    pub fn reference(&self, id: Id) -> Option<&Reference> {
        self.references[id.index()].as_ref()
    }

    /// The names of variables that it uses, those of loops among them.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.references.iter().flatten().filter_map(|reference| match reference {
            Reference::Variable(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The type of the whole.
    #[must_use]
    pub fn result(&self) -> &Type {
        self.ast.root().map_or(&Type::Error, |root| self.type_of(root))
    }
}
