//! A request's head: when, who, as whom, whether there is room, whether they may, and where it leads. Each step says what it
//! learnt or refuses, before a byte of the body is read.

use std::sync::Arc;
use std::time::Duration;

use coracle_kinds::{Kind, Qualified, Registry, Verb};
use coracle_object::text::quote;
use coracle_store::Revision;

use crate::answer::Response;
use crate::apart::Weight;
use crate::auth::certificates::NotVerified;
use crate::auth::rules::Rules;
use crate::auth::tokens;
use crate::auth::{UNSAFE_DELETE, User, impersonation, protocol, rights};
use crate::clock;
use crate::discovery;
use crate::faults::Fault;
use crate::limits;
use crate::metrics::Series;
use crate::own::wait;
use crate::process::Process;
use crate::request::Head;
use crate::request::target::Target;
use crate::route::{Refused, Route, route};
use crate::status::Failure;
use crate::ui::{Opener, Ui};
use crate::world::World;
use crate::worlds::{MAIN, unknown};

/// The bytes of a body that are read at most.
// Upstream: apiserver/pkg/server/config.go MaxRequestBodyBytes (v1.37.2)
pub const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;

/// What was made of a request's head.
pub struct Entry {
    /// Who asks; none where the token is not known, or was not looked at.
    pub user: Option<Arc<User>>,
    /// Who they act as, where they do.
    pub acting: Option<Arc<User>>,
    /// The world that is asked; none where it is not named.
    pub world: Option<String>,
    /// What is aimed at.
    pub target: Target,
    /// Who a write is recorded for; empty for what is no write.
    pub manager: String,
    /// The world that is asked, where there is one, and its revision when the request came.
    pub found: Option<(Arc<World>, Revision)>,
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
    /// The head.
    pub head: Head,
    /// The world that is asked.
    pub world: Arc<World>,
    /// What it leads to.
    pub route: Route,
    /// Who asks.
    pub asker: Arc<User>,
    /// Who asks, or who they act as.
    pub user: Arc<User>,
    /// Why the user may not create what an update or an apply would create.
    pub create_denied: Option<Failure>,
    /// Why the user may not delete what cannot be read.
    pub unsafe_delete_denied: Option<Failure>,
    /// How long the answer may take.
    pub deadline: Duration,
    /// Whose places and turns it takes: those of who showed the token, whoever else they act as.
    pub taker: Arc<str>,
    /// How much it works on.
    pub weight: Arc<Weight>,
    /// What goes wrong with it, as somebody asked for.
    pub fault: Option<Arc<Fault>>,
    /// Does the page at `/ui` ask? It looks on: nothing goes wrong with it, and it is no evidence.
    pub by_page: bool,
    /// Held for as long as the request is under way.
    _place: Option<limits::Place>,
}

impl Admitted {
    /// Does the answer depend on a body?
    pub fn reads_body(&self) -> bool {
        match &self.route {
            Route::Resource(r) => {
                matches!(r.verb, Verb::Create | Verb::Update | Verb::Patch | Verb::Delete | Verb::DeleteCollection)
            }
            Route::Own(operation, _) => operation.body.is_some(),
            Route::Ui => Ui::reads_body(&self.head),
            Route::Page(_) => false,
        }
    }

    /// Is it much work, whatever it is asked of? What is asked of resources is weighed as it goes.
    pub fn is_bulky(&self) -> bool {
        match &self.route {
            Route::Page(page) => page.is_bulky(),
            Route::Own(operation, _) => operation.is_bulky,
            Route::Resource(_) | Route::Ui => false,
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

    /// The answer to a request whose world is deleted meanwhile.
    pub fn world_gone(&self) -> Response {
        self.failure(&unknown(&self.world.name))
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
        // Upstream: net/http/internal/chunked.go chunkedReader.Read (go1.26.8). There it is a 500, as if the server
        // were at fault (docs/differences.md).
        self.failure(&Failure::bad_request("malformed chunked encoding"))
    }

    fn failure(&self, failure: &Failure) -> Response {
        Response::failure(&self.head, failure, &self.warnings())
    }

    /// What the client is warned of whatever the answer is.
    pub fn warnings(&self) -> Vec<String> {
        match &self.route {
            Route::Resource(r) => deprecation(&r.kind),
            Route::Page(_) | Route::Own(..) | Route::Ui => Vec::new(),
        }
    }
}

/// The warning that a kind's answers bear, if any.
fn deprecation(kind: &Kind) -> Vec<String> {
    kind.deprecation.iter().map(ToString::to_string).collect()
}

/// Who asks, as their token says.
struct Asker {
    user: Arc<User>,
    /// Who they act as whatever they say, where it was so when they opened the page.
    acting: Option<Arc<User>>,
    /// The subprotocols that are left where the token was one of them.
    others: Option<String>,
    /// Was it the token of the page at `/ui`?
    by_page: bool,
}

impl Asker {
    fn by_itself(user: Arc<User>, others: Option<String>) -> Asker {
        Asker { user, acting: None, others, by_page: false }
    }
}

/// Looks at a request's head. The order of the steps is the reference's: time, who, as whom, room, right, route.
///
/// `named` is the world in its path, and `world` the one that is asked, or the failure where there is none: which is told to those alone
/// who could ask it.
// Upstream: apiserver/pkg/server/config.go DefaultBuildHandlerChain (v1.37.2)
pub fn admit(process: &Process, named: Option<String>, world: Result<Arc<World>, Failure>, head: Head) -> Entry {
    let mut entry = Entry::new(&head);
    entry.world = named;
    entry.found = world.as_ref().ok().map(|world| (world.clone(), world.store.revision()));
    entry.admitted = entry.pass(process, world, head);
    entry
}

impl Entry {
    /// What a head says by itself; it is not looked at yet whether it may be answered.
    fn new(head: &Head) -> Self {
        let target = Target::read(head);
        let writes = matches!(target.verb.as_str(), "create" | "update" | "patch");
        let manager = head.query.first("fieldManager").unwrap_or_default();
        Entry {
            user: None,
            acting: None,
            world: None,
            manager: if writes { head.manager(manager) } else { String::new() },
            target,
            found: None,
            subprotocols: head.first_subprotocols(),
            warnings: spaced_token(head).map(ToOwned::to_owned).into_iter().collect(),
            series: None,
            admitted: Err(Response::empty(500)),
        }
    }

    /// Takes the steps, and notes what each learnt for whoever writes of the request, also where a later one refuses it.
    fn pass(
        &mut self,
        process: &Process,
        world: Result<Arc<World>, Failure>,
        head: Head,
    ) -> Result<Admitted, Response> {
        let rules = Rules::within(process.rules.current(), self.world.as_deref().unwrap_or(MAIN));
        let deadline = time(process, &head, &self.target)?;
        if self.world.is_none() && process.ui.is_at(&head.path) {
            return self.look(process, world, head, deadline);
        }
        let Asker { user: asker, acting, others, by_page } = ask(process, &head)?;
        self.subprotocols = others.or_else(|| self.subprotocols.take());
        let asker = self.user.insert(asker);
        self.acting = acting;
        let from = self.acting.as_ref().unwrap_or(asker);
        if let Some(acts) = act(process, &head, from, &self.target, &rules)? {
            self.acting = Some(acts);
        }
        let user = self.acting.as_ref().unwrap_or(asker);
        // Who acts as many others has one user's places.
        let taker: Arc<str> = asker.name.as_str().into();
        let place = enter(process, &head, &self.target, &taker)?;
        let denied = permit(&head, &self.target, user, &rules)?;
        let world = world.map_err(|failure| refuse(&head, &failure))?;
        let route = lead(&world.kinds.current(), &head, &self.target, &mut self.series)?;
        let Denied { create: create_denied, unsafe_delete: unsafe_delete_denied } = denied;
        let (asker, user, weight) = (asker.clone(), user.clone(), Arc::default());
        Ok(Admitted {
            head,
            world,
            route,
            asker,
            user,
            create_denied,
            unsafe_delete_denied,
            deadline,
            taker,
            weight,
            fault: None,
            by_page,
            _place: place,
        })
    }

    /// The same for the page at `/ui`, which is shown to nobody in particular: it asks for all else with its token.
    fn look(
        &mut self,
        process: &Process,
        world: Result<Arc<World>, Failure>,
        head: Head,
        deadline: Duration,
    ) -> Result<Admitted, Response> {
        let user: Arc<User> = User::anonymous().into();
        let taker: Arc<str> = user.name.as_str().into();
        let place = enter(process, &head, &self.target, &taker)?;
        let world = world.map_err(|failure| refuse(&head, &failure))?;
        self.series = Some(Series::of_page(&head, "ui", "coracle"));
        Ok(Admitted {
            head,
            world,
            route: Route::Ui,
            asker: user.clone(),
            user,
            create_denied: None,
            unsafe_delete_denied: None,
            deadline,
            taker,
            weight: Arc::default(),
            fault: None,
            by_page: true,
            _place: place,
        })
    }
}

fn refuse(head: &Head, failure: &Failure) -> Response {
    Response::failure(head, failure, &[])
}

/// The same with a header against guesses at what the answer is.
// Upstream: endpoints/handlers/responsewriters/errors.go RespondWithError (v1.37.2)
fn refuse_safely(head: &Head, failure: &Failure) -> Response {
    let mut response = refuse(head, failure);
    response.headers.push(("x-content-type-options", "nosniff".into()));
    response
}

/// How long the answer may take.
fn time(process: &Process, head: &Head, target: &Target) -> Result<Duration, Response> {
    if target.lacks_kind() {
        return Err(lacks_kind(head));
    }
    if process.is_draining() && !discovery::is_health(&head.path) {
        return Err(refuse(head, &Failure::unavailable("the server is shutting down; try again")));
    }
    if target.path == wait::PATH {
        return Ok(wait::DEADLINE);
    }
    let asked = head.query.first("timeout").filter(|_| !target.is_long_running());
    limits::deadline(asked).map_err(|failure| refuse(head, &failure))
}

/// Who asks. The first way to show it that counts decides; a certificate or a token that does not count is refused where no other way
/// does, and who shows nothing is nobody.
// Upstream: apiserver/pkg/authentication/request/union/union.go AuthenticateRequest (v1.37.2)
fn ask(process: &Process, head: &Head) -> Result<Asker, Response> {
    let unauthorized = || refuse(head, &Failure::unauthorized());
    let certified = certified(process, head);
    if let Ok(Some(user)) = certified {
        return Ok(Asker::by_itself(user, None));
    }
    let (shown, tokens) = (tokens::shown(head), process.tokens.current());
    let asker = |token: &str, others: Option<String>| match tokens.find(token) {
        Some(user) => Some(Asker::by_itself(user.clone(), others)),
        None => process.ui.opener(token, head, clock::now()).map(|opener| {
            let Opener { asker: user, acting, .. } = opener;
            Asker { user, acting, others, by_page: true }
        }),
    };
    if let Some(asker) = shown.and_then(|token| asker(token, None)) {
        return Ok(asker);
    }
    let offer = protocol::offer(head.subprotocols.as_deref().unwrap_or_default());
    match offer.map_err(|protocol::Unreadable| unauthorized())? {
        Some(offer) => asker(&offer.token, Some(offer.others)).ok_or_else(unauthorized),
        None if shown.is_some() || certified.is_err() => Err(unauthorized()),
        None => Ok(Asker::by_itself(User::anonymous().into(), None)),
    }
}

/// Who asks, as their certificate says; none where they show none, or where it names nobody.
fn certified(process: &Process, head: &Head) -> Result<Option<Arc<User>>, NotVerified> {
    let Some(shown) = &head.certificate else { return Ok(None) };
    let user = process.authorities.current().user(shown, clock::now().timestamp());
    user.inspect_err(|why| tracing::info!(%why, "a client's certificate does not count"))
}

/// Who the one who asks acts as; none where they act for themselves.
fn act(
    process: &Process,
    head: &Head,
    asker: &User,
    target: &Target,
    rules: &Rules,
) -> Result<Option<Arc<User>>, Response> {
    let wanted = impersonation::wanted(&head.impersonate);
    let Some(wanted) = wanted.map_err(|why| refuse_safely(head, &Failure::bad_request(why)))? else {
        return Ok(None);
    };
    let acting = process.last_modes.act(asker, &wanted, target, rules);
    acting.map(|user| Some(user.into())).map_err(|denied| refuse_safely(head, &forbidden(&denied.target, &denied.why)))
}

/// A place among the requests under way; none for what always has one.
fn enter(process: &Process, head: &Head, target: &Target, taker: &Arc<str>) -> Result<Option<limits::Place>, Response> {
    Ok(match head.path.as_str() {
        path if discovery::is_health(path) => None,
        discovery::METRICS => Some(process.limits.pass(taker)),
        // It may stay as long as a watch.
        _ if target.path == wait::PATH => Some(process.limits.enter("watch", taker)?),
        _ => Some(process.limits.enter(&target.verb, taker)?),
    })
}

/// What a user may not do beside what they ask for, though it might come to that.
struct Denied {
    /// Create what an update or an apply would create.
    create: Option<Failure>,
    /// Delete what cannot be read.
    unsafe_delete: Option<Failure>,
}

/// Refuses what the user may not do.
fn permit(head: &Head, target: &Target, user: &User, rules: &Rules) -> Result<Denied, Response> {
    let denied = |verb: &str| rights::check(user, verb, target, rules).err();
    if let Some(why) = denied(&target.verb) {
        return Err(refuse_safely(head, &forbidden(target, &why)));
    }
    let verb = target.verb.as_str();
    let create = if matches!(verb, "update" | "patch") { denied("create") } else { None };
    let unsafe_delete = if verb == "delete" { denied(UNSAFE_DELETE) } else { None };
    // Quirk: it does not say who; the reason is an authorizer's, and ours gives none (asked of the reference: a user who may
    // delete and no more).
    let without_reason = || format!("not permitted to do {}, reason: ", quote(UNSAFE_DELETE));
    Ok(Denied {
        create: create.map(|why| forbidden(target, &why)),
        unsafe_delete: unsafe_delete.map(|_| forbidden(target, &without_reason())),
    })
}

/// Where a request leads. What it counts under is told also where its own route refuses it.
fn lead(kinds: &Registry, head: &Head, target: &Target, counted: &mut Option<Series>) -> Result<Route, Response> {
    match route(kinds, head, target) {
        Ok(Some((route, series))) => {
            *counted = series;
            Ok(route)
        }
        // Below these and each group one router answers, also for what it does not know; elsewhere nobody does.
        Ok(None) if has_router(kinds, &head.path) => Err(refuse(head, &Failure::no_such_resource())),
        Ok(None) => Err(Response::text(404, "404 page not found\n")),
        Err(Refused::Before(failure)) => Err(refuse(head, &failure)),
        Err(Refused::In(kind, series, failure)) => {
            *counted = Some(*series);
            Err(Response::failure(head, &failure, &deprecation(&kind)))
        }
    }
}

fn forbidden(target: &Target, why: &str) -> Failure {
    match &target.resource {
        Some(r) => Failure::forbidden(Qualified { group: &r.group, name: &r.resource }, &r.name, why),
        None => Failure::forbidden(Qualified { group: "", name: "" }, "", why),
    }
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
        || group.is_some_and(|group| !group.is_empty() && kinds.group(group).is_some_and(|group| !group.is_custom()))
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
