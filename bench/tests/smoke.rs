//! The load generator against the constant answer: every workload is asked, answered and counted.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const BENCH: &str = env!("CARGO_BIN_EXE_coracle-bench");

/// Ends the server with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn workloads_are_counted() {
    let server = Command::new(BENCH).arg("constant").stdout(Stdio::piped()).spawn().unwrap();
    let mut server = Server(server);
    let mut ready = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    let url = ready.trim().strip_prefix("ready ").unwrap();
    let pid = server.0.id().to_string();
    let ran = Command::new(BENCH)
        .args(["load", "--url", url, "--token", "t", "--pid", &pid, "--seconds", "1", "--objects", "3", "--strict"])
        .args(["get", "patch-one-worker", "create"])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let rows: Vec<serde_json::Value> =
        ran.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let names: Vec<_> = rows.iter().map(|row| row["workload"].as_str().unwrap()).collect();
    assert_eq!(names, ["get", "patch-one-worker", "create"]);
    for row in rows {
        assert!(row["operations"].as_u64() > Some(0), "{row}");
        assert!(row["p99_us"].as_u64() >= row["p50_us"].as_u64(), "{row}");
        assert_eq!(row["failed"], 0, "{row}");
    }
}

#[test]
fn what_is_no_server_is_an_error() {
    for (url, told) in [("http://127.0.0.1:1", "https://"), ("https://127.0.0.1:1", "refused")] {
        let ran = Command::new(BENCH).args(["load", "--url", url, "--token", "t", "get"]).output().unwrap();
        assert!(!ran.status.success());
        assert!(String::from_utf8_lossy(&ran.stderr).contains(told), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}
