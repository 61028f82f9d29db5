//! The threads that have the connections: each has its own, from the handshake to the end, and what is light of their requests is
//! answered where it was read.
//!
//! They are not the library's, whose stacks are too small for what recurses over documents; what a connection is, is the library's.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::TcpStream as Accepted;
use std::thread;
use std::time::Duration;

use actix_service::{Service, ServiceFactory};
use actix_web::rt::net::TcpStream;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle, LocalOptions};
use tokio::sync::mpsc::{Receiver, Sender, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::apart::STACK_BYTES;
use crate::waking;

/// How long after an error that concerns no single connection, such as too many open files, the next is accepted.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(500);
/// How long connections may take to end once they were asked to.
const END_WITHIN: Duration = Duration::from_secs(1);

/// The threads, and who gives them what comes.
pub struct Workers {
    accepting: Option<JoinHandle<()>>,
    sockets: Vec<UnboundedSender<Accepted>>,
    /// Closed once all have ended.
    ended: Receiver<()>,
}

impl Workers {
    /// Starts so many, which serve what comes to a listener; `serve` makes what does, once for each.
    ///
    /// # Errors
    /// There is no thread for one, or no file.
    pub async fn start<F>(
        count: usize,
        runtime: &Handle,
        listener: std::net::TcpListener,
        serve: impl Fn() -> F + Clone + Send + 'static,
    ) -> io::Result<Self>
    where
        F: ServiceFactory<TcpStream, Config = (), Response = ()>,
        <F::Service as Service<TcpStream>>::Future: 'static,
    {
        let (alive, ended) = channel(1);
        let mut sockets = Vec::new();
        for n in 0..count {
            let (socket, given) = unbounded_channel();
            let (begun, has_begun) = oneshot::channel();
            let worker = Worker { sockets: given, _alive: alive.clone() };
            let serve = serve.clone();
            thread::Builder::new()
                .name(format!("sockets {n}"))
                .stack_size(STACK_BYTES)
                .spawn(move || worker.live(&serve, begun))?;
            has_begun.await.unwrap_or_else(|_| Err(io::Error::other("a thread for sockets ended without a word")))?;
            sockets.push(socket);
        }
        listener.set_nonblocking(true)?;
        let _within = runtime.enter();
        let accepting = runtime.spawn(accept(TcpListener::from_std(listener)?, sockets.clone()));
        Ok(Workers { accepting: Some(accepting), sockets, ended })
    }

    /// Accepts no further connection.
    pub async fn close(&mut self) {
        let Some(accepting) = self.accepting.take() else { return };
        accepting.abort();
        // Its listener is closed once it has ended.
        let _ = accepting.await;
    }

    /// Waits until the connections have ended, which were asked to, or have had their time.
    pub async fn end(mut self) {
        self.close().await;
        self.sockets.clear();
        while self.ended.recv().await.is_some() {}
    }
}

/// Gives each in turn what comes.
async fn accept(listener: TcpListener, workers: Vec<UnboundedSender<Accepted>>) {
    let mut next = workers.iter().cycle();
    loop {
        // It leaves the runtime that accepts, for the worker's.
        match listener.accept().await.and_then(|(socket, _)| socket.into_std()) {
            // Dropped, it is closed.
            Ok(socket) => drop(next.next().map(|worker| worker.send(socket))),
            Err(error) if concerns_one(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted for a moment");
                sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
}

/// Is it about the one connection that came, and gone with it?
fn concerns_one(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

struct Worker {
    sockets: UnboundedReceiver<Accepted>,
    /// Dropped with it.
    _alive: Sender<()>,
}

impl Worker {
    /// The life of its thread.
    fn live<F>(self, serve: &impl Fn() -> F, begun: oneshot::Sender<io::Result<()>>)
    where
        F: ServiceFactory<TcpStream, Config = (), Response = ()>,
        <F::Service as Service<TcpStream>>::Future: 'static,
    {
        let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => return drop(begun.send(Err(error))),
        };
        runtime.block_on(async {
            waking::begin();
            let service = serve().new_service(()).await;
            let cannot = |_| io::Error::other("what serves connections could not be made");
            match service.map_err(cannot) {
                // Who does not wait for it any more has dropped its sockets, too.
                Ok(service) => {
                    drop(begun.send(Ok(())));
                    self.serve(service).await;
                }
                Err(error) => drop(begun.send(Err(error))),
            }
        });
    }

    async fn serve<S>(mut self, service: S)
    where
        S: Service<TcpStream, Response = ()>,
        S::Future: 'static,
    {
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                socket = self.sockets.recv() => {
                    let Some(socket) = socket else { break };
                    let ready = poll_fn(|context| service.poll_ready(context)).await.is_ok();
                    match TcpStream::from_std(socket) {
                        Ok(socket) if ready => {
                            let served = service.call(socket);
                            open.spawn_local(async { _ = waking::together(Box::pin(served)).await });
                        }
                        Ok(_) => tracing::error!("a connection cannot be served"),
                        Err(error) => tracing::error!(%error, "a connection cannot be served"),
                    }
                }
                Some(_) = open.join_next() => {}
            }
        }
        let _ = timeout(END_WITHIN, async { while open.join_next().await.is_some() {} }).await;
    }
}
