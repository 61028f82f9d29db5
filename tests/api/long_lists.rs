//! Lists that are longer than one piece: in every form what they would be as a whole, and as of one revision however slowly they
//! are read.

use std::io::Read;

use serde_json::{Value, json};

use crate::client::{Answer, Client, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const MERGE: &str = "application/merge-patch+json";

/// Objects whose annotations have so many bytes.
fn create(client: &Client, count: usize, bytes: usize) {
    let note = "x".repeat(bytes);
    for n in 0..count {
        // What stands last in YAML decides what stands before the next.
        let port = ["http", "", "a\nb\n", "a\nb", " \n\n"][n % 5];
        let object = json!({
            "metadata": {"name": format!("e{n:03}"), "annotations": {"note": note}},
            "subsets": [{"addresses": [{"ip": "10.0.0.1", "hostname": "h"}], "ports": [{"port": n + 1, "appProtocol": port}]}],
        });
        let created = client.post(ALL, &object.to_string());
        // Texts that are no such names are refused; an annotation may hold them.
        if created.code == 422 {
            let object = json!({"metadata": {"name": format!("e{n:03}"), "annotations": {"note": note, "zz": port}}});
            client.post(ALL, &object.to_string()).expect(201);
        }
    }
}

fn plain(answer: &Answer) -> Vec<u8> {
    match answer.header("content-encoding") {
        None => answer.body.clone(),
        Some(encoding) => {
            assert_eq!(encoding, "gzip");
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut plain).unwrap();
            plain
        }
    }
}

#[test]
fn in_every_form_the_pieces_are_the_list() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, 150, 4000);
    // Each page is one piece.
    let (mut items, mut rows, mut token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let path = format!("{ALL}?limit=10&continue={token}");
        let page = client.get(&path);
        assert!(page.header("content-length").is_some());
        let page = page.expect(200);
        let table =
            client.ask("GET", &path, &[("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")], None).expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        rows.extend(table["rows"].as_array().unwrap().iter().map(|row| row["object"].clone()));
        token = page["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(items.len(), 150);
    let ask = |accept: &str, query: &str| {
        let mut asked = ["gzip", "identity"].into_iter().map(|encoding| {
            let answer =
                client.ask("GET", &format!("{ALL}{query}"), &[("Accept", accept), ("Accept-Encoding", encoding)], None);
            assert_eq!((answer.code, answer.header("content-length")), (200, None), "{accept}");
            assert_eq!(answer.header("content-encoding").is_some(), encoding == "gzip", "{accept}");
            plain(&answer)
        });
        let (one, other) = (asked.next().unwrap(), asked.next().unwrap());
        // A table says how old things are.
        assert!(one == other || accept.contains("Table"), "{accept}: compressed it is the same");
        one
    };
    let json_of = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    let compact = ask("application/json", "");
    assert_eq!(json_of(&compact)["items"], json!(items));
    let pretty = ask("application/json", "?pretty=true");
    assert_eq!(json_of(&pretty), json_of(&compact));
    assert!(pretty.ends_with(b"    }\n  ]\n}"));
    // What a list is in YAML, a client posts back; the reader is the one that reads their documents.
    let yaml = String::from_utf8(ask("application/yaml", "")).unwrap();
    let (head, rest) = yaml.split_once("\nitems:\n").unwrap();
    assert_eq!(head, "apiVersion: v1");
    assert_eq!(rest.matches("\n  kind: ").count(), 0, "items do not say what they are");
    assert_eq!(rest.lines().filter(|line| line.starts_with("- ")).count(), 150);
    let revision = version(&json_of(&compact));
    assert!(
        yaml.ends_with(&format!("\nkind: EndpointsList\nmetadata:\n  resourceVersion: \"{revision}\"\n")),
        "{head}"
    );
    let metadata = json_of(&ask("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", ""));
    assert!(
        metadata["items"]
            .as_array()
            .unwrap()
            .iter()
            .zip(&items)
            .all(|(part, whole)| part["metadata"] == whole["metadata"])
    );
    let table = json_of(&ask("application/json;as=Table;v=v1;g=meta.k8s.io", ""));
    let shown: Vec<&Value> = table["rows"].as_array().unwrap().iter().map(|row| &row["object"]).collect();
    assert_eq!(shown, rows.iter().collect::<Vec<_>>());
    // The length of all items stands before the first, and must be right: the document ends with two empty fields.
    let protobuf = ask("application/vnd.kubernetes.protobuf", "");
    assert!(protobuf.starts_with(b"k8s\0") && protobuf.ends_with(&[0x1a, 0, 0x22, 0]));
    let (length, width) = varint(&protobuf[4 + 2 + usize::from(protobuf[5]) + 1..]);
    assert_eq!(4 + 2 + usize::from(protobuf[5]) + 1 + width + length + 4, protobuf.len());
}

fn varint(bytes: &[u8]) -> (usize, usize) {
    let width = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let value = bytes[..width].iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    (value, width)
}

#[test]
fn however_slowly_a_list_is_read_it_is_as_of_one_revision() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, 60, 60_000);
    let wanted = client.get(ALL).expect(200);
    let mut slow: Vec<_> = ["application/json", "application/vnd.kubernetes.protobuf"]
        .map(|accept| {
            let mut connection = client.connect().unwrap();
            connection.begin("GET", ALL, &[("Accept", accept)], None).unwrap();
            let head = connection.answer("HEAD").unwrap();
            assert_eq!((head.code, head.header("transfer-encoding")), (200, Some("chunked")));
            (connection, head)
        })
        .into();
    let protobuf = client.ask("GET", ALL, &[("Accept", "application/vnd.kubernetes.protobuf")], None).body;
    // What they have not been sent yet is changed, goes, and is made anew.
    for n in 0..60 {
        let one = format!("{ALL}/e{n:03}");
        match n % 3 {
            0 => drop(client.patch(&one, MERGE, r#"{"metadata":{"annotations":{"note":"other"}}}"#).expect(200)),
            1 => drop(client.delete(&one).expect(200)),
            _ => {
                client.delete(&one).expect(200);
                client.post(ALL, &json!({"metadata": {"name": format!("e{n:03}")}}).to_string()).expect(201);
            }
        }
        client.post(ALL, &json!({"metadata": {"name": format!("e{n:03}x")}}).to_string()).expect(201);
    }
    for (connection, answer) in &mut slow {
        connection.chunks(answer).unwrap();
    }
    assert!(slow[0].1.json() == wanted, "as of when it was asked for");
    assert!(slow[1].1.body == protobuf, "in protobuf, too");
    assert_eq!(client.get(ALL).expect(200)["items"].as_array().unwrap().len(), 100);
}

#[test]
fn a_watch_begins_with_what_there_was_however_slowly_that_is_read() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, 60, 60_000);
    let list = client.get(ALL).expect(200);
    let query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    let mut watch = client.watch(&format!("{ALL}?{query}"));
    for n in 0..60 {
        client.delete(&format!("{ALL}/e{n:03}")).expect(200);
    }
    for item in list["items"].as_array().unwrap() {
        let event = watch.next().unwrap().unwrap();
        assert_eq!((&event["type"], &event["object"]["metadata"]), (&json!("ADDED"), &item["metadata"]));
    }
    let end = watch.next().unwrap().unwrap();
    assert_eq!((&end["type"], version(&end["object"])), (&json!("BOOKMARK"), version(&list)));
    for n in 0..60 {
        assert_eq!(watch.word(), format!("DELETED e{n:03} {}", version(&list) + 1 + n));
    }
}
