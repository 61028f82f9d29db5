//! Lists in pages while others write, and over a restart.

use serde_json::Value;

use crate::client::{Client, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";

fn create(client: &Client, name: &str) {
    client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201);
}

/// A list that is gone through page by page.
struct Chain {
    path: String,
    token: String,
    items: Vec<Value>,
    revision: u64,
    /// How many came and were said to remain, after each page but the last.
    counted: Vec<usize>,
}

impl Chain {
    fn begin(client: &Client, path: &str) -> Chain {
        let mut chain =
            Chain { path: path.to_owned(), token: String::new(), items: Vec::new(), revision: 0, counted: Vec::new() };
        chain.next(client);
        chain
    }

    /// Fetches the next page; false when there was none.
    fn next(&mut self, client: &Client) -> bool {
        if self.revision > 0 && self.token.is_empty() {
            return false;
        }
        let page = client.get(&format!("{}&continue={}", self.path, self.token)).expect(200);
        assert!(self.revision == 0 || version(&page) == self.revision, "every page is of one revision");
        self.revision = version(&page);
        self.items.extend(page["items"].as_array().unwrap().iter().cloned());
        self.token = page["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
        let remaining = page["metadata"]["remainingItemCount"].as_u64();
        assert_eq!(remaining.is_some(), !self.token.is_empty());
        self.counted.extend(remaining.map(|remaining| self.items.len() + usize::try_from(remaining).unwrap()));
        true
    }
}

#[test]
fn all_pages_are_of_the_first_ones_revision_whatever_is_written_and_over_a_restart() {
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    let mut client = server.client();
    (0..60).for_each(|n| create(&client, &format!("e{n:02}")));
    // More chains than the server keeps, so that some go on from the log.
    let mut wanted = Vec::new();
    let mut chains = Vec::new();
    for limit in 5..13 {
        wanted.push(client.get(ALL).expect(200)["items"].clone());
        chains.push(Chain::begin(&client, &format!("{ALL}?limit={limit}")));
        client.delete(&format!("{ALL}/e{:02}", limit * 4)).expect(200);
        create(&client, &format!("e{:02}x", limit * 4));
    }
    for round in 0.. {
        let more = chains.iter_mut().map(|chain| chain.next(&client)).collect::<Vec<_>>();
        if !more.contains(&true) {
            break;
        }
        create(&client, &format!("e{round:02}y"));
        client.delete(&format!("{ALL}/e{:02}", 59 - round)).expect(200);
        if round == 2 {
            server.stop();
            server = home.serve(&["--http"]);
            client = server.client();
        }
    }
    for (chain, wanted) in chains.iter().zip(&wanted) {
        assert_eq!(&Value::Array(chain.items.clone()), wanted, "{}", chain.path);
        assert!(chain.counted.iter().all(|counted| *counted == chain.items.len()), "{:?}", chain.counted);
        let exactly = format!("{ALL}?resourceVersion={}&resourceVersionMatch=Exact", chain.revision);
        assert_eq!(&client.get(&exactly).expect(200)["items"], wanted);
    }
}

#[test]
fn a_list_of_one_name_is_as_of_now_unless_a_revision_is_exactly_asked_for() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, "old");
    let then = version(&client.get(ALL).expect(200));
    client.delete(&format!("{ALL}/old")).expect(200);
    create(&client, "new");
    let everywhere = "/api/v1/endpoints?fieldSelector=metadata.namespace=default,metadata.name";
    for path in [&format!("{ALL}?fieldSelector=metadata.name"), everywhere] {
        for (name, matching, there) in
            [("old", "", 0), ("new", "", 1), ("old", "NotOlderThan", 0), ("old", "Exact", 1), ("new", "Exact", 0)]
        {
            let asked = format!("{path}={name}&limit=1&resourceVersion={then}&resourceVersionMatch={matching}");
            let list = client.get(&asked).expect(200);
            assert_eq!(list["items"].as_array().unwrap().len(), there, "{asked}");
            assert!(list["metadata"].get("continue").is_none(), "{asked}: there can be no more");
        }
    }
}

#[test]
fn a_list_waits_for_a_revision_that_is_about_to_come() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let next = version(&client.get(ALL).expect(200)) + 1;
    let list = std::thread::spawn({
        let client = client.clone();
        move || client.get(&format!("{ALL}?resourceVersion={next}")).expect(200)
    });
    create(&client, "one");
    let list = list.join().unwrap();
    assert_eq!((version(&list), list["items"].as_array().map(Vec::len)), (next, Some(1)));
}

#[test]
fn an_object_as_new_as_a_revision_is_waited_for() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, "one");
    // The write comes while the request waits, unless this machine takes seconds for it; then that is tried again.
    let waited = (0..5).any(|n| {
        let next = version(&client.get(ALL).expect(200)) + 1;
        let mut asking = client.connect().unwrap();
        asking.begin("GET", &format!("{ALL}/one?resourceVersion={next}"), &[], None).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        create(&client, &format!("next-{n}"));
        asking.answer("GET").unwrap().code == 200
    });
    assert!(waited);
}
