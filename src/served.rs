//! The kinds that a world serves now.

use std::sync::Arc;

use coracle_kinds::{Kind, Registry};
use tokio::sync::watch;

/// The registry of the moment. Whoever asks keeps what they were given for as long as they need it.
#[derive(Debug)]
pub struct Kinds(watch::Sender<Arc<Registry>>);

impl Kinds {
    /// One that begins with this registry.
    pub fn new(registry: impl Into<Arc<Registry>>) -> Self {
        Kinds(watch::Sender::new(registry.into()))
    }

    /// The registry of the moment.
    pub fn current(&self) -> Arc<Registry> {
        self.0.borrow().clone()
    }

    /// Puts another registry in its place.
    pub fn replace(&self, registry: Registry) {
        self.0.send_replace(Arc::new(registry));
    }

    /// Comes to its end when a kind is no longer served, or another than it was; never for a kind of the program.
    pub fn end(&self, kind: &Arc<Kind>) -> End {
        End { kind: kind.clone(), registry: kind.is_custom().then(|| self.0.subscribe()) }
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
