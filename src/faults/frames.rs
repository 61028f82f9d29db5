//! A watch's frames once a fault has it: all up to a point, and then what the fault makes of the rest.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, Sleep, sleep_until};

use super::Fault;
use super::rule::WatchEnd;
use crate::answer::Frames;

/// A watch that goes on until its time, or its events, are over.
struct Watch {
    frames: Frames,
    fault: Arc<Fault>,
    how: WatchEnd,
    /// So many events may still come.
    left: Option<u64>,
    alarm: Option<Pin<Box<Sleep>>>,
    /// The event that says that history is gone.
    gone: Option<Bytes>,
    /// Is the end of one event told from the next by its line end? Otherwise by a length before it.
    in_lines: bool,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Goes,
    Stalls,
    Over,
}

/// What becomes of a watch's frames by a fault that is about watches; others leave them as they are. `gone` is the event that says that
/// history is gone, and `in_lines` whether each event is a line rather than a length and so many bytes.
pub fn struck(fault: &Arc<Fault>, frames: Frames, gone: Bytes, in_lines: bool) -> Frames {
    let Some(watch) = &fault.then().watch else { return frames };
    let at_once = watch.after_events.is_none() && watch.after_time.is_none();
    let alarm = watch.after_time.as_ref().map(|after| Box::pin(sleep_until(Instant::now() + after.time)));
    let watch = Watch {
        frames,
        fault: fault.clone(),
        how: watch.how,
        left: if at_once { Some(0) } else { watch.after_events },
        alarm,
        gone: Some(gone),
        in_lines,
        stage: Stage::Goes,
    };
    Box::pin(stream::unfold(watch, |mut watch| async move { Some((watch.next().await?, watch)) }))
}

impl Watch {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.stage {
                Stage::Over => return None,
                // It ends when it would have ended; nobody is told anything.
                Stage::Stalls => _ = self.frames.next().await?,
                Stage::Goes if self.left == Some(0) => self.end(),
                Stage::Goes => {
                    let frame = match &mut self.alarm {
                        None => Some(self.frames.next().await?),
                        Some(alarm) => tokio::select! {
                            biased;
                            () = alarm => None,
                            frame = self.frames.next() => Some(frame?),
                        },
                    };
                    match frame {
                        Some(frame) => return Some(self.counted(frame)),
                        None => self.end(),
                    }
                }
            }
            if self.stage == Stage::Over && self.how == WatchEnd::Gone {
                return self.gone.take();
            }
        }
    }

    /// The time has come.
    fn end(&mut self) {
        self.stage = match self.how {
            WatchEnd::Stall => Stage::Stalls,
            WatchEnd::Drop => {
                self.fault.cut();
                Stage::Over
            }
            WatchEnd::Gone => Stage::Over,
        };
    }

    /// Of a frame, in which there may be several events, those that may still come.
    fn counted(&mut self, frame: Bytes) -> Bytes {
        let Some(left) = &mut self.left else { return frame };
        let mut end = 0;
        while *left > 0 && end < frame.len() {
            end += first(&frame[end..], self.in_lines);
            *left -= 1;
        }
        frame.slice(..end)
    }
}

/// How many bytes the first event has.
fn first(events: &[u8], in_lines: bool) -> usize {
    if in_lines {
        return memchr::memchr(b'\n', events).map_or(events.len(), |end| end + 1);
    }
    match events.first_chunk() {
        Some(length) => events.len().min(length.len().saturating_add(u32::from_be_bytes(*length) as usize)),
        None => events.len(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::tests::fault;
    use super::*;

    /// What comes of a watch of these frames, of which the last is late, and whether its connection is cut.
    async fn of(then: &str, frames: &'static [&'static str]) -> (String, bool) {
        let fault = fault(then);
        let waits = stream::once(async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Bytes::from_static(b"late\n")
        });
        let frames = stream::iter(frames.iter().map(|frame| Bytes::from_static(frame.as_bytes()))).chain(waits);
        let all: Vec<Bytes> = struck(&fault, Box::pin(frames), Bytes::from_static(b"gone\n"), true).collect().await;
        (String::from_utf8(all.concat()).unwrap(), fault.is_cut())
    }

    #[tokio::test]
    async fn a_watch_goes_on_up_to_its_fault() {
        const FRAMES: &[&str] = &["a\n", "b\nc\n", "d\n"];
        for (then, seen, cut) in [
            (r#"{"delay":"1s"}"#, "a\nb\nc\nd\nlate\n", false),
            (r#"{"watch":{"how":"drop"}}"#, "", true),
            (r#"{"watch":{"how":"stall"}}"#, "", false),
            (r#"{"watch":{"how":"gone"}}"#, "gone\n", false),
            (r#"{"watch":{"how":"drop","afterEvents":2}}"#, "a\nb\n", true),
            (r#"{"watch":{"how":"stall","afterEvents":3}}"#, "a\nb\nc\n", false),
            (r#"{"watch":{"how":"gone","afterEvents":1}}"#, "a\ngone\n", false),
            (r#"{"watch":{"how":"gone","afterEvents":9,"afterTime":"20ms"}}"#, "a\nb\nc\nd\ngone\n", false),
            (r#"{"watch":{"how":"drop","afterEvents":9}}"#, "a\nb\nc\nd\nlate\n", false),
            (r#"{"watch":{"how":"drop","afterTime":"20ms"}}"#, "a\nb\nc\nd\n", true),
        ] {
            assert_eq!(of(then, FRAMES).await, (seen.to_owned(), cut), "{then}");
        }
    }

    #[test]
    fn events_in_protobuf_are_told_apart_by_their_lengths() {
        let two = [0, 0, 0, 2, b'a', b'\n', 0, 0, 0, 1, b'b'];
        assert_eq!((first(&two, false), first(&two[6..], false)), (6, 5));
        assert_eq!((first(&[0, 0], false), first(&[0, 0, 0, 9, 1], false), first(&[255; 4], false)), (2, 5, 4));
    }
}
