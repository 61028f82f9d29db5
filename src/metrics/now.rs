//! What is only looked at when somebody asks: how much there is, how much is under way, what the process takes.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use coracle_store::Store;
use prometheus::{Counter, GaugeVec, Opts, Registry, Result};

use super::Metrics;
use super::process::Process;
use crate::limits::BySort;

/// What there is, as of now.
pub struct Now<'a> {
    /// What is stored.
    pub store: &'a Store,
    /// The kinds that are served.
    pub kinds: Arc<coracle_kinds::Registry>,
    /// How much is under way.
    pub under_way: BySort,
    /// Files by what they are for, and whether what each says is in force; none where there is no such file.
    pub in_force: [(&'static str, Option<bool>); 3],
}

/// All of it.
pub fn look(metrics: &Metrics, now: &Now) -> Result<Registry> {
    let seen = Seen(Registry::new());
    let Now { store, kinds, under_way, in_force } = now;
    let requests = [(["readOnly"], under_way.reads as f64), (["mutating"], under_way.writes as f64)];
    seen.gauges("apiserver_current_inflight_requests", "Requests under way.", ["request_kind"], &requests)?;
    let objects: Vec<_> =
        kinds.stored().map(|kind| ([kind.group(), kind.plural()], store.count(&kind.stored_as) as f64)).collect();
    seen.gauges("apiserver_resource_objects", "Objects stored.", ["group", "resource"], &objects)?;
    seen.gauge(
        "coracle_open_watches",
        "Watches that have a place among those that may be open.",
        under_way.watches as f64,
    )?;
    seen.gauge("coracle_revision", "The last change.", store.revision() as f64)?;
    seen.gauge("coracle_compacted_revision", "The last change whose event is gone.", store.compacted() as f64)?;
    let told: Vec<_> = in_force.iter().filter_map(|(file, is)| Some(([*file], f64::from(u8::from((*is)?))))).collect();
    let help = "Is what the file says in force? 0 while it has a mistake, or cannot be read.";
    seen.gauges("coracle_file_in_force", help, ["file"], &told)?;
    let full = if store.full().is_some() { 1.0 } else { 0.0 };
    seen.gauge("coracle_disk_full", "1 while the disk is full and what makes the data larger is refused.", full)?;
    let files = [(["database"], bytes(&metrics.data, "")), (["wal"], bytes(&metrics.data, "-wal"))];
    seen.gauges("coracle_file_bytes", "Size of the data's files.", ["file"], &files)?;
    seen.gauge(
        "process_start_time_seconds",
        "When the server started, in seconds since 1970.",
        metrics.started as f64,
    )?;
    if let Some(process) = Process::look() {
        seen.process(&process)?;
    }
    Ok(seen.0)
}

/// A file's size; none is one of nothing.
fn bytes(data: &Path, suffix: &str) -> f64 {
    let mut path = data.as_os_str().to_owned();
    path.push(suffix);
    fs::metadata(path).map_or(0.0, |file| file.len() as f64)
}

struct Seen(Registry);

impl Seen {
    fn gauges<const N: usize>(
        &self,
        name: &str,
        help: &str,
        labels: [&str; N],
        rows: &[([&str; N], f64)],
    ) -> Result<()> {
        let gauges = GaugeVec::new(Opts::new(name, help), &labels)?;
        rows.iter().for_each(|(words, value)| gauges.with_label_values(words).set(*value));
        self.0.register(Box::new(gauges))
    }

    fn gauge(&self, name: &str, help: &str, value: f64) -> Result<()> {
        self.gauges(name, help, [], &[([], value)])
    }

    fn process(&self, process: &Process) -> Result<()> {
        let cpu = Counter::new("process_cpu_seconds_total", "Seconds on a processor.")?;
        cpu.inc_by(process.cpu_seconds);
        self.0.register(Box::new(cpu))?;
        for (name, help, value) in [
            ("process_resident_memory_bytes", "Memory in use.", process.resident_bytes),
            ("process_virtual_memory_bytes", "Address space in use.", process.virtual_bytes),
            ("process_open_fds", "Open files and sockets.", process.open_files),
            ("process_max_fds", "How many of them may be open.", process.open_files_max),
            ("process_threads", "Threads.", process.threads),
        ] {
            self.gauge(name, help, value as f64)?;
        }
        Ok(())
    }
}
