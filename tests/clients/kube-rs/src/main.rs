//! What kube-rs makes of a server's lists and watches.
//!
//!     kube-rs-watchers KUBECONFIG NAMESPACE SECONDS
//!
//! Watchers and reflectors of Endpoints run until the writer's last object, `end` in NAMESPACE, is there, at most some time
//! after so many seconds. Every event is held against the laws of watches as it comes; in the end each store must be equal
//! to a list. A line for each watcher; ends with 0 if all was well. The writer is `../informer`.

mod laws;

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt as _;
use k8s_openapi::api::core::v1::Endpoints;
use kube::api::{Api, ListParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::runtime::reflector::{self, Store};
use kube::runtime::utils::Backoff;
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Client, Config};
use tokio::time::{Instant, sleep};

use laws::{Told, key};

/// How long a store may take to become what the server lists: the library may sleep a minute.
const SETTLE_WITHIN: Duration = Duration::from_secs(150);
/// How long after the writer's time its last object may still come.
const END_WITHIN: Duration = Duration::from_secs(120);
/// The name of the object that the writer makes last.
const END: &str = "end";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("kube-rs-watchers: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<bool, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kubeconfig, namespace, seconds] = arguments.as_slice() else {
        return Err("usage: kube-rs-watchers KUBECONFIG NAMESPACE SECONDS".into());
    };
    let ends = Instant::now() + Duration::from_secs(seconds.parse()?) + END_WITHIN;
    let context = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(Kubeconfig::read_from(kubeconfig)?, &context).await?;
    let client = Client::try_from(config)?;

    let watched = watchers(&client, namespace);
    let one = Api::<Endpoints>::namespaced(client, namespace);
    let mut ended = false;
    while !ended && Instant::now() < ends {
        sleep(Duration::from_millis(200)).await;
        ended = one.get_opt(END).await.is_ok_and(|object| object.is_some());
    }
    let mut sound = ended;
    if !ended {
        println!("FAULT the writer has not come to its end");
    }
    let deadline = Instant::now() + SETTLE_WITHIN;
    for watched in &watched {
        sound &= watched.settle(deadline).await;
    }
    if sound {
        println!("{} reflectors of kube-rs hold what the server lists", watched.len());
    }
    Ok(sound)
}

/// The watchers: listed and streamed, one namespace and all, selected and not, with the library's pauses after a failure
/// and with short ones.
fn watchers(client: &Client, namespace: &str) -> Vec<Watched> {
    let one = Api::namespaced(client.clone(), namespace);
    let all = Api::all(client.clone());
    let config = watcher::Config::default;
    let selected = "watched=yes";
    vec![
        Watched::start("kube-rs listed", &one, config(), None, false),
        Watched::start("kube-rs streamed", &one, config().streaming_lists(), None, false),
        Watched::start("kube-rs listed in pages, quick", &all, config().page_size(7), None, true),
        Watched::start("kube-rs listed, any, 3 s watches", &all, config().any_semantic().timeout(3), None, true),
        Watched::start("kube-rs streamed, 5 s watches", &all, config().streaming_lists().timeout(5), None, true),
        Watched::start("kube-rs listed, selected", &all, config(), Some(selected), true),
        Watched::start("kube-rs streamed, selected", &all, config().streaming_lists(), Some(selected), true),
        Watched::start("kube-rs without bookmarks", &one, config().disable_bookmarks(), None, true),
    ]
}

/// One watcher with its store, and what it told.
struct Watched {
    name: &'static str,
    api: Api<Endpoints>,
    labels: Option<&'static str>,
    store: Store<Endpoints>,
    told: Arc<Mutex<Told>>,
}

impl Watched {
    fn start(
        name: &'static str,
        api: &Api<Endpoints>,
        mut config: watcher::Config,
        labels: Option<&'static str>,
        quick: bool,
    ) -> Self {
        if let Some(labels) = labels {
            config = config.labels(labels);
        }
        let pauses: Box<dyn Backoff> = if quick { Box::new(Quick) } else { Box::<watcher::DefaultBackoff>::default() };
        let (store, writer) = reflector::store();
        let told = Arc::new(Mutex::new(Told::default()));
        let ear = told.clone();
        let heard = watcher(api.clone(), config).inspect(move |event| {
            ear.lock().unwrap_or_else(PoisonError::into_inner).take(event);
        });
        let reflected = reflector::reflector(writer, heard.backoff(pauses));
        tokio::spawn(reflected.for_each(|_| std::future::ready(())));
        Self { name, api: api.clone(), labels, store, told }
    }

    /// Waits until the store is what the server lists, and tells what there is to tell. False if anything is wrong.
    async fn settle(&self, deadline: Instant) -> bool {
        let mut equal = false;
        loop {
            let listed = self.list().await;
            if let Ok(listed) = &listed
                && *listed == self.held()
            {
                equal = true;
                break;
            }
            if Instant::now() >= deadline {
                println!("FAULT {} differs from the server: held {:?}, listed {listed:?}", self.name, self.held());
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        println!("{}", told.report(self.name));
        equal && told.is_sound()
    }

    /// What the server lists, page by page, each object as its text.
    async fn list(&self) -> kube::Result<BTreeMap<String, String>> {
        let mut listed = BTreeMap::new();
        let mut parameters =
            ListParams { label_selector: self.labels.map(str::to_owned), ..ListParams::default().limit(50) };
        loop {
            let page = self.api.list(&parameters).await?;
            listed.extend(page.items.iter().map(|object| (key(object), text(object))));
            parameters.continue_token = page.metadata.continue_.filter(|token| !token.is_empty());
            if parameters.continue_token.is_none() {
                return Ok(listed);
            }
        }
    }

    fn held(&self) -> BTreeMap<String, String> {
        self.store.state().iter().map(|object| (key(object), text(object))).collect()
    }
}

fn text(object: &Endpoints) -> String {
    serde_json::to_string(object).unwrap_or_else(|error| error.to_string())
}

/// Short pauses, always the same.
struct Quick;

impl Iterator for Quick {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(Duration::from_millis(50))
    }
}

impl Backoff for Quick {
    fn reset(&mut self) {}
}
