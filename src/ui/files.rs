//! The page's files, which are in the program, and what browsers are told about them.

use bytes::Bytes;

use crate::answer::Response;

/// What a page may do: run and show its own files, and ask its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A file of the page: its name, type and contents.
macro_rules! file {
    ($name:literal, $type:expr) => {
        ($name, $type, include_bytes!(concat!("page/", $name)).as_slice())
    };
}

const INDEX: &str = "index.html";

static FILES: &[(&str, &str, &[u8])] = &[
    file!("api.js", SCRIPT),
    file!("app.js", SCRIPT),
    file!("changes.js", SCRIPT),
    file!("dialogs.js", SCRIPT),
    file!("diff.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("faults.js", SCRIPT),
    file!("fields.js", SCRIPT),
    file!("grid.js", SCRIPT),
    file!("history.js", SCRIPT),
    file!("hub.js", SCRIPT),
    file!("icon.svg", SVG),
    file!("index.html", HTML),
    file!("keys.js", SCRIPT),
    file!("kinds.js", SCRIPT),
    file!("lines.js", SCRIPT),
    file!("object.js", SCRIPT),
    file!("objects.js", SCRIPT),
    file!("owners.js", SCRIPT),
    file!("patch.js", SCRIPT),
    file!("patches.js", SCRIPT),
    file!("requests.js", SCRIPT),
    file!("route.js", SCRIPT),
    file!("snapshots.js", SCRIPT),
    file!("stream.js", SCRIPT),
    file!("style.css", CSS),
    file!("tables.js", SCRIPT),
    file!("theme.js", SCRIPT),
    file!("worlds.js", SCRIPT),
    file!("yaml.js", SCRIPT),
];

/// The file of this name, the page itself where there is none; 404 where there is no such file.
pub fn show(name: &str) -> Response {
    let name = if name.is_empty() { INDEX } else { name };
    let Some((_, content_type, contents)) = FILES.iter().find(|(known, ..)| *known == name) else {
        return Response::text(404, "404 page not found\n");
    };
    let headers = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    let headers = headers.map(|(name, value)| (name, value.to_owned())).into();
    Response { code: 200, content_type, headers, body: Bytes::from_static(contents) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/page");
        let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let served = FILES.iter().map(|(name, ..)| (*name).to_owned());
        assert_eq!(there.collect::<BTreeSet<_>>(), served.collect::<BTreeSet<_>>());
        for (name, content_type, _) in FILES {
            let extension = Path::new(name).extension().unwrap().to_str().unwrap();
            let expected = [("html", HTML), ("css", CSS), ("js", SCRIPT), ("svg", SVG)]
                .into_iter()
                .find(|(of, _)| *of == extension);
            assert_eq!(Some(*content_type), expected.map(|(_, content_type)| content_type), "{name}");
        }
    }

    #[test]
    fn the_page_has_nothing_that_its_policy_forbids() {
        let (_, _, index) = FILES.iter().find(|(name, ..)| *name == INDEX).unwrap();
        let index = std::str::from_utf8(index).unwrap();
        for inline in ["<script>", "<style", " style=", " onclick=", "javascript:", "://"] {
            assert!(!index.contains(inline), "{inline}");
        }
    }
}
