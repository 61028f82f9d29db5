//! After writes of every sort, the data file agrees with itself: objects, managers' rows and the log.

use coracle_store::{ManagerRow, Options};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{JSON_PATCH, MERGE, STRATEGIC, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";

/// As much of a stored object as its rows are made from. Written without the server's own reader, on purpose.
#[derive(Deserialize)]
struct Stored {
    metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(default)]
    managed_fields: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    manager: String,
    operation: String,
    #[serde(default)]
    subresource: String,
    api_version: String,
    time: Option<String>,
    fields_v1: Value,
}

fn managers_of(value: &[u8]) -> Vec<ManagerRow> {
    let stored: Stored = serde_json::from_slice(value).expect("a stored object");
    let rows = stored.metadata.managed_fields.into_iter().map(|entry| ManagerRow {
        manager: entry.manager,
        operation: entry.operation,
        subresource: entry.subresource,
        api_version: entry.api_version,
        time: entry.time,
        fields: coracle_object::text::json(&entry.fields_v1.clone().into()),
    });
    rows.collect()
}

#[test]
fn the_data_file_agrees_with_itself() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"team"}}"#).expect(201);
    client.patch(
        "/api/v1/namespaces/team/status",
        MERGE,
        r#"{"status":{"conditions":[{"type":"a","status":"True"}]}}"#,
    );
    for number in 0..12 {
        let name = format!("e{number}");
        let one = format!("{ALL}/{name}");
        let body = json!({"metadata": {"name": name, "labels": {"a<b": "never"}}});
        client.post(ALL, &body.to_string()).expect(422);
        let body = json!({"metadata": {"name": name, "annotations": {"text": "a<b> & \u{2028} ü \u{1f6f6}"}},
            "subsets": [{"addresses": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}], "ports": [{"port": 80}]}]});
        client.post(&format!("{ALL}?fieldManager=one"), &body.to_string()).expect(201);
        let path = format!("{one}?fieldManager=two%3Cb%3E");
        client.patch(&path, MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).expect(200);
        client.patch(&path, STRATEGIC, r#"{"metadata":{"labels":{"c":"d"}}}"#).expect(200);
        client.patch(&path, JSON_PATCH, r#"[{"op":"add","path":"/metadata/labels/e","value":"f"}]"#).expect(200);
        let mut object = client.get(&one).expect(200);
        object["metadata"]["labels"] = json!({"a": "c"});
        client.put(&format!("{one}?fieldManager=three"), &object.to_string()).expect(200);
        client.put(&one, &object.to_string()).expect(409);
        if number % 3 == 0 {
            client.delete(&one).expect(200);
        }
        if number % 3 == 1 {
            let without = r#"{"metadata":{"managedFields":[{}]}}"#;
            client.patch(&one, MERGE, without).expect(200);
        }
    }
    let last = version(&client.get(ALL).expect(200));
    assert_eq!(server.stop().code, Some(0));

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = coracle_store_sqlite::open(home.path("coracle.db"), Options::new(|| 0, managers_of)).await.unwrap();
        store.verify().await.unwrap();
        assert_eq!(store.revision(), last);
        let (records, _) = store.list("endpoints", None);
        assert_eq!(records.len(), 8);
        assert!(records.iter().any(|record| managers_of(record.value()).len() > 1), "there are rows to compare");
        store.close().await.unwrap();
    });
}
