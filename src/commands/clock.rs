//! `coracle clock`: a world's clock, shown and set.

use super::{Asker, Query, printed};
use crate::cli::Clock;
use crate::inspect::{Report, SourceError};
use crate::own::clock::{Change, State};

/// Tells the clock what is to be told, and shows what it says.
///
/// # Errors
/// There is no answer, or a refusal.
pub fn run(options: &Clock) -> Result<Report, SourceError> {
    let Clock { frozen, step, by, real, numbered, number, asking } = options;
    let (numbered, number) = (*numbered, *number);
    let change = Change { real: *real, frozen: frozen.clone(), by: by.clone(), step: step.clone(), numbered, number };
    let asker = Asker::of(asking)?;
    let body = if change == Change::default() {
        asker.ask("GET", "clock", &Query::default(), None)?
    } else {
        let change = serde_json::to_vec(&change).map_err(std::io::Error::other)?;
        asker.ask("PUT", "clock", &Query::default(), Some(&change))?
    };
    let state: State = asker.read(&body)?;
    Ok(printed(asking.output, &body, || text(&state)))
}

/// A line of what it says and does.
fn text(state: &State) -> String {
    let seconds = |milliseconds: i64| format!("{}s", milliseconds as f64 / 1000.0);
    let mut said = vec![state.now.clone()];
    match (state.frozen, state.step_milliseconds, state.ahead_milliseconds) {
        (true, 0, _) => said.push("frozen".to_owned()),
        (true, step, _) => {
            said.push(format!("frozen, a step of {} with each request that may change something", seconds(step)))
        }
        (false, _, 0) => {}
        (false, _, ahead) => said.push(format!("{} ahead of the machine's", seconds(ahead))),
    }
    if state.numbered {
        said.push("uids and generated names are numbered".to_owned());
    }
    said.join(", ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_a_line() {
        let of = |frozen, step_milliseconds, ahead_milliseconds, numbered| {
            text(&State { now: "N".to_owned(), frozen, step_milliseconds, ahead_milliseconds, numbered })
        };
        assert_eq!(of(false, 0, 0, false), "N\n");
        assert_eq!(of(false, 0, 1500, false), "N, 1.5s ahead of the machine's\n");
        assert_eq!(of(true, 0, 7, true), "N, frozen, uids and generated names are numbered\n");
        assert_eq!(of(true, 1000, 0, false), "N, frozen, a step of 1s with each request that may change something\n");
    }
}
