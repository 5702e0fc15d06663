//! Parallel map over the processors. Results are in the order of the items, for any number of processors.

use std::cmp::Reverse;
use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// Stack size of a worker thread in bytes. The engine recurses with the depth of formulas, and on Windows the main
/// thread has only 1 MB.
const STACK: usize = 64 * 1024 * 1024;

/// Returns the number of available processors.
pub(crate) fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Runs a job on a thread with a large stack, or on this one where there are no threads.
///
/// # Errors
///
/// The system starts no thread.
pub(crate) fn on_large_stack<R: Send + 'static>(
    job: impl FnOnce() -> R + Send + 'static,
) -> io::Result<thread::Result<R>> {
    if cfg!(target_family = "wasm") {
        return Ok(Ok(job()));
    }
    Builder::new().stack_size(STACK).spawn(job).map(thread::JoinHandle::join)
}

/// Applies `each` to all items; results are in the order of the items. With one processor or one item it starts no
/// thread. If the system refuses to start threads, the current thread does the work.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let count = threads().min(items.len());
    if count < 2 {
        return items.iter().map(each).collect();
    }
    let next = AtomicUsize::new(0);
    // Each thread takes the next item.
    let work = || {
        let mut made = Vec::new();
        while let Some((index, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, items.get(i)?)))
        {
            made.push((index, each(item)));
        }
        made
    };
    let mut made = thread::scope(|scope| {
        let start = || Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let others: Vec<_> = (1..count).map_while(|_| start().ok()).collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().unwrap_or_else(|fault| resume_unwind(fault)));
        }
        made
    });
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

/// As [`map`], but starts the largest items first, so that no thread is left with one at the end.
pub(crate) fn map_largest_first<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> usize,
    each: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let order = most_first(items, work);
    let mut made: Vec<(usize, R)> = map(&order, |(index, item)| (*index, each(item)));
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

fn most_first<T>(items: &[T], work: impl Fn(&T) -> usize) -> Vec<(usize, &T)> {
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| Reverse(work(item)));
    order
}

/// As [`map`], but consumes the items, so that each is dropped after its use.
pub(crate) fn map_owned<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    map_owned_largest_first(items, |_| 0, work)
}

/// As [`each`], in the order of [`map_by`].
pub(crate) fn map_owned_largest_first<T: Send, R: Send>(
    items: Vec<T>,
    size: impl Fn(&T) -> usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items: Vec<_> = items.into_iter().map(|item| (size(&item), Mutex::new(Some(item)))).collect();
    let taken = |item: &Mutex<Option<T>>| item.lock().unwrap_or_else(PoisonError::into_inner).take();
    map_largest_first(&items, |(size, _)| *size, |(_, item)| taken(item).map(&work)).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_order_of_the_items() {
        let items: Vec<u64> = (0..1_000).collect();
        let slow = |n: &u64| (0..*n % 7 * 1_000).fold(*n, |a, b| a.wrapping_mul(31).wrapping_add(b));
        assert_eq!(map(&items, slow), items.iter().map(slow).collect::<Vec<_>>());
        assert_eq!(map(&[] as &[u64], slow), [0; 0]);
        assert_eq!(map_owned(items.clone(), |n| slow(&n)), map(&items, slow));
        assert_eq!(map_largest_first(&items, |n| (n % 10) as usize, slow), map(&items, slow));
    }

    #[test]
    fn largest_items_are_started_first() {
        let items = ["hai", "một hai ba", "", "ba"];
        let order: Vec<usize> = most_first(&items, |text| text.len()).into_iter().map(|(index, _)| index).collect();
        assert_eq!(order, [1, 0, 3, 2]);
    }

    #[test]
    fn panic_in_one_item_propagates() {
        let failing = || map(&[1, 2, 3], |n| assert_ne!(*n, 2));
        assert!(std::panic::catch_unwind(failing).is_err());
    }
}
