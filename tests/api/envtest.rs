//! Standing in for kube-apiserver and etcd, as envtest and jenvtest start them.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;

use crate::certificates::{Authority, BOTH, Certificate, by_itself, showing};
use crate::client::Client;
use crate::program::{Home, PATIENCE, Program};

const ALL: &str = "/api/v1/namespaces/default/configmaps";

/// A port that is free now, as envtest looks for one.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder with the links in it, and what a suite has beside: authorities, and the server's certificate where envtest puts it.
struct Suite {
    home: Home,
    clients: Authority,
    servers: Authority,
}

impl Suite {
    fn new() -> Suite {
        let home = Home::new();
        let made = home.run_with(&["envtest", "assets"], &[("PATH", "")]);
        assert_eq!(made.code, Some(0), "{}", made.stderr);
        let folder = home.path("assets").canonicalize().unwrap();
        assert_eq!(made.stdout, format!("export KUBEBUILDER_ASSETS='{}'\n", folder.display()));
        assert!(made.stderr.starts_with("no kubectl on PATH"), "{}", made.stderr);
        let (clients, servers) = (Authority::new(), Authority::new());
        let shown = servers.server();
        fs::create_dir(home.path("certs")).unwrap();
        home.file("certs/apiserver.crt", &shown.certificate);
        home.file("certs/apiserver.key", &shown.key);
        home.file("certs/client-ca.crt", &clients.pem);
        Suite { home, clients, servers }
    }

    fn start(&self, program: &str, words: &[String]) -> Program {
        let mut command = Command::new(self.home.path("assets").join(program));
        command.args(words);
        self.home.spawn(command, &[])
    }

    /// Runs one of them to its end.
    fn run(&self, program: &str, words: &[&str]) -> crate::program::Ended {
        self.start(program, &words.iter().map(ToString::to_string).collect::<Vec<_>>()).ended()
    }

    /// etcd's part, as envtest starts it; it answers.
    fn etcd(&self, folder: &str) -> (Program, String) {
        let url = format!("http://127.0.0.1:{}", port());
        let words = [
            format!("--advertise-client-urls={url}"),
            format!("--data-dir={}", self.home.argument(folder)),
            format!("--listen-client-urls={url}"),
            format!("--listen-peer-urls=http://127.0.0.1:{}", port()),
            "--unsafe-no-fsync=true".to_owned(),
        ];
        let program = self.start("etcd", &words);
        let address = url.strip_prefix("http://").unwrap().to_owned();
        let asked = Client { address, prefix: String::new(), token: None, tls: None };
        until(&program, || asked.connect().is_ok());
        let health = asked.get("/health");
        assert_eq!((health.code, health.text().as_str()), (200, r#"{"health":"true","reason":""}"#));
        assert_eq!(health.header("content-type"), Some("application/json"));
        assert_eq!((asked.post("/health", "").code, asked.get("/v3/kv/range").code), (405, 404));
        (program, url)
    }

    fn words(&self, etcd: &str, port: u16) -> Vec<String> {
        let certs = self.home.argument("certs");
        [
            "--allow-privileged=true".to_owned(),
            "--authorization-mode=RBAC".to_owned(),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--cert-dir={certs}"),
            format!("--client-ca-file={certs}/client-ca.crt"),
            "--disable-admission-plugins=ServiceAccount".to_owned(),
            format!("--etcd-servers={etcd}"),
            format!("--secure-port={port}"),
            format!("--service-account-issuer=https://127.0.0.1:{port}/"),
            format!("--service-account-key-file={certs}/sa-signer.crt"),
            format!("--service-account-signing-key-file={certs}/sa-signer.key"),
            "--service-cluster-ip-range=10.0.0.0/24".to_owned(),
        ]
        .into()
    }

    /// A client that shows a certificate for this user.
    fn client(&self, port: u16, name: &str, groups: &[&str]) -> Client {
        self.showing(port, &self.clients.client(name, groups))
    }

    fn showing(&self, port: u16, shown: &Certificate) -> Client {
        showing(&format!("127.0.0.1:{port}"), &self.servers.pem, shown, &BOTH)
    }

    /// The API server's part; it is ready.
    fn api_server(&self, etcd: &str) -> (Program, u16) {
        let port = port();
        let program = self.start("kube-apiserver", &self.words(etcd, port));
        let nobody = self.client(port, "", &[]);
        until(&program, || {
            nobody.connect().is_ok_and(|mut c| c.ask("GET", "/healthz", &[], None).is_ok_and(|a| a.code == 200))
        });
        (program, port)
    }
}

/// Waits until it is so, while the program lives.
fn until(program: &Program, mut is_so: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while !is_so() {
        assert!(std::time::Instant::now() < deadline, "{}", program.log());
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["metadata"]["name"].as_str().unwrap()).collect()
}

#[test]
fn a_suite_begins_and_finds_its_data_again() {
    let suite = Suite::new();
    let (etcd, url) = suite.etcd("data");
    let (server, port) = suite.api_server(&url);
    let admin = suite.client(port, "admin", &["system:masters"]);
    admin.get("/api/v1/namespaces/default").expect(200);
    admin.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    assert_eq!(suite.client(port, "alice", &["devs"]).get(ALL).code, 403);
    assert_eq!(suite.client(port, "", &[]).get("/readyz").code, 200);
    // Another API server on the same data is refused, as by serve.
    let second = suite.start("kube-apiserver", &suite.words(&url, self::port())).ended();
    assert_eq!(second.code, Some(1));
    assert!(second.stderr.contains("kube-apiserver: ") && second.stderr.contains("coracle.db"), "{}", second.stderr);
    // So is one on a port that is in use.
    let (third, free) = suite.etcd("free");
    let ended = suite.start("kube-apiserver", &suite.words(&free, port)).ended();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(&format!("127.0.0.1:{port}")), "{}", ended.stderr);
    drop(third);
    admin.post(ALL, r#"{"metadata":{"name":"b"}}"#).expect(201);
    assert_eq!(server.stop().code, Some(0));
    // The same etcd, then another one on the same folder.
    let (server, port) = suite.api_server(&url);
    let admin = suite.client(port, "admin", &["system:masters"]);
    assert_eq!(names(&admin.get(ALL).expect(200)), ["a", "b"]);
    assert_eq!(server.stop().code, Some(0));
    assert_eq!(etcd.stop().code, Some(0));
    let (etcd, url) = suite.etcd("data");
    let (_server, port) = suite.api_server(&url);
    let admin = suite.client(port, "admin", &["system:masters"]);
    assert_eq!(names(&admin.get(ALL).expect(200)), ["a", "b"]);
    drop(etcd);
    let (_other, url) = suite.etcd("elsewhere");
    let (_server, port) = suite.api_server(&url);
    assert_eq!(names(&suite.client(port, "admin", &["system:masters"]).get(ALL).expect(200)), [""; 0]);
}

#[test]
fn options_may_stand_beside_their_values_and_unknown_ones_are_warned_of() {
    let suite = Suite::new();
    let (data, client, port) = (suite.home.argument("data"), port(), port());
    // The order and forms of jenvtest.
    let url = format!("http://0.0.0.0:{client}");
    let words = ["-data-dir", &data, "-wal-dir", &suite.home.argument("wal"), "--listen-client-urls", &url];
    let _etcd = suite.start("etcd", &words.map(ToOwned::to_owned));
    let certs = suite.home.argument("certs");
    // In Java the administrator's certificate is its own authority.
    let own = by_itself("kubeapitest", &["system:masters"]);
    let clients = suite.home.file("clients.crt", &(own.certificate.clone() + &suite.clients.pem));
    let tokens = suite.home.file("tokens.csv", "roottoken,root,1,system:masters\nalicetoken,alice,2\n");
    let secure = port.to_string();
    let words = [
        "--feature-gates",
        "A=true",
        "--new-option",
        "--min-request-timeout",
        "300",
        "--cert-dir",
        &certs,
        "--secure-port",
        &secure,
        "--etcd-servers",
        &url,
        "--service-account-issuer",
        "https://localhost",
        "--token-auth-file",
        &tokens,
        "--client-ca-file",
        &clients,
        "--service-cluster-ip-range",
        "10.0.0.0/24",
        "--allow-privileged",
    ];
    let server = suite.start("kube-apiserver", &words.map(ToOwned::to_owned));
    let alice = suite.client(port, "alice", &[]);
    until(&server, || alice.connect().is_ok());
    // No --authorization-mode: every known user may do everything, and nobody nothing.
    alice.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    let nameless = suite.client(port, "", &[]);
    nameless.with_token(Some("alicetoken")).get(ALL).expect(200);
    assert_eq!((nameless.get(ALL).code, nameless.with_token(Some("x")).get(ALL).code), (403, 401));
    suite.showing(port, &own).get(ALL).expect(200);
    suite.showing(port, &by_itself("kubeapitest", &["system:masters"])).get(ALL).expect(401);
    let log = server.log();
    for name in ["feature-gates", "new-option", "min-request-timeout"] {
        assert!(
            log.contains(&format!("kube-apiserver: --{name} means nothing to Coracle and is passed over")),
            "{log}"
        );
    }
    assert_eq!(log.matches("is passed over").count(), 3, "{log}");
}

#[test]
fn help_and_version_are_what_envtest_looks_for() {
    let suite = Suite::new();
    let says = |program: &str, word: &str| {
        let ended = suite.run(program, &[word]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    // As CheckFlag of controller-runtime's pkg/internal/testing/process looks for an option.
    let has = |help: &str, name: &str| regex::Regex::new(&format!(r"(?m)^\s*--{name}\b")).unwrap().is_match(help);
    assert!(has(&says("etcd", "--help"), "unsafe-no-fsync"));
    assert!(!has(&says("kube-apiserver", "--help"), "insecure-port"));
    assert_eq!(says("kube-apiserver", "--version"), "Kubernetes v1.37.2\n");
    assert!(says("etcd", "--version").starts_with("etcd Version: "));
}

#[test]
fn what_cannot_begin_says_why() {
    let suite = Suite::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = format!("--listen-client-urls=http://{}", listener.local_addr().unwrap());
    let data = format!("--data-dir={}", suite.home.argument("data"));
    let file = format!("--data-dir={}", suite.home.file("file", ""));
    let other = suite.home.serve(&["--http"]);
    let others = format!("--etcd-servers=http://{}", other.client().address);
    for (program, words, why) in [
        ("kube-apiserver", &["--secure-port=1"][..], "kube-apiserver: --etcd-servers must be specified"),
        ("kube-apiserver", &[&others, "--secure-port=1"], "this is another etcd than Coracle's"),
        ("kube-apiserver", &["--etcd-servers=x"], "--etcd-servers x: "),
        ("kube-apiserver", &["--etcd-servers=x", "--secure-port=y"], "--secure-port=y: "),
        ("kube-apiserver", &["now"], "there is no command \"now\""),
        ("etcd", &[&data, &taken], "cannot listen on http://127.0.0.1:"),
        ("etcd", &[&data, "--listen-client-urls=https://127.0.0.1:0"], "it speaks plain HTTP alone"),
        ("etcd", &[&file, "--listen-client-urls=http://127.0.0.1:0"], "file: "),
    ] {
        let ended = suite.run(program, words);
        assert_eq!(ended.code, Some(1), "{words:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{words:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{words:?}");
    }
}
