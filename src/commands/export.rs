//! `coracle export` and `coracle snapshot export`: all objects of a running server, or of a snapshot, as a file, or as a folder that can stand in git.

use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};

use coracle_object::{Value, edit, text, yaml};

use super::{Asker, Query};
use crate::cli::{Form, Written};
use crate::documents::{Exported, Head, file_of};
use crate::inspect::{Report, SourceError};
use crate::progress::Progress;

/// Asks for them, and writes them.
///
/// # Errors
/// They cannot be written, or did not all come.
pub fn run(snapshot: Option<&str>, options: &Written) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let query = Query::default()
        .with("snapshot", snapshot)
        .with("namespace", options.namespace.as_ref())
        .with("managedFields", options.managed_fields.then_some("true"))
        .with("metadata", options.metadata.then_some("true"));
    let to = match Target::of(&options.to)? {
        Target::Output(_) => Target::Output(options.asking.output),
        to => to,
    };
    let (head, text) = asker.stream("export", &query, |body| to.write(body))??;
    let said = match options.asking.output {
        _ if matches!(to, Target::Output(_)) => text,
        Form::Text => {
            let (what, to) = (if matches!(to, Target::Folder(_)) { "folder " } else { "" }, options.to.display());
            format!("ok: {} objects as of revision {} in {what}{to}\n", head.objects, head.revision)
        }
        Form::Json => format!("{}\n", serde_json::json!({"objects": head.objects, "revision": head.revision})),
    };
    Ok(Report { text: said, good: true })
}

/// Whereto.
enum Target {
    Output(Form),
    Yaml(PathBuf),
    Json(PathBuf),
    Folder(PathBuf),
}

impl Target {
    /// What a path means: a folder, where it is one, ends with a slash or has no ending; or a file.
    ///
    /// # Errors
    /// Its ending is that of another file.
    fn of(path: &Path) -> Result<Target, SourceError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        Ok(match ending.as_str() {
            _ if path == Path::new("-") => Target::Output(Form::Text),
            _ if is_folder => Target::Folder(path.to_owned()),
            "yaml" | "yml" => Target::Yaml(path.to_owned()),
            "json" => Target::Json(path.to_owned()),
            "" => Target::Folder(path.to_owned()),
            _ => {
                let why =
                    "a file ends with .yaml, .yml or .json; for a folder of this name, end it with a slash".to_owned();
                return Err(SourceError::Read { path: path.to_owned(), why });
            }
        })
    }

    /// Writes what comes. A file is whole, or as it was.
    fn write(&self, body: &mut dyn BufRead) -> Result<(Head, String), SourceError> {
        match self {
            Target::Output(form) => {
                let mut text = Vec::new();
                let head = match form {
                    Form::Text => documents(&mut text, body)?,
                    Form::Json => list(&mut text, body)?,
                };
                Ok((head, String::from_utf8_lossy(&text).into_owned()))
            }
            Target::Yaml(path) => into_file(path, |file| documents(file, body)),
            Target::Json(path) => into_file(path, |file| list(file, body)),
            Target::Folder(folder) => {
                let head = each(body, |resource, object| {
                    let file = folder.join(place(resource, object)?);
                    fs::create_dir_all(file.parent().unwrap_or(folder))?;
                    fs::write(file, yaml::from_json(object))
                })?;
                Ok((head, String::new()))
            }
        }
    }
}

/// Objects as documents of YAML.
fn documents(to: &mut dyn Write, body: &mut dyn BufRead) -> Result<Head, SourceError> {
    each(body, |_, object| {
        to.write_all(b"---\n")?;
        to.write_all(yaml::from_json(object).as_bytes())
    })
}

/// Objects as a List in JSON.
fn list(to: &mut dyn Write, body: &mut dyn BufRead) -> Result<Head, SourceError> {
    to.write_all(b"{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [")?;
    let mut before = "\n";
    let head = each(body, |_, object| {
        let mut text = before.as_bytes().to_vec();
        before = ",\n";
        text.extend_from_slice(b"    ");
        text::write_pretty(object, 2, &mut text);
        to.write_all(&text)
    })?;
    to.write_all(b"\n  ]\n}\n")?;
    Ok(head)
}

/// Writes a file beside where it shall be, and then puts it there.
fn into_file(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<Head, SourceError>,
) -> Result<(Head, String), SourceError> {
    let unwritten = |error: io::Error| SourceError::Read { path: path.to_owned(), why: error.to_string() };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let mut file = BufWriter::new(File::create(&beside).map_err(unwritten)?);
    let filled = fill(&mut file).and_then(|head| {
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(unwritten)?;
        file.sync_all().and_then(|()| fs::rename(&beside, path)).map_err(unwritten)?;
        Ok(head)
    });
    if filled.is_err() {
        let _ = fs::remove_file(&beside);
    }
    Ok((filled?, String::new()))
}

/// Where an object stands in a folder. What would lead out of it is refused, whoever sent it.
fn place(resource: &str, object: &Value) -> io::Result<String> {
    let (namespace, name) = (edit::text(object, "namespace"), edit::text(object, "name"));
    let is_safe = |part: &str| !part.contains(['/', '\\', '\0']) && !matches!(part, "." | "..");
    if ![resource, namespace, name].iter().all(|part| is_safe(part)) || name.is_empty() || resource.is_empty() {
        return Err(io::Error::other(format!("{resource}/{namespace}/{name} cannot be the name of a file")));
    }
    Ok(file_of(resource, namespace, name))
}

/// Takes each object that comes, with its resource. They are all, or it is an error.
fn each(body: &mut dyn BufRead, mut take: impl FnMut(&str, &Value) -> io::Result<()>) -> Result<Head, SourceError> {
    let mut lines = body.split(b'\n');
    let mut next = || lines.next().transpose();
    let broken = |why: String| io::Error::other(why);
    let first = next()?.unwrap_or_default();
    let head: Head = serde_json::from_slice(&first).map_err(|why| broken(format!("it is no export: {why}")))?;
    let progress = Progress::counted("exporting", head.objects);
    let mut count = 0;
    while let Some(line) = next()? {
        let one: Exported =
            serde_json::from_slice(&line).map_err(|why| broken(format!("an object cannot be read: {why}")))?;
        take(&one.resource, &one.object)?;
        count += 1;
        progress.done(1);
    }
    if count != head.objects {
        return Err(broken(format!("{count} of {} objects came", head.objects)).into());
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn lines() -> String {
        let object =
            |name: &str| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "n"}});
        let line = |name: &str| json!({"resource": "configmaps", "object": object(name)}).to_string();
        format!("{{\"revision\":7,\"objects\":2}}\n{}\n{}\n", line("a"), line("b"))
    }

    #[test]
    fn files_are_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, read) in [("all.yaml", 2), ("all.json", 2), ("tree", 2)] {
            let (head, _) = Target::of(&path(name)).unwrap().write(&mut lines().as_bytes()).unwrap();
            assert_eq!((head.revision, head.objects), (7, 2));
            assert_eq!(crate::documents::read(&path(name)).unwrap().len(), read, "{name}");
        }
        assert!(path("tree/n/configmaps/b.yaml").is_file());
        let text = lines();
        for cut in [0, 5, text.find('\n').unwrap() + 1, text.len() - 5, text.trim_end().rfind('\n').unwrap()] {
            let target = Target::of(&path("cut.yaml")).unwrap();
            assert!(target.write(&mut &text.as_bytes()[..cut]).is_err(), "{cut}");
            assert!(!path("cut.yaml").exists() && !path("cut.yaml.part").exists());
        }
    }

    #[test]
    fn what_a_path_means_is_not_guessed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("there.txt")).unwrap();
        let of = |name: &str| match Target::of(&folder.path().join(name)) {
            Ok(Target::Output(_)) => "output",
            Ok(Target::Yaml(_)) => "yaml",
            Ok(Target::Json(_)) => "json",
            Ok(Target::Folder(_)) => "folder",
            Err(error) if error.to_string().contains("a file ends with .yaml, .yml or .json") => "refused",
            Err(_) => "else",
        };
        for (name, is) in [
            ("a.yaml", "yaml"),
            ("a.YML", "yaml"),
            ("a.json", "json"),
            ("a", "folder"),
            (".a", "folder"),
            ("a.txt", "refused"),
            ("a.yaml.gz", "refused"),
            ("a.txt/", "folder"),
            ("a.yaml/", "folder"),
            ("there.txt", "folder"),
        ] {
            assert_eq!(of(name), is, "{name}");
        }
        assert!(matches!(Target::of(Path::new("-")), Ok(Target::Output(Form::Text))));
        let (_, text) = Target::Output(Form::Json).write(&mut lines().as_bytes()).unwrap();
        let list: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&list["kind"], list["items"].as_array().map(|items| items.len())), (&"List".into(), Some(2)));
    }

    #[test]
    fn nothing_is_written_elsewhere() {
        let named = |name: &str, namespace: &str| json!({"metadata": {"name": name, "namespace": namespace}});
        assert_eq!(place("cm", &named("a:b", "")).unwrap(), "_cluster/cm/a:b.yaml");
        for (name, namespace) in [("../x", "n"), ("..", "n"), ("a", ".."), ("a/b", ""), ("", "n")] {
            assert!(place("cm", &named(name, namespace)).is_err(), "{name} {namespace}");
        }
    }
}
