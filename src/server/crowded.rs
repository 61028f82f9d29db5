//! Watches and lists for which there is little room.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, future};
use serde_json::{Value, json};

use super::Server;
use crate::answer::unread::Unread;
use crate::answer::{Frames, Reply};
use crate::process::Process;
use crate::request::Head;
use crate::request::query::Query;
use crate::world::tests::{process, world};

const CONFIG_MAPS: &str = "/api/v1/namespaces/default/configmaps";
/// So many bytes of a value need more room than two of them can have at once.
const VALUE_BYTES: usize = 40 * 1024;
/// Of which a user has half.
const ROOM_BYTES: usize = 240 * 1024;

/// A server with three large `ConfigMap`s.
async fn server() -> Server {
    let process = Process { unread: Arc::new(Unread::with_room(ROOM_BYTES)), ..process() };
    let world = world(&process).await;
    let server = Server::of(process, world);
    for name in ["a", "b", "c"] {
        let object = json!({"metadata": {"name": name}, "data": {"k": "x".repeat(VALUE_BYTES)}});
        assert!(matches!(ask(&server, "POST", "", &object.to_string()).await, Reply::Whole(made) if made.code == 201));
    }
    server
}

async fn ask(server: &Server, method: &str, query: &str, body: &str) -> Reply {
    answer(server, head(method, query, body), body).await
}

fn head(method: &str, query: &str, body: &str) -> Head {
    Head {
        method: method.to_owned(),
        uri: CONFIG_MAPS.to_owned(),
        path: CONFIG_MAPS.to_owned(),
        query: Query::parse(query),
        content_type: (!body.is_empty()).then(|| "application/json".to_owned()),
        authorization: Some("Bearer t".to_owned()),
        ..Head::default()
    }
}

async fn answer(server: &Server, head: Head, body: &str) -> Reply {
    let Ok(admitted) = server.admit(head).admitted else { panic!("refused") };
    server.answer(&admitted, Bytes::from(body.to_owned())).await
}

async fn watch(server: &Server, seconds: u64) -> Frames {
    let initial = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    match ask(server, "GET", &format!("{initial}&timeoutSeconds={seconds}"), "").await {
        Reply::Stream(_, frames) => frames,
        _ => panic!("no watch"),
    }
}

fn seen(frame: &Bytes) -> String {
    let event: Value = serde_json::from_slice(frame).unwrap();
    let name = event["object"]["metadata"]["name"].as_str().unwrap_or_default();
    format!("{} {name}", event["type"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn who_waits_for_room_has_none_in_hand() {
    let server = server().await;
    let watches = [watch(&server, 60).await, watch(&server, 60).await];
    // Whoever watched held one event's room and waited for another's, for as long as the watch lasted.
    let initial = watches.map(|frames| frames.take(4).map(|frame| seen(&frame)).collect::<Vec<_>>());
    let seen = tokio::time::timeout(Duration::from_secs(30), future::join_all(initial)).await.expect("they wait");
    for seen in seen {
        assert_eq!(seen, ["ADDED a", "ADDED b", "ADDED c", "BOOKMARK "]);
    }
}

#[tokio::test]
async fn who_got_no_room_is_not_told_that_it_has_seen_everything() {
    let server = server().await;
    let (one, other) = ("one".into(), "other".into());
    let ready = &server.process.unread.ready;
    let _held = (ready.room(&one, ROOM_BYTES).await, ready.room(&other, ROOM_BYTES).await);
    let frames = watch(&server, 1).await;
    let seen: Vec<String> = frames.map(|frame| seen(&frame)).collect().await;
    assert_eq!(seen, [""; 0]);
}

#[tokio::test]
async fn who_finds_no_room_until_a_stop_is_not_told_that_it_has_seen_it() {
    let server = server().await;
    let before = format!("resourceVersion={}", server.main().store.revision());
    let object = json!({"metadata": {"name": "d"}, "data": {"k": "x".repeat(VALUE_BYTES)}});
    ask(&server, "POST", "", &object.to_string()).await;
    let watches = [before.as_str(), "sendInitialEvents=true&resourceVersionMatch=NotOlderThan"].map(async |from| {
        let query = format!("watch=1&allowWatchBookmarks=true&timeoutSeconds=3600&{from}");
        let Reply::Stream(_, frames) = ask(&server, "GET", &query, "").await else { panic!("no watch") };
        frames
    });
    let (one, other) = ("one".into(), "other".into());
    let ready = &server.process.unread.ready;
    let _held = (ready.room(&one, ROOM_BYTES).await, ready.room(&other, ROOM_BYTES).await);
    let mut watches = future::join_all(watches).await;
    for frames in &mut watches {
        let waited = tokio::time::timeout(Duration::from_millis(200), frames.next()).await;
        assert!(waited.is_err(), "there is no room");
    }
    server.process.draining.send_replace(true);
    for frames in watches {
        let rest = frames.map(|frame| seen(&frame)).collect::<Vec<String>>();
        let rest = tokio::time::timeout(Duration::from_secs(30), rest).await.expect("it is over");
        assert_eq!(rest, [""; 0]);
    }
}

#[tokio::test]
async fn what_is_kept_for_other_watches_takes_no_room() {
    let server = server().await;
    let Reply::Stream(_, mut frames) = ask(&server, "GET", "watch=1&timeoutSeconds=60", "").await else {
        panic!("no watch")
    };
    for _ in 0..3 {
        frames.next().await.expect("there are three");
    }
    let object = json!({"metadata": {"name": "d"}, "data": {"k": "x".repeat(VALUE_BYTES)}});
    ask(&server, "POST", "", &object.to_string()).await;
    assert_eq!(seen(&frames.next().await.unwrap()), "ADDED d");
    drop(frames);
    // All that a user may have is there again, though the change is still kept.
    let user = server.process.tokens.current().find("t").unwrap().name.as_str().into();
    let all = server.process.unread.ready.room(&user, ROOM_BYTES);
    assert!(tokio::time::timeout(Duration::from_secs(30), all).await.is_ok());
}

#[tokio::test]
async fn a_list_that_finds_no_room_to_be_compressed_goes_out_as_it_is() {
    let server = server().await;
    for name in ["d", "e"] {
        let object = json!({"metadata": {"name": name}, "data": {"k": "y".repeat(VALUE_BYTES)}});
        ask(&server, "POST", "", &object.to_string()).await;
    }
    let user = server.process.tokens.current().find("t").unwrap().name.as_str().into();
    let spare = &server.process.unread.spare;
    let almost_all = spare.room(&user, spare.share_bytes() - 200 * 1024).await;
    let list = async || {
        let head = Head { accept_encoding: Some("gzip".to_owned()), ..head("GET", "", "") };
        let Reply::List(head, pieces) = answer(&server, head, "").await else { panic!("no long list") };
        let body: Vec<u8> = pieces.map(|piece| piece.expect("it goes on")).collect::<Vec<_>>().await.concat();
        assert!(head.headers.contains(&("vary", "Accept-Encoding".to_owned())));
        (head.headers.iter().any(|(name, _)| *name == "content-encoding"), body)
    };
    let (is_compressed, plain) = list().await;
    assert!(!is_compressed);
    assert_eq!(serde_json::from_slice::<Value>(&plain).unwrap()["items"].as_array().map(Vec::len), Some(5));
    drop(almost_all);
    let (is_compressed, body) = list().await;
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut text).unwrap();
    assert!(is_compressed && body.len() < plain.len() / 10 && text == plain);
}
