//! Runs a target on one input and checks for a panic of this crate and for the time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

/// Processor time, for an unoptimised build. The limit of the program is 8 s too.
const SLOW: Duration = Duration::from_secs(8);

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Locations of panics of this crate since the target was called, caught or not.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

static HOOK: Once = Once::new();
static COUNTS: Mutex<BTreeMap<String, (u64, Duration)>> = Mutex::new(BTreeMap::new());

/// Returns true if a panic is in this crate. Locations in other crates have the path of the registry.
pub(crate) fn is_own(place: &str) -> bool {
    place.starts_with("src/") || place.starts_with("src\\")
}

fn listen() {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !INSIDE.get() {
                return before(info);
            }
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            // The checks of the standard library report their own location: the caller is in the backtrace.
            let own = is_own(&place)
                || place.contains("library/") && {
                    let trace = std::backtrace::Backtrace::force_capture().to_string();
                    let first =
                        trace.lines().find(|l| ["tonghop::", "calamine::", "zip::"].iter().any(|c| l.contains(c)));
                    first.is_some_and(|l| l.contains("tonghop::"))
                };
            if own {
                OWN.with_borrow_mut(|all| all.push(format!("{place}: {info}")));
            }
        }));
    });
}

/// Returns the processor time of this thread: fields 14 and 15 of its line on Linux, in hundredths of a second.
fn processor_time() -> Option<Duration> {
    let line = fs::read_to_string("/proc/thread-self/stat").ok()?;
    let mut fields = line.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

/// Calls a target. Returns the problem, if there is one.
pub(crate) fn judge(target: &str, run: impl FnOnce()) -> Result<(), String> {
    listen();
    OWN.with_borrow_mut(Vec::clear);
    let (clock, begun) = (Instant::now(), processor_time());
    INSIDE.set(true);
    let ended = catch_unwind(AssertUnwindSafe(run));
    INSIDE.set(false);
    // Where the system does not show the processor time, the clock counts.
    let took = begun.zip(processor_time()).map_or_else(|| clock.elapsed(), |(from, to)| to.saturating_sub(from));
    let mut faults = OWN.take();
    if let Err(panic) = ended {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
        faults.push(format!("it panicked: {text}"));
    }
    if took > SLOW {
        faults.push(format!("it took {took:?}"));
    }
    if let Ok(mut all) = COUNTS.lock() {
        let one = all.entry(target.to_string()).or_default();
        *one = (one.0 + 1, one.1.max(took));
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{faults:#?}")) }
}

/// Writes an input that failed to a file.
pub(crate) fn keep(target: &str, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let path = folder.join(target);
    let _ = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input));
    path
}

/// Prints statistics of a target; visible with `--nocapture`.
pub(crate) fn report(target: &str, seconds: f64) {
    let (inputs, slowest) = COUNTS.lock().unwrap().get(target).copied().unwrap_or_default();
    let rate = inputs as f64 / seconds * 60.0;
    println!("fuzz {target}: {inputs} inputs, {rate:.0} a minute, slowest {slowest:?}");
}
