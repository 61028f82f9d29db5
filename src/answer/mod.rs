//! From an object, a list or a failure to bytes, in the type and form that the client accepts.
//!
//! Upstream: endpoints/handlers/response.go, responsewriters/writers.go (v1.37.2).

pub mod event;
mod items;
pub mod kept;
mod list;
mod maker;
mod slow;
pub mod table;
pub mod unread;

use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use coracle_object::encode::normalize;
use coracle_object::{Members, Value, edit, protobuf, schema, text, yaml};

use coracle_store::Record;
use futures_util::{Stream, stream};

use self::event::Show;
use self::table::Table;
use self::unread::Unread;
use crate::clock::Clock;
use crate::request::Head;
use crate::request::media::{self, Accepted, Form, Format, Forms};
use crate::status::Failure;
use crate::stored::{Objects, Stored, Written};
use coracle_kinds::Kind;

/// From so many bytes on, what goes out is compressed for who takes that.
// Upstream: endpoints/handlers/responsewriters/writers.go defaultGzipThresholdBytes (v1.37.2)
const GZIP_BYTES_MIN: usize = 128 * 1024;
/// As the reference: a list is sent once, and soon.
// Upstream: endpoints/handlers/responsewriters/compression.go gzipContentEncodingLevel (v1.37.2)
const GZIP_LEVEL: flate2::Compression = flate2::Compression::new(1);

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
    pub fn compressed_for(mut self, head: &Head) -> Self {
        if self.body.len() > GZIP_BYTES_MIN && self.compress(head, GZIP_LEVEL) {
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

impl Answer {
    /// The revision at which what it shows was written; 0 where it shows nothing of the kind.
    pub fn written(&self) -> u64 {
        match &self.body {
            Body::Written(written) => written.revision,
            Body::Object(object) => edit::text(object, "resourceVersion").parse().unwrap_or_default(),
            Body::Stored(_) | Body::List { .. } | Body::Status(_) | Body::Watch(_) => 0,
        }
    }
}

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
    /// An object as it is stored.
    Stored(Record),
    /// An object that was stored just now.
    Written(Written),
    /// Objects, in order, as of a revision.
    List {
        /// The objects.
        objects: Objects,
        /// What the list says of itself.
        meta: ListMeta,
    },
    /// A `Status`, whatever form was asked for.
    Status(Value),
    /// What happens, for as long as somebody listens.
    Watch(Watch),
}

/// The body of an answer that goes on and on: an event each time, or, where they need not be told apart, several; none is empty.
pub type Frames = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// A watch that has yet to begin: told how its events are shown, it does.
pub type Watch = Box<dyn FnOnce(Show) -> Frames + Send>;

/// The rest of an answer cannot be made; its client sees that from its not coming to an end.
#[derive(Debug, thiserror::Error)]
#[error("the list cannot be finished")]
pub struct Cut;

/// The body of a long list, piece by piece; none is empty.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Cut>> + Send>>;

/// What a request is answered with.
pub enum Reply {
    /// All at once.
    Whole(Response),
    /// A head, and then, piece by piece, the list that was asked for.
    List(Response, Pieces),
    /// A head, and then, bit by bit, what happens.
    Stream(Response, Frames),
}

/// Who is to read an answer.
pub struct Reader<'a> {
    /// What there is for answers until they are read.
    pub unread: &'a Arc<Unread>,
    /// Whose turns are taken.
    pub user: &'a Arc<str>,
}

/// How an answer is to be shown.
pub struct View<'a> {
    /// The request.
    pub head: &'a Head,
    /// What the client accepts.
    pub accepted: &'a Accepted,
    /// The kind of what is shown.
    pub kind: &'a Arc<Kind>,
    /// Do objects bear links to themselves, and lists the path that was asked for?
    pub self_links: bool,
    /// What ages go by.
    pub clock: &'a Clock,
}

impl View<'_> {
    /// Shows an answer.
    ///
    /// # Errors
    /// What was asked for cannot be made of it.
    pub async fn show(&self, answer: Answer, warnings: &[String], reader: &Reader<'_>) -> Result<Reply, Failure> {
        let written = |value: Value| write(&value, self.accepted.format, self.pretty());
        let body = match answer.body {
            Body::Watch(watch) => return self.watch(watch, warnings),
            Body::List { objects, meta } => {
                let head = Response { code: answer.code, ..self.head(warnings) };
                return list::reply(self, head, objects, meta, reader).await;
            }
            Body::Status(status) => written(status),
            Body::Object(object) => written(self.object(object)?),
            Body::Stored(record) => {
                let stored = Stored::new(&record);
                match self.as_stored(|out| stored.write(out)) {
                    Some(text) => text,
                    None => written(self.object(stored.into_object(self.kind)?)?),
                }
            }
            Body::Written(object) => match self.as_stored(|out| object.write(out)) {
                Some(text) => text,
                None => written(self.object(object.into_object(self.kind))?),
            },
        };
        let response = Response { code: answer.code, body, ..self.head(warnings) };
        Ok(Reply::Whole(response.compressed_for(self.head)))
    }

    /// About how many bytes have to be worked on before the first of them goes out, beyond what is only copied.
    pub fn work(&self, body: &Body) -> usize {
        match body {
            Body::List { objects, .. } if !self.is_as_stored() => objects.bytes,
            _ => 0,
        }
    }

    /// Is what is shown what is stored, but for what is put in its place?
    fn is_as_stored(&self) -> bool {
        self.accepted.is_plain() && !self.self_links && !self.pretty()
    }

    fn pretty(&self) -> bool {
        self.accepted.pretty || self.head.wants_pretty()
    }

    fn head(&self, warnings: &[String]) -> Response {
        let content_type = self.accepted.format.media_type();
        Response { code: 200, content_type, headers: warning_headers(warnings), body: Bytes::new() }
    }

    /// Never compressed, nor for people: an event is a line.
    // Upstream: endpoints/handlers/watch.go serveWatchHandler (v1.37.2)
    fn watch(&self, watch: Watch, warnings: &[String]) -> Result<Reply, Failure> {
        let Some(content_type) = self.accepted.format.stream_type() else {
            return Err(Failure::not_acceptable_as_asked(Failure::STREAM_TYPES));
        };
        let head = Response { code: 200, content_type, headers: warning_headers(warnings), body: Bytes::new() };
        if let Form::PartialList(_) = self.accepted.form {
            // Quirk: no event can be shown as a list, and so the watch is over at once (collections/watch-partial-list).
            return Ok(Reply::Stream(head, Box::pin(stream::empty())));
        }
        table::check(self)?;
        let show = Show::new(self.head, self.accepted, self.kind, self.self_links, self.clock.clone());
        Ok(Reply::Stream(head, watch(show)))
    }

    /// What is shown as it is stored is its text; it says whether there is one.
    fn as_stored(&self, write: impl FnOnce(&mut Vec<u8>) -> bool) -> Option<Bytes> {
        let mut out = Vec::new();
        let shown = self.is_as_stored() && write(&mut out);
        out.push(b'\n');
        shown.then(|| out.into())
    }

    fn object(&self, object: Value) -> Result<Value, Failure> {
        let object = if self.self_links { linked(self.kind, object) } else { object };
        match &self.accepted.form {
            Form::Object => Ok(object),
            Form::Partial(version) => Ok(partial(self.kind, &object, version)),
            // Upstream: apiserver/pkg/endpoints/handlers/response.go asPartialObjectMetadataList (v1.37.2)
            Form::PartialList(_) if self.kind.is_custom() => Err(Failure::unexplained("content is not a list")),
            Form::PartialList(_) => Err(Failure::not_acceptable_form(format!(
                "you requested PartialObjectMetadataList, but the requested object is not a list (*{}.{})",
                self.kind.go_package,
                self.kind.kind()
            ))),
            Form::Table(version) => {
                let table = Table::new(self, version)?;
                let mut shown = table.heading(table::version_of(&object));
                shown["rows"] = Value::Array(vec![table.row(object)]);
                Ok(shown)
            }
        }
    }
}

/// Gives an object a link to itself, as Kubernetes did before 1.20.
fn linked(kind: &Kind, mut object: Value) -> Value {
    let text = |name: &str| object.get("metadata").and_then(|m| m.get(name)).and_then(Value::as_str).unwrap_or("");
    let (root, name) = (if kind.group().is_empty() { "api" } else { "apis" }, text("name"));
    let (version, resource) = (kind.api_version(), kind.plural());
    let link = match text("namespace") {
        "" => format!("/{root}/{version}/{resource}/{name}"),
        namespace => format!("/{root}/{version}/namespaces/{namespace}/{resource}/{name}"),
    };
    if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        meta.insert("selfLink", link.into());
    }
    kind.schema().settle(object)
}

/// An object's metadata as an object of its own.
pub fn partial(kind: &Kind, object: &Value, version: &str) -> Value {
    let mut partial = Members::new();
    partial.insert("kind", "PartialObjectMetadata".into());
    partial.insert("apiVersion", format!("meta.k8s.io/{version}").into());
    let metadata = object.get("metadata").cloned().unwrap_or(Value::Null);
    // It has a type in Go, in whose order it is shown, whatever the object is.
    let metadata = if kind.is_custom() { normalize(metadata, &schema::OBJECT_META) } else { metadata };
    partial.insert("metadata", metadata);
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
// Upstream: endpoints/filters/warning.go recorder.AddWarning (v1.37.2)
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
    // What no header can say is left out, after it was cut.
    let can_be_said = |text: &str| !text.contains(char::is_control);
    let cut = texts.iter().filter(|t| can_be_said(t)).map(|t| length(t)).sum::<usize>() > TOTAL_MAX;
    let mut written = 0;
    let mut headers = Vec::new();
    for text in texts {
        let text: String = if cut { text.chars().take(ITEM_MAX).collect() } else { text.to_owned() };
        if cut && written >= TOTAL_MAX {
            break;
        }
        if !can_be_said(&text) {
            continue;
        }
        written += length(&text);
        headers.push(("warning", format!("299 - {}", quoted(&text))));
    }
    headers
}

/// A quoted string of a header.
// Upstream: apimachinery/pkg/util/net/http.go NewWarningHeader (v1.37.2)
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_out_has_a_schema_in_protobuf() {
        let kinds = coracle_kinds::builtin();
        let objects = kinds.kinds().map(|k| (k.api_version(), k.kind().to_owned()));
        let lists = kinds.stored().map(|k| (k.api_version(), k.list_kind.to_string()));
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
        for (version, kind) in objects.chain(lists).chain(others) {
            let value = coracle_object::json!({"kind": kind, "apiVersion": version});
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
