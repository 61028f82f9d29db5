//! The process as Linux sees it. Elsewhere nothing is said of it.

use std::fs;

/// What the kernel counts times in: a hundredth of a second for every program, whatever it uses itself.
const TICKS_PER_SECOND: f64 = 100.0;

/// What is known of the process.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Process {
    /// Time on a processor, in its own code and in the system's.
    pub cpu_seconds: f64,
    /// Memory that it really has.
    pub resident_bytes: u64,
    /// Address space that it was given.
    pub virtual_bytes: u64,
    /// Files and sockets that are open.
    pub open_files: u64,
    /// How many may be.
    pub open_files_max: u64,
    /// Its threads.
    pub threads: u64,
}

impl Process {
    /// Looks at the process; none where that cannot be done.
    pub fn look() -> Option<Process> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let limits = fs::read_to_string("/proc/self/limits").ok()?;
        // What is counted is in the folder's own listing, too.
        let open_files = fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1) as u64;
        Some(Process { open_files, ..Process::read(&stat, &status, &limits)? })
    }

    /// As Linux has them: `proc_pid_stat(5)`, `proc_pid_status(5)`, `proc_pid_limits(5)`.
    fn read(stat: &str, status: &str, limits: &str) -> Option<Process> {
        // The program's name, the second field, may hold anything; behind its parenthesis comes the third.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |field: usize| fields.get(field - 3)?.parse::<u32>().ok().map(f64::from);
        let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
        let number = |name: &str| line(name)?.parse::<u64>().ok();
        let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next());
        Some(Process {
            cpu_seconds: (ticks(14)? + ticks(15)?) / TICKS_PER_SECOND,
            resident_bytes: number("VmRSS:")? * 1024,
            virtual_bytes: number("VmSize:")? * 1024,
            open_files: 0,
            open_files_max: soft?.parse().unwrap_or(u64::MAX),
            threads: number("Threads:")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_is_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 9 0 100 1000 10 1";
        let status = "Name:\ta) b\nVmSize:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t9\n";
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max open files            1024                 524288               files     \n";
        let expected = Process {
            cpu_seconds: 3.0,
            resident_bytes: 1 << 20,
            virtual_bytes: 2 << 20,
            open_files: 0,
            open_files_max: 1024,
            threads: 9,
        };
        assert_eq!(Process::read(stat, status, limits), Some(expected));
        assert_eq!(Process::read("", "", ""), None);
    }
}
