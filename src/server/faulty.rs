//! A request with which something is to go wrong.

use std::sync::Arc;

use bytes::Bytes;
use coracle_kinds::{Qualified, Verb};
use coracle_object::edit;
use coracle_store::Revision;
use tokio::time::sleep;

use super::Server;
use crate::admit::Admitted;
use crate::answer::event::Show;
use crate::answer::{Reply, Response};
use crate::discovery;
use crate::faults::{self, ErrorAnswer, Fault};
use crate::limits;
use crate::request::media::Format;
use crate::request::target::Target;
use crate::route::{ResourceRoute, Route};
use crate::status::Failure;
use crate::verbs::create;

impl Server {
    /// Notes with a request what is to go wrong with it. What looks after the server, and what is asked of it as a fixture, is
    /// spared. Not to be called twice of one request: each counts.
    pub fn strike(&self, mut admitted: Admitted, target: &Target) -> Admitted {
        let head = &admitted.head;
        let may = match &admitted.route {
            Route::Resource(_) => true,
            Route::Page(_) => !discovery::is_health(&head.path) && head.path != discovery::METRICS,
            Route::Own(..) | Route::Ui => false,
        };
        if may && !admitted.by_page {
            admitted.fault = admitted.world.faults.strike(target, &admitted.user, head.user_agent.as_deref());
        }
        admitted
    }

    /// Answers a request as its fault has it. What is refused was not carried out, unless the fault says that it was.
    pub(super) async fn go_wrong(&self, fault: &Arc<Fault>, admitted: &Admitted, body: Bytes) -> Reply {
        let then = fault.then();
        if then.compact
            && let Err(error) = admitted.world.store.compact(Some(Revision::MAX)).await
        {
            return refused(admitted, &error.into());
        }
        let done = if then.after { Some(self.carry_out(admitted, body.clone()).await) } else { None };
        if let Some(delay) = &then.delay {
            sleep(delay.time).await;
        }
        if let Some(error) = &then.error {
            return answer(fault, error, admitted, &body);
        }
        let reply = match done {
            Some(reply) => reply,
            None => self.carry_out(admitted, body).await,
        };
        match (reply, &admitted.route) {
            (Reply::Stream(head, frames), Route::Resource(route)) => {
                let clock = admitted.world.clock.clone();
                let show = Show::new(&admitted.head, &route.accepted, route.kind.seen(), false, clock);
                let gone = show.error(&Failure::expired_while_watched());
                let frames = faults::struck(fault, frames, gone, route.accepted.format != Format::Protobuf);
                Reply::Stream(head, frames)
            }
            (reply, _) => reply,
        }
    }
}

fn refused(admitted: &Admitted, failure: &Failure) -> Reply {
    Reply::Whole(Response::failure(&admitted.head, failure, &admitted.warnings()))
}

/// The answer of who refuses with a code, as the reference gives it for a reason of its own.
fn answer(fault: &Fault, error: &ErrorAnswer, admitted: &Admitted, body: &Bytes) -> Reply {
    let text = Some(error.message.as_str()).filter(|text| !text.is_empty());
    let said = |usual: &str| text.unwrap_or(usual).to_owned();
    let failure = match error.code {
        409 => conflict(admitted, body, text),
        410 => match &admitted.route {
            Route::Resource(route) if route.verb == Verb::Watch => Failure::expired_while_watched(),
            _ => Failure::expired(),
        },
        429 if text.is_none() => return Reply::Whole(limits::crowded(error.retry_after_seconds.unwrap_or(1))),
        429 => Failure::too_many_requests(said("")),
        503 => Failure::unavailable(said("the server is currently unable to handle the request")),
        504 => Failure::deadline(),
        _ => Failure::internal(said(&format!("fault {}", fault.name()))),
    };
    let failure = match (error.code, text) {
        (410 | 504, Some(text)) => failure.saying(text),
        _ => failure,
    };
    refused(admitted, &error.retry_after_seconds.map_or(failure.clone(), |seconds| failure.again_after(seconds)))
}

/// That an object is not as its client takes it to be; of one that is created, that it is there already.
fn conflict(admitted: &Admitted, body: &Bytes, why: Option<&str>) -> Failure {
    let Route::Resource(ResourceRoute { kind, verb, resource, .. }) = &admitted.route else {
        return Failure::modified(Qualified { group: "", name: "" }, "");
    };
    let of = kind.group_resource();
    if *verb == Verb::Create && why.is_none() {
        return match create::read(kind, &admitted.head, body, &mut Vec::new()) {
            Ok((object, _)) => match edit::text(&object, "name") {
                "" => Failure::no_unique_name(of, edit::text(&object, "generateName")),
                name => Failure::already_exists(of, name),
            },
            // Before anybody looks whether it is there, it is read.
            Err(failure) => failure,
        };
    }
    why.map_or_else(|| Failure::modified(of, &resource.name), |why| Failure::conflict(of, &resource.name, why))
}
