//! The program under test as a child process. Whatever becomes of a test, its children end with it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::client::Client;

/// How long anything may take on a busy machine before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How many objects there are from the start.
pub fn first_objects() -> u64 {
    coracle_kinds::builtin().stored().map(|kind| kind.first.len() as u64).sum()
}

/// A folder of a test's own, with the data file in it.
pub struct Home {
    folder: TempDir,
    /// What programs are started by, and where their files are to be seen; empty for nothing special.
    starter: Vec<String>,
    root: String,
}

/// How a program that has ended did.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A server that is ready.
pub struct Server {
    /// The one line that it said.
    pub ready: String,
    pub kubeconfig: PathBuf,
    program: Program,
    client: Client,
}

/// A running program.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
    stderr: PathBuf,
}

impl Home {
    pub fn new() -> Home {
        Home { folder: tempfile::tempdir().unwrap(), starter: Vec::new(), root: String::new() }
    }

    /// From now on, programs are started by these words, and what they see as `/` is here.
    pub fn enter(&mut self, starter: Vec<String>, root: String) {
        (self.starter, self.root) = (starter, root);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path as an argument.
    pub fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.argument(name)
    }

    pub fn argument(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Serves `coracle.db` and waits until it is ready.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_with(arguments, &[])
    }

    /// The same with an environment.
    pub fn serve_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
        let data = self.argument("coracle.db");
        let mut all = vec!["serve", "--listen", "127.0.0.1:0", "--data", &data];
        all.extend(arguments);
        self.serve_as(&all, environment)
    }

    /// Serves just as these arguments say, and waits until it is ready.
    pub fn serve_as(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
        self.ready(self.start(arguments, environment))
    }

    /// Serves `coracle.db` with so many files that it may have open.
    pub fn serve_within(&self, files: u32, arguments: &[&str]) -> Server {
        self.serve_limited(&format!("ulimit -n {files}"), arguments)
    }

    fn ready(&self, program: Program) -> Server {
        let ready = program.lines.recv_timeout(PATIENCE).unwrap_or_default();
        let Some(kubeconfig) = ready.split_once(" kubeconfig=").map(|(_, path)| PathBuf::from(path)) else {
            panic!("the server is not ready; it said {ready:?} and logged:\n{}", program.log());
        };
        let seen = self.root.clone() + kubeconfig.to_str().unwrap();
        let client = Client::of_kubeconfig(&fs::read_to_string(seen).unwrap());
        Server { ready, kubeconfig, program, client }
    }

    /// Serves `coracle.db` below what a shell's words limit.
    pub fn serve_limited(&self, words: &str, arguments: &[&str]) -> Server {
        let line = format!("{words} && exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_coracle"), "serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(self.path("coracle.db")).args(arguments);
        self.ready(self.spawn(command, &[]))
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    /// The same with an environment.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        self.start(arguments, environment).ended()
    }

    /// Starts the program.
    pub fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Program {
        let mut words = self.starter.iter().map(String::as_str).chain([env!("CARGO_BIN_EXE_coracle")]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(arguments);
        self.spawn(command, environment)
    }

    /// Starts a program here.
    pub fn spawn(&self, mut command: Command, environment: &[(&str, &str)]) -> Program {
        let (mut number, mut stderr) = (1, self.path("stderr-1"));
        while stderr.exists() {
            number += 1;
            stderr = self.path(&format!("stderr-{number}"));
        }
        let mut child = command
            .current_dir(self.folder.path())
            .env_remove("CORACLE_TOKEN")
            .env_remove("KUBECONFIG")
            .env_remove("RUST_LOG")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&stderr).unwrap())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        Program { child, lines, stderr }
    }
}

impl Server {
    /// A client with the kubeconfig's token.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.program.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        self.program.signal(name);
    }

    /// Ends it as an operator would, and says how it ended.
    pub fn stop(self) -> Ended {
        self.signal("TERM");
        self.ended()
    }

    /// Waits for its end.
    pub fn ended(self) -> Ended {
        self.program.ended()
    }

    /// Ends it as a power cut would end the process.
    pub fn kill(mut self) {
        self.program.child.kill().unwrap();
        self.program.child.wait().unwrap();
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.program.log()
    }
}

impl Program {
    /// Ends it as an operator would, and says how it ended.
    pub fn stop(self) -> Ended {
        self.signal("TERM");
        self.ended()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ended {
        let status = self.wait();
        let stdout: String = self.lines.iter().map(|line| line + "\n").collect();
        Ended { code: status.code(), stdout, stderr: self.log() }
    }

    fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status,
                None if Instant::now() > deadline => panic!("the program does not end; it logged:\n{}", self.log()),
                None => thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        text(&self.stderr)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail where the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
