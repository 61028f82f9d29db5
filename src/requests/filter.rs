//! Which requests are asked for, as the parameters of a query say it.

use crate::request::pattern::{like, some_verb};
use crate::request::query::Query;

use super::Request;

/// Which requests are asked for. All that is said must be true of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Patterns of texts, in which `*` stands for any characters.
    texts: Vec<(Text, String)>,
    /// What the client's `User-Agent` contains.
    user_agent: String,
    code: Option<u16>,
    dry_run: Option<bool>,
    /// Those after the one with this number.
    pub since: u64,
    /// Of many, so many of the last.
    pub limit: usize,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { texts: Vec::new(), user_agent: String::new(), code: None, dry_run: None, since: 0, limit: usize::MAX }
    }
}

/// What of a request is asked for by a parameter.
type Text = fn(&Request) -> &str;

/// The parameters that ask for a text, and which one.
const TEXTS: &[(&str, Text)] = &[
    ("verb", |request| &request.verb),
    ("group", |request| &request.group),
    ("resource", |request| &request.resource),
    ("subresource", |request| &request.subresource),
    ("namespace", |request| &request.namespace),
    ("name", |request| &request.name),
    ("user", |request| match request.impersonated_user.as_str() {
        "" => &request.user,
        acting => acting,
    }),
    ("manager", |request| &request.manager),
    ("path", |request| &request.path),
    ("fault", |request| &request.fault),
];

impl Filter {
    /// Reads the parameters of a query that are a filter's.
    ///
    /// # Errors
    /// One has a value that it cannot have.
    pub fn read(query: &Query) -> Result<Filter, String> {
        let mut filter = Filter::default();
        for (name, text) in TEXTS {
            filter.texts.extend(query.first(name).map(|pattern| (*text, pattern.to_owned())));
        }
        query.first("verb").map_or(Ok(()), some_verb)?;
        if let Some(text) = query.first("namespace").filter(|text| text.contains(',')) {
            return Err(format!("namespace: {text:?}: one can be said, with * for any characters"));
        }
        filter.user_agent = query.first("userAgent").unwrap_or_default().to_owned();
        filter.code = number(query, "code")?;
        filter.since = number(query, "since")?.unwrap_or(0);
        filter.limit = number(query, "limit")?.unwrap_or(usize::MAX);
        filter.dry_run = match query.first("dryRun") {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(other) => return Err(format!("dryRun: {other:?} is neither true nor false")),
        };
        Ok(filter)
    }

    /// Is it asked for, whatever its number is?
    pub fn takes(&self, request: &Request) -> bool {
        self.texts.iter().all(|(text, pattern)| like(pattern, text(request)))
            && request.user_agent.contains(&self.user_agent)
            && self.code.is_none_or(|code| code == request.code)
            && self.dry_run.is_none_or(|dry_run| dry_run == request.dry_run)
    }
}

/// A parameter that is a number.
fn number<T: std::str::FromStr>(query: &Query, name: &str) -> Result<Option<T>, String> {
    let read = |text: &str| text.parse().map_err(|_| format!("{name}: {text:?} is no number that it can be"));
    query.first(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_where_all_is_true_of_it() {
        let request = Request {
            verb: "patch".into(),
            group: "apps".into(),
            resource: "deployments".into(),
            namespace: "team-a".into(),
            name: "web".into(),
            user: "ann".into(),
            impersonated_user: "bob".into(),
            user_agent: "kubectl/v1.37.2 (linux/amd64)".into(),
            manager: "kubectl".into(),
            path: "/apis/apps/v1/namespaces/team-a/deployments/web".into(),
            code: 200,
            dry_run: true,
            fault: "slow".into(),
            ..Request::default()
        };
        for (query, taken) in [
            ("", true),
            ("verb=patch&group=apps&resource=deployments&namespace=team-*&name=web&subresource=", true),
            ("verb=get", false),
            ("subresource=status", false),
            ("namespace=team", false),
            ("user=bob", true),
            ("user=ann", false),
            ("userAgent=v1.37", true),
            ("userAgent=helm", false),
            ("manager=kubectl&fault=s*&path=*/web", true),
            ("fault=", false),
            ("code=200&dryRun=true", true),
            ("code=409", false),
            ("dryRun=false", false),
        ] {
            let filter = Filter::read(&Query::parse(query)).unwrap();
            assert_eq!(filter.takes(&request), taken, "{query}");
        }
    }

    #[test]
    fn what_no_parameter_can_be_is_told() {
        for (query, why) in [
            ("code=x", r#"code: "x" is no number that it can be"#),
            ("code=70000", r#"code: "70000" is no number that it can be"#),
            ("since=-1", r#"since: "-1" is no number that it can be"#),
            ("limit=", r#"limit: "" is no number that it can be"#),
            ("dryRun=All", r#"dryRun: "All" is neither true nor false"#),
            ("namespace=a,b", r#"namespace: "a,b": one can be said, with * for any characters"#),
        ] {
            assert_eq!(Filter::read(&Query::parse(query)), Err(why.to_owned()), "{query}");
        }
    }
}
