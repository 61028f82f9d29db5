//! From a method, a path, a query and headers to what is asked for; nothing here knows how it is answered.

pub mod certificate;
pub mod duration;
pub mod media;
pub mod options;
pub mod origin;
pub mod pattern;
pub mod query;
pub mod target;
pub mod token;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use certificate::Shown;
use options::ListOptions;
use query::Query;

/// A request without its body.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// `GET`, `PATCH`, …
    pub method: String,
    /// Path and parameters as they were sent.
    pub uri: String,
    /// The path, percent-decoded; without that of a world.
    pub path: String,
    /// The path of the world that is asked, `/worlds/NAME`; empty where it is not named.
    pub prefix: String,
    /// The parameters.
    pub query: Query,
    /// `Accept`.
    pub accept: Option<String>,
    /// `Accept-Encoding`.
    pub accept_encoding: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `User-Agent`.
    pub user_agent: Option<String>,
    /// `Authorization`.
    pub authorization: Option<String>,
    /// `X-Auth-Token`, which the hosted service that this interface was first described for uses.
    pub auth_token: Option<String>,
    /// The certificates that the connection began with; none where the client showed none.
    pub certificate: Option<Arc<Shown>>,
    /// `Sec-WebSocket-Protocol`, header by header, of a request for a WebSocket; none of any other.
    pub subprotocols: Option<Vec<String>>,
    /// The headers that begin with `Impersonate-`, in order: names in lower case and without that, and values.
    pub impersonate: Vec<(String, String)>,
    /// `If-None-Match`: the tags of what the client has.
    pub if_none_match: Option<String>,
    /// `If-Modified-Since`: when the client got it.
    pub if_modified_since: Option<String>,
    /// `Host`: what the client calls this server.
    pub host: Option<String>,
    /// `Origin`: the page that sends it, where a browser says so.
    pub origin: Option<String>,
    /// The address that it comes from, as far as it is known.
    pub peer: Option<IpAddr>,
    /// What [`Head::list_options`] found.
    pub list_options: OnceLock<Result<Arc<ListOptions>, String>>,
}

/// Where worlds are.
const WORLDS: &str = "/worlds/";

impl Head {
    /// The world's name, where one stands before the path.
    pub fn world(&self) -> Option<&str> {
        let rest = self.path.strip_prefix(WORLDS)?;
        rest.split('/').next().filter(|name| !name.is_empty())
    }

    /// Takes the world's name off the path, where one stands there.
    pub fn take_world(&mut self) -> Option<String> {
        let name = self.world()?.to_owned();
        let path = self.path[WORLDS.len() + name.len()..].to_owned();
        let path = if path.is_empty() { "/".to_owned() } else { path };
        self.prefix = format!("{WORLDS}{name}");
        self.path = path;
        if let Some(uri) = self.uri.strip_prefix(&self.prefix) {
            self.uri = uri.to_owned();
        }
        Some(name)
    }

    /// The parameters of a list, a watch or the deletion of a collection. They are read when they are first asked for.
    ///
    /// # Errors
    /// [`options::list`]'s.
    pub fn list_options(&self) -> Result<&Arc<ListOptions>, &str> {
        let read = || options::list(&self.query).map(Arc::new);
        self.list_options.get_or_init(read).as_ref().map_err(String::as_str)
    }

    /// The subprotocols that a WebSocket may choose from, as one header; none where the request does not ask for one.
    // Quirk: of several headers, the first alone counts (asked of the reference: one that names nothing before one that does).
    pub fn first_subprotocols(&self) -> Option<String> {
        self.subprotocols.as_ref().map(|headers| headers.first().cloned().unwrap_or_default())
    }

    /// Is the answer for a person? `?pretty=` decides, or else the program that asks.
    // Upstream: endpoints/handlers/negotiation/negotiate.go isPrettyPrint (v1.37.2)
    pub fn wants_pretty(&self) -> bool {
        match self.query.first("pretty") {
            Some(text) if !text.is_empty() => matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True"),
            _ => {
                let agent = self.user_agent.as_deref().unwrap_or("");
                ["curl", "Wget", "Mozilla/5.0"].iter().any(|people| agent.starts_with(people))
            }
        }
    }

    /// Does the client take gzip?
    // Upstream: endpoints/handlers/responsewriters/compression.go ContentEncodingSupported (v1.37.2)
    pub fn takes_gzip(&self) -> bool {
        let encodings = self.accept_encoding.as_deref().unwrap_or_default();
        // Quirk: who gives it a weight, be it 1, gets none (asked of the reference: a list of 166 kB with `gzip;q=1`).
        encodings.split(',').any(|encoding| encoding.trim() == "gzip")
    }

    /// Who a write is recorded for: `?fieldManager=`, or the client's name up to its first `/`.
    ///
    /// At most 128 bytes long; control characters of a client's name are left out.
    // Upstream: endpoints/handlers/create.go managerOrUserAgent, prefixFromUserAgent (v1.37.2)
    pub fn manager(&self, given: &str) -> String {
        const BYTES_MAX: usize = 128;
        if !given.is_empty() {
            return given.to_owned();
        }
        let name = self.user_agent.as_deref().unwrap_or("").split('/').next().unwrap_or("");
        let mut manager = String::new();
        for c in name.chars() {
            // Quirk: cut before the character that would pass the limit, whole characters only
            // (create/field-manager-long-agent).
            if manager.len() + c.len_utf8() > BYTES_MAX {
                break;
            }
            if coracle_object::text::is_printable(c) {
                manager.push(c);
            }
        }
        if manager.is_empty() { "unknown".into() } else { manager }
    }
}
