//! Whether the file agrees with itself, and with memory. Reads only; at most a few findings of each sort.

use coracle_store::{ManagersOf, Records, Revision};
use futures_util::TryStreamExt;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::error::words;
use crate::layers::Standing;
use crate::managers;
use crate::rows::{Names, event, record, records};
use crate::world::World;

/// A question whose every row of answer is a finding.
struct Question {
    finding: &'static str,
    sql: &'static str,
}

/// What is asked before anything is read.
const FIRST: Question =
    Question { finding: "SQLite", sql: "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 5" };

/// What is asked before records are shown.
const COUNTERS: [Question; 2] = [
    Question {
        finding: "the counters are missing or impossible (world, revision, log start)",
        sql: "SELECT world || ', ' || revision || ', ' || log_start FROM worlds
              WHERE revision < 1 OR log_start < 2 OR log_start > revision + 1
              UNION ALL SELECT 'none' WHERE NOT EXISTS (SELECT 1 FROM worlds WHERE world = 0 AND name = 'main')
                OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'changes' AND value >= 1)",
    },
    Question {
        finding: "the log does not reach from its start to the last revision without a gap (first, last)",
        sql: "SELECT ifnull(first, '-') || ', ' || ifnull(last, '-') FROM
                (SELECT revision, log_start, (SELECT min(revision) FROM events e WHERE e.world = w.world) AS first,
                   (SELECT max(revision) FROM events e WHERE e.world = w.world) AS last
                 FROM worlds w WHERE name IS NOT NULL)
              WHERE iif(log_start > revision, first IS NOT NULL, first IS NOT log_start OR last IS NOT revision)
              LIMIT 5",
    },
];

/// Whether the newest of these events, object by object, stand in the records: of what has happened since a world's layer began.
macro_rules! stand_in_records {
    ($events:literal) => {
        Question {
            finding: "the newest event of a key does not stand in its record",
            sql: concat!(
                "SELECT n.resource || '/' || n.namespace || '/' || n.name || ' at ' || n.revision
                 FROM (SELECT world, created, max(revision) AS revision, kind, resource, namespace, name FROM ",
                $events,
                " GROUP BY world, created) n
                 JOIN worlds w USING (world) JOIN layers l USING (layer)
                 LEFT JOIN objects o ON o.layer = w.layer AND o.created = n.created
                 WHERE w.name IS NOT NULL AND n.revision > l.base
                   AND iif(n.kind = 'delete', o.created IS NOT NULL, o.modified IS NOT n.revision)
                 LIMIT 5"
            ),
        }
    };
}

/// What is asked of a world's records that are what was written, before they are shown: of the last changes alone, which are those that
/// a disk is most likely to have lost. [`LOG`] asks it of all.
const NEWEST: Question = stand_in_records!("(SELECT * FROM events WHERE world = ? ORDER BY revision DESC LIMIT 4096)");

/// What is asked before anything is changed, of records that are what was written.
const LOG: [Question; 3] = [
    Question {
        // Revisions are unique, and none is outside of these bounds.
        finding: "the log does not reach from its start to the last revision without a gap (events, revisions)",
        sql: "SELECT events || ', ' || revisions FROM
                (SELECT (SELECT count(*) FROM events e WHERE e.world = w.world) AS events,
                   revision + 1 - log_start AS revisions
                 FROM worlds w WHERE name IS NOT NULL)
              WHERE events <> revisions LIMIT 5",
    },
    Question {
        finding: "a record is not what its event says",
        sql: "SELECT o.resource || '/' || o.namespace || '/' || o.name || ' at ' || o.modified
              FROM worlds w JOIN objects o USING (layer) LEFT JOIN events e ON e.world = w.world AND e.revision = o.modified
              WHERE w.name IS NOT NULL AND (o.modified >= w.log_start
                AND (e.kind IS NULL OR e.kind = 'delete' OR e.resource <> o.resource OR e.namespace <> o.namespace
                  OR e.name <> o.name OR e.uid <> o.uid OR e.created <> o.created OR e.value IS NOT o.value)
                 OR o.modified > w.revision)
              LIMIT 5",
    },
    stand_in_records!("events"),
];

/// What is asked on demand beside that.
const THOROUGH: [Question; 3] = [
    Question {
        finding: "SQLite",
        sql: "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 5",
    },
    Question {
        finding: "a manager without an object",
        sql: "SELECT \"table\" || ' ' || rowid FROM pragma_foreign_key_check LIMIT 5",
    },
    Question {
        finding: "an event does not continue the one before it",
        sql: "SELECT e.revision || ' after ' || e.previous
              FROM worlds w JOIN events e USING (world)
                LEFT JOIN events p ON p.world = e.world AND p.revision = e.previous
              WHERE w.name IS NOT NULL AND e.previous >= w.log_start
                AND (p.value IS NULL OR p.value IS NOT e.previous_value OR p.resource <> e.resource
                  OR p.namespace <> e.namespace OR p.name <> e.name OR p.uid <> e.uid OR p.created <> e.created)
              LIMIT 5",
    },
];

/// Whether SQLite can read its file. Reads all of it.
pub(crate) async fn intact(db: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut findings = Vec::new();
    ask(db, &FIRST, &mut findings).await?;
    Ok(findings)
}

/// Whether counters and log agree, as far as a few rows show it.
pub(crate) async fn counters(db: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    until_found(db, &COUNTERS).await
}

/// Whether a world's last changes stand in its records.
pub(crate) async fn newest(db: &mut SqliteConnection, world: i64) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<String> = sqlx::query_scalar(NEWEST.sql).bind(world).fetch_all(db).await?;
    Ok(found(&NEWEST, rows))
}

/// Whether the log agrees with itself and with the records. Reads all of it.
pub(crate) async fn log(db: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    until_found(db, &LOG).await
}

async fn until_found(db: &mut SqliteConnection, questions: &[Question]) -> Result<Vec<String>, sqlx::Error> {
    let mut findings = Vec::new();
    for question in questions {
        ask(db, question, &mut findings).await?;
        // What comes after would be said of a file that is known to be broken.
        if !findings.is_empty() {
            break;
        }
    }
    Ok(findings)
}

/// Everything that can be checked, memory included.
pub(crate) async fn verify(
    db: &mut SqliteConnection,
    world: &World,
    records: &Records,
    revision: Revision,
    managers_of: ManagersOf,
) -> Vec<String> {
    let mut findings = Vec::new();
    let done = everything(db, world, records, revision, managers_of, &mut findings).await;
    findings.extend(done.err().map(|error| words(&error)));
    findings
}

async fn everything(
    db: &mut SqliteConnection,
    world: &World,
    records: &Records,
    last: Revision,
    managers_of: ManagersOf,
    findings: &mut Vec<String>,
) -> Result<(), sqlx::Error> {
    for question in [FIRST].iter().chain(&COUNTERS).chain(&LOG).chain(&THOROUGH) {
        ask(db, question, findings).await?;
    }
    let revision = sqlx::query_scalar("SELECT revision FROM worlds WHERE world = ?").bind(world.number);
    let revision: i64 = revision.fetch_one(&mut *db).await?;
    if revision.cast_unsigned() != last {
        findings.push(format!("memory is at revision {last}, the file at {revision}"));
    }
    check_events(db, findings).await?;
    let standing = Standing::of(db, world.layer).await?;
    compare_records(db, &standing, records, findings).await?;
    compare_managers(db, &standing, records, managers_of, findings).await
}

async fn ask(db: &mut SqliteConnection, question: &Question, findings: &mut Vec<String>) -> Result<(), sqlx::Error> {
    let rows: Vec<String> = sqlx::query_scalar(question.sql).fetch_all(db).await?;
    findings.extend(found(question, rows));
    Ok(())
}

fn found(question: &Question, rows: Vec<String>) -> Vec<String> {
    rows.into_iter().map(|row| format!("{}: {row}", question.finding)).collect()
}

/// Names every event that is not what was written, at most a few.
async fn check_events(db: &mut SqliteConnection, findings: &mut Vec<String>) -> Result<(), sqlx::Error> {
    const FINDINGS_MAX: usize = 5;
    let mut rows = sqlx::query("SELECT * FROM events ORDER BY world, revision").fetch(db);
    let mut left = FINDINGS_MAX;
    while let Some(row) = rows.try_next().await? {
        if let Err(error) = event(row.try_get("world")?, &row, &mut Default::default()) {
            findings.push(words(&error));
            left -= 1;
            if left == 0 {
                break;
            }
        }
    }
    Ok(())
}

async fn compare_records(
    db: &mut SqliteConnection,
    standing: &Standing,
    records: &Records,
    findings: &mut Vec<String>,
) -> Result<(), sqlx::Error> {
    if standing.len() != records.len() {
        findings.push(format!("memory has {} records, the file {}", records.len(), standing.len()));
    }
    for kept in records.iter() {
        let key = &kept.key;
        let Some(layer) = standing.layer(kept) else {
            findings.push(format!("{key} stands in no layer"));
            continue;
        };
        let row = sqlx::query(records!("WHERE layer = ? AND created = ?"))
            .bind(layer)
            .bind(kept.created.cast_signed())
            .fetch_optional(&mut *db)
            .await?;
        match row.as_ref().map(|row| record(layer, row, &mut Names::default())).transpose() {
            Ok(stored) if stored.as_ref() == Some(kept) => {}
            Ok(_) => findings.push(format!("memory and file differ: {key}")),
            Err(error) => findings.push(words(&error)),
        }
    }
    Ok(())
}

async fn compare_managers(
    db: &mut SqliteConnection,
    standing: &Standing,
    records: &Records,
    managers_of: ManagersOf,
    findings: &mut Vec<String>,
) -> Result<(), sqlx::Error> {
    for kept in records.iter() {
        let key = &kept.key;
        // What stands nowhere was found above.
        let Some(layer) = standing.layer(kept) else { continue };
        match managers::managers_of(db, layer, kept.created).await {
            Ok(stored) if stored == managers_of(kept.value()) => {}
            Ok(_) => findings.push(format!("the managers' rows differ from the object: {key}")),
            Err(error) => findings.push(format!("the managers of {key}: {}", words(&error))),
        }
    }
    Ok(())
}
