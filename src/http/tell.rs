//! What is told of a request once it has been answered: in the log, to the audit, and among the world's last requests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::RequestHead;
use actix_web::http::header;

use super::Shared;
use crate::admit::Admitted;
use crate::audit::{self, Line};
use crate::auth::User;
use crate::clock;
use crate::discovery;
use crate::request::Head;
use crate::request::options;
use crate::request::target::{Resource, Target};
use crate::requests::Request;
use crate::world::World;
use coracle_store::Revision;

/// Who asked for what.
pub struct Asked {
    pub user: Option<Arc<User>>,
    pub acting: Option<Arc<User>>,
    /// The world in its path.
    pub world: Option<String>,
    pub target: Target,
    pub manager: String,
    /// The world that was asked, and its revision when the request came.
    pub found: Option<(Arc<World>, Revision)>,
}

/// Where what is no part of the Kubernetes API is.
const OWN: &str = "/coracle/";

/// How a request ended.
pub struct Answered<'a> {
    pub code: u16,
    /// How many bytes the body has; none where it is still to come.
    pub bytes: Option<usize>,
    pub audit_id: &'a str,
    /// When its head had come.
    pub began: Instant,
}

impl Shared {
    /// Says of a request how it ended, where somebody listens.
    pub fn tell(&self, asked: Asked, head: &RequestHead, admitted: Option<&Admitted>, answered: &Answered<'_>) {
        let Answered { code, audit_id, .. } = answered;
        tracing::debug!(method = %head.method, path = head.uri.path(), code, audit_id, "answered");
        if let Some(audit) = &self.audit {
            audit.write(asked.line(head, answered));
        }
        let (kept, path) = (self.server.process.fixture.requests, asked.target.path.as_str());
        let is_evidence =
            !path.starts_with(OWN) && !discovery::is_health(path) && path != discovery::METRICS && kept > 0;
        let by_page = admitted.is_some_and(|admitted| admitted.by_page);
        if let (true, Some((world, revision_before))) = (is_evidence && !by_page, asked.found.clone()) {
            let revision_after = world.store.revision();
            let request = asked.request(head, admitted, answered);
            world.requests.note(Request { revision_before, revision_after, ..request }, kept);
        }
    }
}

impl Asked {
    fn line(&self, head: &RequestHead, answered: &Answered<'_>) -> Line {
        let object = self.target.resource.clone().map(|r| audit::Object {
            resource: r.resource,
            api_group: r.group,
            subresource: r.subresource,
            namespace: r.namespace,
            name: r.name,
        });
        Line {
            time: clock::rfc3339(clock::now()),
            audit_id: answered.audit_id.to_owned(),
            user: name_of(self.user.as_ref()),
            impersonated_user: self.acting.as_ref().map(|user| user.name.clone()),
            world: self.world.clone(),
            verb: self.target.verb.clone(),
            path: self.target.path.clone(),
            // What was refused may have a secret in the wrong place.
            query: head
                .uri
                .query()
                .filter(|_| self.target.path.starts_with(OWN) && answered.code < 400)
                .map(ToOwned::to_owned),
            object,
            manager: self.manager.clone(),
            code: answered.code,
            latency_ms: u64::try_from(answered.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            client: head.peer_addr.map(|a| a.to_string()).unwrap_or_default(),
        }
    }

    fn request(self, head: &RequestHead, admitted: Option<&Admitted>, answered: &Answered<'_>) -> Request {
        let took = answered.began.elapsed();
        let Target { path, verb, resource } = self.target;
        let Resource { group, version, resource, subresource, namespace, name } = resource.unwrap_or_default();
        let asked = admitted.map(|admitted| &admitted.head);
        let said = |name: &str| asked.and_then(|asked| asked.query.first(name)).unwrap_or_default();
        let text = |name| head.headers.get(name).map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned());
        let patches = |asked: &&Head| asked.method == "PATCH";
        Request {
            time: clock::now() - took.min(Duration::from_secs(3600)),
            user: name_of(self.user.as_ref()),
            impersonated_user: name_of(self.acting.as_ref()),
            user_agent: text(header::USER_AGENT).unwrap_or_default(),
            verb,
            path,
            group,
            version,
            resource,
            subresource,
            namespace,
            name,
            code: answered.code,
            dry_run: !said("dryRun").is_empty(),
            manager: self.manager,
            force: !said("force").is_empty() && options::is_true(said("force")),
            patch_type: asked.filter(patches).and_then(|asked| asked.content_type.clone()).unwrap_or_default(),
            bytes: answered.bytes,
            milliseconds: took.as_secs_f64() * 1000.0,
            fault: admitted.and_then(|a| a.fault.as_ref()).map(|fault| fault.name().to_owned()).unwrap_or_default(),
            ..Request::default()
        }
    }
}

fn name_of(user: Option<&Arc<User>>) -> String {
    user.map(|user| user.name.clone()).unwrap_or_default()
}
