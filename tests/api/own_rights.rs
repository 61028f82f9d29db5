//! Who may ask for what below `/coracle/v1`: whom the rules give one path and one verb, that and nothing else, in the worlds that they name.
//! Which paths there are says the document that the server itself has of them.

use crate::client::Client;
use crate::program::Home;
use crate::worlds::{ALL, WORLDS};

/// Each verb and path that can be asked for, with names in the path of what is not there.
fn operations(client: &Client) -> Vec<(String, String)> {
    let document = client.get("/coracle/v1/openapi.json").expect(200);
    let all = document["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        let part = |part: &str| match part {
            "{revision}" => "1".to_owned(),
            part if part.starts_with('{') => "none".to_owned(),
            part => part.to_owned(),
        };
        let mut path = path.split('/').map(part).collect::<Vec<_>>().join("/");
        // It would go on for as long as it is read.
        if path.ends_with("/changes") {
            path += "?since=0";
        }
        let verbs = methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|verb| ["get", "post", "put", "patch", "delete"].contains(&verb.as_str()));
        verbs.map(|verb| (verb.clone(), path.clone())).collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn whom_the_rules_give_one_verb_and_path_may_ask_for_that_alone() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let all = operations(&server.client());
    assert!(all.len() > 30 && all.contains(&("put".to_owned(), "/coracle/v1/clock".to_owned())), "{all:?}");
    server.stop();

    // A user for each, in one world.
    let (mut users, mut entries) = ("root,admin,1,\"system:masters\"\n".to_owned(), String::new());
    for (at, (verb, path)) in all.iter().enumerate() {
        users += &format!("t{at},u{at},{}\n", at + 2);
        let world = ["main", "one"][at % 2];
        entries += &format!("- users: [u{at}]\n  worlds: [{world}]\n  rules:\n");
        let path = path.split('?').next().unwrap();
        entries += &format!("  - verbs: [{verb}]\n    nonResourceURLs: [{path}]\n");
    }
    let (tokens, rules) = (home.file("tokens.csv", &users), home.file("rules.yaml", &entries));
    let server = home.serve(&["--http", "--faults", "--token-file", &tokens, "--rules", &rules]);
    let root = server.client();
    root.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
    let worlds = [root.clone(), root.world("one")];
    let mut answered = 0;
    for at in 0..all.len() {
        for (of, world) in worlds.iter().enumerate() {
            let user = world.with_token(Some(&format!("t{at}")));
            for (asked, (verb, path)) in all.iter().enumerate() {
                let may = asked == at && of == at % 2;
                let code = user.ask(&verb.to_uppercase(), path, &[], None).code;
                assert_eq!(
                    code != 403,
                    may,
                    "who may {:?} is answered {code} in {}: {verb} {path}",
                    all[at],
                    world.prefix
                );
                answered += usize::from(may);
            }
            assert_eq!((user.get(ALL).code, user.get("/metrics").code), (403, 403));
        }
    }
    assert_eq!(answered, all.len());
    server.stop();
}

#[test]
fn a_token_that_nobody_knows_and_none_at_all_may_ask_for_nothing() {
    let home = Home::new();
    let server = home.serve(&["--http", "--faults"]);
    let root = server.client();
    for (verb, path) in operations(&root) {
        let code = |token| root.with_token(token).ask(&verb.to_uppercase(), &path, &[], None).code;
        assert_eq!((code(Some("unknown")), code(None)), (401, 403), "{verb} {path}");
    }
    server.stop();
}
