//! The command line, the one line on stdout, the files beside the data, and TLS.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::client::{Client, trusting};
use crate::program::Home;

#[test]
fn help_and_version_go_to_stdout() {
    let home = Home::new();
    for (arguments, words) in [
        (&["--help"][..], &["serve", "version", "Usage:", "Kubernetes"][..]),
        (&["help"], &["serve", "version"]),
        (
            &["serve", "--help"],
            &[
                "--data",
                "--listen",
                "--http",
                "--token-file",
                "--token",
                "--self-links",
                "--tls-san",
                "CORACLE_TOKEN",
                "RUST_LOG",
                "coracle.db",
                "127.0.0.1:7443",
                "coracle.db.kubeconfig",
                "0600",
                "system:masters",
                "ready https://",
            ],
        ),
        (&["version"], &["coracle", env!("CARGO_PKG_VERSION"), "v1.37.2"]),
        (&["--version"], &["coracle", env!("CARGO_PKG_VERSION"), "v1.37.2"]),
        (&["-V"], &["v1.37.2"]),
    ] {
        let ended = home.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}");
        assert_eq!(ended.stderr, "", "{arguments:?}");
        for word in words {
            assert!(ended.stdout.contains(word), "{arguments:?} does not say {word}:\n{}", ended.stdout);
        }
        let widest = ended.stdout.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= 130, "{arguments:?} is {widest} wide");
    }
    assert_eq!(home.run(&["version"]).stdout.lines().count(), 1);
    assert_eq!(
        fs::read_dir(home.path("")).unwrap().filter(|f| !is_log(f.as_ref().unwrap())).count(),
        0,
        "nothing was made"
    );
}

fn is_log(file: &fs::DirEntry) -> bool {
    file.file_name().to_string_lossy().starts_with("stderr-")
}

#[test]
fn wrong_command_lines_end_with_two() {
    let home = Home::new();
    for arguments in [
        &["serve", "--nope"][..],
        &["nope"],
        &[],
        &["serve", "--listen", "nowhere"],
        &["serve", "--listen", "127.0.0.1:99999"],
        &["serve", "--data"],
        &["serve", "extra"],
        &["serve", "--http", "--tls-san", "a"],
        &["serve", "--tls-san", "a..b"],
        &["serve", "--log-format", "xml"],
        &["completions", "dos"],
    ] {
        let ended = home.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("Usage:") || ended.stderr.contains("--help"), "{arguments:?}: {}", ended.stderr);
    }
}

#[test]
fn what_cannot_be_served_is_refused_with_its_reason() {
    let home = Home::new();
    let missing = home.argument("no/such/folder/x.db");
    let text = home.file("text.db", "this is no database, and it must stay as it is\n");
    let folder = home.argument("");
    let serve = |more: &[&str]| home.run(&[&["serve", "--listen", "127.0.0.1:0", "--http"], more].concat());
    let with = |name: &str, value: &str| home.run_with(&["serve", "--http", "--listen", "0"], &[(name, value)]);
    for (ended, named) in [
        (home.run(&["serve", "--http", "--listen", "0.0.0.0:0"]), "loopback"),
        (home.run(&["serve", "--http", "--listen", "[::]:0"]), "loopback"),
        (home.run(&["serve", "--http", "--listen", ":0"]), "loopback"),
        (home.run(&["serve", "--listen", "no-such-host.invalid:0"]), "no-such-host.invalid:0"),
        (serve(&["--audit-log", "no/such/audit.log"]), "no/such/audit.log"),
        (serve(&["--data", &missing]), missing.as_str()),
        (serve(&["--data", &missing]), "there is no directory"),
        (serve(&["--data", &text]), text.as_str()),
        (serve(&["--data", &folder]), "it is a directory; name a file in it"),
        (with("CORACLE_TOKEN", ""), "unset CORACLE_TOKEN"),
        (with("CORACLE_TOKEN", "a b"), "printable ASCII"),
        (serve(&["--token-file", &missing]), missing.as_str()),
        (serve(&["--token-file", &text]), text.as_str()),
        (with("RUST_LOG", "verbose"), "\"verbose\" is neither a level nor a target"),
        (with("RUST_LOG", "coracle=loud"), "RUST_LOG=coracle=loud"),
    ] {
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{named}: {}", ended.stderr);
        assert!(ended.stderr.contains(named), "{named}: {}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    }
    assert_eq!(fs::read_to_string(&text).unwrap(), "this is no database, and it must stay as it is\n");
    assert!(!home.path("no").exists());
    let left = || {
        let names = fs::read_dir(home.path("")).unwrap().map(Result::unwrap).filter(|file| !is_log(file));
        names.map(|file| file.file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
    };
    assert_eq!(left(), BTreeSet::from(["text.db".to_owned()]));
    // What is kept beside the data would replace it; and the reason is given even to who wants no log.
    for name in ["x.kubeconfig", "x.token", "x.db-wal", "x.db-mark", "x.db-reserve"] {
        let data = home.argument(name);
        let quiet = &[("RUST_LOG", "off")];
        let ended = home.run_with(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", &data], quiet);
        assert_eq!(ended.code, Some(1), "{name}");
        assert!(ended.stderr.contains(name) && ended.stderr.contains("name the data otherwise"), "{}", ended.stderr);
        assert!(!home.path(name).exists(), "{name}");
    }
    let running = home.serve(&["--http"]);
    let address = running.client().address;
    let second = home.run(&["serve", "--http", "--listen", &address, "--data", &home.argument("other.db")]);
    assert_eq!(second.code, Some(1));
    assert!(second.stderr.contains(&address) && second.stderr.contains("a free one"), "{}", second.stderr);
    assert!(left().iter().all(|name| !name.starts_with("other.db")), "{:?}", left());
}

#[test]
fn options_come_from_the_environment_too() {
    let home = Home::new();
    let data = home.argument("other.db");
    let environment = [("CORACLE_DATA", data.as_str()), ("CORACLE_HTTP", "1"), ("CORACLE_MAX_WATCHES", "1")];
    let server = home.serve_as(&["serve", "--listen", "localhost:0"], &environment);
    assert!(server.ready.starts_with("ready http://127.0.0.1:") && server.ready.contains(&data), "{}", server.ready);
    let all = "/api/v1/endpoints?watch=1";
    let _open = server.client().watch(all);
    assert_eq!(server.client().get(all).code, 429);
    // Its server is asked by the same variables, and an object may stand behind --server.
    let ended = home.run_with(&["managers", "--server", "default"], &environment[..1]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let kubeconfig = format!("{}:elsewhere", server.kubeconfig.display());
    let ended = home.run_with(&["verify", "--server"], &[("KUBECONFIG", &kubeconfig)]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[test]
fn the_log_is_json_where_that_is_asked_for() {
    let home = Home::new();
    let server = home.serve(&["--http", "--log-format", "json"]);
    let log = server.stop().stderr;
    assert!(log.lines().count() > 1, "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["level"].is_string() && line["message"].is_string() && line["timestamp"].is_string(), "{line}");
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let home = Home::new();
    for (arguments, words) in [
        (&["completions", "bash"][..], &["_coracle", "--token-file"][..]),
        (&["completions", "fish"], &["complete -c coracle"]),
        (&["man"], &[".TH", "serve"]),
        (&["man", "serve"], &[".TH", "max\\-watches", "CORACLE_"]),
    ] {
        let ended = home.run(arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        for word in words {
            assert!(ended.stdout.contains(word), "{arguments:?} does not say {word}:\n{}", ended.stdout);
        }
    }
    assert_eq!(home.run(&["man", "nothing"]).code, Some(1));
}

#[test]
fn data_files_with_one_stem_have_files_of_their_own_and_old_names_are_taken_over() {
    let home = Home::new();
    let (one, other) = (home.argument("a.db"), home.argument("a.sqlite"));
    let serve = |data: &str| home.serve_as(&["serve", "--http", "--listen", "0", "--data", data], &[]);
    let (first, second) = (serve(&one), serve(&other));
    let tokens = [&first, &second].map(|server| server.client().token.unwrap());
    assert_ne!(tokens[0], tokens[1]);
    assert_eq!(first.client().get("/api/v1/namespaces").code, 200);
    first.stop();
    // As versions until 0.1 left it.
    fs::rename(home.path("a.db.token"), home.path("a.token")).unwrap();
    fs::remove_file(home.path("a.db.kubeconfig")).unwrap();
    let again = serve(&one);
    assert_eq!(again.client().token.as_deref(), Some(tokens[0].as_str()));
    assert!(!home.path("a.token").exists());
    // Data that is new takes nothing that was there before it.
    fs::write(home.path("b.token"), "somebodys").unwrap();
    assert_ne!(serve(&home.argument("b.db")).client().token.as_deref(), Some("somebodys"));
}

#[test]
fn one_line_on_stdout_and_private_files_beside_the_data() {
    for (arguments, scheme) in [(&[][..], "https"), (&["--http"], "http")] {
        let home = Home::new();
        let server = home.serve_with(arguments, &[("RUST_LOG", "debug")]);
        let client = server.client();
        let expected =
            format!("ready {scheme}://{} kubeconfig={}", client.address, home.argument("coracle.db.kubeconfig"));
        assert_eq!(server.ready, expected);
        assert_eq!(client.get("/readyz").text(), "ok");
        let kubeconfig = fs::read_to_string(&server.kubeconfig).unwrap();
        for line in [
            "apiVersion: v1",
            "kind: Config",
            "current-context: coracle",
            "contexts:",
            "clusters:",
            "users:",
            &format!("    server: {scheme}://{}", client.address),
            &format!("    token: \"{}\"", client.token.as_deref().unwrap()),
        ] {
            assert!(kubeconfig.lines().any(|l| l == line), "{line:?} is not in\n{kubeconfig}");
        }
        assert_eq!(kubeconfig.contains("certificate-authority-data: "), scheme == "https");
        let ended = server.stop();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "nothing after the line");

        let mut private = vec!["coracle.db.token", "coracle.db.kubeconfig", "coracle.db-reserve"];
        if scheme == "https" {
            private.push("coracle.db.ca.key");
        }
        for name in &private {
            let mode = fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name} is {mode:o}");
        }
        let mut expected: BTreeSet<String> = ["coracle.db", "coracle.db-mark"].map(ToOwned::to_owned).into();
        expected.extend(private.into_iter().map(ToOwned::to_owned));
        if scheme == "https" {
            expected.insert("coracle.db.ca.crt".to_owned());
        }
        let found = fs::read_dir(home.path("")).unwrap().map(Result::unwrap).filter(|file| !is_log(file));
        let found: BTreeSet<String> = found.map(|file| file.file_name().into_string().unwrap()).collect();
        assert_eq!(found, expected, "what is left after a clean end");
    }
}

#[test]
fn the_authority_stays_and_the_servers_certificate_changes() {
    let home = Home::new();
    let server = home.serve(&["--tls-san", "coracle.example"]);
    let authority = fs::read(home.path("coracle.db.ca.crt")).unwrap();
    let client = server.client();
    assert_eq!(client.get("/readyz").text(), "ok");
    let first = certificate(&client, &authority);
    drop(server);

    let server = home.serve(&[]);
    assert_eq!(fs::read(home.path("coracle.db.ca.crt")).unwrap(), authority);
    // A client that was set up before the restart goes on trusting.
    let old = Client { address: server.client().address, ..client };
    assert_eq!(old.get("/readyz").text(), "ok");
    assert_ne!(certificate(&old, &authority), first);
    let other = Home::new();
    let other = other.serve(&[]);
    let stranger = Client { address: server.client().address, ..other.client() };
    assert!(
        stranger.connect().and_then(|mut c| c.ask("GET", "/readyz", &[], None)).is_err(),
        "another authority's client"
    );
}

/// The server's own certificate, by a handshake that trusts the authority.
fn certificate(client: &Client, authority: &[u8]) -> Vec<u8> {
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    let mut session = rustls::ClientConnection::new(trusting(authority), name).unwrap();
    let mut stream = std::net::TcpStream::connect(&client.address).unwrap();
    while session.is_handshaking() {
        session.complete_io(&mut stream).unwrap();
    }
    session.peer_certificates().unwrap()[0].to_vec()
}

#[test]
fn a_damaged_authority_is_refused() {
    let home = Home::new();
    drop(home.serve(&[]));
    fs::write(home.path("coracle.db.ca.key"), "nonsense").unwrap();
    let ended = home.run(&["serve", "--listen", "127.0.0.1:0", "--data", &home.argument("coracle.db")]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("certificate authority"), "{}", ended.stderr);
}

const SENTENCE: &str = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

#[test]
fn plain_http_to_tls_is_refused_and_harms_nobody() {
    let home = Home::new();
    let server = home.serve(&[]);
    let plain = Client::of_kubeconfig(&format!("server: http://{}\n", server.client().address));
    for _ in 0..3 {
        // The bytes of kube-apiserver, which closes the connection behind them.
        for method in ["GET", "DELETE", "PATCH"] {
            let mut connection = plain.connect().unwrap();
            let request =
                format!("{method} /version HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n{}", "x".repeat(30_000));
            connection.write(request.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(connection.rest().unwrap()).unwrap(), SENTENCE, "{method}");
        }
    }
    let _half = plain.connect().unwrap();
    assert_eq!(server.client().get("/readyz").text(), "ok");
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}
