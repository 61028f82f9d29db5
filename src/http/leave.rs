//! `Expect: 100-continue`: whoever asks whether a body is wanted, before it is sent, is told to go on only where the request is
//! admitted. Otherwise the refusal comes at once, and the body never. The library asks here before it says so.

use std::time::Instant;

use actix_http::body::BoxBody;
use actix_http::{Request, Response};
use actix_service::{ServiceFactory, fn_service};
use actix_web::http::ConnectionType;

use super::{Answered, Asked, Outgoing, Shared, head};
use crate::admit::Entry;
use crate::answer;
use crate::clock;

impl Shared {
    /// What decides whether a client may send a body that it has only announced.
    pub fn leave(
        self,
    ) -> impl ServiceFactory<Request, Config = (), Response = Request, Error = Response<BoxBody>, InitError = ()> {
        fn_service(move |request: Request| {
            let shared = self.clone();
            async move { shared.let_in(request).await }
        })
    }

    /// The request, for the handler, which looks at its head once more: whether it may be answered can change until the body is there.
    async fn let_in(&self, request: Request) -> Result<Request, Response<BoxBody>> {
        let (began, audit_id) = (Instant::now(), clock::uid());
        // What is malformed is answered by the handler, too.
        let Some(head) = head(request.head(), request.conn_data()) else { return Ok(request) };
        self.server.wake(&head).await;
        let entry = self.server.admit(head);
        let Entry { user, acting, world, target, manager, found, warnings, series, admitted, .. } = entry;
        let Err(mut response) = admitted else { return Ok(request) };
        response.headers.extend(answer::warning_headers(&warnings));
        let answered = Answered { code: response.code, bytes: Some(response.body.len()), audit_id: &audit_id, began };
        self.tell(Asked { user, acting, world, target, manager, found }, request.head(), None, &answered);
        match series {
            Some(series) => self.server.process.metrics.answered(&series, response.code, began.elapsed()),
            None => self.server.process.metrics.refused(response.code),
        }
        let mut answer = self.write(response, Outgoing::Whole(None), None, &audit_id);
        answer.head_mut().set_connection_type(ConnectionType::Close);
        Err(answer.into())
    }
}
