//! `coracle import`: objects from a file, a folder or a cluster into a running server.

mod cluster;

use coracle_object::encode::encode;

use super::{Asker, Query, objects};
use crate::cli::{Form, Import, ImportFrom};
use crate::documents::{self, Document};
use crate::inspect::{Report, SourceError};
use crate::progress::Progress;
use crate::seed::Status;

/// A request has objects of so many bytes, or one that is larger.
const BYTES_MAX: usize = 1 << 20;

/// Reads them, and has them applied as a whole or not at all: namespaces first, then definitions, then all others.
///
/// # Errors
/// They cannot be read, or one is refused.
pub fn run(options: &Import) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking())?;
    let (all, gathered) = match options.source() {
        ImportFrom::Files(path) => (objects(path)?, None),
        ImportFrom::Cluster(kubeconfig) => {
            let mut gathered = cluster::gather(options, kubeconfig, &asker)?;
            (documents::in_order(std::mem::take(&mut gathered.found.documents)), Some(gathered))
        }
    };
    apply(&asker, &all, options.dry_run)?;
    let text = match options.asking().output {
        Form::Text => {
            let count = all.len();
            let said =
                if options.dry_run { format!("{count} objects would come") } else { format!("ok: {count} objects") };
            said + &gathered.map_or_else(|| "\n".to_owned(), |gathered| gathered.text())
        }
        Form::Json => {
            let mut said = gathered.map_or_else(|| serde_json::json!({}), |gathered| gathered.json());
            said["objects"] = all.len().into();
            format!("{said}\n")
        }
    };
    Ok(Report { text, good: true })
}

/// All of them or none; for a dry run, in a fork that goes afterwards.
fn apply(asker: &Asker, all: &[Document], is_dry: bool) -> Result<(), SourceError> {
    let parts = parts(all, Status::LeftOut);
    let send = |asker: &Asker| send_parts(asker, all, &parts);
    match parts.len() {
        0 => Ok(()),
        _ if is_dry => asker.in_passing_fork(send),
        // One request is a whole by itself.
        1 => send(asker),
        _ => asker.in_fork(send),
    }
}

/// Has these documents, which are in order, applied one request after the other.
///
/// # Errors
/// One is refused; what was applied before it stays.
pub fn send(asker: &Asker, all: &[Document], status: Status) -> Result<(), SourceError> {
    send_parts(asker, all, &parts(all, status))
}

fn send_parts(asker: &Asker, all: &[Document], parts: &[Part]) -> Result<(), SourceError> {
    let progress = Progress::counted("applying", all.len() as u64);
    let mut rest = all;
    for Part { body, objects } in parts {
        let (part, behind) = rest.split_at((*objects).min(rest.len()));
        rest = behind;
        asker.ask("POST", "import", &Query::default(), Some(body)).map_err(|error| placed(error, part))?;
        progress.done(*objects as u64);
    }
    Ok(())
}

/// A refusal that says in which file the object is, rather than which one of the request it was.
fn placed(error: SourceError, part: &[Document]) -> SourceError {
    let refusal = match &error {
        SourceError::Refused { url, message } => Some((url.clone(), message.as_str())),
        // It was not about what was asked for, but about what was sent.
        SourceError::Strange { url, code: 413 } => Some((url.clone(), "it is larger than the server takes")),
        _ => None,
    };
    let Some((url, message)) = refusal else { return error };
    let place = || {
        let (item, why) = message.strip_prefix("item ")?.split_once(": ")?;
        let document = part.get(item.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("{}: {why}", document.place))
    };
    let message = match (place(), part) {
        (Some(message), _) => message,
        // There is only one that it can be about.
        (None, [one]) => format!("{}: {message}", one.place),
        (None, _) => message.to_owned(),
    };
    SourceError::Refused { url, message }
}

/// A request.
struct Part {
    body: Vec<u8>,
    /// How many objects it has.
    objects: usize,
}

/// The objects in requests, in their order.
fn parts(all: &[Document], status: Status) -> Vec<Part> {
    let start: &[u8] = if status == Status::Applied { b"{\"status\":true,\"items\":[" } else { b"{\"items\":[" };
    let mut parts: Vec<Part> = Vec::new();
    for document in all {
        let object = encode(&document.object);
        let fits = |part: &&mut Part| part.body.len() + object.len() <= BYTES_MAX;
        match parts.last_mut().filter(fits) {
            Some(part) => {
                part.body.push(b',');
                part.body.extend_from_slice(&object);
                part.objects += 1;
            }
            None => parts.push(Part { body: [start, &object].concat(), objects: 1 }),
        }
    }
    parts.iter_mut().for_each(|part| part.body.extend_from_slice(b"]}"));
    parts
}

#[cfg(test)]
mod tests {
    use coracle_object::{Value, json};

    use super::*;

    #[test]
    fn a_refusal_says_where_the_object_is() {
        let document = |place: &str| Document { object: json!({}), place: place.to_owned() };
        let said = |message: &str| {
            let refused = SourceError::Refused { url: "https://h".parse().unwrap(), message: message.to_owned() };
            placed(refused, &[document("a"), document("b")]).to_string()
        };
        let alone = SourceError::Strange { url: "https://h".parse().unwrap(), code: 413 };
        assert_eq!(placed(alone, &[document("a")]).to_string(), "https://h:443: a: it is larger than the server takes");
        assert!(said("item 2: no: way").ends_with("b: no: way"));
        for other in ["item 3: no", "item 0: no", "item x: no", "no"] {
            assert!(said(other).ends_with(other), "{other}");
        }
    }

    #[test]
    fn objects_go_in_parts() {
        let of = |bytes: usize| Document { object: json!({"x": "y".repeat(bytes)}), place: String::new() };
        let all = [of(10), of(10), of(BYTES_MAX), of(BYTES_MAX / 2), of(10)];
        let parts = parts(&all, Status::Applied);
        assert_eq!(parts.iter().map(|part| part.objects).collect::<Vec<_>>(), [2, 1, 2]);
        for part in parts {
            let body: Value = serde_json::from_slice(&part.body).unwrap();
            assert_eq!(body["items"].as_array().unwrap().len(), part.objects);
        }
    }
}
