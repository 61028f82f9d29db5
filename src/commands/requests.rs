//! `coracle requests`: what a world was asked lately.

use chrono::SecondsFormat;
use serde::Deserialize;

use super::{Asker, Query, printed, shown};
use crate::cli::{Requests, Which};
use crate::inspect::{Report, SourceError, columns};
use crate::requests::Request;

/// What is listed.
#[derive(Deserialize)]
struct List {
    items: Vec<Request>,
    last: u64,
}

/// Asks for them and prints them, or has them forgotten.
///
/// # Errors
/// There is no answer, or a refusal.
pub fn run(options: &Requests) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let method = if options.forget { "DELETE" } else { "GET" };
    let body = asker.ask(method, "requests", &which(&options.which).with("limit", options.limit), None)?;
    let list: List = asker.read(&body)?;
    Ok(printed(options.asking.output, &body, || match options.forget {
        true => format!("ok: forgotten up to request {}\n", list.last),
        false => table(&list.items),
    }))
}

/// Which requests are asked for.
pub fn which(which: &Which) -> Query {
    Query::default()
        .with("verb", which.verb.as_ref())
        .with("group", which.group.as_ref())
        .with("resource", which.resource.as_ref())
        .with("subresource", which.subresource.as_ref())
        .with("namespace", which.namespace.as_ref())
        .with("name", which.name.as_ref())
        .with("path", which.path.as_ref())
        .with("user", which.user.as_ref())
        .with("userAgent", which.user_agent.as_ref())
        .with("manager", which.manager.as_ref())
        .with("fault", which.fault.as_ref())
        .with("code", which.code)
        .with("dryRun", which.dry_run)
        .with("since", which.since)
}

/// A line for each.
pub fn table(requests: &[Request]) -> String {
    let heading = ["NUMBER", "TIME", "CODE", "VERB", "PATH", "USER", "MANAGER", "FAULT", "MS"].map(str::to_owned);
    let said = |text: &str| if text.is_empty() { "-".to_owned() } else { shown(text) };
    let row = |request: &Request| {
        let user = match request.impersonated_user.as_str() {
            "" => said(&request.user),
            acting => format!("{} as {}", said(&request.user), shown(acting)),
        };
        vec![
            request.number.to_string(),
            request.time.to_rfc3339_opts(SecondsFormat::Millis, true),
            request.code.to_string(),
            format!("{}{}", shown(&request.verb), if request.dry_run { " (dry run)" } else { "" }),
            shown(&request.path),
            user,
            said(&request.manager),
            said(&request.fault),
            format!("{:.1}", request.milliseconds),
        ]
    };
    columns(&std::iter::once(heading.to_vec()).chain(requests.iter().map(row)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_a_line_without_what_a_terminal_would_obey() {
        let requests = serde_json::json!([
            {"number": 7, "time": "2026-01-02T03:04:05.678901Z", "code": 201, "verb": "create", "path": "/api/v1/namespaces", "user": "ann",
                "manager": "kubectl", "milliseconds": 1.26},
            {"number": 12, "time": "2026-01-02T03:04:06Z", "code": 504, "verb": "patch", "path": "/api/v1/\u{1b}[2J", "user": "ann",
                "impersonatedUser": "bob\n", "dryRun": true, "fault": "late", "milliseconds": 20},
        ]);
        let expected = "\
NUMBER   TIME                       CODE   VERB              PATH                 USER              MANAGER   FAULT   MS
7        2026-01-02T03:04:05.678Z   201    create            /api/v1/namespaces   ann               kubectl   -       1.3
12       2026-01-02T03:04:06.000Z   504    patch (dry run)   /api/v1/\\u{1b}[2J    ann as bob\\u{a}   -         late    20.0
";
        assert_eq!(table(&serde_json::from_value::<Vec<Request>>(requests).unwrap()), expected);
    }
}
