//! A disk that is really full: a small file system of its own, in namespaces of its own, which no rights are needed for where the
//! system lets everybody make some.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::client::{Client, JSON_PATCH, MERGE};
use crate::program::Home;
use crate::room::{fill, object, refused};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
/// The reserve, and some for data.
const DISK: &str = "48m";

/// A disk for a test, which goes with it.
struct Disk {
    keeper: Child,
    /// Its end is the keeper's.
    _held: ChildStdin,
}

impl Disk {
    /// Lays a small disk over a home's folder, for what is started within; none where the system does not let us.
    fn over(home: &Home) -> Option<Disk> {
        let script =
            format!("mount -t tmpfs -o size={DISK},mode=700 tmpfs \"$1\" && echo ready && exec cat > /dev/null");
        let mut keeper = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", &script, "sh", &home.argument("")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (held, mut line) = (keeper.stdin.take()?, String::new());
        BufReader::new(keeper.stdout.take()?).read_line(&mut line).ok()?;
        (line == "ready\n").then_some(Disk { keeper, _held: held })
    }

    /// Where its files are to be seen from without.
    fn path(&self, home: &Home, name: &str) -> PathBuf {
        (self.root() + &home.argument(name)).into()
    }

    fn root(&self) -> String {
        format!("/proc/{}/root", self.keeper.id())
    }

    /// What starts a program within.
    fn within(&self) -> Vec<String> {
        let target = self.keeper.id().to_string();
        ["nsenter", "--target", &target, "--user", "--mount", "--preserve-credentials", "--"]
            .map(str::to_owned)
            .to_vec()
    }

    /// Takes all space that is left, as another program would.
    fn take_the_rest(&self, home: &Home) {
        for piece in [1 << 16, 1 << 12] {
            let full = (0..100_000).find_map(|_| self.take(home, piece).err()).unwrap();
            assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        }
    }

    /// Takes so many bytes, or all that there are.
    fn take(&self, home: &Home, bytes: usize) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(self.path(home, "others"))?;
        file.write_all(&vec![b'x'; bytes])
    }

    /// Gives some of it back.
    fn give_back(&self, home: &Home) {
        fs::remove_file(self.path(home, "others")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

/// Takes an object's finalizers off, and with the last of them the object.
fn let_go(client: &Client, name: &str) {
    let path = format!("{ALL}/{name}");
    client.delete(&path).expect(200);
    for _ in 0..2 {
        client.patch(&path, JSON_PATCH, r#"[{"op":"remove","path":"/metadata/finalizers/0"}]"#).expect(200);
    }
    assert_eq!(client.get(&path).code, 404);
}

#[test]
fn on_a_full_disk_what_is_there_is_served_and_can_go() {
    let mut home = Home::new();
    let Some(disk) = Disk::over(&home) else {
        eprintln!(
            "left out: this system lets nobody mount a file system of their own (unshare --map-root-user --mount)"
        );
        return;
    };
    home.enter(disk.within(), disk.root());
    let server = home.serve(&[]);
    let client = server.client();
    for n in 0..5 {
        client.post(ALL, &object(&format!("kept{n}"), 100_000).to_string()).expect(201);
    }
    let reserve = disk.path(&home, "coracle.db-reserve");
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 16 << 20);

    // Another program has filled the disk: the first that finds out is a deletion.
    disk.take_the_rest(&home);
    for n in 0..3 {
        let_go(&client, &format!("kept{n}"));
    }
    // It gives its reserve up, and others take some of that, so that it cannot have it back.
    for letter in ["x", "y"].into_iter().cycle() {
        if reserve.exists() {
            disk.take_the_rest(&home);
        } else if disk.take(&home, 8 << 20).is_ok() && !reserve.exists() {
            break;
        }
        let patch = json!({"metadata": {"annotations": {"note": letter.repeat(100_000)}}}).to_string();
        client.patch(&format!("{ALL}/kept4"), MERGE, &patch).expect(200);
    }
    let (made, answer) = fill(&client, ALL);
    refused(&answer);
    assert!(!reserve.exists(), "the reserve is given up");
    refused(&client.post(&format!("{ALL}?dryRun=All"), &object("new", 10).to_string()));
    for path in ["/readyz", "/livez"] {
        assert_eq!(client.get(path).code, 200, "{path}: it answers, and can be helped");
    }
    for n in 0..made {
        let_go(&client, &format!("n{n}"));
    }

    // Killed, it goes on in the same way.
    server.kill();
    let again = || home.serve_as(&["serve", "--listen", &client.address, "--data", &home.argument("coracle.db")], &[]);
    let server = again();
    refused(&client.post(ALL, &object("new", 10).to_string()));
    let_go(&client, "kept3");
    // Stopped, it keeps what there is for its next start, whatever others take.
    let ended = server.stop();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    disk.take_the_rest(&home);
    let server = again();
    refused(&client.post(ALL, &object("new", 10).to_string()));
    assert_eq!(client.get(&format!("{ALL}/kept4")).code, 200);
    let_go(&client, "kept4");

    // With space, all is as before.
    disk.give_back(&home);
    while client.post(ALL, &object("new", 10).to_string()).code != 201 {
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 16 << 20);
    let ended = server.stop();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let verified = home.run(&["verify", "--data", &home.argument("coracle.db")]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
}
