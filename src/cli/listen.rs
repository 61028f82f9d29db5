//! Where to listen, as people write it: `127.0.0.1:7443`, `localhost:0`, `[::1]:7443`, `:7443`, `7443`.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::str::FromStr;

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    /// Every address of this machine.
    Any,
    Address(IpAddr),
    Name(String),
}

/// What says nothing about where to listen.
#[derive(Debug, thiserror::Error)]
#[error(
    "an address is HOST:PORT, :PORT for every address of this machine, or PORT for 127.0.0.1; port 0 takes a free one"
)]
pub struct NoListen;

impl FromStr for Listen {
    type Err = NoListen;

    fn from_str(text: &str) -> Result<Self, NoListen> {
        let (host, port) = match text.rsplit_once(':') {
            None => (Host::Address(Ipv4Addr::LOCALHOST.into()), text),
            Some(("", port)) => (Host::Any, port),
            Some((host, port)) => (self::host(host).ok_or(NoListen)?, port),
        };
        let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
        Ok(Listen { host, port: digits.then(|| port.parse().ok()).flatten().ok_or(NoListen)? })
    }
}

fn host(text: &str) -> Option<Host> {
    if let Some(address) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().ok().map(|address| Host::Address(address.into()));
    }
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some(Host::Address(address.into()));
    }
    super::is_host_name(text).then(|| Host::Name(text.to_owned()))
}

impl Listen {
    /// The addresses that this may mean, the first to be tried first; there is one at least.
    ///
    /// # Errors
    /// A name that has no address.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        let of = |address: IpAddr| SocketAddr::new(address, self.port);
        match &self.host {
            Host::Address(address) => Ok(vec![of(*address)]),
            // An IPv6 socket takes IPv4 connections too, where there is IPv6.
            Host::Any => Ok(vec![of(Ipv6Addr::UNSPECIFIED.into()), of(Ipv4Addr::UNSPECIFIED.into())]),
            Host::Name(name) => {
                let mut found: Vec<SocketAddr> = (name.as_str(), self.port).to_socket_addrs()?.collect();
                found.sort_by_key(SocketAddr::is_ipv6);
                if found.is_empty() { Err(io::Error::other("the name has no address")) } else { Ok(found) }
            }
        }
    }

    /// The name that clients may know it by.
    pub fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Name(name) => Some(name),
            Host::Any | Host::Address(_) => None,
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Any => write!(f, ":{}", self.port),
            Host::Address(address) => SocketAddr::new(*address, self.port).fmt(f),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, read) in [
            ("127.0.0.1:7443", Some("127.0.0.1:7443")),
            ("localhost:0", Some("localhost:0")),
            ("a-b.example:80", Some("a-b.example:80")),
            ("[::1]:7443", Some("[::1]:7443")),
            (":7443", Some(":7443")),
            ("7443", Some("127.0.0.1:7443")),
            ("0", Some("127.0.0.1:0")),
            ("", None),
            (":", None),
            ("localhost", None),
            ("127.0.0.1", None),
            ("127.0.0.1:99999", None),
            ("127.0.0.1:+1", None),
            ("::1:7443", None),
            ("[::1]", None),
            ("[127.0.0.1]:1", None),
            ("a b:1", None),
            ("https://a:1", None),
        ] {
            assert_eq!(text.parse::<Listen>().ok().map(|l| l.to_string()).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn names_and_all_addresses_are_looked_up() {
        let of = |text: &str| text.parse::<Listen>().unwrap().addresses().unwrap();
        assert_eq!(of(":1"), ["[::]:1".parse().unwrap(), "0.0.0.0:1".parse().unwrap()]);
        assert!(of("localhost:1").iter().all(|address| address.ip().is_loopback() && address.port() == 1));
    }
}
