//! Who asks, by a client's certificate: beside tokens, for rules and impersonation, and with authorities that change.

use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use serde_json::{Value, json};

use crate::client::Client;
use crate::program::{Home, Server};
use crate::ui;

const ALL: &str = "/api/v1/namespaces/default/configmaps";
pub const BOTH: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// An authority of a test's own.
pub struct Authority {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, in PEM.
pub struct Certificate {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "clients");
        let pem = params.self_signed(&key).unwrap().pem();
        Authority { pem, issuer: Issuer::new(params, key) }
    }

    /// A client's certificate, which may be changed before it is signed.
    pub fn client_with(&self, name: &str, groups: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        if !name.is_empty() {
            params.distinguished_name.push(DnType::CommonName, name);
        }
        for group in groups {
            params.distinguished_name.push(DnType::OrganizationName, *group);
        }
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        Certificate { certificate: params.signed_by(&key, &self.issuer).unwrap().pem(), key: key.serialize_pem() }
    }

    pub fn client(&self, name: &str, groups: &[&str]) -> Certificate {
        self.client_with(name, groups, |_| ())
    }

    /// A server's certificate for 127.0.0.1 and localhost.
    pub fn server(&self) -> Certificate {
        self.client_with("server", &[], |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            params.subject_alt_names = ["localhost", "127.0.0.1"]
                .map(|name| match name.parse() {
                    Ok(address) => rcgen::SanType::IpAddress(address),
                    Err(_) => rcgen::SanType::DnsName(name.try_into().unwrap()),
                })
                .into();
        })
    }
}

/// A client's certificate that nobody else has signed, and that is no authority's.
pub fn by_itself(name: &str, groups: &[&str]) -> Certificate {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    for group in groups {
        params.distinguished_name.push(DnType::OrganizationName, *group);
    }
    let key = KeyPair::generate().unwrap();
    Certificate { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
}

/// A server's certificate for this address that nobody else has signed; and what signs with it, be it an authority's or not.
pub fn server_by_itself(address: &str, is_authority: bool) -> (Certificate, Authority) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = if is_authority { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::NoCa };
    params.subject_alt_names = vec![rcgen::SanType::IpAddress(address.parse().unwrap())];
    let pem = params.self_signed(&key).unwrap().pem();
    let own = Certificate { certificate: pem.clone(), key: key.serialize_pem() };
    (own, Authority { pem, issuer: Issuer::new(params, key) })
}

/// A client that trusts this authority, shows this certificate, and no token.
pub fn showing(
    address: &str,
    authority: &str,
    shown: &Certificate,
    versions: &[&'static SupportedProtocolVersion],
) -> Client {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let chain = CertificateDer::pem_slice_iter(shown.certificate.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
    let config = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)
        .unwrap();
    Client { address: address.to_owned(), prefix: String::new(), token: None, tls: Some(Arc::new(config)) }
}

fn as_who(home: &Home, server: &Server, shown: &Certificate) -> Client {
    let authority = fs::read_to_string(home.path("coracle.db.ca.crt")).unwrap();
    showing(&server.client().address, &authority, shown, &BOTH)
}

/// Asks until the answer has this code; a changed file is read again within a second or two.
fn until(code: u16, ask: impl Fn() -> u16) {
    let answers = (0..200).any(|_| {
        let answered = ask() == code;
        if !answered {
            thread::sleep(Duration::from_millis(50));
        }
        answered
    });
    assert!(answers, "no {code} within ten seconds");
}

#[test]
fn a_certificate_says_who_asks() {
    let (home, clients, others) = (Home::new(), Authority::new(), Authority::new());
    let file = home.file("clients.crt", &clients.pem);
    let audit = home.argument("audit.jsonl");
    let server = home.serve(&["--client-ca", &file, "--audit-log", &audit]);
    let token = server.client().token;
    let admin = as_who(&home, &server, &clients.client("root", &["system:masters"]));
    admin.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    admin.get(ALL).expect(200);
    let alice = as_who(&home, &server, &clients.client("alice", &["devs", "ops"]));
    let refused = "configmaps is forbidden: User \"alice\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"";
    assert_eq!(alice.get(ALL).expect(403)["message"], refused);
    let nobody = "configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"";
    let nameless = as_who(&home, &server, &clients.client("", &["system:masters"]));
    assert_eq!(nameless.get(ALL).expect(403)["message"], nobody);
    assert_eq!(nameless.with_token(token.as_deref()).get(ALL).code, 200);
    assert_eq!(server.client().with_token(None).get(ALL).expect(403)["message"], nobody, "none is shown");
    assert_eq!(server.client().get(ALL).code, 200, "a token counts as before");
    assert_eq!(alice.with_token(token.as_deref()).get(ALL).code, 403, "the certificate decides");
    assert_eq!(admin.with_token(Some("wrong")).get(ALL).code, 200, "the same");

    let over = clients.client_with("root", &["system:masters"], |params| {
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    });
    let of_server = clients.server();
    for (what, shown) in
        [("another's", others.client("root", &["system:masters"])), ("over", over), ("a server's", of_server)]
    {
        let client = as_who(&home, &server, &shown);
        let expected = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": "Unauthorized", "reason": "Unauthorized", "code": 401});
        assert_eq!(client.get(ALL).expect(401), expected, "{what}");
        assert_eq!(client.get("/healthz").code, 401, "{what}");
        assert_eq!(client.with_token(token.as_deref()).get(ALL).code, 200, "{what}: a token counts all the same");
        assert_eq!(client.with_token(Some("wrong")).get(ALL).code, 401, "{what}");
    }
    server.stop();
    let audited = fs::read_to_string(&audit).unwrap();
    let users: Vec<Value> =
        audited.lines().take(3).map(|line| serde_json::from_str::<Value>(line).unwrap()["user"].clone()).collect();
    assert_eq!(users, ["root", "root", "alice"]);
}

#[test]
fn commands_show_a_kubeconfigs_certificate() {
    let (home, clients) = (Home::new(), Authority::new());
    let server = home.serve(&["--client-ca", &home.file("clients.crt", &clients.pem)]);
    let with = |groups: &[&str]| {
        let Certificate { certificate, key } = clients.client("root", groups);
        home.file("root.crt", &certificate);
        home.file("root.key", &key);
        let kubeconfig = fs::read_to_string(&server.kubeconfig).unwrap();
        let (before, token) = kubeconfig.split_once("    token: ").unwrap();
        let (_, behind) = token.split_once('\n').unwrap();
        let shown = "    client-certificate: root.crt\n    client-key: root.key\n";
        home.run(&[
            "world",
            "create",
            "one",
            "-o",
            "json",
            "--kubeconfig",
            &home.file("kc", &format!("{before}{shown}{behind}")),
        ])
    };
    let refused = with(&["devs"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("User \"root\" cannot"), "{}", refused.stderr);
    let made = with(&["system:masters"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    assert!(made["kubeconfig"].as_str().unwrap().contains("  user: {}\n"), "who has no token is given none: {made}");
}

#[test]
fn a_certificates_user_is_told_whole_and_may_act_as_another() {
    let (home, clients) = (Home::new(), Authority::new());
    let file = home.file("clients.crt", &clients.pem);
    let rules = home.file("rules.yaml", "- groups: [devs]\n  namespaces: [default]\n  role: view\n");
    let server = home.serve(&["--client-ca", &file, "--rules", &rules]);
    let shown = clients.client_with("alice", &["devs"], |params| {
        params.distinguished_name.push(DnType::CustomDnType(vec![1, 3, 6, 1, 4, 1, 57683, 2]), "u-1");
    });
    let alice = as_who(&home, &server, &shown);
    alice.get(ALL).expect(200);
    let review = r#"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#;
    let told = alice.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review).expect(201);
    let der = CertificateDer::from_pem_slice(shown.certificate.as_bytes()).unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, &der);
    let hexadecimal: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = json!({"username": "alice", "uid": "u-1", "groups": ["devs", "system:authenticated"],
        "extra": {"authentication.kubernetes.io/credential-id": [format!("X509SHA256={hexadecimal}")]}});
    assert_eq!(told["status"]["userInfo"], expected);

    let admin = as_who(&home, &server, &clients.client("root", &["system:masters"]));
    let acting = admin.ask("GET", ALL, &[("Impersonate-User", "bob")], None);
    assert!(acting.expect(403)["message"].as_str().unwrap().contains("User \"bob\" cannot list"), "{}", acting.text());
    assert_eq!(alice.ask("GET", ALL, &[("Impersonate-User", "bob")], None).code, 403);
}

#[test]
fn each_version_of_tls_and_a_resumed_session_say_who_asks() {
    let (home, clients) = (Home::new(), Authority::new());
    let server = home.serve(&["--client-ca", &home.file("clients.crt", &clients.pem)]);
    let authority = fs::read_to_string(home.path("coracle.db.ca.crt")).unwrap();
    let shown = clients.client("root", &["system:masters"]);
    for version in BOTH {
        // One configuration, and so one memory of sessions.
        let client = showing(&server.client().address, &authority, &shown, &[version]);
        for _ in 0..3 {
            client.get(ALL).expect(200);
        }
        let mut connection = client.connect().unwrap();
        for _ in 0..3 {
            connection.ask("GET", ALL, &[], None).unwrap().expect(200);
        }
    }
}

#[test]
fn authorities_are_read_again_when_they_change() {
    let (home, first, second) = (Home::new(), Authority::new(), Authority::new());
    let file = home.file("clients.crt", &first.pem);
    let server = home.serve(&["--client-ca", &file]);
    let of = |authority: &Authority| as_who(&home, &server, &authority.client("root", &["system:masters"]));
    let (old, new) = (of(&first), of(&second));
    let mut kept = old.connect().unwrap();
    kept.ask("GET", ALL, &[], None).unwrap().expect(200);
    new.get(ALL).expect(401);
    fs::write(&file, "nothing of that sort").unwrap();
    until(200, || if server.log().contains("what it said before stays in force") { 200 } else { 0 });
    old.get(ALL).expect(200);
    let (address, code) = ui::link(&old);
    let session = ui::begin(&ui::at(&address), &code, &[]).expect(201);
    let page = ui::at(&address).with_token(session["token"].as_str());
    page.get(ALL).expect(200);
    fs::write(&file, &second.pem).unwrap();
    until(200, || new.get(ALL).code);
    kept.ask("GET", ALL, &[], None).unwrap().expect(401);
    // The page that was opened by the old one ends with it.
    page.get(ALL).expect(401);
}

#[test]
fn a_file_of_authorities_that_cannot_be_used_is_refused_at_start() {
    let home = Home::new();
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (text, why) in [("", "no certificate in it"), (broken, "certificate 1: ")] {
        let file = home.file("clients.crt", text);
        let ended = home.run(&["serve", "--listen", "127.0.0.1:0", "--client-ca", &file]);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(&file) && ended.stderr.contains(why), "{}", ended.stderr);
        assert!(!home.path("coracle.db").exists());
    }
    let missing = home.argument("none.crt");
    let ended = home.run(&["serve", "--listen", "127.0.0.1:0", "--client-ca", &missing]);
    assert!(ended.code == Some(1) && ended.stderr.contains(&missing), "{}", ended.stderr);
    let plain = home.run(&["serve", "--http", "--client-ca", &missing]);
    assert!(plain.code == Some(2) && plain.stderr.contains("--http"), "{}", plain.stderr);
    let without = home.run(&["serve", "--rules", &missing]);
    assert_eq!(without.code, Some(2), "{}", without.stderr);
}

#[test]
fn without_authorities_nobody_is_asked_for_a_certificate() {
    let (home, clients) = (Home::new(), Authority::new());
    let server = home.serve(&[]);
    let shown = as_who(&home, &server, &clients.client("root", &["system:masters"]));
    assert_eq!(shown.get(ALL).code, 403);
    assert_eq!(shown.get("/healthz").code, 200);
}
