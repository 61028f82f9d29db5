//! DELETE of one object.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::json;
use coracle_object::options::{IGNORE_STORE_READ_ERROR, validate_delete};
use coracle_store::{Decide, Facts, Key, Write};

use super::write::Done;
use super::{Call, write};
use crate::answer::{Answer, Body};
use crate::change::{self, Decision, read};
use crate::request::media;
use crate::request::options::{self as request_options, DeleteOptions};
use crate::status::Failure;
use crate::stored;
use coracle_kinds::Kind;

/// Deletes the object, or marks it.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let options = options(call)?;
    if options.ignore_store_read_error {
        return unread(call, options.is_dry_run()).await;
    }
    if let Some(why) = call.kind.rules.kept(call.name) {
        return Err(Failure::forbidden(call.kind.group_resource(), call.name, why));
    }
    call.check_key()?;
    let orphans = options.orphan_dependents;
    let done = one(call, options).await?;
    let waits = !matches!(done.decision, Decision::Remove(_));
    let mut answer = done.answer()?;
    if waits && orphans == Some(false) {
        answer.code = 202;
    }
    Ok(answer)
}

/// Deletes the object with options that were checked.
pub async fn one(call: &Call<'_>, options: DeleteOptions) -> Result<Done, Failure> {
    let dry_run = options.is_dry_run();
    let decide = move |scope: &change::Scope, facts: &change::Facts, _: &mut Vec<String>| {
        change::delete::decide(scope, &options, facts)
    };
    write::remove(call, dry_run, decide).await
}

/// What the request says of how to delete, checked.
pub fn options(call: &Call<'_>) -> Result<DeleteOptions, Failure> {
    let options = read_options(call)?;
    write::check_options("DeleteOptions", &validate_delete(&options.rules()))?;
    Ok(options)
}

fn read_options(call: &Call<'_>) -> Result<DeleteOptions, Failure> {
    if call.body.is_empty() {
        return request_options::delete(&call.head.query).map_err(Failure::bad_request);
    }
    let format = media::body_format(call.head.content_type.as_deref()).ok_or_else(Failure::unsupported_body)?;
    read::delete_options(call.body, format)
}

/// Deletes an object that cannot be read, whatever its finalizers might say, and no other.
// Upstream: registry/generic/registry/corrupt_obj_deleter.go Delete (v1.37.2)
async fn unread(call: &Call<'_>, dry_run: bool) -> Result<Answer, Failure> {
    if !call.kind.deletes_unread {
        let why = format!("no unsafe deleter provided, can not honor {IGNORE_STORE_READ_ERROR}");
        return Err(Failure::internal(why));
    }
    if let Some(denied) = call.unsafe_delete_denied {
        return Err(denied.clone());
    }
    call.check_key()?;
    let key = call.key(call.name);
    let deletion = Unread { kind: call.kind.clone(), key: key.clone(), dry_run, decided: None };
    let (deletion, _) = call.world.store.change(vec![key], deletion).await?;
    let shown = deletion.decided.ok_or_else(|| Failure::internal("nothing was decided"))??;
    Ok(Answer { code: 200, body: Body::Status(shown) })
}

/// The decision to delete what cannot be read.
struct Unread {
    kind: Arc<Kind>,
    key: Key,
    dry_run: bool,
    decided: Option<Result<Value, Failure>>,
}

impl Unread {
    fn decide(&self, facts: &Facts<'_>) -> Result<Value, Failure> {
        let (resource, name) = (self.kind.group_resource(), &*self.key.name);
        let record = facts.records.first().and_then(Option::as_ref);
        let record = record.ok_or_else(|| Failure::not_found(resource, name))?;
        if stored::as_stored(&self.kind, record).is_ok() {
            // Quirk: the store's own key, and a revision that it does not know (unsafedelete/object).
            let why = format!(
                "StorageError: invalid object, Code: 4, Key: /registry{}, ResourceVersion: 0, AdditionalErrorMsg: \
                 unsafe deletion is not allowed because the object is decodable from storage",
                self.kind.storage_path(&self.key.namespace, name)
            );
            return Err(Failure::conflict(resource, name, &why));
        }
        // Nothing is known of it but its key, and so there is no uid to show.
        Ok(json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
            "details": {"name": name, "kind": self.kind.kind()}, "code": 200,
        }))
    }
}

impl Decide for Unread {
    fn decide(&mut self, facts: &Facts<'_>) -> Option<Write> {
        let decided = Unread::decide(self, facts);
        let write = (decided.is_ok() && !self.dry_run).then(|| Write::Delete { key: self.key.clone() });
        self.decided = Some(decided);
        write
    }
}

#[cfg(test)]
mod tests {
    use coracle_store::{Options, Share};

    use super::*;

    struct Put(Option<Write>);

    impl Decide for Put {
        fn decide(&mut self, _: &Facts<'_>) -> Option<Write> {
            self.0.take()
        }
    }

    #[tokio::test]
    async fn only_what_cannot_be_read_goes() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            coracle_store_sqlite::open(folder.path().join("c.db"), Options::new(|| 0, |_| Vec::new())).await.unwrap();
        let kind = coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().clone();
        let whole = br#"{"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"whole","namespace":"n"}}"#;
        for (name, value) in [("whole", &whole[..]), ("torn", &whole[..whole.len() - 1])] {
            let key = Key::new("endpoints", "n", name);
            let (uid, value) = (name.to_owned(), value.to_vec());
            let write = Write::Put { key: key.clone(), uid, value, share: Share::Usual };
            store.change(vec![key], Put(Some(write))).await.unwrap();
        }
        let remove = async |name: &str, dry_run: bool| {
            let key = Key::new("endpoints", "n", name);
            let deletion = Unread { kind: kind.clone(), key: key.clone(), dry_run, decided: None };
            let decided = store.change(vec![key.clone()], deletion).await.unwrap().0.decided.unwrap();
            (decided.map_err(|failure| failure.message().to_owned()), store.get(&key).0.is_some())
        };
        let (refused, stays) = remove("whole", false).await;
        assert!(refused.unwrap_err().ends_with("because the object is decodable from storage") && stays);
        let (tried, stays) = remove("torn", true).await;
        assert!(tried.is_ok() && stays);
        let (done, stays) = remove("torn", false).await;
        assert_eq!(done.unwrap()["details"], json!({"name": "torn", "kind": "Endpoints"}));
        assert!(!stays);
        assert_eq!(remove("torn", false).await.0, Err(r#"endpoints "torn" not found"#.to_owned()));
        store.close().await.unwrap();
    }
}
