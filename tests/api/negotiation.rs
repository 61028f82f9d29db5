//! In which form answers come: what may be asked of which page, and when an answer is compressed.

use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";

#[test]
fn discovery_is_refused_to_who_takes_it_in_no_form_it_has() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let ask = |path: &str, accept: &str| client.ask("GET", path, &[("Accept", accept)], None);
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    for path in ["/api", "/api/v1", "/apis"] {
        for accept in [table, "application/json;v=v1", "application/json;sv=v1"] {
            let answer = ask(path, accept);
            assert_eq!(answer.code, 406, "{path} {accept}");
            let message = answer.json()["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with("only the following media types are accepted: "), "{message}");
        }
        for accept in ["application/json", &format!("{table},application/json"), "*/*", ""] {
            assert_eq!(ask(path, accept).code, 200, "{path} {accept}");
        }
    }
    // A list can be a table, and its types have a version.
    for accept in [table, "application/json;sv=v1"] {
        assert_eq!(ask(ALL, accept).code, 200, "{accept}");
    }
}

#[test]
fn a_large_answer_is_compressed_for_who_asks_for_gzip_without_a_weight() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let large = format!(r#"{{"metadata":{{"name":"a","annotations":{{"x":"{}"}}}}}}"#, "x".repeat(140_000));
    client.post(ALL, &large).expect(201);
    // A failure that repeats what was sent.
    let refused = format!(r#"{{"metadata":{{"name":"{}"}}}}"#, "_".repeat(140_000));
    let one = format!("{ALL}/a");
    let asked: [(&str, &str, Option<&[u8]>, u16); 3] =
        [("GET", &one, None, 200), ("GET", ALL, None, 200), ("POST", ALL, Some(refused.as_bytes()), 422)];
    for (method, path, body, code) in asked {
        for (encodings, compressed) in [
            ("gzip", true),
            ("deflate, gzip", true),
            ("gzip;q=0", false),
            ("gzip;q=1.0", false),
            ("br", false),
            ("*", false),
        ] {
            let answer = client.ask(method, path, &[("Accept-Encoding", encodings)], body);
            assert_eq!(answer.code, code);
            let expected = compressed.then_some("gzip");
            assert_eq!(answer.header("content-encoding"), expected, "{method} {path} {encodings}");
            assert_eq!(answer.body.starts_with(&[0x1f, 0x8b]), compressed);
        }
    }
}
