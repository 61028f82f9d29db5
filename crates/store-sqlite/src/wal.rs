//! A look at the write-ahead log before SQLite opens it: where its valid part ends, and what lies behind that end.
//!
//! SQLite takes the log up to the first frame whose checksum is wrong, and what lies behind it for the torn end of a
//! transaction that was never acknowledged. Where further transactions ended behind it, at least one had been acknowledged, and
//! the frame is damaged. What can be concluded, and what not: docs/decisions/0019-damage.md.
//!
//! The format: <https://sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// Its lowest bit says that numbers are taken big-endian for checksums.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
/// What a disk writes whole or not at all.
const SECTOR_BYTES: u64 = 512;

/// What a log holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Log {
    /// Up to here it holds whole transactions.
    pub committed_bytes: u64,
    /// How many whole frames it has room for, valid or not.
    pub frames: u64,
    /// The first frame that does not continue those before it; they are counted from 1.
    pub broken: Option<u64>,
    /// So many transactions ended at that frame or behind it.
    ended_behind: u64,
}

impl Log {
    /// Says what is wrong, when anything is.
    pub fn damage(&self) -> Option<String> {
        // A new store's schema is not synced before its first change is: there, two transactions may be torn.
        let torn_max = if self.committed_bytes == 0 { 2 } else { 1 };
        let broken = self.broken.filter(|_| self.ended_behind > torn_max)?;
        let Log { frames, committed_bytes, ended_behind, .. } = self;
        Some(format!(
            "frame {broken} of {frames} in the write-ahead log is damaged, and {ended_behind} transactions ended there or \
             behind it; before it, the log is whole up to byte {committed_bytes}"
        ))
    }
}

/// Goes through the log of this path; where there is none, it is empty.
pub(crate) fn look(path: &Path) -> io::Result<Log> {
    match File::open(path) {
        Ok(file) => walk(&mut BufReader::with_capacity(1 << 16, file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Log::default()),
        Err(error) => Err(error),
    }
}

fn walk(file: &mut impl Read) -> io::Result<Log> {
    let mut log = Log::default();
    let mut header = [0; HEADER_BYTES];
    if !fill(file, &mut header)? {
        return Ok(log);
    }
    let Some(head) = Head::read(&header) else { return Ok(log) };
    let mut bytes = vec![0; FRAME_HEADER_BYTES + head.page_bytes];
    let mut before = head.sum;
    // The frame before ended a transaction, says its header, which is known to be genuine once the next frame continues it.
    let mut ended = false;
    while fill(file, &mut bytes)? {
        let at = HEADER_BYTES as u64 + log.frames * bytes.len() as u64;
        log.frames += 1;
        let frame = Frame::read(&head, &bytes, before);
        if log.broken.is_none() && frame.continues {
            if frame.ends {
                log.committed_bytes = at + bytes.len() as u64;
            }
        } else {
            log.broken.get_or_insert(log.frames);
            log.ended_behind += u64::from(frame.continues && ended) + u64::from(frame.continues && frame.ends);
            // A header that lies in two sectors may be half of an older one.
            let whole = at / SECTOR_BYTES == (at + FRAME_HEADER_BYTES as u64 - 1) / SECTOR_BYTES;
            ended = !frame.continues && frame.ends && whole;
        }
        before = frame.sum;
    }
    Ok(log)
}

/// False at the end of the file, also where less than a whole piece is left.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

type Sum = [u32; 2];

/// The log's header.
struct Head {
    page_bytes: usize,
    /// What the frames of this round through the file bear.
    salts: [u8; 8],
    sum: Sum,
    big_endian: bool,
}

impl Head {
    fn read(bytes: &[u8; HEADER_BYTES]) -> Option<Head> {
        let (magic, page_bytes) = (number(bytes, 0), number(bytes, 8));
        let big_endian = magic & 1 == 1;
        let sum = [number(bytes, 24), number(bytes, 28)];
        let sound = magic & !1 == MAGIC
            && number(bytes, 4) == VERSION
            && (512..=65536).contains(&page_bytes)
            && page_bytes.is_power_of_two()
            && continued([0, 0], &bytes[..24], big_endian) == sum;
        let salts = bytes[16..24].try_into().ok()?;
        sound.then_some(Head { page_bytes: usize::try_from(page_bytes).ok()?, salts, sum, big_endian })
    }
}

/// A frame: a page, and what a transaction made of it.
struct Frame {
    /// Whether it was written behind the frame that has this checksum, in this round.
    continues: bool,
    /// Whether it is a transaction's last.
    ends: bool,
    /// The checksum that it bears: of all frames up to it.
    sum: Sum,
}

impl Frame {
    fn read(head: &Head, bytes: &[u8], before: Sum) -> Frame {
        let (header, page) = bytes.split_at(FRAME_HEADER_BYTES);
        let sum = [number(header, 16), number(header, 20)];
        let same_round = header[8..16] == head.salts;
        let own = || continued(continued(before, &header[..8], head.big_endian), page, head.big_endian);
        Frame { continues: same_round && own() == sum, ends: same_round && number(header, 4) != 0, sum }
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A checksum with some more bytes, a multiple of eight.
fn continued(sum: Sum, bytes: &[u8], big_endian: bool) -> Sum {
    let [mut one, mut two] = sum;
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| {
            let number = number(pair, at);
            if big_endian { number } else { number.swap_bytes() }
        };
        one = one.wrapping_add(word(0)).wrapping_add(two);
        two = two.wrapping_add(word(4)).wrapping_add(one);
    }
    [one, two]
}
