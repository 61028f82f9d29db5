//! The page at `/ui`: its files, who may open it, and who it asks as.
//!
//! `coracle ui` asks for a link with a code in it that opens the page once; for the code, the page gets a token of its own, by which it
//! asks as whoever asked for the link. Link and token are good from where the page may be opened alone, and the token ends with the server.

mod files;
mod host;
mod sessions;

use std::str::FromStr;

use chrono::{DateTime, Utc};
use coracle_kinds::Qualified;
use serde::{Deserialize, Serialize};
use tokio::sync::{OnceCell, mpsc, oneshot};

use crate::answer::Response;
use crate::request::Head;
use crate::status::Failure;
pub use sessions::Opener;
use sessions::Sessions;

/// Where the page is, without the slash behind it.
const ROOT: &str = "/ui";
/// Where it gets a token for its code.
const SESSION: &str = "/ui/session";
/// What a link is refused as.
pub const PAGE: Qualified<'static> = Qualified { group: "", name: "ui" };
/// How long a link is good.
const MINUTES: i64 = 5;

/// Who may open the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpenTo {
    /// Browsers on this machine.
    #[default]
    Loopback,
    /// Browsers anywhere, by the names and addresses of this server.
    Any,
    /// Nobody: there is no page.
    Off,
}

impl FromStr for OpenTo {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<OpenTo, Self::Err> {
        match text {
            "loopback" => Ok(OpenTo::Loopback),
            "any" => Ok(OpenTo::Any),
            "off" => Ok(OpenTo::Off),
            _ => Err("it is none of loopback, any, off"),
        }
    }
}

/// Asks for a place where the page can be opened without a certificate: its URL, or why there is none.
pub type Door = oneshot::Sender<Result<String, String>>;

/// The page, and who has it open.
pub struct Ui {
    open_to: OpenTo,
    /// What this server is called, beside its addresses.
    names: Vec<String>,
    sessions: Sessions,
    /// Where the page is opened, once somebody has asked.
    url: OnceCell<String>,
    doors: mpsc::Sender<Door>,
}

/// What the page says to get its token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Launch {
    /// The code of the link.
    launch: String,
}

/// The page's token.
#[derive(Serialize)]
struct Session<'a> {
    token: String,
    /// Who it asks as.
    user: &'a str,
    version: &'static str,
}

impl Ui {
    /// A page, and who is asked for a place where it can be opened; `url` is one where there is such a place anyway.
    pub fn new(open_to: OpenTo, names: Vec<String>, url: Option<String>) -> (Ui, mpsc::Receiver<Door>) {
        let (doors, asked) = mpsc::channel(1);
        let url = OnceCell::new_with(url);
        (Ui { open_to, names, sessions: Sessions::default(), url, doors }, asked)
    }

    /// No page.
    #[cfg(test)]
    pub fn none() -> Ui {
        Ui::new(OpenTo::Off, Vec::new(), None).0
    }

    /// A link that opens the page once for somebody, in a world, and until when.
    ///
    /// # Errors
    /// 403: there is no page. 500: there is no place to open it.
    pub async fn link(&self, opener: Opener, world: Option<&str>, now: DateTime<Utc>) -> Result<Link, Failure> {
        if self.open_to == OpenTo::Off {
            return Err(Failure::forbidden(PAGE, "", "this server was started with --ui off"));
        }
        let url = self.url.get_or_try_init(|| self.open()).await.map_err(Failure::internal)?;
        let expires = now + chrono::TimeDelta::minutes(MINUTES);
        let code = self.sessions.code(opener, expires);
        let world = world.map(|name| format!("&world={name}")).unwrap_or_default();
        Ok(Link { url: format!("{url}{ROOT}/#launch={code}{world}"), expires })
    }

    async fn open(&self) -> Result<String, String> {
        let (door, opened) = oneshot::channel();
        let closed = || "the server is shutting down".to_owned();
        self.doors.send(door).await.map_err(|_| closed())?;
        opened.await.map_err(|_| closed())?
    }

    /// Whose page shows this token; none where it is no page's, or is shown from where the page may not be opened.
    pub fn opener(&self, token: &str, head: &Head, now: DateTime<Utc>) -> Option<Opener> {
        if !sessions::is_token(token) || self.refuse(head).is_some() {
            return None;
        }
        self.sessions.opener(token, now)
    }

    /// Every page has to be opened anew: who is known is not what it was.
    pub fn end_all(&self) {
        self.sessions.end_all();
    }

    /// Is this a request for the page? It is answered to whoever may open it, known or not.
    pub fn is_at(&self, path: &str) -> bool {
        self.open_to != OpenTo::Off
            && path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Does the answer depend on a body?
    pub fn reads_body(head: &Head) -> bool {
        head.method == "POST" && head.path == SESSION
    }

    /// Answers a request for the page.
    pub fn answer(&self, head: &Head, body: &[u8], now: DateTime<Utc>) -> Response {
        if let Some(why) = self.refuse(head) {
            return Response::text(403, format!("{why}\n"));
        }
        match (head.method.as_str(), head.path.as_str()) {
            ("POST", SESSION) => self.begin(head, body, now),
            (_, SESSION) | ("POST" | "PUT" | "PATCH" | "DELETE", _) => {
                Response::failure(head, &Failure::method_not_allowed(), &[])
            }
            (_, ROOT) => {
                let mut response = Response::empty(301);
                response.headers.push(("location", format!("{ROOT}/")));
                response
            }
            (_, path) => files::show(path.strip_prefix("/ui/").unwrap_or_default()),
        }
    }

    fn begin(&self, head: &Head, body: &[u8], now: DateTime<Utc>) -> Response {
        let Ok(Launch { launch }) = serde_json::from_slice(body) else {
            return Response::failure(head, &Failure::bad_request("the body: it is not {\"launch\": \"CODE\"}"), &[]);
        };
        let Some((Opener { asker, acting, .. }, token)) = self.sessions.begin(&launch, now) else {
            return Response::failure(head, &Failure::unauthorized(), &[]);
        };
        let user = &acting.unwrap_or(asker).name;
        let session = Session { token, user, version: env!("CARGO_PKG_VERSION") };
        let body = serde_json::to_vec(&session).unwrap_or_default().into();
        Response {
            code: 201,
            content_type: "application/json",
            headers: vec![("cache-control", "no-store".into())],
            body,
        }
    }

    /// Why the page may not be opened from there; none where it may.
    fn refuse(&self, head: &Head) -> Option<&'static str> {
        let here = head.peer.is_some_and(|peer| peer.to_canonical().is_loopback());
        if self.open_to == OpenTo::Loopback && !here {
            return Some("the page is for browsers on this machine; with --ui any, others may open it");
        }
        let host = head.host.as_deref().unwrap_or_default();
        // A name that leads here without being this server's is how a foreign page would pass for ours.
        if !host::is_known(host, self.open_to == OpenTo::Any, &self.names) {
            return Some("this server is not called so; open the page by the link that coracle ui prints");
        }
        let origin = head.origin.as_deref();
        if origin.is_some_and(|origin| !host::is_of(origin, host)) {
            return Some("another page has sent this");
        }
        None
    }
}

/// A link that opens the page once.
pub struct Link {
    /// The whole URL.
    pub url: String,
    /// Until when.
    pub expires: DateTime<Utc>,
}
