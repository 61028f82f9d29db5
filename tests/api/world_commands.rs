//! `coracle world`: the same as over HTTP, for scripts and people.

use serde_json::Value;

use crate::client::Client;
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/configmaps";

#[test]
fn worlds_are_made_shown_put_back_and_deleted_by_commands() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let kubeconfig = server.kubeconfig.to_string_lossy().into_owned();
    let run = |words: &[&str]| home.run(&[&["world"], words, &["--kubeconfig", &kubeconfig]].concat());
    let done = |words: &[&str]| {
        let said = run(words);
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{words:?}");
        said.stdout
    };
    let file = home.argument("one.kubeconfig");
    let made = done(&["create", "one", "--ephemeral", "--kubeconfig-out", &file]);
    let url = format!("http://{}/worlds/one", server.client().address);
    assert_eq!(made, format!("ok: world one at {url}\nkubeconfig={file}\n"));
    let one = Client::of_kubeconfig(&std::fs::read_to_string(&file).unwrap());
    one.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);

    let two = done(&["fork", "one", "two", "--ephemeral", "--ttl", "90m", "-o", "json"]);
    let two: Value = serde_json::from_str(&two).unwrap();
    assert_eq!((&two["ttl"], &two["from"]["world"]), (&"1h30m0s".into(), &"one".into()));
    let two = Client::of_kubeconfig(&done(&["get", "two", "-o", "kubeconfig"]));
    two.delete(&format!("{ALL}/a")).expect(200);
    assert!(done(&["reset", "two"]).starts_with("ok: world two has "));
    two.get(&format!("{ALL}/a")).expect(200);
    done(&["reset", "two", "--to", "main"]);
    assert_eq!(two.get(&format!("{ALL}/a")).code, 404);

    let listed = done(&["list"]);
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["NAME", "main", "one", "two"]);
    let listed: Value = serde_json::from_str(&done(&["list", "--output", "json"])).unwrap();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(done(&["delete", "one", "two"]), "ok: one, two are deleted\n");

    for (words, code, why) in [
        (&["delete", "one"][..], 1, "worlds \"one\" not found"),
        (&["delete", "main"], 1, "the first world is always there"),
        (&["get"], 2, "NAME"),
        (&["create", "x", "--ttl", "soon"], 2, "invalid duration"),
        (&["list", "--server", "elsewhere"], 2, "https://HOST"),
    ] {
        let said = run(words);
        assert_eq!(said.code, Some(code), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains(why), "{words:?}: {}", said.stderr);
    }
}
