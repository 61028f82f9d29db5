//! Programs that give credentials, as client-go runs them: they are told what they are for by the environment, and answer with an
//! `ExecCredential` on standard output.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use serde_json::{Value, json};

use super::kubeconfig::{Cluster, Exec};
use crate::leaving::Leaving;

/// The versions that they can be talked to in.
const VERSIONS: [&str; 2] = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
/// What an answer has at most.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// After so long, whoever waits is told for what.
const TOLD_AFTER: Duration = Duration::from_secs(5);
/// How long one may take. People may have to log in somewhere else for it, for which kubelogin gives them three minutes.
const PATIENCE: Duration = Duration::from_secs(200);
/// How often it is looked whether one has ended that has said all.
const LOOKED_EVERY: Duration = Duration::from_millis(10);

/// What such a program has given.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", default)]
pub struct Given {
    /// A token.
    pub token: Option<String>,
    /// A certificate, in PEM.
    pub client_certificate_data: Option<String>,
    /// Its key, in PEM.
    pub client_key_data: Option<String>,
}

/// Runs one, and waits for it; without end, as client-go does, where it may ask people on its standard input. It does not outlive us.
///
/// # Errors
/// It cannot be run, fails, takes too long, or does not answer as it should.
pub fn run(exec: &Exec, cluster: &Cluster) -> Result<Given, String> {
    run_within(exec, cluster, PATIENCE)
}

fn run_within(exec: &Exec, cluster: &Cluster, patience: Duration) -> Result<Given, String> {
    let version = exec.api_version.as_deref().unwrap_or_default();
    let about = |why: String| format!("exec plugin {}: {why}", exec.command);
    if !VERSIONS.contains(&version) {
        return Err(about(format!("its apiVersion is {version:?}, and not {} or {}", VERSIONS[0], VERSIONS[1])));
    }
    if exec.command.is_empty() {
        return Err(about("it has no command".to_owned()));
    }
    let interactive = is_interactive(exec, version, std::io::stdin().is_terminal()).map_err(about)?;
    let mut spec = json!({"interactive": interactive});
    if exec.provide_cluster_info == Some(true) {
        spec["cluster"] = told_of(cluster).map_err(about)?;
    }
    let info = json!({"kind": "ExecCredential", "apiVersion": version, "spec": spec});
    let mut command = Command::new(&exec.command);
    command
        .args(exec.args.iter().flatten())
        .envs(exec.env.iter().flatten().map(|variable| (&variable.name, &variable.value)))
        .env("KUBERNETES_EXEC_INFO", info.to_string())
        .stdin(if interactive { Stdio::inherit() } else { Stdio::null() })
        .stdout(Stdio::piped());
    let hint = exec.install_hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    let running = Running::of(command).map_err(|why| about(format!("{why}{hint}")))?;
    let (ended, answer) = running.ended(&exec.command, (!interactive).then_some(patience)).map_err(about)?;
    if !ended.success() {
        return Err(about(format!("it failed with {ended}")));
    }
    given(&answer, version).map_err(about)
}

/// A program that runs. It ends when this does.
struct Running {
    child: Arc<Mutex<Child>>,
    /// Has it a group of its own?
    is_leader: bool,
    answer: mpsc::Receiver<io::Result<Vec<u8>>>,
    _leaving: Leaving,
}

impl Running {
    /// Starts it. What it starts itself ends with it, but where a terminal could ask people something: there, a program in a group of its own
    /// could not read, and Ctrl-C reaches all of them.
    fn of(mut command: Command) -> io::Result<Running> {
        let is_leader = File::open("/dev/tty").is_err();
        if is_leader {
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let stdout = child.stdout.take();
        let child = Arc::new(Mutex::new(child));
        let (send, answer) = mpsc::channel();
        let ended = child.clone();
        let leaving = Leaving::first(move || kill(&ended, is_leader))?;
        let running = Running { child, is_leader, answer, _leaving: leaving };
        thread::Builder::new().spawn(move || {
            let mut answer = Vec::new();
            let read = stdout.map(|stdout| stdout.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)).transpose();
            send.send(read.map(|_| answer))
        })?;
        Ok(running)
    }

    /// How it ended, and what it said.
    fn ended(&self, name: &str, patience: Option<Duration>) -> Result<(ExitStatus, Vec<u8>), String> {
        let begun = Instant::now();
        let left = || patience.map(|patience| patience.saturating_sub(begun.elapsed()));
        let first = self.answer.recv_timeout(left().unwrap_or(TOLD_AFTER).min(TOLD_AFTER));
        let answer = match (first, left()) {
            (Err(RecvTimeoutError::Timeout), left) if left != Some(Duration::ZERO) => {
                let _ = writeln!(io::stderr(), "waiting for exec plugin {name}, which gives the credentials");
                match left {
                    Some(left) => self.answer.recv_timeout(left),
                    None => self.answer.recv().map_err(Into::into),
                }
            }
            (first, _) => first,
        };
        let too_long = || format!("it does not answer within {} seconds", patience.unwrap_or_default().as_secs());
        let answer = answer.map_err(|_| too_long())?.map_err(|why| why.to_string())?;
        loop {
            let ended = lock(&self.child).try_wait().map_err(|why| why.to_string())?;
            match (ended, left()) {
                (Some(ended), _) => return Ok((ended, answer)),
                (None, Some(Duration::ZERO)) => return Err(too_long()),
                (None, _) => thread::sleep(LOOKED_EVERY),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        kill(&self.child, self.is_leader);
    }
}

fn lock(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends it, if it has not ended, with all of its group where it leads one.
fn kill(child: &Mutex<Child>, is_leader: bool) {
    let mut child = lock(child);
    // As long as nobody has asked how it ended, its number is nobody else's.
    if let Ok(None) = child.try_wait() {
        let group = if is_leader { i32::try_from(child.id()).ok().and_then(Pid::from_raw) } else { None };
        if group.is_none_or(|group| kill_process_group(group, Signal::KILL).is_err()) {
            let _ = child.kill();
        }
        let _ = child.wait();
    }
}

/// May it ask people?
// Upstream: client-go/plugin/pkg/client/auth/exec/exec.go isInteractive (v1.37.2)
fn is_interactive(exec: &Exec, version: &str, terminal: bool) -> Result<bool, String> {
    match exec.interactive_mode.as_deref().filter(|mode| !mode.is_empty()) {
        Some("Never") => Ok(false),
        Some("IfAvailable") => Ok(terminal),
        Some("Always") if terminal => Ok(true),
        Some("Always") => Err("its interactiveMode is Always, and standard input is no terminal".to_owned()),
        None if version.ends_with("/v1") => {
            Err("it has no interactiveMode, which is Never, IfAvailable or Always".to_owned())
        }
        None => Ok(terminal),
        Some(mode) => Err(format!("its interactiveMode is {mode:?}, and not Never, IfAvailable or Always")),
    }
}

fn told_of(cluster: &Cluster) -> Result<Value, String> {
    use base64::Engine;
    let mut told = json!({"server": cluster.server});
    let authority = cluster.authority()?.map(|pem| base64::engine::general_purpose::STANDARD.encode(pem));
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            told[name] = value;
        }
    };
    add("tls-server-name", cluster.tls_server_name.clone().map(Value::from));
    add("insecure-skip-tls-verify", cluster.insecure_skip_tls_verify.map(Value::from));
    add("certificate-authority-data", authority.map(Value::from));
    add("proxy-url", cluster.proxy_url.clone().map(Value::from));
    add("config", cluster.config_of_plugins().cloned());
    Ok(told)
}

/// What an answer gives.
fn given(answer: &[u8], version: &str) -> Result<Given, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ExecCredential {
        api_version: String,
        kind: String,
        status: Option<Given>,
    }
    let read: ExecCredential =
        serde_json::from_slice(answer).map_err(|why| format!("its answer is no ExecCredential: {why}"))?;
    if read.kind != "ExecCredential" || read.api_version != version {
        return Err(format!(
            "its answer is of {} {}, and not of {version} ExecCredential",
            read.api_version, read.kind
        ));
    }
    let mut given = read.status.ok_or("its answer has no status")?;
    for text in [&mut given.token, &mut given.client_certificate_data, &mut given.client_key_data] {
        *text = text.take().filter(|text| !text.is_empty());
    }
    match (&given.token, &given.client_certificate_data, &given.client_key_data) {
        (None, None, None) => Err("its answer has neither a token nor a certificate".to_owned()),
        (_, Some(_), None) | (_, None, Some(_)) => {
            Err("its answer has a certificate without a key, or a key without one".to_owned())
        }
        _ => Ok(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exec(more: Value) -> Exec {
        let mut all = json!({"apiVersion": VERSIONS[0], "command": "sh", "interactiveMode": "Never"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    fn script(text: &str) -> Result<Given, String> {
        run(
            &exec(json!({"args": ["-c", text], "env": [{"name": "WHO", "value": "me"}], "provideClusterInfo": true})),
            &Cluster::default(),
        )
    }

    #[test]
    fn what_a_program_gives_is_taken() {
        let token = r#"echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$WHO\"}}""#;
        assert_eq!(script(token).unwrap().token.as_deref(), Some("me"));
        let told = r#"case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*'"cluster"'*) ;; *) exit 7;; esac;"#;
        assert!(script(&format!("{told}{token}")).is_ok());
    }

    #[test]
    fn what_it_does_wrong_is_said() {
        let answer = |rest: &str| {
            format!("echo '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\"{rest}}}'")
        };
        for (text, why) in [
            ("exit 3".to_owned(), "it failed with exit status: 3"),
            ("echo hello".to_owned(), "is no ExecCredential"),
            (answer(""), "has no status"),
            (answer(",\"status\":{\"token\":\"\"}"), "neither a token nor a certificate"),
            (answer(",\"status\":{\"clientKeyData\":\"x\"}"), "a key without one"),
            (
                "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\"}'"
                    .to_owned(),
                "v1beta1 ExecCredential, and not",
            ),
        ] {
            let said = script(&text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
        let missing = exec(json!({"command": "no-such-program", "installHint": "get it there"}));
        let said = run(&missing, &Cluster::default()).unwrap_err();
        assert!(said.contains("no-such-program") && said.ends_with("get it there"), "{said}");
        let old = exec(json!({"apiVersion": "client.authentication.k8s.io/v1alpha1"}));
        assert!(run(&old, &Cluster::default()).unwrap_err().contains("v1alpha1"));
    }

    #[test]
    fn one_that_hangs_is_ended_with_what_it_has_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        for (text, is_soon) in [
            ("sleep 600 & echo $! >$FILE; wait", false),
            ("exec >&-; echo $$ >$FILE; exec sleep 600", false),
            // Who ends does so at once, whatever it leaves behind.
            ("echo $$ >$FILE; exit 3", true),
        ] {
            let exec = exec(json!({"args": ["-c", text], "env": [{"name": "FILE", "value": file}]}));
            let begun = Instant::now();
            let said = run_within(&exec, &Cluster::default(), Duration::from_secs(if is_soon { 60 } else { 1 }));
            let why = if is_soon { "it failed with exit status: 3" } else { "it does not answer within 1 seconds" };
            assert!(said.as_ref().is_err_and(|said| said.ends_with(why)), "{text}: {said:?}");
            assert!(begun.elapsed() < Duration::from_secs(30), "{text}");
            let pid = std::fs::read_to_string(&file).unwrap();
            let is_there = || {
                std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).is_ok_and(|stat| !stat.contains(") Z "))
            };
            let with_terminal = File::open("/dev/tty").is_ok();
            while is_there() && !with_terminal {
                assert!(begun.elapsed() < Duration::from_secs(30), "{text}: it lives on");
                thread::sleep(LOOKED_EVERY);
            }
        }
    }

    #[test]
    fn people_are_asked_where_there_are_some() {
        for (mode, version, terminal, expected) in [
            (Some("Never"), VERSIONS[0], true, Some(false)),
            (Some("IfAvailable"), VERSIONS[0], false, Some(false)),
            (Some("IfAvailable"), VERSIONS[0], true, Some(true)),
            (Some("Always"), VERSIONS[0], true, Some(true)),
            (Some("Always"), VERSIONS[0], false, None),
            (Some("Often"), VERSIONS[0], true, None),
            (None, VERSIONS[0], true, None),
            (None, VERSIONS[1], true, Some(true)),
        ] {
            let exec = exec(json!({"interactiveMode": mode}));
            assert_eq!(is_interactive(&exec, version, terminal).ok(), expected, "{mode:?} {version} {terminal}");
        }
    }
}
