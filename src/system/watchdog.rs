//! The time that a worker process may take for one request. What counts is the processor time of the process, so that a
//! busy machine makes no file too slow; a wide bound on the clock ends a process that sleeps.

use super::processor_time::processor_time;
use std::process::Child;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The clock may run this many times longer than the processor.
const PATIENCE: u32 = 30;
/// The least bound on the clock.
const LEAST: Duration = Duration::from_secs(60);
/// The longest time between two checks of the processor time of a process.
const LOOK: Duration = Duration::from_secs(1);

/// The time for one request.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// Processor time of the process, in user and kernel mode.
    pub processor: Duration,
    /// Time of the clock, for a process that sleeps, and for systems that do not show the processor time.
    pub clock: Duration,
}

impl TimeLimit {
    /// Returns the limit for a number of processor seconds: thirty times as much on the clock, at least a minute.
    pub fn of_processor_seconds(seconds: u64) -> Self {
        let processor = Duration::from_secs(seconds);
        TimeLimit { processor, clock: processor.saturating_mul(PATIENCE).max(LEAST) }
    }
}

/// The bound at which a process was killed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExceededTime {
    /// Processor time.
    Processor,
    /// Time of the clock.
    Clock,
}

/// Watches over a child process while somebody waits for it.
pub(super) struct Watchdog {
    entry: Mutex<WatchdogEntry>,
    changed: Condvar,
}

struct WatchdogEntry {
    child: Child,
    /// The current wait; `None` while nobody waits for the child.
    wait: Option<Wait>,
    /// The number of waits so far.
    waits: u64,
    /// The time when the watchdog thread wakes up by itself.
    wakes: Option<Instant>,
    /// The bound at which the child was killed.
    exceeded: Option<ExceededTime>,
    /// True if the child is no longer used.
    left: bool,
}

#[derive(Copy, Clone)]
struct Wait {
    number: u64,
    limit: TimeLimit,
    /// The bound of the clock; `None` if it is beyond what the clock can count.
    until: Option<Instant>,
}

impl Watchdog {
    pub(super) fn new(child: Child) -> Self {
        let entry = WatchdogEntry { child, wait: None, waits: 0, wakes: None, exceeded: None, left: false };
        Watchdog { entry: Mutex::new(entry), changed: Condvar::new() }
    }

    fn entry(&self) -> MutexGuard<'_, WatchdogEntry> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts waiting for the child. Wakes the watchdog thread only if it would wake too late, which is rare: it
    /// usually still sleeps until the next look of an earlier request.
    pub(super) fn begin(&self, limit: TimeLimit) {
        let now = Instant::now();
        let mut entry = self.entry();
        entry.waits += 1;
        let wait = Wait { number: entry.waits, limit, until: now.checked_add(limit.clock) };
        entry.wait = Some(wait);
        let first = now + look(limit);
        if entry.wakes.is_none_or(|wakes| wakes > first) {
            self.changed.notify_one();
        }
    }

    /// Stops waiting. Returns the bound at which the child was killed.
    pub(super) fn end(&self) -> Option<ExceededTime> {
        let mut entry = self.entry();
        entry.wait = None;
        entry.exceeded
    }

    /// Kills the child and ends the watchdog thread.
    pub(super) fn leave(&self) {
        let mut entry = self.entry();
        entry.left = true;
        self.changed.notify_one();
        // The child has no data that could be lost.
        let _ = entry.child.kill();
        let _ = entry.child.wait();
    }

    /// Runs the watchdog thread: checks the child from time to time and kills it beyond a bound, or returns when the
    /// child is no longer used. The processor time of a request is counted from the first check of it, so that a request
    /// never pays for an earlier one.
    pub(super) fn watch(&self) {
        let mut entry = self.entry();
        let mut seen: Option<(u64, Option<Duration>)> = None;
        while !entry.left {
            let Some(wait) = entry.wait else {
                entry.wakes = None;
                entry = self.changed.wait(entry).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let now = Instant::now();
            let used = processor_time(&entry.child);
            let begun = match seen {
                Some((number, begun)) if number == wait.number => begun,
                _ => {
                    seen = Some((wait.number, used));
                    used
                }
            };
            let spent = used.zip(begun).map(|(used, begun)| used.saturating_sub(begun));
            let exceeded = if spent.is_some_and(|spent| spent >= wait.limit.processor) {
                Some(ExceededTime::Processor)
            } else {
                wait.until.is_some_and(|until| until <= now).then_some(ExceededTime::Clock)
            };
            if exceeded.is_some() {
                entry.exceeded = exceeded;
                let _ = entry.child.kill();
                return;
            }
            let next = now + look(wait.limit);
            let next = wait.until.map_or(next, |until| until.min(next));
            entry.wakes = Some(next);
            entry = self.changed.wait_timeout(entry, next - now).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Returns the time between two looks: an eighth of the limit, so that little time is lost, but no less than looks cost.
fn look(limit: TimeLimit) -> Duration {
    (limit.processor / 8).clamp(Duration::from_millis(10), LOOK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_of_the_clock_is_wide() {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        for (seconds, clock) in [(0, minutes(1)), (1, minutes(1)), (2, minutes(1)), (8, minutes(4)), (60, minutes(30))]
        {
            let limit = TimeLimit::of_processor_seconds(seconds);
            assert_eq!(limit, TimeLimit { processor: Duration::from_secs(seconds), clock });
        }
        assert_eq!(TimeLimit::of_processor_seconds(u64::MAX).clock, Duration::MAX);
    }
}
