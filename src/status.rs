//! The only place where a failure gets its HTTP code, its reason and its message.
//!
//! The other rooms say what is wrong in their own words; a client reads what is made of that here.
//! Upstream: apimachinery/pkg/api/errors/errors.go (v1.37.2).

use coracle_kinds::{Kind, Qualified};
use coracle_merge::{ApplyError, Conflict};
use coracle_object::Value;
use coracle_object::field::{self, FieldError, Path};
use coracle_object::{Members, json};

/// A request that was refused, as its `Status` says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The HTTP code.
    pub code: u16,
    reason: &'static str,
    message: String,
    /// Some failures have details even where nothing stands in them.
    details: Option<Box<Details>>,
    /// The continue token that lets a client go on.
    token: Option<String>,
}

/// What a failure says beside its message.
#[derive(Debug, Clone, PartialEq, Default)]
struct Details {
    name: String,
    group: String,
    kind: String,
    causes: Vec<Cause>,
    retry_after_seconds: u32,
}

#[derive(Debug, Clone, PartialEq)]
struct Cause {
    reason: String,
    message: String,
    field: String,
}

/// So many objects of a list that cannot be had are named.
// Upstream: apiserver/pkg/storage/etcd3/corrupt_obj_deleter.go corruptObjErrAggregatorFactory (v1.37.2)
const UNREAD_MAX: usize = 100;

const UNEXPECTED: &str = "UnexpectedServerResponse";

fn corrupt(path: &str, revision: u64, why: &str) -> String {
    format!(
        "StorageError: corrupt object, Code: 7, Key: {path}, ResourceVersion: 0, AdditionalErrorMsg: object not decodable \
         revision={revision}: {why}"
    )
}

impl Details {
    fn of(what: Qualified, name: &str) -> Option<Self> {
        Some(Details { name: name.into(), group: what.group.into(), kind: what.name.into(), ..Details::default() })
    }
}

impl Failure {
    /// The media types that are listed where none fits.
    pub const SERVED_TYPES: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// The same for a collection, which may be watched, too.
    // Upstream: endpoints/installer.go registerResourceHandlers (v1.37.2). These are the route's allMediaTypes.
    pub const COLLECTION_TYPES: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf, \
                                        application/json;stream=watch, \
                                        application/vnd.kubernetes.protobuf;stream=watch";

    /// The types of a watch.
    pub const STREAM_TYPES: &str = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    fn new(code: u16, reason: &'static str, message: impl Into<String>, details: Option<Details>) -> Self {
        Failure { code, reason, message: message.into(), details: details.map(Box::new), token: None }
    }

    /// The same, of one of several things: its message says which.
    #[must_use]
    pub fn at(mut self, place: &str) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// 400: the request itself is wrong.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Failure::new(400, "BadRequest", message, None)
    }

    /// 401: the token is not known.
    pub fn unauthorized() -> Self {
        Failure::new(401, "Unauthorized", "Unauthorized", None)
    }

    /// 403 on a resource or, where it has no name, on a path.
    pub fn forbidden(resource: Qualified, name: &str, why: &str) -> Self {
        let message = match (resource.name, name) {
            ("", _) => format!("forbidden: {why}"),
            (_, "") => format!("{resource} is forbidden: {why}"),
            _ => format!("{resource} {} is forbidden: {why}", quote(name)),
        };
        Failure::new(403, "Forbidden", message, Details::of(resource, name))
    }

    /// 403: nothing may be created in a namespace that is on its way out.
    pub fn terminating(resource: Qualified, name: &str, namespace: &str) -> Self {
        let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
        let mut failure = Failure::forbidden(resource, name, &why);
        if let Some(details) = &mut failure.details {
            details.causes.push(Cause {
                reason: "NamespaceTerminating".into(),
                message: format!("namespace {namespace} is being terminated"),
                field: "metadata.namespace".into(),
            });
        }
        failure
    }

    /// 404: no such object.
    pub fn not_found(resource: Qualified, name: &str) -> Self {
        let message = format!("{resource} {} not found", quote(name));
        Failure::new(404, "NotFound", message, Details::of(resource, name))
    }

    /// 404: no such resource.
    pub fn no_such_resource() -> Self {
        let message = "the server could not find the requested resource";
        Failure::new(404, "NotFound", message, Some(Details::default()))
    }

    /// 405: the resource does not know this method.
    pub fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        Failure::new(405, "MethodNotAllowed", message, Some(Details::default()))
    }

    /// 405: a kind that comes and goes does not know this method.
    // Upstream: apimachinery/pkg/api/errors/errors.go NewMethodNotSupported (v1.37.2)
    pub fn unsupported_method(resource: Qualified, verb: &str) -> Self {
        let message = format!("{verb} is not supported on resources of kind {}", quote(&resource.to_string()));
        Failure::new(405, "MethodNotAllowed", message, Details::of(resource, ""))
    }

    /// 406 of the route: none of the accepted types is served.
    pub fn not_acceptable() -> Self {
        Failure::not_acceptable_but(Failure::SERVED_TYPES)
    }

    /// The same of a route that serves these types only.
    pub fn not_acceptable_but(types: &str) -> Self {
        let message = format!("406: Not Acceptable\n\nAvailable representations: {types}");
        Failure::new(406, "NotAcceptable", message, Some(Details::default()))
    }

    /// 406 of the negotiation: these types are served, but not with what was asked of them.
    pub fn not_acceptable_as_asked(types: &str) -> Self {
        Failure::not_acceptable_form(format!("only the following media types are accepted: {types}"))
    }

    /// 406 of the negotiation: an object or a list has no such form.
    pub fn not_acceptable_form(message: impl Into<String>) -> Self {
        Failure::new(406, "NotAcceptable", message, None)
    }

    /// 409: the object is there already.
    pub fn already_exists(resource: Qualified, name: &str) -> Self {
        let message = format!("{resource} {} already exists", quote(name));
        Failure::new(409, "AlreadyExists", message, Details::of(resource, name))
    }

    /// The same of an object that is on its way out.
    pub fn of_object_being_deleted(mut self) -> Self {
        self.message = format!("object is being deleted: {}", self.message);
        self
    }

    /// 409: eight generated names in a row were taken.
    pub fn no_unique_name(resource: Qualified, name: &str) -> Self {
        let mut failure = Failure::already_exists(resource, name);
        failure.message.push_str(", the server was not able to generate a unique name for the object");
        if let Some(details) = &mut failure.details {
            details.retry_after_seconds = 1;
        }
        failure
    }

    /// 409: the object is not as the client says it is.
    pub fn conflict(of: Qualified, name: &str, why: &str) -> Self {
        let message = format!("Operation cannot be fulfilled on {of} {}: {why}", quote(name));
        Failure::new(409, "Conflict", message, Details::of(of, name))
    }

    /// 409: the client's resourceVersion is not the current one.
    pub fn modified(resource: Qualified, name: &str) -> Self {
        let why = "the object has been modified; please apply your changes to the latest version and try again";
        Failure::conflict(resource, name, why)
    }

    /// 409: other managers own what an apply would change.
    fn apply_conflicts(conflicts: &[Conflict], message: String) -> Self {
        let cause = |conflict: &Conflict| Cause {
            reason: "FieldManagerConflict".into(),
            message: conflict.message(),
            field: conflict.field(),
        };
        let details = Details { causes: conflicts.iter().map(cause).collect(), ..Details::default() };
        Failure::new(409, "Conflict", message, Some(details))
    }

    /// 410: a list of a revision whose history is gone.
    pub fn expired() -> Self {
        Failure::new(410, "Expired", "The resourceVersion for the provided list is too old.", None)
    }

    /// 410: the next page of such a list; this token lets its client go on with what there is now.
    pub fn expired_token(token: &str) -> Self {
        let message = "The provided continue parameter is too old to display a consistent list result. You can start a new \
                       list without the continue parameter, or use the continue token in this response to retrieve the \
                       remainder of the results. Continuing with the provided token results in an inconsistent list - \
                       objects that were created, modified, or deleted between the time the first chunk was returned and \
                       now may show up in the list.";
        Failure { token: Some(token.to_owned()), ..Failure::new(410, "Expired", message, None) }
    }

    /// 410: a watch from a revision whose history is gone; what comes after `oldest` can be had.
    pub fn expired_watch(asked: u64, oldest: u64) -> Self {
        Failure::new(410, "Expired", format!("too old resource version: {asked} ({oldest})"), None)
    }

    /// 413: more than the server reads.
    pub fn too_large(message: impl std::fmt::Display) -> Self {
        Failure::new(413, "RequestEntityTooLarge", format!("Request entity too large: {message}"), None)
    }

    /// 415 of the route: this resource is not patched with that.
    pub fn unsupported_patch() -> Self {
        Failure::new(415, "UnsupportedMediaType", "415: Unsupported Media Type", Some(Details::default()))
    }

    /// 415 of the patch itself: what leads to it is not one type alone.
    pub fn unread_patch(kind: &Kind) -> Self {
        Failure::unknown_format(if kind.is_custom() {
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
        } else {
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, \
             application/apply-patch+yaml"
        })
    }

    /// 415: a custom resource in protobuf, which it has no form in.
    pub fn no_protobuf() -> Self {
        Failure::unknown_format("application/json, application/yaml")
    }

    /// 415 of the negotiation: a body of a type that is not read.
    pub fn unsupported_body() -> Self {
        Failure::unknown_format(Failure::SERVED_TYPES)
    }

    fn unknown_format(types: &str) -> Self {
        let message =
            format!("the body of the request was in an unknown format - accepted media types include: {types}");
        Failure::new(415, "UnsupportedMediaType", message, None)
    }

    /// 422: what is wrong with an object.
    pub fn invalid(kind: Qualified, name: &str, errors: &[FieldError]) -> Self {
        let causes = errors
            .iter()
            .map(|e| Cause { reason: e.reason.as_str().into(), message: e.body(), field: e.field.clone() })
            .collect();
        let message = format!("{kind} {} is invalid: {}", quote(name), field::aggregate(errors));
        let details = Details { causes, ..Details::of(kind, name).unwrap_or_default() };
        Failure::new(422, "Invalid", message, Some(details))
    }

    /// 422: what is wrong with a request's options.
    pub fn invalid_options(kind: &str, errors: &[FieldError]) -> Self {
        Failure::invalid(Qualified { group: "meta.k8s.io", name: kind }, "", errors)
    }

    /// 422: what is wrong with a review, whose kind the reference does not say.
    pub fn invalid_review(group: &str, errors: &[FieldError]) -> Self {
        Failure::invalid(Qualified { group, name: "" }, "", errors)
    }

    /// 422: what a patch makes of the object cannot be read; `value` is the text that is quoted.
    pub fn unreadable_patch(value: &str, why: &str) -> Self {
        Failure::invalid(Qualified { group: "", name: "" }, "", &[FieldError::invalid(&Path::new("patch"), value, why)])
    }

    /// 422: an operation of a patch does not fit the object.
    fn unprocessable() -> Self {
        let message = "the server rejected our request due to an error in our request";
        Failure::new(422, "Invalid", message, Some(Details::default()))
    }

    /// 410: the history is gone that an open watch was to go on with.
    // Upstream: apiserver/pkg/storage/etcd3/errors.go interpretWatchError (v1.37.2)
    pub fn expired_while_watched() -> Self {
        Failure::new(410, "Expired", "The resourceVersion for the provided watch is too old.", None)
    }

    /// 429: to be asked again later.
    // Upstream: apimachinery/pkg/api/errors/errors.go NewTooManyRequests (v1.37.2)
    pub fn too_many_requests(message: impl Into<String>) -> Self {
        let details = Details { retry_after_seconds: 1, ..Details::default() };
        Failure::new(429, "TooManyRequests", message, Some(details))
    }

    /// 429: as many watches are open as may be.
    pub fn too_many_watches() -> Self {
        Failure::too_many_requests("Too many watches are open, please try again later.")
    }

    /// 500 with a bare message, as the reference answers an error that it gave no status.
    pub fn unexplained(message: impl Into<String>) -> Self {
        Failure::new(500, "", message, None)
    }

    /// 500: what would make the data larger is refused. As the reference passes on etcd's answer: without a reason, and without a
    /// time to come again, so that clients show it instead of trying on.
    // Upstream: go.etcd.io/etcd/api/v3/v3rpc/rpctypes/error.go ErrGRPCNoSpace (v3.7.3)
    fn no_space(why: impl std::fmt::Display) -> Self {
        Failure::unexplained(format!(
            "database space exceeded: {why}; what makes nothing larger, such as a deletion, is done"
        ))
    }

    /// 500: our own failure; the cause is repeated in the details.
    pub fn internal(why: impl std::fmt::Display) -> Self {
        let cause = Cause { reason: String::new(), message: why.to_string(), field: String::new() };
        let details = Details { causes: vec![cause], ..Details::default() };
        Failure::new(500, "InternalError", format!("Internal error occurred: {why}"), Some(details))
    }

    /// 500: an object cannot be had in the version that is asked for.
    // Upstream: apiserver/pkg/storage/errors.go NewCorruptObjError, StorageError.Error (v1.37.2)
    pub fn not_decodable(path: &str, revision: u64, why: &str) -> Self {
        Failure::internal(corrupt(path, revision, why))
    }

    /// 500: the same of some of a list, each with the path and revision of its record and why.
    // Upstream: apiserver/pkg/storage/etcd3/corrupt_obj_deleter.go aggregatedStorageError.NewAPIStatusError (v1.37.2)
    pub fn not_all_decodable(resource: Qualified, which: &[(String, u64, String)]) -> Self {
        let cause = |(path, revision, why): &(String, u64, String)| {
            let path = format!("/registry{path}");
            Cause { reason: UNEXPECTED.to_owned(), message: corrupt(&path, *revision, why), field: path }
        };
        let mut causes: Vec<_> = which.iter().take(UNREAD_MAX).map(cause).collect();
        let first = causes.first().map_or_else(String::new, |cause| cause.message.clone());
        let mut message = format!("failed to read one or more {resource} from the storage: {first}");
        if causes.len() > 1 {
            message.push_str(&format!(" (and {} more)", causes.len() - 1));
        }
        if which.len() > UNREAD_MAX {
            let message = "too many errors, the list is truncated".to_owned();
            causes.push(Cause { reason: "FieldValueTooMany".to_owned(), message, field: String::new() });
        }
        let details = Details::of(resource, "list").map(|details| Details { causes, ..details });
        Failure::new(500, "StorageReadError", message, details)
    }

    /// 503: the server is on its way down.
    pub fn unavailable(message: impl Into<String>) -> Self {
        let details = Details { retry_after_seconds: 1, ..Details::default() };
        Failure::new(503, "ServiceUnavailable", message, Some(details))
    }

    /// 504: the server has not got that far yet.
    pub fn too_large_version(asked: u64, current: u64) -> Self {
        let message = format!("Timeout: Too large resource version: {asked}, current: {current}");
        let cause = Cause {
            reason: "ResourceVersionTooLarge".into(),
            message: "Too large resource version".into(),
            field: String::new(),
        };
        let details = Details { causes: vec![cause], retry_after_seconds: 1, ..Details::default() };
        Failure::new(504, "Timeout", message, Some(details))
    }

    /// 504: the request took longer than it may.
    pub fn deadline() -> Self {
        let message = "Timeout: request did not complete within the allotted timeout";
        Failure::new(504, "Timeout", message, Some(Details::default()))
    }

    /// The same with another text.
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same, to be asked again after so many seconds; with none, it is not said when.
    pub fn again_after(mut self, seconds: u32) -> Self {
        self.details.get_or_insert_default().retry_after_seconds = seconds;
        self
    }

    /// After how many seconds the client should ask again.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.details.as_ref().map(|d| d.retry_after_seconds).filter(|s| *s > 0)
    }

    /// Is it that there is no such object?
    pub fn is_not_found(&self) -> bool {
        self.reason == "NotFound"
    }

    /// Is it that the object is not as the client says it is?
    pub fn is_conflict(&self) -> bool {
        self.reason == "Conflict"
    }

    /// Is it that the object is there already?
    pub fn is_already_exists(&self) -> bool {
        self.reason == "AlreadyExists"
    }

    /// What went wrong, for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The `Status` object.
    pub fn status(&self) -> Value {
        let mut status = Members::new();
        status.insert("kind", "Status".into());
        status.insert("apiVersion", "v1".into());
        let metadata = self.token.as_ref().map_or_else(|| json!({}), |token| json!({"continue": token}));
        status.insert("metadata", metadata);
        status.insert("status", "Failure".into());
        set_text(&mut status, "message", &self.message);
        set_text(&mut status, "reason", self.reason);
        if let Some(details) = &self.details {
            status.insert("details", details.value());
        }
        status.insert("code", self.code.into());
        Value::Object(status)
    }
}

impl Details {
    fn value(&self) -> Value {
        let mut value = Members::new();
        set_text(&mut value, "name", &self.name);
        set_text(&mut value, "group", &self.group);
        set_text(&mut value, "kind", &self.kind);
        if !self.causes.is_empty() {
            let causes = self.causes.iter().map(Cause::value).collect();
            value.insert("causes", Value::Array(causes));
        }
        if self.retry_after_seconds > 0 {
            value.insert("retryAfterSeconds", self.retry_after_seconds.into());
        }
        Value::Object(value)
    }
}

impl Cause {
    fn value(&self) -> Value {
        let mut value = Members::new();
        set_text(&mut value, "reason", &self.reason);
        set_text(&mut value, "message", &self.message);
        set_text(&mut value, "field", &self.field);
        Value::Object(value)
    }
}

fn set_text(members: &mut Members, name: &str, text: &str) {
    if !text.is_empty() {
        members.insert(name, text.into());
    }
}

/// The `Status` of a deletion that is done.
pub fn deleted(resource: Qualified, name: &str, uid: &str) -> Value {
    let mut details = Members::new();
    details.insert("name", name.into());
    set_text(&mut details, "group", resource.group);
    details.insert("kind", resource.name.into());
    details.insert("uid", uid.into());
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details})
}

fn quote(text: &str) -> String {
    coracle_object::text::quote(text)
}

impl From<coracle_patch::Error> for Failure {
    fn from(error: coracle_patch::Error) -> Self {
        use coracle_patch::Error;
        match error {
            Error::BadRequest(message) => Failure::bad_request(message),
            Error::TooLarge(message) => Failure::too_large(message),
            Error::Unprocessable => Failure::unprocessable(),
            Error::Invalid { value, message } => Failure::unreadable_patch(&value, &message),
            Error::Internal(message) => Failure::unexplained(message),
        }
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        let text = error.to_string();
        match error {
            ApplyError::Conflicts(conflicts) => Failure::apply_conflicts(&conflicts, text),
            ApplyError::WrongType(_) | ApplyError::ManagedFields => Failure::bad_request(text),
            ApplyError::Malformed { .. }
            | ApplyError::Unowned { .. }
            | ApplyError::Current { .. }
            | ApplyError::Unfit { .. }
            | ApplyError::StoredManagers(_)
            | ApplyError::Unconverted(_) => Failure::unexplained(text),
        }
    }
}

impl From<coracle_store::ChangeError> for Failure {
    fn from(error: coracle_store::ChangeError) -> Self {
        use coracle_store::ChangeError;
        match &error {
            ChangeError::NoSpace(_) | ChangeError::OverLimit { .. } => Failure::no_space(error),
            _ => Failure::internal(error),
        }
    }
}
