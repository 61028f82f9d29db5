//! What clocks show at a moment, and how long something takes.

use chrono::{Datelike, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use coracle_object::text::quote;

use super::{Implementation, arguments};
use crate::value::{Error, Moment, NO_OVERLOAD, Val};

// Upstream: cel-go/common/stdlib/standard.go Functions, cel-go/common/types/duration.go Duration.Receive (v0.29.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "timestamp_to_year" | "timestamp_to_year_with_tz" => |args, _| shown(args, |clock| clock.year().into()),
        "timestamp_to_month" | "timestamp_to_month_with_tz" => |args, _| shown(args, |clock| clock.month0().into()),
        "timestamp_to_day_of_year" | "timestamp_to_day_of_year_with_tz" => {
            |args, _| shown(args, |clock| clock.ordinal0().into())
        }
        "timestamp_to_day_of_month" | "timestamp_to_day_of_month_with_tz" => {
            |args, _| shown(args, |clock| clock.day0().into())
        }
        "timestamp_to_day_of_month_1_based" | "timestamp_to_day_of_month_1_based_with_tz" => {
            |args, _| shown(args, |clock| clock.day().into())
        }
        "timestamp_to_day_of_week" | "timestamp_to_day_of_week_with_tz" => {
            |args, _| shown(args, |clock| clock.weekday().num_days_from_sunday().into())
        }
        "timestamp_to_hours" | "timestamp_to_hours_with_tz" => |args, _| shown(args, |clock| clock.hour().into()),
        "timestamp_to_minutes" | "timestamp_to_minutes_with_tz" => |args, _| shown(args, |clock| clock.minute().into()),
        "timestamp_to_seconds" | "timestamp_to_seconds_tz" => |args, _| shown(args, |clock| clock.second().into()),
        "timestamp_to_milliseconds" | "timestamp_to_milliseconds_with_tz" => {
            |args, _| shown(args, |clock| (clock.nanosecond() / 1_000_000).into())
        }
        "duration_to_hours" => |args, _| length(args, 3_600_000_000_000),
        "duration_to_minutes" => |args, _| length(args, 60_000_000_000),
        "duration_to_seconds" => |args, _| length(args, 1_000_000_000),
        "duration_to_milliseconds" => |args, _| length(args, 1_000_000),
        _ => return None,
    })
}

fn length<'a>(args: &[Val<'a>], unit_nanos: i64) -> Result<Val<'a>, Error> {
    arguments!(args, Val::Duration(nanos));
    Ok(Val::Int(nanos / unit_nanos))
}

fn shown<'a>(args: &[Val<'a>], part: impl FnOnce(NaiveDateTime) -> i64) -> Result<Val<'a>, Error> {
    let (moment, zone) = match args {
        [Val::Timestamp(moment)] => (*moment, ""),
        [Val::Timestamp(moment), Val::String(zone)] => (*moment, &**zone),
        _ => return Err(NO_OVERLOAD),
    };
    let clock = moment.clock(ahead(moment, zone)?).ok_or(NO_OVERLOAD)?;
    Ok(Val::Int(part(clock)))
}

/// How many seconds the clocks of a zone are ahead of UTC at a moment.
// Upstream: cel-go/common/stdlib/standard.go inTimeZone (v0.29.2)
fn ahead(moment: Moment, zone: &str) -> Result<i64, Error> {
    let Some((hours, minutes)) = zone.split_once(':') else { return named(moment, zone) };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let sum = hours.wrapping_mul(60);
    let sum = if zone.starts_with('-') { sum.wrapping_sub(minutes) } else { sum.wrapping_add(minutes) };
    Ok(sum.wrapping_mul(60_000_000_000) / 1_000_000_000)
}

// Upstream: time/zoneinfo.go LoadLocation (go1.26.8)
fn named(moment: Moment, zone: &str) -> Result<i64, Error> {
    match zone {
        "" | "UTC" | "Local" => return Ok(0),
        _ if zone.contains("..") || zone.starts_with(['/', '\\']) => {
            return Error::new("time: invalid location name").fail();
        }
        _ => {}
    }
    let found: Tz = zone.parse().map_err(|_| Error::of(format!("unknown time zone {zone}")))?;
    let utc = moment.clock(0).ok_or(NO_OVERLOAD)?;
    Ok(found.offset_from_utc_datetime(&utc).fix().local_minus_utc().into())
}

// Upstream: strconv/atoi.go Atoi (go1.26.8)
fn number(text: &str) -> Result<i64, Error> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let why = match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        Error::of(format!("strconv.Atoi: parsing {}: {why}", quote(text)))
    })
}
