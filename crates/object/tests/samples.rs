//! Documents of every type in the table, made by tools/schema, beside what the published Go libraries make of them: the JSON
//! that they write, the protobuf message, the findings, or the error; damaged messages; and bytes beside what Go's base64 makes of them.

use coracle_object::encode::{encode, normalize};
use coracle_object::schema::{ROOTS, root};
use coracle_object::stored::leave_out_empty;
use coracle_object::{Value, base64, decode::decode, protobuf};

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

fn text<'r>(row: &'r Value, name: &str) -> &'r str {
    row[name].as_str().unwrap_or_default()
}

/// The samples, and values of all sorts for the types that read themselves. More are read from the file that is named in
/// the environment.
fn samples() -> Vec<Value> {
    let mut all = rows(include_str!("data/samples.jsonl"));
    all.extend(rows(include_str!("data/values.jsonl")));
    if let Ok(path) = std::env::var("CORACLE_SAMPLES") {
        all.extend(rows(&std::fs::read_to_string(path).expect("the file is there")));
    }
    all
}

#[test]
fn documents_are_read_and_written_as_in_go() {
    let rows = samples();
    assert!(rows.len() > 700, "there are samples");
    let mut wrong = Vec::new();
    for row in &rows {
        let ty = root(text(row, "apiVersion"), text(row, "kind")).expect("it is in the table");
        let found = match decode(text(row, "in").as_bytes(), ty) {
            Err(error) => (error, Value::Null, String::new()),
            Ok(decoded) => {
                assert_eq!(normalize(decoded.value.clone(), ty), decoded.value, "typed form is settled: {}", row["in"]);
                let mut value = decoded.value;
                // Some types keep what is empty until then.
                leave_out_empty(&mut value, ty);
                (String::new(), decoded.findings.into(), String::from_utf8(encode(&value)).expect("UTF-8"))
            }
        };
        let wanted = (text(row, "error").to_owned(), row["findings"].clone(), text(row, "out").to_owned());
        if found != wanted {
            wrong.push(format!("{}\n   in {}\n  got {found:?}\n want {wanted:?}", row["kind"], row["in"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong[..wrong.len().min(5)].join("\n"));
}

/// The same with the members of every object in another order, but for what is kept as it came.
fn reordered(value: &Value, turn: usize) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if turn == 0 {
                members.reverse();
            } else {
                let by = turn % members.len().max(1);
                members.rotate_left(by);
            }
            let other = members.into_iter().map(|(name, value)| {
                let value = if name == "fieldsV1" { value.clone() } else { reordered(value, turn) };
                (name.clone(), value)
            });
            Value::Object(other.collect())
        }
        Value::Array(items) => items.iter().map(|item| reordered(item, turn)).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_is_out_of_form_anywhere_comes_back_into_it() {
    let mut moved = 0;
    for row in &rows(include_str!("data/samples.jsonl")) {
        let ty = root(text(row, "apiVersion"), text(row, "kind")).expect("it is in the table");
        let Ok(decoded) = decode(text(row, "in").as_bytes(), ty) else { continue };
        let settled = decoded.value;
        let wanted = encode(&settled);
        for turn in 0..4 {
            let other = reordered(&settled, turn);
            moved += usize::from(encode(&other) != wanted);
            assert_eq!(encode(&normalize(other, ty)), wanted, "{} out of order: {}", row["kind"], row["in"]);
        }
        let Value::Object(members) = &settled else { continue };
        // What is unknown, or nothing, before and behind every member.
        for place in 0..=members.len() {
            let mut more: Vec<_> = members.clone().into_iter().collect();
            more.insert(place, ("unknown".into(), Value::from(1)));
            let missing = ty.fields.iter().find(|field| field.omitempty && !members.contains_key(field.name));
            more.extend(missing.map(|field| (field.name.into(), Value::Null)).filter(|_| place % 2 == 0));
            assert_eq!(encode(&normalize(Value::Object(more.into_iter().collect()), ty)), wanted, "{}", row["in"]);
        }
        for field in ty.fields.iter().filter(|field| !field.omitempty) {
            let mut less = members.clone();
            let was = less.remove(field.name).expect("it is always written");
            let Value::Object(formed) = normalize(Value::Object(less), ty) else { panic!("it is an object") };
            assert!(formed.keys().eq(members.keys()), "{} has its place again, where {was} was", field.name);
        }
    }
    assert!(moved > 100, "there are documents that can be out of order");
}

#[test]
fn messages_are_written_and_read_as_in_go() {
    let mut seen = 0;
    for row in samples().iter().filter(|row| row["protobuf"].is_string()) {
        let ty = root(text(row, "apiVersion"), text(row, "kind")).expect("it is in the table");
        let value = decode(text(row, "in").as_bytes(), ty).expect("Go reads it").value;
        let document = protobuf::encode(&value, ty);
        let raw = protobuf::open(&document).expect("a document").raw;
        assert_eq!(base64::encode(raw), text(row, "protobuf"), "{}: {}", row["kind"], row["in"]);
        let read = protobuf::decode(raw, ty).expect("it is a message");
        // Read and written once more it is the same: protobuf tells some kinds of nothing apart that JSON does not.
        let again = protobuf::encode(&read, ty);
        assert_eq!(base64::encode(protobuf::open(&again).expect("a document").raw), text(row, "protobuf"));
        seen += 1;
    }
    assert!(seen > 100, "there are messages");
}

#[test]
fn damaged_messages_are_read_or_refused_as_in_go() {
    let mut all = rows(include_str!("data/messages.jsonl"));
    if let Ok(path) = std::env::var("CORACLE_MESSAGES") {
        all.extend(rows(&std::fs::read_to_string(path).expect("the file is there")));
    }
    let (mut read, mut refused) = (0, 0);
    for row in all {
        let ty = root(text(&row, "apiVersion"), text(&row, "kind")).expect("it is in the table");
        let message = base64::decode(text(&row, "message")).expect("base64");
        match protobuf::decode(&message, ty) {
            // A key that is not UTF-8 is sorted elsewhere than its replacement, so the order is not looked at here.
            Ok(value) => {
                let back: Value = serde_json::from_str(text(&row, "back")).unwrap_or_else(|_| panic!("refused: {row}"));
                let shown: Value = serde_json::from_slice(&encode(&value)).expect("JSON");
                assert_eq!(shown, back, "{row}");
                read += 1;
            }
            Err(error) => {
                assert_eq!(error.to_string(), text(&row, "error"), "{row}");
                refused += 1;
            }
        }
    }
    assert!(read > 30 && refused > 100, "{read} {refused}");
}

#[test]
fn every_type_is_known_by_version_and_kind_alone() {
    for (home, ty) in ROOTS.iter().filter(|(home, _)| !home.is_empty()) {
        assert!(std::ptr::eq(root(home, ty.name).expect("it is known"), *ty), "{home} {}", ty.name);
        assert!(root("example.com/v1", ty.name).is_none(), "{} has no namesake elsewhere", ty.name);
    }
    let slice = root("discovery.k8s.io/v1", "EndpointSlice").expect("it is known");
    let port = slice.field("ports").expect("it has ports");
    assert_eq!(port.go_type, "[]v1.EndpointPort");
    let endpoints = root("v1", "Endpoints").expect("it is known");
    assert!(!std::ptr::eq(slice, endpoints));
    assert!(root("v1", "EndpointSlice").is_none());
    // What belongs to every version is found in any.
    assert!(root("discovery.k8s.io/v1", "DeleteOptions").is_some() && root("v1", "Status").is_some());
}

#[test]
fn bytes_are_read_as_go_reads_them() {
    let rows = rows(include_str!("data/base64.jsonl"));
    assert!(rows.len() > 100, "there are texts");
    for row in rows {
        match base64::decode(text(&row, "in")) {
            Ok(bytes) => assert_eq!(row["out"], base64::encode(&bytes), "{}", row["in"]),
            Err(error) => assert_eq!(row["error"], error, "{}", row["in"]),
        }
    }
}
