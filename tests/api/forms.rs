//! `--output json` of the commands about the data as a whole: for scripts, with the same ends as without.

use serde_json::{Value, json};

use crate::program::{Home, first_objects};

#[test]
fn commands_about_the_data_answer_in_json_too() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/api/v1/namespaces/default/configmaps", r#"{"metadata":{"name":"a"}}"#).expect(201);
    for world in ["one", "two"] {
        client.post("/coracle/v1/worlds", &json!({"name": world}).to_string()).expect(201);
    }
    let said = |words: &[&str], code: i32| -> Value {
        let ended = home.run(&[words, &["-o", "json"]].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(code), ""), "{words:?}: {}", ended.stdout);
        assert_eq!(ended.stdout.lines().count(), 1, "{words:?}: {}", ended.stdout);
        serde_json::from_str(&ended.stdout).unwrap()
    };
    let objects = first_objects() + 1;
    let revision = client.get("/coracle/v1/verify").expect(200)["revision"].clone();
    assert_eq!(said(&["health"], 0), json!({"ready": true}));
    assert_eq!(said(&["world", "delete", "one", "two"], 0), json!({"deleted": ["one", "two"]}));
    let good = json!({"objects": objects, "revision": revision, "findings": []});
    assert_eq!(said(&["verify", "--server"], 0), good);
    let compacted = said(&["compact", "--server"], 0);
    assert!(compacted["revision"] == revision && compacted["bytesAfter"].as_u64() > Some(0), "{compacted}");
    let backup = home.argument("backup.db");
    let made = said(&["backup", &backup, "--with-credentials", "--server"], 0);
    assert_eq!(
        (&made["file"], &made["objects"], &made["revision"]),
        (&json!(backup), &json!(objects), &revision),
        "{made}"
    );
    assert!(made["credentials"].as_array().is_some_and(|made| !made.is_empty()), "{made}");
    assert_eq!(server.stop().code, Some(0));

    assert_eq!(said(&["health"], 1)["ready"], false);
    assert_eq!(said(&["verify"], 0), good);
    let put = said(&["restore", &backup, "--force"], 0);
    assert!(put["goesOnAfter"].as_u64() > put["revision"].as_u64(), "{put}");
    assert_eq!((&put["objects"], &put["replaced"]), (&json!(objects), &json!("coracle.db.replaced")));
    std::fs::write(home.path("coracle.db"), "no database at all").unwrap();
    let ended = home.run(&["verify", "-o", "json"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
}
