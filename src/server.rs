//! The server without its sockets: who asks, whether they may, what is served, and the answer.
//!
//! A request passes in two steps: [`Server::admit`] looks at its head alone and refuses before a byte of the body is
//! read; [`Server::answer`] does the rest.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_kinds::{Kind, Qualified, Registry, Role, Verb};
use coracle_object::text::quote;

use crate::answer::unread::Room;
use crate::answer::{Reader, Reply, Response, View};
use crate::apart::Weight;
use crate::auth::impersonation;
use crate::auth::rules::Rules;
use crate::auth::{UNSAFE_DELETE, User, protocol, rights};
use crate::clock;
use crate::discovery;
use crate::limits;
use crate::metrics::Series;
use crate::process::Process;
use crate::request::target::Target;
use crate::request::{Head, options};
use crate::reviews;
use crate::route::{Refused, ResourceRoute, Route, route};
use crate::status::Failure;
use crate::verbs::{self, Call, get, list};
use crate::world::World;

/// The bytes of a body that are read at most.
// Upstream: apiserver/pkg/server/config.go MaxRequestBodyBytes (v1.37.2)
pub const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;

/// A world behind its sockets.
pub struct Server {
    /// What all worlds have in common.
    pub process: Arc<Process>,
    /// The world.
    pub world: Arc<World>,
}

/// What was made of a request's head.
pub struct Entry {
    /// Who asks; none where the token is not known, or was not looked at.
    pub user: Option<User>,
    /// Who they act as, where they do.
    pub acting: Option<User>,
    /// What is aimed at.
    pub target: Target,
    /// Who a write is recorded for; empty for what is no write.
    pub manager: String,
    /// The subprotocols that a WebSocket may choose from, as one header; none where the request does not ask for one.
    pub subprotocols: Option<String>,
    /// What every answer warns of: how the client showed its token.
    pub warnings: Vec<String>,
    /// What it counts under; none for what reached no route, or one that is not counted.
    pub series: Option<Series>,
    /// The request, if it may be answered, or the answer that refuses it.
    pub admitted: Result<Admitted, Response>,
}

/// A request whose head was looked at, and that may be answered.
pub struct Admitted {
    head: Head,
    /// The kinds that were served when it came.
    kinds: Arc<Registry>,
    route: Route,
    /// Who asks, or who they act as.
    user: User,
    /// Why the user may not create what an update or an apply would create.
    create_denied: Option<Failure>,
    /// Why the user may not delete what cannot be read.
    unsafe_delete_denied: Option<Failure>,
    /// How long the answer may take.
    pub deadline: Duration,
    /// Whose places and turns it takes: those of who showed the token, whoever else they act as.
    pub taker: Arc<str>,
    /// How much it works on.
    pub weight: Arc<Weight>,
    /// Held for as long as the request is under way.
    _place: Option<limits::Place>,
}

/// What is learnt of a request on its way, whether it is refused or not.
#[derive(Default)]
struct Learnt {
    user: Option<User>,
    acting: Option<User>,
    subprotocols: Option<String>,
    series: Option<Series>,
}

impl Admitted {
    /// Does the answer depend on a body?
    pub fn reads_body(&self) -> bool {
        match &self.route {
            Route::Resource(r) => {
                matches!(r.verb, Verb::Create | Verb::Update | Verb::Patch | Verb::Delete | Verb::DeleteCollection)
            }
            Route::Page(_) | Route::Inspect(_) => false,
        }
    }

    /// May the answer hold any number of objects?
    pub fn lists(&self) -> bool {
        matches!(&self.route, Route::Resource(r) if matches!(r.verb, Verb::List | Verb::DeleteCollection))
    }

    /// Does the answer tell what happens from now on?
    pub fn watches(&self) -> bool {
        matches!(&self.route, Route::Resource(r) if r.verb == Verb::Watch)
    }

    /// The answer to a request that takes longer than it may.
    pub fn too_late(&self) -> Response {
        limits::too_late(&self.head)
    }

    /// The answer to a body that is larger than [`BODY_BYTES_MAX`].
    pub fn too_large(&self) -> Response {
        self.failure(&Failure::too_large(format!("limit is {BODY_BYTES_MAX}")))
    }

    /// The answer to a body that does not come to its end: an error that the reference has no status for.
    pub fn broken_body(&self, why: &str) -> Response {
        self.failure(&Failure::unexplained(why))
    }

    /// The answer to a body whose chunks cannot be told apart.
    pub fn malformed_chunks(&self) -> Response {
        // Upstream: net/http/internal/chunked.go. There it is a 500, as if the server were at fault (docs/differences.md).
        self.failure(&Failure::bad_request("malformed chunked encoding"))
    }

    fn failure(&self, failure: &Failure) -> Response {
        Response::failure(&self.head, failure, &self.warnings())
    }

    /// What the client is warned of whatever the answer is.
    fn warnings(&self) -> Vec<String> {
        match &self.route {
            Route::Resource(r) => deprecation(&r.kind),
            Route::Page(_) | Route::Inspect(_) => Vec::new(),
        }
    }
}

/// The warning that a kind's answers bear, if any.
fn deprecation(kind: &Kind) -> Vec<String> {
    kind.deprecation.iter().map(ToString::to_string).collect()
}

impl Server {
    /// Looks at a request's head: who asks, whether there is room, whether they may, and whether it is served.
    pub fn admit(&self, head: Head) -> Entry {
        let target = Target::read(&head.method, &head.path, &head.query);
        let writes = matches!(target.verb.as_str(), "create" | "update" | "patch");
        let manager = head.query.first("fieldManager").unwrap_or_default();
        let manager = if writes { head.manager(manager) } else { String::new() };
        let warnings = spaced_token(&head).map(ToOwned::to_owned).into_iter().collect();
        let mut learnt = Learnt { subprotocols: head.first_subprotocols(), ..Learnt::default() };
        let admitted = self.check(head, &target, &mut learnt);
        let Learnt { user, acting, subprotocols, series } = learnt;
        Entry { user, acting, target, manager, subprotocols, warnings, series, admitted }
    }

    /// The order is the reference's: time, who, as whom, room, right, route.
    // Upstream: apiserver/pkg/server/config.go DefaultBuildHandlerChain (v1.37.2)
    fn check(&self, head: Head, target: &Target, learnt: &mut Learnt) -> Result<Admitted, Response> {
        let refuse = |failure: Failure| Response::failure(&head, &failure, &[]);
        if target.lacks_kind() {
            return Err(lacks_kind(&head));
        }
        let is_health = discovery::is_health(&head.path);
        if self.process.is_draining() && !is_health {
            return Err(refuse(Failure::unavailable("the server is shutting down; try again")));
        }
        let asked = head.query.first("timeout").filter(|_| !target.is_long_running());
        let deadline = limits::deadline(asked).map_err(refuse)?;
        // Upstream: endpoints/handlers/responsewriters/errors.go RespondWithError (v1.37.2)
        let refuse_safely = |failure: Failure| {
            let mut response = refuse(failure);
            response.headers.push(("x-content-type-options", "nosniff".into()));
            response
        };
        let asker = learnt.user.insert(self.authenticate(&head, &mut learnt.subprotocols).map_err(refuse)?);
        let (rules, kinds) = (self.process.rules.current(), self.world.kinds.current());
        learnt.acting = self.acting(&head, asker, target, &rules).map_err(refuse_safely)?;
        let user = learnt.acting.as_ref().unwrap_or(asker);
        // Who acts as many others has one user's places.
        let taker: Arc<str> = asker.name.as_str().into();
        let place = match head.path.as_str() {
            _ if is_health => None,
            discovery::METRICS => Some(self.process.limits.pass(&taker)),
            _ => Some(self.process.limits.enter(&target.verb, &taker)?),
        };
        let denied = |verb: &str| rights::check(user, verb, target, &rules).err().map(|why| forbidden(target, &why));
        if let Some(failure) = denied(&target.verb) {
            return Err(refuse_safely(failure));
        }
        let (route, series) = match route(&kinds, &head, target.clone()) {
            Ok(Some(found)) => found,
            // Below these and each group one router answers, also for what it does not know; elsewhere nobody does.
            Ok(None) if has_router(&kinds, &head.path) => {
                return Err(refuse(Failure::no_such_resource()));
            }
            Ok(None) => return Err(Response::text(404, "404 page not found\n")),
            Err(Refused::Before(failure)) => return Err(refuse(failure)),
            Err(Refused::In(kind, series, failure)) => {
                learnt.series = Some(*series);
                return Err(Response::failure(&head, &failure, &deprecation(&kind)));
            }
        };
        learnt.series = series;
        let may_create = matches!(target.verb.as_str(), "update" | "patch");
        let create_denied = if may_create { denied("create") } else { None };
        let unsafe_delete_denied = match target.verb.as_str() {
            "delete" => rights::check(user, UNSAFE_DELETE, target, &rules).err(),
            _ => None,
        };
        // Quirk: it does not say who; the reason is an authorizer's, and ours gives none.
        let unsafe_delete_denied = unsafe_delete_denied
            .map(|_| forbidden(target, &format!("not permitted to do {}, reason: ", quote(UNSAFE_DELETE))));
        let (user, weight) = (user.clone(), Arc::default());
        Ok(Admitted {
            head,
            kinds,
            route,
            user,
            create_denied,
            unsafe_delete_denied,
            deadline,
            taker,
            weight,
            _place: place,
        })
    }

    /// Waits for what a request cannot be answered without: the revision that a get or a list asks for, for a while.
    pub async fn prepare(&self, admitted: &Admitted) {
        let query = &admitted.head.query;
        let awaited = match &admitted.route {
            Route::Resource(r) if r.verb == Verb::Get => get::awaited(query),
            _ if admitted.lists() => options::list(query).map_or(0, |options| list::awaited(&options)),
            _ => 0,
        };
        if awaited > 0 {
            self.world.store.reached(awaited, verbs::FRESH_WITHIN).await;
        }
    }

    /// Answers a request that was admitted.
    pub async fn answer(&self, admitted: &Admitted, body: Bytes) -> Reply {
        let route = match &admitted.route {
            Route::Page(page) => return Reply::Whole(page.show(&self.process, &self.world, &admitted.head)),
            Route::Inspect(question) => return question.answer(&self.world.store, &admitted.head).await,
            Route::Resource(route) if route.kind.role == Role::Review => {
                return self.review(admitted, route, &body).await;
            }
            Route::Resource(route) => route,
        };
        let moment = clock::moment();
        let call = Call {
            process: &self.process,
            world: &self.world,
            head: &admitted.head,
            kinds: &admitted.kinds,
            kind: &route.kind,
            namespace: if route.kind.is_namespaced() { &route.resource.namespace } else { "" },
            name: &route.resource.name,
            subresource: &route.resource.subresource,
            body: &body,
            moment: &moment,
            create_denied: admitted.create_denied.as_ref(),
            unsafe_delete_denied: admitted.unsafe_delete_denied.as_ref(),
            taker: &admitted.taker,
            weight: &admitted.weight,
            frees: matches!(route.verb, Verb::Delete | Verb::DeleteCollection),
        };
        let mut warnings = admitted.warnings();
        let view = View {
            head: &admitted.head,
            accepted: &route.accepted,
            kind: &route.kind,
            self_links: self.process.self_links.then(|| admitted.head.path.clone()),
            now_seconds: moment.seconds,
        };
        let Some(room) = self.room_for(&call, route, admitted).await else { return Reply::Whole(admitted.too_late()) };
        let shown = match verbs::run(route.verb, &call, &mut warnings).await {
            Ok(answer) => view.show(answer, &warnings, &self.reader(admitted)).await,
            Err(failure) => Err(failure),
        };
        let reply =
            shown.unwrap_or_else(|failure| Reply::Whole(Response::failure(&admitted.head, &failure, &warnings)));
        self.with_room(reply, room, admitted).await
    }

    /// Waits for room for an answer about one object before it is made, so that what waits holds nothing: about as much as
    /// the object and what is to become of it, read and written. None where it was waited for in vain.
    async fn room_for(&self, call: &Call<'_>, route: &ResourceRoute, admitted: &Admitted) -> Option<Room> {
        if matches!(route.verb, Verb::List | Verb::Watch | Verb::DeleteCollection) {
            return Some(Room::none());
        }
        let bytes = 2 * (self.world.store.bytes(&[call.key(call.name)]) + call.body.len());
        let room = self.process.unread.ready.room(&admitted.taker, bytes);
        tokio::time::timeout(admitted.deadline, room).await.ok()
    }

    fn reader<'a>(&'a self, admitted: &'a Admitted) -> Reader<'a> {
        Reader { unread: &self.process.unread, user: &admitted.taker }
    }

    /// Waits for what a whole answer takes until it is read, for as long as answering may take.
    async fn with_room(&self, reply: Reply, room: Room, admitted: &Admitted) -> Reply {
        let Reply::Whole(mut response) = reply else { return reply };
        let room = self.process.unread.ready.fit(&admitted.taker, room, response.body.len());
        match tokio::time::timeout(admitted.deadline, room).await {
            Ok(room) => response.body = room.keep(response.body),
            Err(_) => response = admitted.too_late(),
        }
        Reply::Whole(response)
    }

    async fn review(&self, admitted: &Admitted, route: &ResourceRoute, body: &Bytes) -> Reply {
        let Admitted { head, user, .. } = admitted;
        let ResourceRoute { kind, resource, accepted, .. } = route;
        let namespace = if kind.is_namespaced() { resource.namespace.as_str() } else { "" };
        let asked = reviews::Asked { rules: &self.process.rules.current(), head, user, review: kind, namespace, body };
        let mut warnings = Vec::new();
        let view = View { head, accepted, kind, self_links: None, now_seconds: 0 };
        let shown = match reviews::answer(&asked, &mut warnings) {
            Ok(answer) => view.show(answer, &warnings, &self.reader(admitted)).await,
            Err(failure) => Err(failure),
        };
        let reply = shown.unwrap_or_else(|failure| Reply::Whole(Response::failure(head, &failure, &warnings)));
        self.with_room(reply, Room::none(), admitted).await
    }

    /// Who asks. A token that is not known is refused; none at all is nobody. One that came as a subprotocol is taken out of these.
    // Upstream: apiserver/pkg/authentication/request/union/union.go (v1.37.2)
    fn authenticate(&self, head: &Head, subprotocols: &mut Option<String>) -> Result<User, Failure> {
        let (shown, tokens) = (token(head), self.process.tokens.current());
        if let Some(user) = shown.and_then(|token| tokens.find(token)) {
            return Ok(user.clone());
        }
        let offer = protocol::offer(head.subprotocols.as_deref().unwrap_or_default());
        let offer = offer.map_err(|protocol::Unreadable| Failure::unauthorized())?;
        match offer {
            Some(offer) => {
                let user = tokens.find(&offer.token).ok_or_else(Failure::unauthorized)?;
                *subprotocols = Some(offer.others);
                Ok(user.clone())
            }
            None if shown.is_some() => Err(Failure::unauthorized()),
            None => Ok(User::anonymous()),
        }
    }

    /// Who the one who asks acts as; none where they act for themselves.
    fn acting(&self, head: &Head, asker: &User, target: &Target, rules: &Rules) -> Result<Option<User>, Failure> {
        let Some(wanted) = impersonation::wanted(&head.impersonate).map_err(Failure::bad_request)? else {
            return Ok(None);
        };
        let acting = self.process.last_modes.act(asker, &wanted, target, rules);
        acting.map(Some).map_err(|denied| forbidden(&denied.target, &denied.why))
    }
}

fn forbidden(target: &Target, why: &str) -> Failure {
    match &target.resource {
        Some(r) => Failure::forbidden(Qualified { group: &r.group, name: &r.resource }, &r.name, why),
        None => Failure::forbidden(Qualified { group: "", name: "" }, "", why),
    }
}

/// The token in a request's head. `X-Auth-Token` counts where there is no bearer token.
// Upstream: apiserver/pkg/authentication/request/bearertoken/bearertoken.go (v1.37.2)
fn token(head: &Head) -> Option<&str> {
    let bearer = || {
        let mut words = head.authorization.as_deref()?.trim().split(' ');
        let scheme = words.next()?;
        let token = words.next()?;
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
    };
    bearer().or_else(|| head.auth_token.as_deref().map(str::trim).filter(|t| !t.is_empty()))
}

/// The warning about a bearer token that does not count, since two spaces stand before it.
fn spaced_token(head: &Head) -> Option<&'static str> {
    let words: Vec<&str> = head.authorization.as_deref()?.trim().splitn(4, ' ').collect();
    let ignored = matches!(words.as_slice(), [scheme, "", _] if scheme.eq_ignore_ascii_case("bearer"));
    ignored.then_some("the provided Authorization header contains extra space before the bearer token, and is ignored")
}

/// Does a router answer below this path, be it that it does not know it?
fn has_router(kinds: &Registry, path: &str) -> bool {
    let group = path.strip_prefix("/apis/").and_then(|rest| rest.split('/').next());
    ["/api/", "/version/"].iter().any(|root| path.starts_with(root))
        || group.is_some_and(|group| !group.is_empty() && kinds.group(group).is_some())
}

/// The answer to a path that ends where a kind must follow.
// Upstream: endpoints/handlers/responsewriters/errors.go InternalError (v1.37.2)
fn lacks_kind(head: &Head) -> Response {
    let uri = &head.uri;
    let why = format!(
        "Internal Server Error: {}: failed to create RequestInfo: unable to determine kind and namespace from url, {uri}\n",
        quote(uri)
    );
    Response::text(500, rights::for_browsers(&why))
}
