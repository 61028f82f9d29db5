//! Where the data is: told by etcd's part to the API server's, which is started with no more than etcd's address.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use coracle_object::{decode, json};

use crate::client::{Client, ClientError, NoUrl, Url};

/// Where it is asked for.
pub const PATH: &str = "/coracle/data-folder";
/// The data file's name in the folder.
const FILE: &str = "coracle.db";
/// How long etcd's part may take to come: who starts both at once, starts it first.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is asked meanwhile.
const AGAIN_AFTER: Duration = Duration::from_millis(5);

/// Why nobody says where the data is.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The address is none.
    #[error("--etcd-servers {address}: {why}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong.
        why: NoUrl,
    },
    /// Nobody answers there.
    #[error("no etcd answers: {0}")]
    Silent(ClientError),
    /// Somebody else does.
    #[error(
        "{0}: this is another etcd than Coracle's; Coracle keeps its data in a file, and in the folder that its own etcd names. Start that one (coracle envtest DIR puts both into DIR)"
    )]
    Other(Url),
    /// The folder is not there.
    #[error("{}: the folder that etcd names is not on this machine", .0.display())]
    Elsewhere(PathBuf),
}

/// What etcd's part says.
pub fn told(folder: &Path) -> String {
    json!({"dataFolder": folder.to_string_lossy().into_owned()}).to_string()
}

/// The data file in the folder that etcd's part names; `addresses` are tried in turn until one answers.
///
/// # Errors
/// None does in time, or what does is none of ours.
pub fn ask(addresses: &[&str]) -> Result<PathBuf, PlaceError> {
    let url = |address: &&str| {
        let wrong = |why| PlaceError::Address { address: (*address).to_owned(), why };
        address.parse::<Url>().map_err(wrong)
    };
    let clients: Vec<Client> =
        addresses.iter().map(url).collect::<Result<Vec<_>, _>>()?.into_iter().map(Client::of_nobody).collect();
    let until = Instant::now() + PATIENCE;
    loop {
        let mut last = None;
        for client in &clients {
            match client.get(PATH, PATIENCE) {
                Ok(answer) => return data_file(client.url(), answer.code, &answer.body),
                Err(error) => last = Some(error),
            }
        }
        match last {
            Some(error) if Instant::now() >= until => return Err(PlaceError::Silent(error)),
            _ => sleep(AGAIN_AFTER),
        }
    }
}

fn data_file(url: &Url, code: u16, body: &[u8]) -> Result<PathBuf, PlaceError> {
    let told = decode::decode_any(body).ok().filter(|_| code == 200);
    let folder = told.as_ref().and_then(|(told, ..)| told.get("dataFolder")?.as_str());
    let folder = folder.map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = folder.ok_or_else(|| PlaceError::Other(url.clone()))?;
    if folder.is_dir() { Ok(folder.join(FILE)) } else { Err(PlaceError::Elsewhere(folder)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_understood_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let url: Url = "http://127.0.0.1:1".parse().unwrap();
        let said = told(folder.path());
        assert_eq!(data_file(&url, 200, said.as_bytes()).unwrap(), folder.path().join(FILE));
        for (code, body) in [
            (404, said.as_str()),
            (200, ""),
            (200, "{}"),
            (200, "404 page not found"),
            (200, r#"{"dataFolder":"here"}"#),
            (200, r#"{"dataFolder":7}"#),
        ] {
            let error = data_file(&url, code, body.as_bytes()).unwrap_err();
            assert!(matches!(error, PlaceError::Other(_)), "{code} {body}");
        }
        let gone = folder.path().join("gone");
        let error = data_file(&url, 200, told(&gone).as_bytes()).unwrap_err();
        assert!(matches!(error, PlaceError::Elsewhere(path) if path == gone));
        assert!(matches!(ask(&["unix:///x"]), Err(PlaceError::Address { .. })));
    }
}
