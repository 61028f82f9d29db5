//! All objects of a resource, page by page.

use std::collections::HashSet;

use coracle_object::Value;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::ClusterError;
use super::connection::{Answer, Connection};

/// Objects a page, as kubectl has it.
const PAGE: usize = 500;
/// What lists come in.
const JSON: &str = "application/json";
/// What they come in where only their number is asked for.
const NAMES: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/// What a cluster has of a resource.
pub enum Listed {
    /// These.
    Objects(Vec<Value>),
    /// Its list may not be read; in its own words.
    Forbidden(String),
    /// There is no such resource any more.
    Gone,
}

/// Reads a list. Where it is given up by the cluster before its end, it is read anew, and at once, as kubectl does.
///
/// # Errors
/// It cannot be read, for another reason than that it may not.
pub fn list(connection: &Connection, path: &str) -> Result<Listed, ClusterError> {
    let (mut objects, mut next, mut limit) = (Vec::new(), String::new(), format!("limit={PAGE}"));
    let (mut asked, mut is_anew) = (HashSet::new(), false);
    loop {
        let query = if next.is_empty() { limit.clone() } else { format!("{limit}&continue={next}") };
        let mut answer = connection.get(&format!("{path}?{query}"), JSON)?;
        match answer.code {
            200 => {}
            410 if !next.is_empty() && !is_anew => {
                (next, limit, is_anew) = (String::new(), "limit=0".to_owned(), true);
                objects.clear();
                asked.clear();
                continue;
            }
            403 => return Ok(Listed::Forbidden(answer.message())),
            404 | 405 => return Ok(Listed::Gone),
            _ => return Err(refused(connection, path, &answer)),
        }
        let read = match answer.value.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            // Some APIs write an empty list so.
            Some(Value::Null) => Default::default(),
            _ => return Err(connection.unreachable(format!("{path}: it answered something else than a list"))),
        };
        let is_empty = read.is_empty();
        objects.extend(read);
        match answer.value["metadata"]["continue"].as_str() {
            Some(token) if !token.is_empty() && !is_empty => {
                next = utf8_percent_encode(token, NON_ALPHANUMERIC).to_string();
                // Each page leads to another one, or the list has no end.
                if !asked.insert(next.clone()) {
                    let why = "its list does not end: a page leads back to one that was read before";
                    return Err(connection.unreachable(format!("{path}: {why}")));
                }
            }
            _ => return Ok(Listed::Objects(objects)),
        }
    }
}

/// How many objects there are; `None` where that is not told.
///
/// # Errors
/// There is no answer.
pub fn count(connection: &Connection, path: &str) -> Result<Option<u64>, ClusterError> {
    let answer = connection.get(&format!("{path}?limit=1"), NAMES)?;
    if answer.code != 200 {
        return Ok(None);
    }
    let here = answer.value["items"].as_array().map_or(0, |items| items.len() as u64);
    let more = answer.value["metadata"]["remainingItemCount"].as_i64().and_then(|more| u64::try_from(more).ok());
    Ok(Some(here + more.unwrap_or(0)))
}

/// Why something was not answered.
pub fn refused(connection: &Connection, path: &str, answer: &Answer) -> ClusterError {
    connection.unreachable(format!("{path}: {}", answer.message()))
}
