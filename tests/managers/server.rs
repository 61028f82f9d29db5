//! The program as people use it: a server of its own, and the commands that ask it or its file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a data file and a token file in it.
pub struct Place(TempDir);

/// The administrator's token, and that of somebody else who is known.
pub const ADMIN: &str = "admin-token";
pub const OTHER: &str = "other-token";

impl Place {
    pub fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        let tokens = format!("{ADMIN},admin,1,\"system:masters\"\n{OTHER},other,2,\"people\"\n");
        std::fs::write(place.path("tokens.csv"), tokens).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program here.
    pub fn run(&self, arguments: &[&str]) -> Output {
        coracle(self.0.path()).args(arguments).output().unwrap()
    }

    /// Starts a server on `coracle.db`.
    pub fn serve(&self, tls: bool) -> Server {
        let log = File::create(self.path("log")).unwrap();
        let mut command = coracle(self.0.path());
        command.args(["serve", "--listen", "127.0.0.1:0", "--token-file", "tokens.csv"]);
        command.args((!tls).then_some("--http"));
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let log = || std::fs::read_to_string(self.path("log")).unwrap_or_default();
        assert!(line.starts_with("ready "), "{line:?}\n{}", log());
        Server { child, url }
    }
}

fn coracle(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coracle"));
    command.current_dir(folder).env_remove("CORACLE_TOKEN").env_remove("KUBECONFIG").env_remove("RUST_LOG");
    command
}

/// What a command printed, and how it ended.
pub fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A running server; killed when it is dropped.
pub struct Server {
    child: Child,
    pub url: String,
}

/// A request, whoever sends it.
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub content_type: &'a str,
    pub agent: &'a str,
    pub body: &'a str,
}

impl Server {
    /// Sends a request over plain HTTP: the code, and the body as JSON or null.
    pub fn send(&self, token: Option<&str>, request: &Request<'_>) -> (u16, Value) {
        let Request { method, path, content_type, agent, body } = request;
        let address = self.url.strip_prefix("http://").unwrap();
        let token = token.map_or(String::new(), |token| format!("Authorization: Bearer {token}\r\n"));
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\nUser-Agent: {agent}\r\n{token}Content-Type: {content_type}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
        let code = head.split(' ').nth(1).unwrap().parse().unwrap();
        (code, serde_json::from_str(body).unwrap_or_default())
    }

    /// Reads a path over plain HTTP.
    pub fn get(&self, token: Option<&str>, path: &str) -> (u16, Value) {
        let request = Request { method: "GET", path, content_type: "", agent: "test", body: "" };
        self.send(token, &request)
    }

    /// Ends it as an operator would.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
