//! kube-apiserver's part: `coracle serve` with the arguments that envtest and its kin have for the other.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::flags::{Flag, Flags, Given};
use super::place::{self, PlaceError};
use crate::cli::{self, Allows, OwnCertificate, Serve};
use crate::log;
use crate::start::{self, StartError};

/// Its options.
pub const FLAGS: Flags = Flags {
    about: "coracle serve, with the data in the folder that its etcd keeps.",
    meant: &[
        Flag { name: "etcd-servers", help: "Where Coracle's etcd is" },
        Flag { name: "secure-port", help: "Where to listen [6443]" },
        Flag { name: "bind-address", help: "On which address of this machine [0.0.0.0]" },
        Flag { name: "cert-dir", help: "Has the server's certificate: apiserver.crt, apiserver.key" },
        Flag { name: "tls-cert-file", help: "The server's certificate, where it is elsewhere" },
        Flag { name: "tls-private-key-file", help: "Its key" },
        Flag { name: "client-ca-file", help: "Whose client certificates say who asks" },
        Flag { name: "token-auth-file", help: "Lines of token,user,uid,\"groups\"" },
        Flag {
            name: "authorization-mode",
            help: "AlwaysAllow lets every known user do everything, and is meant without it",
        },
        Flag { name: "api-audiences", help: "For whom tokens are" },
    ],
    quiet: &[
        "advertise-address",
        "allow-privileged",
        "disable-admission-plugins",
        "endpoint-reconciler-type",
        "etcd-compaction-interval",
        "event-ttl",
        "logging-format",
        "profiling",
        "service-account-issuer",
        "service-account-key-file",
        "service-account-signing-key-file",
        "service-cluster-ip-range",
        "service-node-port-range",
        "storage-backend",
        "storage-media-type",
        "v",
        "vmodule",
    ],
};

/// What is served where nothing is said.
// Upstream: pkg/kubeapiserver/options/serving.go NewSecureServingOptions (v1.37.2)
const PORT: u16 = 6443;
// Upstream: apiserver/pkg/server/options/serving.go SecureServingOptions (v1.37.2)
const PAIR: &str = "apiserver";

/// Why it did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ApiServerError {
    /// Nothing says where the data is.
    #[error("--etcd-servers must be specified")]
    NoEtcd,
    /// An option with a value that is none.
    #[error("--{name}={value}: {why}")]
    Value {
        /// The option.
        name: &'static str,
        /// As it was given.
        value: String,
        /// What is wrong.
        why: String,
    },
    /// One of two.
    #[error("--tls-cert-file and --tls-private-key-file are given together")]
    HalfAPair,
    /// What etcd's part says.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// Options of ours, from the environment.
    #[error("{0}")]
    Environment(String),
    /// The log cannot be written as RUST_LOG says.
    #[error(transparent)]
    Log(#[from] log::BadFilter),
    /// As with `coracle serve`.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Serves until a signal says otherwise.
///
/// # Errors
/// It could not start, or had to stop by itself.
pub fn run(given: &Given) -> Result<(), ApiServerError> {
    let servers = given.list("etcd-servers");
    if servers.is_empty() {
        return Err(ApiServerError::NoEtcd);
    }
    let options = options(given)?;
    log::start(options.log_format)?;
    let data = place::ask(&servers)?;
    Ok(start::serve(&Serve { data, ..options })?)
}

/// The same as options of ours, but for where the data is.
fn options(given: &Given) -> Result<Serve, ApiServerError> {
    let mut words = vec!["--listen".to_owned(), address(given)?.to_string()];
    for (theirs, ours) in
        [("client-ca-file", "--client-ca"), ("token-auth-file", "--token-file"), ("api-audiences", "--api-audiences")]
    {
        words.extend(given.last(theirs).map(|value| format!("{ours}={value}")));
    }
    // An environment of envtest's has none: its suites expect what is deleted to be as kube-apiserver alone leaves it.
    if std::env::var_os("CORACLE_CONTROLLERS").is_none() {
        words.push("--controllers=none".to_owned());
    }
    let options = cli::serve(words).map_err(ApiServerError::Environment)?;
    let modes = given.list("authorization-mode");
    // Upstream: pkg/kubeapiserver/options/authorization.go Complete (v1.37.2)
    let allows = if modes.is_empty() || modes.contains(&"AlwaysAllow") { Allows::All } else { Allows::Rules };
    Ok(Serve { certificate: certificate(given)?, allows, ..options })
}

fn address(given: &Given) -> Result<SocketAddr, ApiServerError> {
    let port = value(given, "secure-port", "a port is a number up to 65535")?.unwrap_or(PORT);
    let ip = value(given, "bind-address", "an address is one of this machine's, such as 127.0.0.1")?;
    Ok(SocketAddr::new(ip.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), port))
}

fn value<T: std::str::FromStr>(given: &Given, name: &'static str, why: &str) -> Result<Option<T>, ApiServerError> {
    let read = |value: &str| {
        value.parse().map_err(|_| ApiServerError::Value { name, value: value.to_owned(), why: why.to_owned() })
    };
    given.last(name).map(read).transpose()
}

/// The server's certificate: what is named, or what is in the folder; none where one is to be made.
fn certificate(given: &Given) -> Result<Option<OwnCertificate>, ApiServerError> {
    let path = |name: &str| given.last(name).map(PathBuf::from);
    match (path("tls-cert-file"), path("tls-private-key-file")) {
        (Some(certificate), Some(key)) => return Ok(Some(OwnCertificate { certificate, key })),
        (None, None) => {}
        _ => return Err(ApiServerError::HalfAPair),
    }
    let in_folder = |end: &str| given.last("cert-dir").map(|folder| Path::new(folder).join(format!("{PAIR}.{end}")));
    let pair = in_folder("crt").zip(in_folder("key")).filter(|(certificate, key)| certificate.exists() && key.exists());
    Ok(pair.map(|(certificate, key)| OwnCertificate { certificate, key }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Serve, ApiServerError> {
        options(&FLAGS.read(words.split_whitespace().map(ToOwned::to_owned).collect()).unwrap())
    }

    #[test]
    fn options_become_ours() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display();
        let served = read(&format!(
            "--cert-dir={place} --secure-port=7000 --bind-address 127.0.0.1 --client-ca-file=a --token-auth-file b \
             --authorization-mode=Node,RBAC"
        ));
        let served = served.unwrap();
        assert_eq!(served.listen.to_string(), "127.0.0.1:7000");
        assert_eq!((served.client_ca, served.token_file), (Some("a".into()), Some("b".into())));
        assert_eq!(served.allows, Allows::Rules);
        assert_eq!(Ok(served.controllers), "none".parse());
        assert!(served.certificate.is_none(), "it is not there");
        for end in ["crt", "key"] {
            std::fs::write(folder.path().join(format!("apiserver.{end}")), "").unwrap();
        }
        let there = read(&format!("--cert-dir={place}")).unwrap();
        assert_eq!(there.certificate.unwrap().key, folder.path().join("apiserver.key"));
        assert_eq!((there.listen.to_string().as_str(), there.allows), ("0.0.0.0:6443", Allows::All));
        let named = read(&format!("--cert-dir={place} --tls-cert-file=c --tls-private-key-file=d")).unwrap();
        assert_eq!(named.certificate.unwrap().certificate, Path::new("c"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for words in ["--secure-port=x", "--secure-port=70000", "--bind-address=here", "--tls-cert-file=c"] {
            assert!(read(words).is_err(), "{words}");
        }
        assert!(matches!(run(&Given::default()), Err(ApiServerError::NoEtcd)));
    }
}
