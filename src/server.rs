//! The server without its sockets.
//!
//! A request passes in two steps: [`Server::admit`] looks at its head alone and refuses before a byte of the body is
//! read; [`Server::answer`] does the rest.

#[cfg(test)]
mod crowded;
#[cfg(test)]
mod custom;
mod faulty;

use std::sync::Arc;

use bytes::Bytes;
use coracle_kinds::{Role, Verb};
use coracle_store::Key;

use crate::admit::{self, Admitted, Entry};
use crate::answer::unread::Room;
use crate::answer::{Reader, Reply, Response, View};
use crate::auth::rules::Rules;
use crate::clock;
use crate::own::Asked;
use crate::process::Process;
use crate::request::Head;
use crate::reviews;
use crate::route::{ResourceRoute, Route};
use crate::verbs::{self, Call, get, list};
use crate::worlds::{MAIN, Worlds, unknown};

/// The worlds of a process behind their sockets.
pub struct Server {
    /// What all worlds have in common.
    pub process: Arc<Process>,
    /// The worlds.
    pub worlds: Arc<Worlds>,
}

impl Server {
    /// Opens the world that a request is for, where it is in the file and nobody has asked for it yet, if whoever asks may do so.
    pub async fn wake(&self, head: &Head) {
        let Some(name) = head.world().filter(|name| self.worlds.sleeps(name)) else { return };
        let mut within = head.clone();
        let named = within.take_world();
        let judged = admit::admit(&self.process, named, Err(unknown(name)), within);
        // Whoever may not ask is told so, and not that there is no such world.
        let may_ask = judged.admitted.is_err_and(|response| response.code == 404);
        if may_ask && let Err(failure) = self.worlds.open(name).await {
            tracing::error!(world = name, why = failure.message(), "a world cannot be opened");
        }
    }

    /// Looks at a request's head: whether it may be answered.
    pub fn admit(&self, mut head: Head) -> Entry {
        let named = head.take_world();
        let found = self.worlds.get(named.as_deref().unwrap_or(MAIN));
        let world = found.as_ref().map(|entry| entry.world.clone()).map_err(Clone::clone);
        let entry = admit::admit(&self.process, named, world, head);
        if let (Ok(world), Ok(_)) = (&found, &entry.admitted) {
            self.worlds.ask(world);
        }
        entry
    }

    /// One with this world alone.
    #[cfg(test)]
    fn of(process: Process, main: crate::world::World) -> Server {
        let (process, main) = (Arc::new(process), Arc::new(main));
        Server { worlds: Arc::new(Worlds::of(&process, &main)), process }
    }

    /// Its first world.
    #[cfg(test)]
    fn main(&self) -> Arc<crate::world::World> {
        self.worlds.get(MAIN).unwrap().world.clone()
    }

    /// Waits for what a request cannot be answered without: the revision that a get or a list asks for, for a while.
    pub async fn prepare(&self, admitted: &Admitted) {
        let head = &admitted.head;
        let awaited = match &admitted.route {
            Route::Resource(r) if r.verb == Verb::Get => get::awaited(&head.query),
            _ if admitted.lists() => head.list_options().map_or(0, |options| list::awaited(options)),
            _ => 0,
        };
        if awaited > 0 {
            admitted.world.store.reached(awaited, verbs::FRESH_WITHIN).await;
        }
    }

    /// Answers a request that was admitted. Who asks sees to its deadline.
    pub async fn answer(&self, admitted: &Admitted, body: Bytes) -> Reply {
        match &admitted.fault {
            None => self.carry_out(admitted, body).await,
            // Apart, so that it takes no room of those that go well.
            Some(fault) => Box::pin(self.go_wrong(fault, admitted, body)).await,
        }
    }

    async fn carry_out(&self, admitted: &Admitted, body: Bytes) -> Reply {
        let route = match &admitted.route {
            Route::Page(page) => return Reply::Whole(page.show(&self.process, &admitted.world, &admitted.head)),
            Route::Ui => return Reply::Whole(self.process.ui.answer(&admitted.head, &body, clock::now())),
            Route::Own(operation, names) => {
                let &Admitted { ref head, ref world, ref taker, ref asker, ref user, by_page, .. } = admitted;
                let (process, worlds, names) = (&self.process, &self.worlds, names.clone());
                let asked = Asked { process, worlds, world, head, names, body, asker, user, by_page, taker };
                return operation.answer(asked).await;
            }
            Route::Resource(route) if route.kind.role == Role::Review => {
                return self.review(admitted, route, &body).await;
            }
            Route::Resource(route) => route,
        };
        let moment = admitted.world.moment(route.verb, || {
            let ResourceRoute { kind, resource, .. } = route;
            let namespace = if kind.is_namespaced() { resource.namespace.as_str() } else { "" };
            Key::new(&*kind.stored_as, namespace, resource.name.as_str())
        });
        let call = Call {
            process: &self.process,
            world: &admitted.world,
            head: &admitted.head,
            kind: &route.kind,
            namespace: if route.kind.is_namespaced() { &route.resource.namespace } else { "" },
            name: &route.resource.name,
            subresource: &route.resource.subresource,
            patch: route.patch,
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
            kind: route.kind.seen(),
            self_links: self.process.self_links,
            clock: &admitted.world.clock,
        };
        let room = self.room_for(&call, route, admitted).await;
        let done = verbs::run(route.verb, &call, &mut warnings).await;
        if let (true, Ok(answer)) = (route.kind.rules.makes_kinds(), &done) {
            admitted.world.follow_definitions(answer.written()).await;
        }
        let shown = match done {
            Ok(answer) => {
                admitted.weight.add(view.work(&answer.body)).await;
                view.show(answer, &warnings, &self.reader(admitted)).await
            }
            Err(failure) => Err(failure),
        };
        let reply =
            shown.unwrap_or_else(|failure| Reply::Whole(Response::failure(&admitted.head, &failure, &warnings)));
        self.with_room(reply, room, admitted).await
    }

    /// Waits for room for an answer about one object before it is made, so that what waits holds nothing: about as much as
    /// the object and what is to become of it, read and written.
    async fn room_for(&self, call: &Call<'_>, route: &ResourceRoute, admitted: &Admitted) -> Room {
        if matches!(route.verb, Verb::List | Verb::Watch | Verb::DeleteCollection) {
            return Room::none();
        }
        let bytes = 2 * (call.world.store.bytes(&vec![call.key(call.name)].into()) + call.body.len());
        self.process.unread.ready.room(&admitted.taker, bytes).await
    }

    fn reader<'a>(&'a self, admitted: &'a Admitted) -> Reader<'a> {
        Reader { unread: &self.process.unread, user: &admitted.taker }
    }

    /// Waits for what a whole answer takes until it is read.
    async fn with_room(&self, reply: Reply, room: Room, admitted: &Admitted) -> Reply {
        let Reply::Whole(mut response) = reply else { return reply };
        let room = self.process.unread.ready.fit(&admitted.taker, room, response.body.len()).await;
        response.body = room.keep(response.body);
        Reply::Whole(response)
    }

    async fn review(&self, admitted: &Admitted, route: &ResourceRoute, body: &Bytes) -> Reply {
        let Admitted { head, user, .. } = admitted;
        let ResourceRoute { kind, resource, accepted, .. } = route;
        let namespace = if kind.is_namespaced() { resource.namespace.as_str() } else { "" };
        let rules = &Rules::within(self.process.rules.current(), &admitted.world.name);
        let tokens = &self.process.tokens.current();
        let audiences = &self.process.audiences;
        let clock = &admitted.world.clock;
        let asked = reviews::Asked { rules, tokens, audiences, head, user, review: kind, namespace, body, clock };
        let mut warnings = Vec::new();
        let view = View { head, accepted, kind, self_links: false, clock };
        let shown = match reviews::answer(&asked, &mut warnings) {
            Ok(answer) => view.show(answer, &warnings, &self.reader(admitted)).await,
            Err(failure) => Err(failure),
        };
        let reply = shown.unwrap_or_else(|failure| Reply::Whole(Response::failure(head, &failure, &warnings)));
        self.with_room(reply, Room::none(), admitted).await
    }
}
