//! From an object, a list or a failure to bytes, in the type and form that the client accepts.
//!
//! Upstream: endpoints/handlers/response.go, responsewriters/writers.go (v1.37.2).

pub mod event;
pub mod table;

use std::io::Write;
use std::pin::Pin;

use bytes::Bytes;
use coracle_object::encode::normalize;
use coracle_object::{Members, Value, protobuf, schema, text, yaml};

use futures_util::{Stream, stream};

use self::event::Show;
use crate::kinds::Kind;
use crate::request::Head;
use crate::request::media::{self, Accepted, Form, Format, Forms};
use crate::status::Failure;

/// How a list without items ends in compact JSON: its items are the last of its members.
const EMPTY_END: &[u8] = b"]}";

/// An answer, ready for the wire.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP code.
    pub code: u16,
    /// `Content-Type`; empty for none.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// Nothing but a code.
    pub fn empty(code: u16) -> Self {
        Response { code, content_type: "", headers: Vec::new(), body: Bytes::new() }
    }

    /// The same, compressed where it is large and the client takes that.
    // Upstream: endpoints/handlers/responsewriters/writers.go defaultGzipThresholdBytes, defaultGzipContentEncodingLevel (v1.37.2)
    pub fn compressed_for(mut self, head: &Head) -> Self {
        const BYTES_MIN: usize = 128 * 1024;
        // Level 1, as the reference: a list is sent once, and soon.
        if self.body.len() > BYTES_MIN && self.compress(head, flate2::Compression::fast()) {
            self.headers.push(("vary", "Accept-Encoding".into()));
        }
        self
    }

    /// Compresses the body, if the client takes that, and says whether it did.
    pub fn compress(&mut self, head: &Head, level: flate2::Compression) -> bool {
        if self.body.is_empty() || !head.takes_gzip() {
            return false;
        }
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
        // Writing to memory does not fail; were it to, the answer goes out as it is.
        let Ok(body) = encoder.write_all(&self.body).and_then(|()| encoder.finish()) else { return false };
        self.body = body.into();
        self.headers.push(("content-encoding", "gzip".into()));
        true
    }

    /// A text for people or probes.
    pub fn text(code: u16, body: impl Into<String>) -> Self {
        let headers = vec![("x-content-type-options", "nosniff".to_owned())];
        Response { code, content_type: "text/plain; charset=utf-8", headers, body: Bytes::from(body.into()) }
    }

    /// A document that is neither object nor list, or the failure of a client that takes it in no type that it has.
    pub fn document(head: &Head, value: &Value) -> Self {
        let Some(accepted) = media::negotiate(head.accept.as_deref(), Forms::None) else {
            return Response::failure(head, &Failure::not_acceptable_as_asked(Failure::SERVED_TYPES), &[]);
        };
        Response {
            code: 200,
            content_type: accepted.format.media_type(),
            headers: Vec::new(),
            body: write(value, accepted.format, accepted.pretty || head.wants_pretty()),
        }
    }

    /// A failure, with the warnings that came up before it.
    pub fn failure(head: &Head, failure: &Failure, warnings: &[String]) -> Self {
        let status = failure.status();
        // Quirk: where nothing fits, not even a plain object, the failure goes out for people and without a final line end
        // (get/accept-xml).
        let (format, body) = match media::negotiate(head.accept.as_deref(), Forms::None) {
            None => (Format::Json, Bytes::from(text::pretty(&status))),
            Some(a) => (a.format, write(&status, a.format, a.pretty || head.wants_pretty())),
        };
        let mut headers = warning_headers(warnings);
        if let Some(seconds) = failure.retry_after_seconds() {
            headers.push(("retry-after", seconds.to_string()));
        }
        Response { code: failure.code, content_type: format.media_type(), headers, body }.compressed_for(head)
    }
}

/// What a verb answers.
pub struct Answer {
    /// The HTTP code.
    pub code: u16,
    /// What goes out.
    pub body: Body,
}

/// Objects in typed form, made one at a time.
pub type Items = Box<dyn Iterator<Item = Result<Value, Failure>> + Send>;

/// What a list says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListMeta {
    /// Its resourceVersion.
    pub revision: u64,
    /// Where it goes on, if it does.
    pub token: Option<String>,
    /// How many objects come after it, where that is known.
    pub remaining: Option<usize>,
}

/// What goes out.
pub enum Body {
    /// An object.
    Object(Value),
    /// Objects, in order, as of a revision.
    List {
        /// The objects.
        items: Items,
        /// What the list says of itself.
        meta: ListMeta,
    },
    /// A `Status`, whatever form was asked for.
    Status(Value),
    /// What happens, for as long as somebody listens.
    Watch(Watch),
}

/// The body of an answer that goes on and on, event by event; none is empty.
pub type Frames = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// A watch that has yet to begin: told how its events are shown, it does.
pub type Watch = Box<dyn FnOnce(Show) -> Frames + Send>;

/// What a request is answered with.
pub enum Reply {
    /// All at once.
    Whole(Response),
    /// A head, and then, bit by bit, its body.
    Stream(Response, Frames),
}

/// How an answer is to be shown.
pub struct View<'a> {
    /// The request.
    pub head: &'a Head,
    /// What the client accepts.
    pub accepted: &'a Accepted,
    /// The kind of what is shown.
    pub kind: &'static dyn Kind,
    /// The collection that was asked for, as a path, where objects bear links to themselves.
    pub self_links: Option<String>,
    /// Now, for ages; seconds since 1970.
    pub now_seconds: i64,
}

impl View<'_> {
    /// Shows an answer.
    ///
    /// # Errors
    /// What was asked for cannot be made of it.
    pub fn show(&self, answer: Answer, warnings: &[String]) -> Result<Reply, Failure> {
        let pretty = self.accepted.pretty || self.head.wants_pretty();
        let written = |value: Value| write(&value, self.accepted.format, pretty);
        let body = match answer.body {
            Body::Watch(watch) => return self.watch(watch, warnings),
            Body::Status(status) => written(status),
            Body::Object(object) => written(self.object(object)?),
            Body::List { items, meta } => {
                let one_by_one = self.accepted.format == Format::Json && !pretty && self.accepted.form == Form::Object;
                let (items, meta) = (items.map(|item| item.map(|item| self.linked(item))), self.list_meta(meta));
                if one_by_one { self.write_items(items, meta)? } else { written(self.list(items, meta)?) }
            }
        };
        let response = Response {
            code: answer.code,
            content_type: self.accepted.format.media_type(),
            headers: warning_headers(warnings),
            body,
        };
        Ok(Reply::Whole(response.compressed_for(self.head)))
    }

    /// Never compressed, nor for people: an event is a line.
    // Upstream: endpoints/handlers/watch.go serveWatchHandler (v1.37.2)
    fn watch(&self, watch: Watch, warnings: &[String]) -> Result<Reply, Failure> {
        let Some(content_type) = self.accepted.format.stream_type() else {
            return Err(Failure::not_acceptable_as_asked(Failure::STREAM_TYPES));
        };
        let head = Response { code: 200, content_type, headers: warning_headers(warnings), body: Bytes::new() };
        if let Form::PartialList(_) = self.accepted.form {
            // Quirk: no event can be shown as a list, and so the watch is over at once.
            return Ok(Reply::Stream(head, Box::pin(stream::empty())));
        }
        table::check(self)?;
        let show = Show::new(self.head, self.accepted, self.kind, self.self_links.is_some());
        Ok(Reply::Stream(head, watch(show)))
    }

    fn object(&self, object: Value) -> Result<Value, Failure> {
        let object = self.linked(object);
        match &self.accepted.form {
            Form::Object => Ok(object),
            Form::Partial(version) => Ok(partial(&object, version)),
            Form::PartialList(_) => Err(Failure::not_acceptable_form(format!(
                "you requested PartialObjectMetadataList, but the requested object is not a list (*core.{})",
                self.kind.kind()
            ))),
            Form::Table(version) => {
                let meta = table::version_of(&object);
                table::table(self, version, meta, &mut std::iter::once(Ok(object)))
            }
        }
    }

    fn list_meta(&self, list: ListMeta) -> Members {
        let mut meta = Members::new();
        if let Some(link) = &self.self_links {
            meta.insert("selfLink".into(), link.as_str().into());
        }
        meta.insert("resourceVersion".into(), list.revision.to_string().into());
        if let Some(token) = list.token {
            meta.insert("continue".into(), token.into());
        }
        if let Some(remaining) = list.remaining {
            meta.insert("remainingItemCount".into(), remaining.into());
        }
        meta
    }

    /// A list of whole objects in compact JSON, which is what most clients ask for, with one of them in memory at a time.
    fn write_items(
        &self,
        items: impl Iterator<Item = Result<Value, Failure>>,
        meta: Members,
    ) -> Result<Bytes, Failure> {
        let mut out = Vec::with_capacity(1024);
        text::write_json(&self.list_of_objects(meta, vec![]), &mut out);
        out.truncate(out.len() - EMPTY_END.len());
        for (i, item) in items.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            text::write_json(&untyped(item?), &mut out);
        }
        out.extend_from_slice(EMPTY_END);
        out.push(b'\n');
        Ok(Bytes::from(out))
    }

    fn list(&self, mut items: impl Iterator<Item = Result<Value, Failure>>, meta: Members) -> Result<Value, Failure> {
        match &self.accepted.form {
            Form::Object => Ok(self.list_of_objects(meta, items.map(|i| i.map(untyped)).collect::<Result<_, _>>()?)),
            Form::Partial(_) => Err(Failure::not_acceptable_form(format!(
                "you requested PartialObjectMetadata, but the requested object is a list (*core.{}List)",
                self.kind.kind()
            ))),
            Form::PartialList(version) => {
                let items = items.map(|i| i.map(|i| partial(&i, version))).collect::<Result<_, _>>()?;
                Ok(list_of("PartialObjectMetadataList", &format!("meta.k8s.io/{version}"), meta, items))
            }
            Form::Table(version) => table::table(self, version, meta, &mut items),
        }
    }

    fn list_of_objects(&self, meta: Members, items: Vec<Value>) -> Value {
        list_of(&format!("{}List", self.kind.kind()), self.kind.api_version(), meta, items)
    }

    /// Gives an object a link to itself, as Kubernetes did before 1.20.
    fn linked(&self, mut object: Value) -> Value {
        if self.self_links.is_none() {
            return object;
        }
        let text = |name: &str| object.get("metadata").and_then(|m| m.get(name)).and_then(Value::as_str).unwrap_or("");
        let link = match text("namespace") {
            "" => format!("/api/v1/{}/{}", self.kind.resource(), text("name")),
            namespace => format!("/api/v1/namespaces/{namespace}/{}/{}", self.kind.resource(), text("name")),
        };
        if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            meta.insert("selfLink".into(), link.into());
        }
        normalize(object, self.kind.schema())
    }
}

fn list_of(kind: &str, api_version: &str, meta: Members, items: Vec<Value>) -> Value {
    let mut list = Members::new();
    list.insert("kind".into(), kind.into());
    list.insert("apiVersion".into(), api_version.into());
    list.insert("metadata".into(), Value::Object(meta));
    list.insert("items".into(), Value::Array(items));
    Value::Object(list)
}

/// A list's items do not say what they are: the list does.
fn untyped(mut item: Value) -> Value {
    if let Some(members) = item.as_object_mut() {
        members.shift_remove("kind");
        members.shift_remove("apiVersion");
    }
    item
}

/// An object's metadata as an object of its own.
pub fn partial(object: &Value, version: &str) -> Value {
    let mut partial = Members::new();
    partial.insert("kind".into(), "PartialObjectMetadata".into());
    partial.insert("apiVersion".into(), format!("meta.k8s.io/{version}").into());
    partial.insert("metadata".into(), object.get("metadata").cloned().unwrap_or(Value::Null));
    Value::Object(partial)
}

/// A document in a type; JSON ends with a line end.
pub fn write(value: &Value, format: Format, pretty: bool) -> Bytes {
    if format == Format::Json && pretty {
        return Bytes::from(text::pretty(value));
    }
    let mut out = encoded(value, format);
    if format == Format::Json {
        out.push(b'\n');
    }
    Bytes::from(out)
}

fn encoded(value: &Value, format: Format) -> Vec<u8> {
    match format {
        Format::Yaml => yaml::from_json(value).into(),
        Format::Protobuf => {
            let said = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
            let ty =
                schema::root(said("apiVersion"), said("kind")).expect("whatever is shown in protobuf has a schema");
            protobuf::encode(value, ty)
        }
        Format::Json => {
            let mut out = Vec::with_capacity(1024);
            text::write_json(value, &mut out);
            out
        }
    }
}

/// The `Warning` headers: each text once, and no more of them than the reference lets through.
// Upstream: endpoints/filters/warning.go (v1.37.2)
pub fn warning_headers(warnings: &[String]) -> Vec<(&'static str, String)> {
    const TOTAL_MAX: usize = 4096;
    const ITEM_MAX: usize = 256;
    let mut texts: Vec<&str> = Vec::new();
    for warning in warnings.iter().map(String::as_str).filter(|w| !w.is_empty()) {
        if !texts.contains(&warning) {
            texts.push(warning);
        }
    }
    let length = |text: &str| text.chars().count();
    let cut = texts.iter().map(|t| length(t)).sum::<usize>() > TOTAL_MAX;
    let mut written = 0;
    let mut headers = Vec::new();
    for text in texts {
        let text: String = if cut { text.chars().take(ITEM_MAX).collect() } else { text.to_owned() };
        if cut && written >= TOTAL_MAX {
            break;
        }
        written += length(&text);
        headers.push(("warning", format!("299 - {}", quoted(&text))));
    }
    headers
}

/// A quoted string of a header: control characters are dropped.
// Upstream: apimachinery/pkg/util/net/http.go NewWarningHeader (v1.37.2)
fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_out_has_a_schema_in_protobuf() {
        let objects = crate::kinds::kinds().iter().map(|k| (k.api_version(), k.kind().to_owned()));
        let lists = crate::kinds::kinds().iter().map(|k| (k.api_version(), format!("{}List", k.kind())));
        let others = [
            ("v1", "Status"),
            ("meta.k8s.io/v1", "PartialObjectMetadata"),
            ("meta.k8s.io/v1beta1", "PartialObjectMetadata"),
            ("meta.k8s.io/v1", "PartialObjectMetadataList"),
            ("meta.k8s.io/v1beta1", "PartialObjectMetadataList"),
            ("", "APIVersions"),
            ("", "APIResourceList"),
            ("v1", "APIGroupList"),
            ("v1", "APIGroup"),
        ];
        let others = others.into_iter().map(|(version, kind)| (version, kind.to_owned()));
        let reviews = crate::reviews::GROUPS.iter().flat_map(|group| group.reviews);
        let reviews = reviews.map(|review| (review.api_version(), review.kind().to_owned()));
        for (version, kind) in objects.chain(lists).chain(others).chain(reviews) {
            let value = serde_json::json!({"kind": kind, "apiVersion": version});
            let document = write(&value, Format::Protobuf, false);
            let envelope = protobuf::open(&document).unwrap();
            assert_eq!((envelope.api_version.as_str(), envelope.kind), (version, kind));
        }
    }

    #[test]
    fn warnings_stand_once_and_are_cut_when_there_are_many() {
        let texts = |w: &[String]| warning_headers(w).into_iter().map(|(_, v)| v).collect::<Vec<_>>();
        assert_eq!(texts(&["a \"b\"".into(), String::new(), "a \"b\"".into()]), [r#"299 - "a \"b\"""#]);
        let many: Vec<String> = (0..40).map(|i| format!("{i:0300}")).collect();
        let headers = texts(&many);
        assert_eq!(headers.len(), 16);
        assert!(headers.iter().all(|h| h.len() == ITEM_LENGTH));
        const ITEM_LENGTH: usize = 256 + "299 - \"\"".len();
    }
}
