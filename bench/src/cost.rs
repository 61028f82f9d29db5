//! What processes have used up so far, as Linux tells it.

use std::fs;

use crate::client::Error;

/// Ticks of `/proc/PID/stat` in a second; Linux shows 100 to programs on every machine.
const TICKS: u64 = 100;

/// What some processes have used since they were started, and what they hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// User and system time in microseconds, in steps of 10,000.
    pub cpu: u64,
    /// What they hold in memory now, in KiB.
    pub resident: u64,
    /// Bytes that they had written to disk.
    pub written: u64,
}

impl Cost {
    /// Of these processes together.
    ///
    /// # Errors
    /// If one of them is not there.
    pub fn of(pids: &[u32]) -> Result<Self, Error> {
        let mut all = Self::default();
        for pid in pids {
            let read = |name: &str| fs::read_to_string(format!("/proc/{pid}/{name}"));
            let stat = read("stat")?;
            // The name of the program stands in parentheses and may hold anything; what follows is words.
            let words: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ticks: u64 = words.get(11..13).into_iter().flatten().filter_map(|word| word.parse::<u64>().ok()).sum();
            all.cpu += ticks * (1_000_000 / TICKS);
            all.resident += named(&read("status")?, "VmRSS:");
            all.written += named(&read("io")?, "write_bytes:");
        }
        Ok(all)
    }
}

fn named(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0)
}
