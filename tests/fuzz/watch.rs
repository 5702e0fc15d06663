//! Runs a target on one input and judges: no panic of this crate, in bounded time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

/// An unoptimised build on a busy machine; the program's own bound is 8 s.
const SLOW: Duration = Duration::from_secs(8);

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Where this crate's code panicked, caught or not, since the target was called.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

static HOOK: Once = Once::new();
static COUNTS: Mutex<BTreeMap<String, (u64, Duration)>> = Mutex::new(BTreeMap::new());

/// Whether a panic's place is in this crate: those of others have the registry's path.
pub fn is_own(place: &str) -> bool {
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
            // The standard library's own checks name their own place: the caller stands in the backtrace.
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

/// Calls a target; what is wrong, if anything.
pub fn judge(target: &str, run: impl FnOnce()) -> Result<(), String> {
    listen();
    OWN.with_borrow_mut(Vec::clear);
    let begun = Instant::now();
    INSIDE.set(true);
    let ended = catch_unwind(AssertUnwindSafe(run));
    INSIDE.set(false);
    let took = begun.elapsed();
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

/// Writes an input that failed down.
pub fn keep(target: &str, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let path = folder.join(target);
    let _ = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input));
    path
}

/// Says what a target did; `--nocapture` shows it.
pub fn report(target: &str, seconds: f64) {
    let (inputs, slowest) = COUNTS.lock().unwrap().get(target).copied().unwrap_or_default();
    let rate = inputs as f64 / seconds * 60.0;
    println!("fuzz {target}: {inputs} inputs, {rate:.0} a minute, slowest {slowest:?}");
}
