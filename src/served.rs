//! The kinds that a world serves now, and what is known of the definitions that made them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use coracle_kinds::custom::Made;
use coracle_kinds::{Kind, Registry};
use coracle_object::Value;
use coracle_store::Record;
use tokio::sync::watch;

/// The program's own kinds, which are there whatever definitions make.
pub fn program() -> &'static Arc<Registry> {
    static PROGRAM: LazyLock<Arc<Registry>> = LazyLock::new(|| Arc::new(coracle_kinds::builtin()));
    &PROGRAM
}

/// What is known of a definition.
pub struct Definition {
    /// As it is stored.
    pub record: Record,
    /// Its group.
    pub group: String,
    /// The names that it has got, where a definition's status has them.
    pub names: Value,
    /// What its kinds were made of: not again of the same.
    pub of: Value,
    /// Are no new objects made of them?
    pub closed: bool,
    /// Its kinds, where it has some.
    pub made: Option<Arc<Made>>,
}

/// What is known of definitions, by name.
pub type Definitions = BTreeMap<Arc<str>, Arc<Definition>>;

/// The kinds of a moment, with what is known of the definitions that need not be looked at again: a fork begins with them.
#[derive(Clone)]
pub struct State {
    registry: Arc<Registry>,
    definitions: Arc<Definitions>,
}

impl<R: Into<Arc<Registry>>> From<R> for State {
    fn from(registry: R) -> State {
        State { registry: registry.into(), definitions: Arc::default() }
    }
}

impl State {
    /// How many definitions are known.
    pub fn count(&self) -> usize {
        self.definitions.len()
    }
}

/// The registry of the moment. Whoever asks keeps what they were given for as long as they need it.
pub struct Kinds {
    registry: watch::Sender<Arc<Registry>>,
    definitions: Mutex<Arc<Definitions>>,
}

impl Kinds {
    /// Some that begin so.
    pub fn new(state: impl Into<State>) -> Self {
        let State { registry, definitions } = state.into();
        Kinds { registry: watch::Sender::new(registry), definitions: Mutex::new(definitions) }
    }

    /// The registry of the moment.
    pub fn current(&self) -> Arc<Registry> {
        self.registry.borrow().clone()
    }

    /// Puts another registry in its place.
    pub fn replace(&self, registry: Registry) {
        self.registry.send_replace(Arc::new(registry));
    }

    /// What is known of definitions that need not be looked at again.
    pub fn definitions(&self) -> Arc<Definitions> {
        self.known().clone()
    }

    /// Keeps what is known of them.
    pub fn keep(&self, definitions: Definitions) {
        *self.known() = Arc::new(definitions);
    }

    /// The kinds as they are.
    pub fn state(&self) -> State {
        // In this order: what is known of definitions is then no newer than the registry.
        let definitions = self.definitions();
        State { registry: self.current(), definitions }
    }

    /// Puts back what there was.
    pub fn put(&self, state: State) {
        *self.known() = state.definitions;
        self.registry.send_replace(state.registry);
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn known(&self) -> MutexGuard<'_, Arc<Definitions>> {
        self.definitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes to its end when a kind is no longer served, or another than it was; never for a kind of the program.
    pub fn end(&self, kind: &Arc<Kind>) -> End {
        End { kind: kind.clone(), registry: kind.is_custom().then(|| self.registry.subscribe()) }
    }
}

/// When a kind is no longer served.
pub struct End {
    kind: Arc<Kind>,
    registry: Option<watch::Receiver<Arc<Registry>>>,
}

impl End {
    /// Waits for it.
    pub async fn come(&mut self) {
        let Some(registry) = &mut self.registry else { return std::future::pending().await };
        // The world that has gone serves nothing.
        let _ = registry.wait_for(|registry| !registry.serves(&self.kind)).await;
    }
}

#[cfg(test)]
mod tests {
    use coracle_kinds::Identity;
    use coracle_object::json;
    use coracle_object::structural::Structural;
    use futures_util::FutureExt;

    use super::*;

    fn widgets() -> Arc<Kind> {
        let schema = Arc::new(Structural::read(&json!({"type": "object"})).unwrap());
        Arc::new(Kind::custom(Identity::new("example.com", "v1", "Widget", "widgets"), schema))
    }

    #[test]
    fn a_registry_is_replaced_while_another_is_in_use() {
        let kinds = Kinds::new(Registry::new([widgets()]));
        let before = kinds.current();
        kinds.replace(coracle_kinds::builtin());
        assert!(before.find("example.com", "v1", "widgets").is_some());
        assert!(kinds.current().find("example.com", "v1", "widgets").is_none());
    }

    #[test]
    fn a_kind_ends_when_another_takes_its_place() {
        let (first, second, other) = (widgets(), widgets(), coracle_kinds::builtin().namespace().clone());
        let kinds = Kinds::new(Registry::new([first.clone(), other.clone()]));
        let (mut end, mut never) = (kinds.end(&first), kinds.end(&other));
        assert_eq!(end.come().now_or_never(), None);
        kinds.replace(Registry::new([first.clone()]));
        assert_eq!(end.come().now_or_never(), None);
        kinds.replace(Registry::new([second]));
        assert_eq!((end.come().now_or_never(), never.come().now_or_never()), (Some(()), None));
    }
}
