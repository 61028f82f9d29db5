//! What a request leads to, by its path, its method and what its head says of types.

use std::sync::Arc;

use coracle_kinds::{Kind, Registry, Text, Verb};

use crate::change::patch::PatchType;
use crate::discovery::Page;
use crate::metrics::Series;
use crate::own::{self, Operation};
use crate::request::media::{self, Accepted, Form, Format, Forms};
use crate::request::target::{self, Place, Resource, Target};
use crate::request::{Head, options};
use crate::status::Failure;

/// What a request leads to.
pub enum Route {
    /// A page that is no resource.
    Page(Page),
    /// The page at `/ui`, for browsers.
    Ui,
    /// An operation that is beside the Kubernetes API, and what the path has for its braces.
    Own(&'static Operation, Vec<String>),
    /// A resource.
    Resource(ResourceRoute),
}

/// What is asked of a resource.
pub struct ResourceRoute {
    /// The kind, as the path sees it.
    pub kind: Arc<Kind>,
    /// What is to be done.
    pub verb: Verb,
    /// What a patch's body is; none where there is no patch.
    pub patch: Option<PatchType>,
    /// What it is to be done with.
    pub resource: Resource,
    /// What the client accepts.
    pub accepted: Accepted,
}

/// A request that is refused on its head.
pub enum Refused {
    /// Before a kind was found.
    Before(Failure),
    /// By the kind's own route, which counts it.
    In(Arc<Kind>, Box<Series>, Failure),
}

/// What a request leads to, and what it counts under; none for a path that is not known.
// Upstream: emicklei/go-restful/jsr311.go detectRoute (v3.13.0). Method 405, content type 415, accept 406, in this order.
pub fn route(kinds: &Registry, head: &Head, target: &Target) -> Result<Option<(Route, Option<Series>)>, Refused> {
    let served = |r: &Resource| kinds.group(&r.group).and_then(|group| group.version(&r.version));
    let Some((resource, version)) = target.resource.as_ref().and_then(|r| served(r).map(|version| (r, version))) else {
        let page = Page::at(kinds, &target.path).map(|page| {
            let series = page.series(head);
            (Route::Page(page), series)
        });
        if page.is_some() {
            return Ok(page);
        }
        let own = own::find(&head.method, &target.path).map_err(Refused::Before)?;
        return Ok(own.map(|(operation, names)| (Route::Own(operation, names), Some(operation.series(head)))));
    };
    let root = if resource.group.is_empty() { "/api/" } else { "/apis/" };
    let below = target.path.strip_prefix(root).and_then(|path| path.strip_prefix(&*version.api_version));
    if !below.is_some_and(|rest| rest.starts_with('/')) {
        return Ok(None);
    }
    let (place, aim) = match (target::place(&target.path), version.is_custom()) {
        // Its rights are those of what the target reads: a kind that is called as a verb or a part of a namespace is not reached.
        (Some(place), true) if place.resource != resource.resource => return Ok(None),
        (Some(place), true) => match defined(kinds, head, target, &place)? {
            Some(aim) => (place, aim),
            None => return Ok(None),
        },
        (None, true) => return Ok(None),
        (Some(place), false) => {
            let aim = aim(kinds, head, &place).map_err(Refused::Before)?;
            (place, aim)
        }
        (None, false) => return Err(Refused::Before(Failure::no_such_resource())),
    };
    let Aim { kind, part, forms, verb } = aim;
    let content_type = head.content_type.as_deref();
    // No router stands before a custom resource's handler.
    if verb == Verb::Patch && !kind.is_custom() && !PatchType::is_routed(content_type) {
        return Err(Refused::Before(Failure::unsupported_patch()));
    }
    if !kind.is_custom() && !media::route_accepts(head.accept.as_deref()) {
        return Err(Refused::Before(match verb {
            Verb::List | Verb::Watch => Failure::not_acceptable_but(Failure::COLLECTION_TYPES),
            _ => Failure::not_acceptable(),
        }));
    }
    let patch = if verb == Verb::Patch { PatchType::read(content_type) } else { None };
    let series = Series::of_resource(head, &kind, &part, verb, patch, &place);
    let accepted = if verb == Verb::Patch && !patch.is_some_and(|patch| patch.is_known_to(&kind)) {
        Err(Failure::unread_patch(&kind))
    } else if place.name.is_some() && resource.name.is_empty() {
        Err(Failure::bad_request("name must be provided"))
    } else {
        let shown = |accepted: &Accepted| {
            !kind.is_custom() || accepted.format != Format::Protobuf || accepted.form != Form::Object
        };
        media::negotiate_for(head.accept.as_deref(), forms, shown)
            .ok_or_else(|| Failure::not_acceptable_as_asked(Failure::SERVED_TYPES))
    };
    let accepted = accepted.map_err(|failure| Refused::In(kind.clone(), Box::new(series.clone()), failure))?;
    let resource = resource.clone();
    Ok(Some((Route::Resource(ResourceRoute { kind, verb, patch, resource, accepted }), Some(series))))
}

/// What a request is about, and what it wants to be done with it.
struct Aim {
    /// The kind as it is seen there.
    kind: Arc<Kind>,
    /// The part of it; empty for all.
    part: Text,
    /// The forms of its answers.
    forms: Forms,
    verb: Verb,
}

/// What a request is about, of the program's own kinds.
fn aim(kinds: &Registry, head: &Head, place: &Place) -> Result<Aim, Failure> {
    let kind = kinds.find(place.group, place.version, place.resource);
    let served = kind.and_then(|kind| served_at(kind, place));
    let (kind, part, forms, verbs) = served.ok_or_else(Failure::no_such_resource)?;
    let verb = asked(head, place).filter(|verb| verbs.contains(verb)).ok_or_else(Failure::method_not_allowed)?;
    Ok(Aim { kind, part, forms, verb })
}

/// The same of kinds that come and go, which have no router; none where nobody answers.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go crdHandler.ServeHTTP, serveResource (v1.37.2)
fn defined(kinds: &Registry, head: &Head, target: &Target, place: &Place) -> Result<Option<Aim>, Refused> {
    let verb = match (head.method.as_str(), asked(head, place)) {
        ("HEAD", None) if place.name.is_some() => Some(Verb::Get),
        ("HEAD", None) => Some(Verb::List),
        // What is created is what the body says, wherever it goes.
        ("POST", None) => Some(Verb::Create),
        (_, verb) => verb,
    };
    let Some(kind) = kinds.find(place.group, place.version, place.resource) else { return Ok(None) };
    let everywhere = matches!(verb, Some(Verb::List | Verb::Watch));
    if kind.is_namespaced() != place.namespace.is_some() && !(kind.is_namespaced() && everywhere) {
        return Ok(None);
    }
    let name = place.name.unwrap_or_default();
    let unknown = place.subresource.is_some_and(|part| kind.part(part).is_none());
    let served = served_at(kind, place).filter(|_| !unknown);
    let (seen, part, forms, verbs) =
        served.ok_or_else(|| Refused::Before(Failure::not_found(kind.group_resource(), name)))?;
    let creates = place.subresource.is_none() && verb == Some(Verb::Create);
    let verb = verb.filter(|verb| creates || verbs.contains(verb));
    let unsupported = || Refused::Before(Failure::unsupported_method(kind.group_resource(), &target.verb));
    Ok(Some(Aim { kind: seen, part, forms, verb: verb.ok_or_else(unsupported)? }))
}

/// The kind as it is seen at a place, the part of it, the forms of its answers, and what can be asked; none where nothing can.
// Upstream: apiserver/pkg/endpoints/installer.go registerResourceHandlers (v1.37.2)
fn served_at(kind: &Arc<Kind>, place: &Place) -> Option<(Arc<Kind>, Text, Forms, Vec<Verb>)> {
    if !kind.is_namespaced() && place.namespace.is_some() {
        return None;
    }
    let everywhere = kind.is_namespaced() && place.namespace.is_none();
    let here: &[Verb] = match (&place.name, everywhere) {
        (Some(_), true) => &[],
        _ if place.watched => &[Verb::Watch],
        (Some(_), false) => &[Verb::Get, Verb::Update, Verb::Patch, Verb::Delete],
        (None, true) => &[Verb::List, Verb::Watch],
        (None, false) => &[Verb::List, Verb::Watch, Verb::Create, Verb::DeleteCollection],
    };
    let forms = |tables| if tables { Forms::All } else { Forms::Partial };
    let (seen, part, forms, mut verbs) = match place.subresource {
        None => (kind, Text::default(), forms(!kind.columns.is_empty()), kind.verbs.clone()),
        Some(name) => {
            let part = kind.part(name)?;
            (&part.kind, part.name.clone(), forms(part.tables), part.verbs.clone())
        }
    };
    verbs.retain(|verb| here.contains(verb));
    (!verbs.is_empty()).then(|| (seen.clone(), part, forms, verbs))
}

/// What a request wants to be done at a place.
fn asked(head: &Head, place: &Place) -> Option<Verb> {
    let watched = || head.query.first("watch").is_some_and(options::is_true);
    match (head.method.as_str(), place.name.is_some()) {
        ("GET", _) if place.watched => Some(Verb::Watch),
        _ if place.watched => None,
        ("GET", true) => Some(Verb::Get),
        ("GET", false) if watched() => Some(Verb::Watch),
        ("GET", false) => Some(Verb::List),
        ("POST", false) => Some(Verb::Create),
        ("PUT", true) => Some(Verb::Update),
        ("PATCH", true) => Some(Verb::Patch),
        ("DELETE", true) => Some(Verb::Delete),
        ("DELETE", false) => Some(Verb::DeleteCollection),
        _ => None,
    }
}
