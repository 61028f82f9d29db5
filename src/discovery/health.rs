//! Is the server up, and may it be asked? `?verbose` tells which check said what, `?exclude=` leaves one out.
//!
//! Upstream: apiserver/pkg/server/healthz/healthz.go (v1.37.2).

use coracle_object::text::quote;

use crate::answer::Response;
use crate::process::Process;
use crate::request::Head;
use crate::world::World;

/// Where probes ask.
pub const PROBES: [&str; 3] = ["/healthz", "/livez", "/readyz"];
/// What is looked at: that there is an answer, that the store can write, that the server is not on its way down.
pub const CHECKS: [&str; 3] = ["ping", "store", "shutdown"];

/// What a probe asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    name: &'static str,
    /// One check only.
    check: Option<&'static str>,
}

impl Probe {
    /// The probe at a path.
    pub fn at(path: &str) -> Option<Probe> {
        let name = PROBES
            .into_iter()
            .find(|p| path == *p || path.strip_prefix(p).is_some_and(|rest| rest.starts_with('/')))?;
        match path[name.len()..].strip_prefix('/') {
            None => Some(Probe { name, check: None }),
            Some(check) => CHECKS.into_iter().find(|c| *c == check).map(|check| Probe { name, check: Some(check) }),
        }
    }

    /// Its path, where it is about all checks.
    pub fn whole(&self) -> Option<&'static str> {
        self.check.is_none().then_some(self.name)
    }

    /// Answers the probe.
    pub fn show(&self, process: &Process, world: &World, head: &Head) -> Response {
        if let Some(check) = self.check {
            return show_one(process, world, check);
        }
        let excluded = head.query.all("exclude");
        let probe = self.name.trim_start_matches('/');
        let mut report = String::new();
        let mut failed = Vec::new();
        for check in CHECKS.into_iter().filter(|check| self.name != "/livez" || *check != "shutdown") {
            let line = if excluded.iter().any(|e| e == check) {
                format!("[+]{check} excluded: ok\n")
            } else if let Err(why) = look(process, world, check) {
                failed.push(check);
                tracing::warn!(probe, check, %why, "a check failed");
                format!("[-]{check} failed: reason withheld\n")
            } else {
                format!("[+]{check} ok\n")
            };
            report.push_str(&line);
        }
        let unknown: Vec<String> =
            excluded.iter().filter(|e| !CHECKS.contains(&e.as_str())).map(|e| quote(e)).collect();
        if !unknown.is_empty() {
            let unknown = unknown.join(", ");
            report.push_str(&format!("warn: some health checks cannot be excluded: no matches for {unknown}\n"));
        }
        if !failed.is_empty() {
            return Response::text(500, format!("{report}{probe} check failed\n"));
        }
        if head.query.first("verbose").is_none() {
            return Response::text(200, "ok");
        }
        Response::text(200, format!("{report}{probe} check passed\n"))
    }
}

/// Answers for one check alone, which takes no parameters.
fn show_one(process: &Process, world: &World, check: &str) -> Response {
    match look(process, world, check) {
        // Quirk: alone among the texts, this does not say that its type is not to be guessed (http/livez).
        Ok(()) => Response { headers: Vec::new(), ..Response::text(200, "ok") },
        Err(why) => Response::text(500, format!("internal server error: {why}\n")),
    }
}

fn look(process: &Process, world: &World, check: &str) -> Result<(), String> {
    match check {
        "store" => world.store.healthy(),
        "shutdown" if process.is_draining() => Err("shutting down".into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_are_known_by_their_paths() {
        for (path, known) in [
            ("/healthz", true),
            ("/readyz/store", true),
            ("/livez/ping", true),
            ("/readyz/nope", false),
            ("/readyz//ping", false),
            ("/healthzz", false),
            ("/healthz/", false),
        ] {
            assert_eq!(Probe::at(path).is_some(), known, "{path}");
        }
    }
}
