//! A world's clock, as operations: what it says, and what it is told. What it does is in `clock`.

use chrono::{DateTime, TimeDelta, Utc};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Asked, Operation, Shape, Shown};
use crate::clock::{self, Told};
use crate::request::duration::Span;
use crate::status::Failure;
use coracle_kinds::Qualified;

/// What a clock says.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Clock")]
pub struct State {
    /// The time that objects get; RFC 3339.
    pub now: String,
    /// Does it stand still?
    pub frozen: bool,
    /// How many milliseconds a request that may change something moves it on, while it stands still.
    pub step_milliseconds: i64,
    /// How many milliseconds it is ahead of the machine's while it goes.
    pub ahead_milliseconds: i64,
    /// Are uids and generated names numbered?
    pub numbered: bool,
}

/// What a clock is told. What is not said stays as it is.
#[derive(Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "ClockChange")]
pub struct Change {
    /// It goes again, as the machine's does, or as far ahead of it as `by` says.
    pub real: bool,
    /// It stands still at this time; RFC 3339, from 1970 to 9999.
    pub frozen: Option<String>,
    /// It is moved on by so long.
    pub by: Option<Span>,
    /// It stands still, and a request that may change something moves it on by so long; 0s for not at all.
    pub step: Option<Span>,
    /// Uids and generated names are numbered, or are random again.
    pub numbered: Option<bool>,
    /// They are numbered, and this is the next number: a greater one than uids of objects there have.
    pub number: Option<u64>,
}

const STATE: Shape = Shape::Json(SchemaGenerator::subschema_for::<State>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "getClock",
        method: "GET",
        path: "/coracle/v1/clock",
        summary: "Shows the time that a world's objects get.",
        parameters: &[],
        body: None,
        answer: STATE,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { shown(asked.world.clock.tell(|_| ())) }),
    },
    Operation {
        id: "setClock",
        method: "PUT",
        path: "/coracle/v1/clock",
        summary: "Has a world's clock stand still, go again, be moved on, or count, on a server that was started with --faults or --deterministic.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<Change>),
        answer: STATE,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { set(&asked) }),
    },
];

fn set(asked: &Asked<'_>) -> Result<Shown, Failure> {
    if !asked.process.fixture.sets_clocks() {
        let what = Qualified { group: "", name: "clock" };
        return Err(Failure::forbidden(what, "", "this server was started without --faults and --deterministic"));
    }
    let change: Change = asked.read()?;
    let stands = change.frozen.is_some() || change.step.is_some();
    if change.real && stands {
        return Err(Failure::bad_request("real: a clock that goes neither stands still nor steps"));
    }
    let frozen = change.frozen.as_deref().map(time).transpose().map_err(Failure::bad_request)?;
    match (change.numbered, change.number) {
        (Some(false), Some(_)) => {
            return Err(Failure::bad_request("number: nothing is numbered where numbered is false"));
        }
        (_, Some(next)) => {
            let least = asked.world.last_number() + 1;
            if !(least..=clock::NUMBER_MAX).contains(&next) {
                let why = format!("number: {next} is not from {least} to {}", clock::NUMBER_MAX);
                return Err(Failure::bad_request(why));
            }
            asked.world.clock.tell(|told| told.number = Some(next - 1));
        }
        (Some(true), None) => asked.world.number(),
        (Some(false), None) => _ = asked.world.clock.tell(|told| told.number = None),
        (None, None) => {}
    }
    shown(asked.world.clock.tell(|told| change.make(frozen, told)))
}

/// A time that a clock can stand still at.
fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|why| format!("frozen: {text:?}: {why}"))?.to_utc();
    clock::check(time).map_err(|_| format!("frozen: {text:?} is before 1970"))?;
    if time > clock::LAST {
        Err(format!("frozen: {text:?} is after {}", clock::rfc3339(clock::LAST)))
    } else {
        Ok(time)
    }
}

impl Change {
    fn make(&self, frozen: Option<DateTime<Utc>>, told: &mut Told) {
        if self.real {
            *told = Told { number: told.number, ..Told::default() };
        }
        if let Some(step) = &self.step {
            told.step = TimeDelta::from_std(step.time).unwrap_or(TimeDelta::MAX);
            told.frozen = Some(told.now());
        }
        if let Some(frozen) = frozen {
            told.frozen = Some(frozen);
        }
        if let Some(by) = &self.by {
            told.advance(by.time);
        }
    }
}

fn shown(told: Told) -> Result<Shown, Failure> {
    Shown::json(&State {
        now: clock::rfc3339(told.now()),
        frozen: told.frozen.is_some(),
        step_milliseconds: told.step.num_milliseconds(),
        ahead_milliseconds: told.ahead.num_milliseconds(),
        numbered: told.number.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_does_as_it_is_told() {
        let mut told = Told::default();
        let mut tell = |text: &str| {
            let change: Change = serde_json::from_str(text).unwrap();
            let frozen = change.frozen.as_deref().map(|text| time(text).unwrap());
            change.make(frozen, &mut told);
            (told.frozen.map(clock::rfc3339).unwrap_or_default(), told.step.num_seconds(), told.ahead.num_seconds())
        };
        let at = |time: &str, step, ahead| (time.to_owned(), step, ahead);
        assert_eq!(tell(r#"{"frozen":"2026-01-01T00:00:00+01:00"}"#), at("2025-12-31T23:00:00Z", 0, 0));
        assert_eq!(tell(r#"{"step":"1s"}"#), at("2025-12-31T23:00:00Z", 1, 0));
        assert_eq!(tell(r#"{"by":"90m"}"#), at("2026-01-01T00:30:00Z", 1, 0));
        assert_eq!(tell(r#"{"step":"0s","by":"1s"}"#), at("2026-01-01T00:30:01Z", 0, 0));
        assert_eq!(tell(r#"{"real":true,"by":"1h"}"#), at("", 0, 3600));
        assert_eq!(tell("{}"), at("", 0, 3600));
        assert_eq!(tell(r#"{"real":true}"#), at("", 0, 0));
        for (text, why) in [
            ("soon", "frozen: \"soon\": "),
            ("1969-12-31T23:59:59Z", "frozen: \"1969-12-31T23:59:59Z\" is before 1970"),
            ("9999-12-31T23:59:59-01:00", "frozen: \"9999-12-31T23:59:59-01:00\" is after 9999-12-31T23:59:59Z"),
        ] {
            let told = time(text).unwrap_err();
            assert!(told.starts_with(why), "{told}");
        }
    }
}
