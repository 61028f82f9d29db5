//! Kubeconfigs, as kubectl reads them: one file or several, of which the first that says a thing counts, and paths in them that begin where
//! their file is.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use base64::Engine;
use coracle_object::yaml;
use rustls::pki_types::ServerName;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ClusterError;

/// What a context leads to.
#[derive(Debug, Clone)]
pub struct Access {
    /// The context's name.
    pub context: String,
    /// Which cluster.
    pub cluster: Cluster,
    /// Who asks.
    pub user: User,
}

/// Where a cluster is, and how one knows that it is the one. Paths are whole.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Cluster {
    /// Its URL.
    pub server: Option<String>,
    /// The name that its certificate has, if it is not that of the URL.
    pub tls_server_name: Option<String>,
    /// May it be anybody?
    pub insecure_skip_tls_verify: Option<bool>,
    certificate_authority: Option<PathBuf>,
    certificate_authority_data: Option<String>,
    /// The way to it.
    pub proxy_url: Option<String>,
    /// Shall answers not be compressed?
    pub disable_compression: Option<bool>,
    extensions: Option<Vec<Extension>>,
}

/// What others have written into it.
#[derive(Debug, Clone, Deserialize)]
struct Extension {
    name: String,
    #[serde(default)]
    extension: serde_json::Value,
}

/// Who asks, and how that is shown. Paths are whole.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct User {
    client_certificate: Option<PathBuf>,
    client_certificate_data: Option<String>,
    client_key: Option<PathBuf>,
    client_key_data: Option<String>,
    /// A token.
    pub token: Option<String>,
    /// A file that has one, which counts more.
    #[serde(rename = "tokenFile")]
    pub token_file: Option<PathBuf>,
    /// For a password.
    pub username: Option<String>,
    /// For a name.
    pub password: Option<String>,
    /// As whom to act.
    #[serde(rename = "as")]
    pub act_as: Option<String>,
    /// With which uid.
    pub as_uid: Option<String>,
    /// Of which groups.
    pub as_groups: Option<Vec<String>>,
    /// And what else.
    pub as_user_extra: Option<BTreeMap<String, Vec<String>>>,
    auth_provider: Option<Named>,
    /// A program that says how.
    pub exec: Option<Exec>,
}

/// Something of which the name is enough.
#[derive(Debug, Clone, Deserialize)]
struct Named {
    name: String,
}

/// A program that gives credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exec {
    /// In which version it is talked to.
    pub api_version: Option<String>,
    /// The program; a path with a folder in it is whole.
    pub command: String,
    /// Its arguments.
    pub args: Option<Vec<String>>,
    /// Beside the environment that there is.
    pub env: Option<Vec<Variable>>,
    /// How one gets it.
    pub install_hint: Option<String>,
    /// Is it told which cluster it is for?
    pub provide_cluster_info: Option<bool>,
    /// May it ask who runs it?
    pub interactive_mode: Option<String>,
}

/// A variable of the environment.
#[derive(Debug, Clone, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it says.
    #[serde(default)]
    pub value: String,
}

/// A file as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct File {
    current_context: Option<String>,
    contexts: Option<Vec<Entry>>,
    clusters: Option<Vec<Entry>>,
    users: Option<Vec<Entry>>,
}

/// Something with a name.
#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    #[serde(alias = "context", alias = "cluster", alias = "user")]
    value: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Context {
    cluster: Option<String>,
    user: Option<String>,
}

/// A thing of a kubeconfig, and the file that says it.
struct Found<'f, T> {
    value: T,
    file: &'f Path,
}

/// Which files are meant: the one that is named, else those of KUBECONFIG, else `~/.kube/config`.
pub fn files(named: Option<&Path>, environment: Option<&OsStr>, home: Option<&OsStr>) -> Vec<PathBuf> {
    if let Some(path) = named {
        return vec![path.to_owned()];
    }
    let listed: Vec<PathBuf> = environment.map(|paths| std::env::split_paths(paths).collect()).unwrap_or_default();
    let listed: Vec<PathBuf> = listed.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    match (listed.is_empty(), home) {
        (true, Some(home)) => vec![Path::new(home).join(".kube/config")],
        _ => listed,
    }
}

/// What a context of these files leads to; without a name, the current one. Files that are not there are passed over, unless all are.
///
/// # Errors
/// A file cannot be read, or what is asked for is not in them.
pub fn read(paths: &[PathBuf], context: Option<&str>) -> Result<Access, ClusterError> {
    let mut files = Vec::new();
    for path in paths {
        let wrong = |why: String| ClusterError::Kubeconfig { file: path.display().to_string(), why };
        match fs::read(path) {
            Ok(text) => files.push((path.as_path(), parsed(&text).map_err(wrong)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(wrong(error.to_string())),
        }
    }
    let all = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let wrong = |why: String| ClusterError::Kubeconfig { file: all.clone(), why };
    if files.is_empty() {
        return Err(ClusterError::Kubeconfig { file: all, why: "there is no such kubeconfig".to_owned() });
    }
    let current = files.iter().find_map(|(_, file)| file.current_context.clone().filter(|name| !name.is_empty()));
    let context = context.map(ToOwned::to_owned).or(current);
    let context = context.ok_or_else(|| wrong("it has no current-context; --context names one".to_owned()))?;
    let found: Context = find(&files, |file| &file.contexts, "context", &context)?
        .ok_or_else(|| wrong(format!("there is no context {context:?} in it; it has {}", contexts(&files))))?
        .value;
    let named = |what: &str, name: Option<String>| {
        name.filter(|name| !name.is_empty()).ok_or_else(|| wrong(format!("context {context:?} names no {what}")))
    };
    let (cluster, user) = (named("cluster", found.cluster)?, named("user", found.user)?);
    let missing =
        |what: &str, name: &str| wrong(format!("context {context:?} names the {what} {name:?}, which is not in it"));
    let at: Found<'_, Cluster> =
        find(&files, |file| &file.clusters, "cluster", &cluster)?.ok_or_else(|| missing("cluster", &cluster))?;
    let who: Found<'_, User> =
        find(&files, |file| &file.users, "user", &user)?.ok_or_else(|| missing("user", &user))?;
    Ok(Access { context, cluster: at.value.within(at.file), user: who.value.within(who.file) })
}

fn parsed(text: &[u8]) -> Result<File, String> {
    let json = yaml::to_json(text)?;
    if json == b"null" {
        return Ok(File::default());
    }
    // A list would pass for a struct whose members are all left out.
    if !json.starts_with(b"{") {
        return Err("it is no kubeconfig".to_owned());
    }
    serde_json::from_slice(&json).map_err(|why| why.to_string())
}

/// The first of this name; one without anything in it is empty.
fn find<'f, T: DeserializeOwned + Default>(
    files: &[(&'f Path, File)],
    list: impl Fn(&File) -> &Option<Vec<Entry>>,
    what: &str,
    name: &str,
) -> Result<Option<Found<'f, T>>, ClusterError> {
    for (path, file) in files {
        let Some(entry) = list(file).iter().flatten().find(|entry| entry.name == name) else { continue };
        let Some(value) = &entry.value else { return Ok(Some(Found { value: T::default(), file: path })) };
        let value = serde_json::from_value(value.clone()).map_err(|why| ClusterError::Kubeconfig {
            file: path.display().to_string(),
            why: format!("{what} {name:?}: {why}"),
        })?;
        return Ok(Some(Found { value, file: path }));
    }
    Ok(None)
}

fn contexts(files: &[(&Path, File)]) -> String {
    let names: Vec<&str> =
        files.iter().flat_map(|(_, file)| file.contexts.iter().flatten()).map(|entry| entry.name.as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Makes a path whole; one without a text counts as none.
fn whole(path: &mut Option<PathBuf>, file: &Path) {
    *path = path.take().filter(|path| !path.as_os_str().is_empty()).map(|path| file.with_file_name("").join(path));
}

impl Cluster {
    fn within(mut self, file: &Path) -> Cluster {
        whole(&mut self.certificate_authority, file);
        self
    }

    /// The authorities that it names, in PEM.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn authority(&self) -> Result<Option<Vec<u8>>, String> {
        pem("certificate-authority", self.certificate_authority_data.as_deref(), self.certificate_authority.as_deref())
    }

    /// The name that its certificate has, if it is not that of the URL.
    ///
    /// # Errors
    /// It is none.
    pub fn server_name(&self) -> Result<Option<ServerName<'static>>, String> {
        let name = self.tls_server_name.clone().filter(|name| !name.is_empty());
        let wrong = |name: &str, why| format!("its tls-server-name {name:?}: {why}");
        name.map(|name| ServerName::try_from(name.clone()).map_err(|why| wrong(&name, why))).transpose()
    }

    /// What its exec plugins are told beside.
    pub fn config_of_plugins(&self) -> Option<&serde_json::Value> {
        let mut all = self.extensions.iter().flatten();
        all.find(|one| one.name == "client.authentication.k8s.io/exec").map(|one| &one.extension)
    }
}

impl User {
    fn within(mut self, file: &Path) -> User {
        whole(&mut self.client_certificate, file);
        whole(&mut self.client_key, file);
        whole(&mut self.token_file, file);
        if let Some(exec) = &mut self.exec
            && exec.command.contains('/')
        {
            exec.command = file.with_file_name("").join(&exec.command).to_string_lossy().into_owned();
        }
        self
    }

    /// Its certificate, in PEM.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn certificate(&self) -> Result<Option<Vec<u8>>, String> {
        pem("client-certificate", self.client_certificate_data.as_deref(), self.client_certificate.as_deref())
    }

    /// The key of that, in PEM.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn key(&self) -> Result<Option<Vec<u8>>, String> {
        pem("client-key", self.client_key_data.as_deref(), self.client_key.as_deref())
    }

    /// What kubectl had a part of its own for, once.
    pub fn provider(&self) -> Option<&str> {
        self.auth_provider.as_ref().map(|provider| provider.name.as_str())
    }
}

/// What is in the kubeconfig itself, or in the file that it names.
fn pem(what: &str, data: Option<&str>, file: Option<&Path>) -> Result<Option<Vec<u8>>, String> {
    if let Some(data) = data.filter(|data| !data.is_empty()) {
        let decoded = base64::engine::general_purpose::STANDARD.decode(data);
        return decoded.map(Some).map_err(|why| format!("{what}-data: {why}"));
    }
    let Some(path) = file else { return Ok(None) };
    fs::read(path).map(Some).map_err(|why| format!("{what} {}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context_of(texts: &[&str], context: Option<&str>) -> Result<Access, String> {
        let folder = tempfile::tempdir().unwrap();
        let write = |(at, text): (usize, &&str)| {
            let path = folder.path().join(at.to_string());
            fs::write(&path, text).unwrap();
            path
        };
        let mut paths: Vec<PathBuf> = texts.iter().enumerate().map(write).collect();
        paths.push(folder.path().join("missing"));
        read(&paths, context).map_err(|error| error.to_string().replace(folder.path().to_str().unwrap(), ""))
    }

    const ONE: &str = "{current-context: a, contexts: [{name: a, context: {cluster: c, user: u, namespace: n}}, {name: b, context: {cluster: d, user: u}}], \
                       preferences: {}, users: null}";
    const TWO: &str = "{current-context: b, clusters: [{name: c, cluster: {server: 'https://one', certificate-authority: ca.crt, extensions: [{extension: {x: 1}, \
                       name: other}]}}, {name: d, cluster: {server: 'https://two'}}], users: [{name: u, user: {tokenFile: /t, client-key: k, exec: \
                       {apiVersion: x, command: ./p}}}]}";

    #[test]
    fn several_files_are_one() {
        let access = context_of(&[ONE, TWO], None).unwrap();
        assert_eq!((access.context.as_str(), access.cluster.server.as_deref()), ("a", Some("https://one")));
        let ends = |path: &Option<PathBuf>, end: &str| {
            path.as_ref().is_some_and(|path| path.is_absolute() && path.ends_with(end))
        };
        assert!(ends(&access.cluster.certificate_authority, "ca.crt") && ends(&access.user.client_key, "k"));
        assert_eq!(access.user.token_file, Some("/t".into()));
        assert!(access.user.exec.unwrap().command.starts_with('/'), "a program beside its file");
        let other = context_of(&[ONE, TWO], Some("b")).unwrap();
        assert_eq!(other.cluster.server.as_deref(), Some("https://two"));
        let first = "{clusters: [{name: c, cluster: {server: 'https://first'}}]}";
        assert_eq!(context_of(&[first, ONE, TWO], None).unwrap().cluster.server.as_deref(), Some("https://first"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (texts, context, why) in [
            (&[][..], None, "there is no such kubeconfig"),
            (&[""], None, "no current-context"),
            (&["{"], None, "yaml"),
            (&["[]"], None, "/0: it is no kubeconfig"),
            (&[ONE], Some("x"), "there is no context \"x\" in it; it has a, b"),
            (&[ONE], None, "names the cluster \"c\", which is not in it"),
            (&["{current-context: a, contexts: [{name: a}]}"], None, "names no cluster"),
            (&["{current-context: a, contexts: [{name: a, context: {cluster: c}}]}"], None, "names no user"),
            (&[ONE, "{clusters: [{name: c, cluster: {server: 7}}]}"], None, "/1: cluster \"c\": invalid type"),
        ] {
            let said = context_of(texts, context).unwrap_err();
            assert!(said.contains(why), "{texts:?}: {said}");
        }
    }

    #[test]
    fn files_are_named_by_the_option_the_environment_or_the_home() {
        let of = |named: Option<&str>, environment: Option<&str>| {
            let found = files(named.map(Path::new), environment.map(OsStr::new), Some(OsStr::new("/home/me")));
            found.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(Some("k"), Some("a:b")), "k");
        assert_eq!(of(None, Some("a::b")), "a b");
        assert_eq!(of(None, Some("")), "/home/me/.kube/config");
        assert_eq!(of(None, None), "/home/me/.kube/config");
    }
}
