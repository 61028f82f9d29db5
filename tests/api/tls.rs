//! TLS as strict clients see it: what the server's certificate says, and for which names it is.

use std::fs;
use std::net::{IpAddr, TcpStream};

use rustls::ClientConnection;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;

use crate::client::{Client, trusting};
use crate::program::Home;

/// The server's certificate as it shows it to who asks for this name and trusts this authority; none where the name is not its own.
fn certificate(client: &Client, authority: &[u8], name: &str) -> Option<Vec<u8>> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut session = ClientConnection::new(trusting(authority), name).unwrap();
    let mut stream = TcpStream::connect(&client.address).unwrap();
    while session.is_handshaking() {
        session.complete_io(&mut stream).ok()?;
    }
    Some(session.peer_certificates().unwrap()[0].to_vec())
}

/// What stands behind these bytes of a certificate, up to a length.
fn behind<'a>(der: &'a [u8], bytes: &[u8], length: usize) -> Option<&'a [u8]> {
    let at = der.windows(bytes.len()).position(|window| window == bytes)? + bytes.len();
    der.get(at..at + length)
}

#[test]
fn the_certificate_names_its_key_and_its_authoritys() {
    // RFC 5280, 4.2.1.1 and 4.2.1.2: identifiers of 20 bytes, by which a chain is put together, and which are not optional for
    // `openssl verify -x509_strict`.
    const OWN_KEY: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x0e, 0x04, 0x16, 0x04, 0x14];
    const AUTHORITYS_KEY: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x23, 0x04, 0x18, 0x30, 0x16, 0x80, 0x14];
    let home = Home::new();
    for _ in 0..2 {
        let server = home.serve(&[]);
        let pem = fs::read(home.path("coracle.db.ca.crt")).unwrap();
        let authority = rustls::pki_types::CertificateDer::from_pem_slice(&pem).unwrap();
        let of_server = certificate(&server.client(), &pem, "localhost").expect("a certificate");
        let issuer = behind(&authority, OWN_KEY, 20).expect("the authority's key");
        assert_eq!(behind(&of_server, AUTHORITYS_KEY, 20), Some(issuer));
        let own = behind(&of_server, OWN_KEY, 20).expect("the server's key");
        assert_ne!(own, issuer);
    }
}

#[test]
fn beyond_loopback_the_names_of_the_machine_are_its_names_too() {
    let home = Home::new();
    let mut names = vec![rustix::system::uname().nodename().to_str().unwrap().to_owned()];
    let others = if_addrs::get_if_addrs().unwrap().into_iter().map(|interface| interface.ip());
    let reached = |ip: &IpAddr| match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local(),
        IpAddr::V6(ip) => !ip.is_loopback() && !ip.is_unicast_link_local(),
    };
    names.extend(others.filter(reached).map(|ip| ip.to_string()));
    names.retain(|name| name != "localhost");
    for (listen, has) in [("0.0.0.0:0", true), ("127.0.0.1:0", false)] {
        let data = home.argument("coracle.db");
        let server = home.serve_as(&["serve", "--listen", listen, "--data", &data], &[]);
        let pem = fs::read(home.path("coracle.db.ca.crt")).unwrap();
        assert!(certificate(&server.client(), &pem, "localhost").is_some());
        for name in &names {
            assert_eq!(certificate(&server.client(), &pem, name).is_some(), has, "{name} on {listen}");
        }
    }
}

#[test]
fn an_authority_of_which_nobody_would_trust_the_server_is_refused() {
    let (home, other) = (Home::new(), Home::new());
    drop(home.serve(&[]));
    drop(other.serve(&[]));
    fs::copy(other.path("coracle.db.ca.crt"), home.path("coracle.db.ca.crt")).unwrap();
    let ended = home.run(&["serve", "--listen", "127.0.0.1:0", "--data", &home.argument("coracle.db")]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let says = [
        "coracle.db.ca.crt: clients that trust this authority would not trust the server",
        "remove this file and its key",
    ];
    assert!(says.iter().all(|words| ended.stderr.contains(words)), "{}", ended.stderr);
}
