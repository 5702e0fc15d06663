//! The processor time of a child process, in user and kernel mode, as the operating system shows it.

#[cfg(target_os = "linux")]
use std::fs;
use std::process::Child;
use std::time::Duration;

/// Returns the processor time that a process has used. `None` if the system does not show it.
#[cfg(target_os = "linux")]
pub(super) fn processor_time(child: &Child) -> Option<Duration> {
    of_stat(&fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?)
}

/// Returns user and kernel time in a line of `/proc/<pid>/stat`: its fields 14 and 15, in hundredths of a second. The
/// second field, the name of the program, is in brackets and may hold spaces and brackets.
#[cfg(target_os = "linux")]
fn of_stat(line: &str) -> Option<Duration> {
    let (_, after) = line.rsplit_once(')')?;
    let mut fields = after.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(ticks()?.saturating_add(ticks()?).saturating_mul(10)))
}

/// Returns the processor time that a process has used. `None` if the system does not show it.
#[cfg(windows)]
pub(super) fn processor_time(child: &Child) -> Option<Duration> {
    use winsafe::{HPROCESS, co::PROCESS};
    let process = HPROCESS::OpenProcess(PROCESS::QUERY_LIMITED_INFORMATION, false, child.id()).ok()?;
    let (_, _, kernel, user) = process.GetProcessTimes().ok()?;
    // In units of 100 ns.
    Some(Duration::from_nanos(u64::from(kernel).saturating_add(u64::from(user)).saturating_mul(100)))
}

/// Returns the processor time that a process has used. `None` if the system does not show it.
#[cfg(not(any(windows, target_os = "linux")))]
pub(super) fn processor_time(_: &Child) -> Option<Duration> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_whatever_the_program_is_called() {
        let line = "17 (a) b (c)) R 1 17 17 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 2 0 100 1000 1";
        assert_eq!(of_stat(line), Some(Duration::from_millis(3_250)));
        for bad in ["", "17 (a", "17 (a) R 1", "17 (a) R 1 17 17 0 -1 4194304 100 0 0 0 x 75"] {
            assert_eq!(of_stat(bad), None);
        }
    }
}
