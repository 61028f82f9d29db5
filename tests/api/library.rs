//! The server within another program: this one.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use coracle::{Coracle, Error, World};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::client::Client;
use crate::program::{Home, PATIENCE};
use crate::worlds::{ALL, WORLDS, all, put};

const ONE: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {v: '1'}}";

/// The runtime of a test, as `#[tokio::test]` has it.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn client(world: &World) -> Client {
    Client::of_kubeconfig(&world.kubeconfig())
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error>) -> (u16, String) {
    match done {
        Err(Error::Refused { code, message }) => (code, message),
        other => panic!("{other:?}"),
    }
}

fn start_error(started: Result<Coracle, Error>) -> String {
    match started {
        Err(Error::Server(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// Waits until a server says so of its worlds, which go in the background.
fn until_worlds_are(main: &Client, expected: &[&str]) {
    let end = Instant::now() + PATIENCE;
    loop {
        let list = main.get(WORLDS).expect(200);
        let name = |world: &Value| world["name"].as_str().unwrap().to_owned();
        let names: Vec<String> = list["items"].as_array().unwrap().iter().map(name).collect();
        if names == expected {
            return;
        }
        assert!(Instant::now() < end, "{names:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn worlds_are_values() {
    runtime().block_on(async {
        let coracle = Coracle::start().await.unwrap();
        let main = client(&coracle.main());
        let world = coracle.world().named("one").await.unwrap();
        assert_eq!((world.name(), world.url().ends_with("/worlds/one")), ("one", true));
        assert!(world.ca().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
        assert_eq!(client(&world).token, Some(world.token()));
        let two = format!("{ONE}\n---\n{{apiVersion: v1, kind: Namespace, metadata: {{name: shop}}}}\n");
        assert_eq!(world.apply(&two).await, Ok(2));
        assert_eq!(client(&world).get("/api/v1/namespaces/shop").code, 200);
        assert_eq!(main.get("/api/v1/namespaces/shop").code, 404, "it is the world's own");
        let owner = client(&world).get(&format!("{ALL}/a")).expect(200);
        assert_eq!(owner["metadata"]["managedFields"][0]["manager"], "coracle-import");

        world.snapshot("prepared").await.unwrap();
        let fork = world.fork().await.unwrap();
        let named = coracle.world().named("two").fork_of(&world).await.unwrap();
        let old = coracle.world().from_snapshot("prepared").await.unwrap();
        put(&client(&world), "a", "2");
        for other in [&fork, &named, &old] {
            assert_eq!(all(&client(other))["a"], "1", "{other:?}");
        }
        fork.apply(ONE.replace("'1'", "'3'")).await.unwrap();
        fork.reset_to("prepared").await.unwrap();
        assert_eq!(all(&client(&fork))["a"], "1");
        put(&client(&fork), "b", "1");
        fork.reset().await.unwrap();
        world.reset().await.unwrap();
        assert_eq!((all(&client(&fork)).len(), all(&client(&world)).len()), (1, 0));

        drop((fork, old, coracle.main()));
        until_worlds_are(&main, &["main", "one", "two"]);
        named.delete().await.unwrap();
        world.delete().await.unwrap();
        until_worlds_are(&main, &["main"]);
        coracle.stop().await.unwrap();
        assert!(main.connect().is_err(), "nobody listens any more");
    });
}

#[test]
fn what_is_refused_is_refused_as_over_http() {
    runtime().block_on(async {
        let coracle = Coracle::builder().http().max_worlds(2).start().await.unwrap();
        let world = coracle.world().named("a").await.unwrap();
        assert_eq!((world.ca(), world.url().starts_with("http://127.0.0.1:")), (None, true));
        assert_eq!(refused(coracle.world().named("A_b").await).0, 400);
        let (code, why) = refused(coracle.world().named("a").await);
        assert_eq!((code, why.as_str()), (409, "worlds \"a\" already exists"));
        let (code, why) = refused(coracle.world().await);
        assert!(code == 403 && why.contains("--max-worlds"), "{why}");
        assert_eq!(refused(coracle.world().from_snapshot("none").await).0, 403, "there is no room for it either");
        assert_eq!(refused(world.reset_to("none").await).0, 404);
        world.snapshot("s").await.unwrap();
        assert_eq!(refused(world.snapshot("s").await).0, 409);
        assert_eq!(refused(coracle.main().delete().await).0, 403);

        let lacks = refused(world.apply(format!("{ONE}\n---\n{{kind: ConfigMap}}")).await);
        assert_eq!(lacks, (400, "the text, document 2: it has no apiVersion".to_owned()));
        let (code, why) = refused(world.apply(ONE.replace("name: a", "name: A_b")).await);
        assert!(code == 422 && why.starts_with("the text, document 1: "), "{code} {why}");
        assert_eq!(refused(world.apply("").await).0, 400);
        assert_eq!(refused(world.apply_files("/nowhere").await).0, 400);
        assert_eq!(all(&client(&world)).len(), 0, "all of them or none");

        client(&coracle.main()).delete(&format!("{WORLDS}/a")).expect(200);
        assert_eq!(refused(world.apply(ONE).await), (404, "worlds \"a\" not found".to_owned()));
        assert_eq!(refused(world.delete().await).0, 404);
    });
}

#[test]
fn options_mean_what_they_mean_on_the_command_line() {
    let home = Home::new();
    let seed = home.file("seed.yaml", ONE);
    let tokens = home.file("tokens.csv", "t1,admin,1,system:masters\nt2,eve,2\n");
    let rules = home.file("rules.yaml", "- users: [eve]\n  rules:\n  - {verbs: [get], resources: [configmaps]}\n");
    let wrong = home.file("wrong.yaml", "kind: ConfigMap");
    runtime().block_on(async {
        let builder = Coracle::builder().listen("localhost:0").seed(&seed).token_file(&tokens).rules(&rules);
        let builder = builder.faults().deterministic().controllers("none").requests(7);
        let builder = builder.history_age(Duration::from_secs(60)).history_events(500);
        let coracle = builder.start().await.unwrap();
        let main = coracle.main();
        assert_eq!(main.token(), "t1");
        let found = client(&main).get(&format!("{ALL}/a")).expect(200);
        assert_eq!(found["metadata"]["creationTimestamp"], "2000-01-01T00:00:00Z");
        let eve = client(&main).with_token(Some("t2"));
        assert_eq!((eve.get(&format!("{ALL}/a")).code, eve.get(ALL).code), (200, 403));
        let fault = r#"{"match":{"verbs":["get"]},"then":{"error":{"code":503}}}"#;
        client(&main).post("/coracle/v1/faults", fault).expect(201);
        assert_eq!(client(&main).get(&format!("{ALL}/a")).code, 503);
        let fork = main.fork().await.unwrap();
        assert_eq!(all(&client(&fork)).len(), 1, "the first world has the seed");

        let told = Coracle::builder().token("t").start().await.unwrap();
        assert_eq!(told.main().token(), "t");
        for (builder, why) in [
            (Coracle::builder().listen("nowhere"), "invalid value 'nowhere' for '--listen <ADDRESS>'"),
            (Coracle::builder().controllers("all"), "\"all\" is no controller"),
            (Coracle::builder().history_events(0), "invalid value '0' for '--history-events <N>'"),
            (Coracle::builder().token("t").token_file(&tokens), "cannot be used with"),
            (Coracle::builder().http().listen(":0"), "--http serves plain HTTP, which is for loopback addresses only"),
            (Coracle::builder().seed(&wrong), "it has no apiVersion"),
            (Coracle::builder().data(home.path("")), "it is a directory"),
            (Coracle::builder().token(""), "is empty"),
        ] {
            let told = start_error(builder.clone().start().await);
            assert!(told.contains(why) && !told.contains("try '--help'"), "{builder:?}: {told}");
        }
    });
}

#[test]
fn data_in_a_file_is_there_again() {
    let home = Home::new();
    let start = || Coracle::builder().data(home.path("c.db")).start();
    runtime().block_on(async {
        let coracle = start().await.unwrap();
        let token = coracle.main().token();
        coracle.main().apply(ONE).await.unwrap();
        let main = client(&coracle.main());
        main.post(WORLDS, r#"{"name":"kept"}"#).expect(201);
        let in_memory = coracle.world().await.unwrap();
        assert!(start_error(start().await).contains("another"), "one server has it at a time");
        coracle.stop().await.unwrap();
        assert_eq!(in_memory.apply(ONE).await, Err(Error::Ended));
        drop(in_memory);

        let again = start().await.unwrap();
        assert_eq!(again.main().token(), token);
        assert_eq!(all(&client(&again.main()))["a"], "1");
        until_worlds_are(&client(&again.main()), &["kept", "main"]);
        drop(again);
        // It ends in the background.
        let end = Instant::now() + PATIENCE;
        while let Err(why) = start().await {
            assert!(Instant::now() < end, "{why}");
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(home.run(&["verify", "--data", "c.db"]).code, Some(0));
}

#[test]
fn a_server_outlives_the_runtime_that_began_it() {
    let coracle = runtime().block_on(Coracle::start()).unwrap();
    let world = runtime().block_on(async { coracle.world().await }).unwrap();
    assert_eq!(runtime().block_on(coracle.main().apply(ONE)), Ok(1));
    // Deeper than the stacks of a test's threads are good for.
    let nested = format!(
        "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: deep}}, x: {}1{}}}",
        "[".repeat(9_000),
        "]".repeat(9_000)
    );
    let (code, why) = refused(runtime().block_on(world.apply(nested)));
    assert!(code >= 400 && why.contains("document 1"), "{why}");
    drop(coracle);
    let end = Instant::now() + PATIENCE;
    while runtime().block_on(world.reset()) != Err(Error::Ended) {
        assert!(Instant::now() < end, "it ends with its value");
    }
}

/// What of this process a server could change.
fn of_the_process() -> (Vec<String>, u64, bool) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let signals =
        status.lines().filter(|line| ["SigCgt", "SigIgn", "SigBlk"].iter().any(|name| line.starts_with(name)));
    let files = rlimit::Resource::NOFILE.get_soft().unwrap();
    (signals.map(ToOwned::to_owned).collect(), files, tracing::dispatcher::has_been_set())
}

#[test]
fn nothing_of_the_process_is_changed() {
    let before = of_the_process();
    runtime().block_on(async {
        let (one, two) = (Coracle::start().await.unwrap(), Coracle::start().await.unwrap());
        let worlds = (one.world().named("same").await.unwrap(), two.world().named("same").await.unwrap());
        worlds.0.apply(ONE).await.unwrap();
        assert_eq!((all(&client(&worlds.0)).len(), all(&client(&worlds.1)).len()), (1, 0), "each server has its own");
        if std::env::var_os(HOLD).is_some() {
            writeln!(std::io::stdout(), "{HOLD} {}", worlds.0.url()).unwrap();
            std::future::pending::<()>().await;
        }
        one.stop().await.unwrap();
        assert_eq!(all(&client(&worlds.1)).len(), 0, "the other goes on");
        two.stop().await.unwrap();
    });
    assert_eq!(of_the_process(), before);
}

/// Has the test above stay where it is, once it says so.
const HOLD: &str = "CORACLE_TEST_HOLDS";

/// This program, with one test alone.
fn alone(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("library::{test}"), "--nocapture"]);
    command
}

/// Says that a process has no other threads than those of its only test, which can be seen there alone.
const ALONE: &str = "CORACLE_TEST_ALONE";

#[test]
fn threads_and_files_go_with_a_server() {
    if std::env::var_os(ALONE).is_none() {
        let ended = alone("threads_and_files_go_with_a_server").env(ALONE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() && !said.contains("panicked"), "{said}");
        return;
    }
    let home = Home::new();
    let wrong = home.file("wrong.yaml", &ONE.replace("name: a", "name: A_b"));
    let open = || ["task", "fd"].map(|what| fs::read_dir(format!("/proc/self/{what}")).unwrap().count());
    // The library of runtimes keeps something for all of them.
    drop(runtime());
    let before = open();
    runtime().block_on(async {
        let data = || Coracle::builder().data(home.path("c.db"));
        let refused = start_error(data().seed(&wrong).start().await);
        assert!(refused.starts_with("--seed "), "{refused}");
        let coracle = data().start().await.unwrap();
        client(&coracle.main()).post(WORLDS, r#"{"name":"kept"}"#).expect(201);
        put(&client(&coracle.main()).world("kept"), "a", "1");
        let (world, dropped) = (coracle.world().await.unwrap(), Coracle::start().await.unwrap());
        put(&client(&world), "a", "1");
        coracle.stop().await.unwrap();
        drop((world, dropped));
    });
    let end = Instant::now() + PATIENCE;
    while open() != before {
        assert!(Instant::now() < end, "{before:?} were open, and {:?} are", open());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn nothing_is_left_of_a_killed_process() {
    let home = Home::new();
    let temporary = home.path("tmp");
    fs::create_dir(&temporary).unwrap();
    let left = || fs::read_dir(&temporary).unwrap().count();
    let mut command = alone("nothing_of_the_process_is_changed");
    command.env(HOLD, "1").env("TMPDIR", &temporary).env("CORACLE_LISTEN", "nowhere").stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut said = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
        said.push(line);
        if said.last().is_some_and(|line| line.contains(HOLD)) {
            break;
        }
    }
    let files = left();
    child.kill().unwrap();
    child.wait().unwrap();
    let url = said.last().and_then(|line| line.split_once(&format!("{HOLD} https://"))).map(|(_, url)| url.to_owned());
    let address = url.as_deref().and_then(|url| url.split('/').next()).unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!((files, left()), (0, 0), "there are no files");
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    assert!(!said.iter().any(|line| line.starts_with("ready ")), "{said:?}");
}
