//! `/metrics`: how much was asked, how long it took and how much there is, as Prometheus reads it.
//!
//! What means the same as in the reference has its name there; what is only ours begins with `coracle_`. Series are bounded: a
//! label's words are our own ([`Series`]), so that nothing that a client makes up adds one. A request costs a look into two
//! tables, whose locks are held for that look alone; what can be seen when somebody asks is not counted before.
//!
//! Upstream: endpoints/metrics/metrics.go, component-base/metrics/legacyregistry/registry.go (v1.37.2).

mod now;
mod process;
mod series;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, Result, TextEncoder};

use crate::answer::Response;
use crate::request::Head;
use crate::status::Failure;
use coracle_kinds::Kind;

pub use now::Now;
pub use series::Series;

/// Where the steps of the durations end, in seconds: some of the reference's.
const STEPS: [f64; 13] = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 15.0, 30.0, 60.0];
/// What is said of a request, besides its code.
const LABELS: [&str; 8] = ["verb", "group", "version", "resource", "subresource", "scope", "dry_run", "component"];
/// What is said of an open watch.
const OPEN: [&str; 7] = ["verb", "group", "version", "resource", "subresource", "scope", "component"];
/// The reference says of its names how they would be escaped, and so do we.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

/// What has been counted.
pub struct Metrics {
    counted: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    refused: IntCounterVec,
    watches: IntGaugeVec,
    worlds: IntGaugeVec,
    events: IntCounterVec,
    data: PathBuf,
    /// In seconds since 1970.
    started: i64,
}

impl Metrics {
    /// Of a server that keeps its data in this file and has started at this time, in seconds since 1970.
    pub fn new(data: &Path, started: i64) -> Arc<Self> {
        let metrics = Metrics::registered(data.to_owned(), started);
        Arc::new(metrics.expect("names and labels are constants, each there once"))
    }

    fn registered(data: PathBuf, started: i64) -> Result<Self> {
        let counted = Registry::new();
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            counted.register(Box::new(counter.clone())).map(|()| counter)
        };
        let requests =
            counter("apiserver_request_total", "Requests that reached a route.", &[&LABELS[..], &["code"]].concat())?;
        let refused =
            counter("coracle_refused_requests_total", "Requests refused before they reached a route.", &["code"])?;
        let events =
            counter("apiserver_watch_events_total", "Events sent to watches.", &["group", "version", "resource"])?;
        let help = "Seconds until the answer was ready; of a watch, until its end.";
        let durations = HistogramOpts::new("apiserver_request_duration_seconds", help).buckets(STEPS.to_vec());
        let durations = HistogramVec::new(durations, &LABELS)?;
        counted.register(Box::new(durations.clone()))?;
        let watches = IntGaugeVec::new(Opts::new("apiserver_longrunning_requests", "Watches that are open."), &OPEN)?;
        counted.register(Box::new(watches.clone()))?;
        let worlds = IntGaugeVec::new(Opts::new("coracle_worlds", "Worlds that there are."), &["kept_in"])?;
        counted.register(Box::new(worlds.clone()))?;
        Ok(Metrics { counted, requests, durations, refused, watches, worlds, events, data, started })
    }

    /// Counts a request that reached a route and was answered.
    pub fn answered(&self, series: &Series, code: u16, took: Duration) {
        let [verb, group, version, resource, subresource, scope, dry_run, component] = series.labels();
        let code = series::code(code);
        let labels = [verb, group, version, resource, subresource, scope, dry_run, component, code];
        self.requests.with_label_values(&labels).inc();
        self.durations.with_label_values(&series.labels()).observe(took.as_secs_f64());
    }

    /// Counts a request that was refused before it reached a route.
    pub fn refused(&self, code: u16) {
        self.refused.with_label_values(&[series::code(code)]).inc();
    }

    /// Counts events that go out to a watch.
    pub fn sent(&self, kind: &Kind, events: usize) {
        self.events.with_label_values(&[kind.group(), kind.version(), kind.plural()]).inc_by(events as u64);
    }

    /// Counts a watch that began at this time: among those that are open until it is dropped, and then as a request.
    pub fn watch(self: &Arc<Self>, series: Series, code: u16, began: Instant) -> OpenWatch {
        self.open(&series).inc();
        OpenWatch { metrics: self.clone(), series, code, began }
    }

    /// Takes note of how many worlds there are in the file, and how many in memory alone.
    pub fn worlds(&self, in_file: usize, in_memory: usize) {
        for (kept_in, count) in [("file", in_file), ("memory", in_memory)] {
            self.worlds.with_label_values(&[kept_in]).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
    }

    fn open(&self, series: &Series) -> prometheus::IntGauge {
        let [verb, group, version, resource, subresource, scope, _, component] = series.labels();
        self.watches.with_label_values(&[verb, group, version, resource, subresource, scope, component])
    }

    fn forget(&self) {
        [&self.requests, &self.refused, &self.events].into_iter().for_each(|counters| counters.reset());
        self.durations.reset();
    }
}

/// A watch for as long as it is open.
pub struct OpenWatch {
    metrics: Arc<Metrics>,
    series: Series,
    code: u16,
    began: Instant,
}

impl Drop for OpenWatch {
    fn drop(&mut self) {
        self.metrics.open(&self.series).dec();
        self.metrics.answered(&self.series, self.code, self.began.elapsed());
    }
}

/// Answers with what was counted and what there is. A deletion begins to count anew.
// Upstream: apiserver/pkg/server/routes/metrics.go MetricsWithReset (v1.37.2)
pub fn show(metrics: &Metrics, now: &Now, head: &Head) -> Response {
    if head.method == "DELETE" {
        metrics.forget();
        return Response { headers: Vec::new(), ..Response::text(200, "metrics reset\n") };
    }
    let mut families = metrics.counted.gather();
    let text = now::look(metrics, now).and_then(|now| {
        families.extend(now.gather());
        TextEncoder::new().encode_to_string(&families)
    });
    match text {
        Ok(text) => {
            let headers = vec![("process-start-time-unix", metrics.started.to_string())];
            Response { content_type: CONTENT_TYPE, headers, ..Response::text(200, text) }
        }
        Err(error) => Response::failure(head, &Failure::internal(error), &[]),
    }
}
