//! A bounded cache for the result of a function of a text. The texts of a form repeat in every return.

use foldhash::HashMap;

/// The maximum number of cached texts.
pub(super) const KEPT: usize = 4_096;
/// The maximum length of a cached text, in bytes.
pub(super) const LONGEST: usize = 256;

/// A bounded cache from texts to the results of one function.
#[derive(Debug)]
pub(crate) struct BoundedCache<V> {
    known: HashMap<Box<str>, V>,
}

impl<V> Default for BoundedCache<V> {
    fn default() -> Self {
        BoundedCache { known: HashMap::default() }
    }
}

impl<V: Clone> BoundedCache<V> {
    /// Returns `make(text)`, from the cache if possible. A full cache is cleared; long texts are not cached.
    pub(crate) fn get(&mut self, text: &str, make: impl FnOnce(&str) -> V) -> V {
        if text.len() > LONGEST {
            return make(text);
        }
        if let Some(same) = self.known.get(text) {
            return same.clone();
        }
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        let made = make(text);
        self.known.insert(text.into(), made.clone());
        made
    }

    /// Returns the number of cached texts.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_is_computed_once_and_the_cache_is_bounded() {
        let mut memo = BoundedCache::default();
        let mut made = 0;
        for _ in 0..3 {
            let got = memo.get("Mã số", |text| {
                made += 1;
                text.to_uppercase()
            });
            assert_eq!(got, "MÃ SỐ");
        }
        assert_eq!(made, 1);
        for i in 0..3 * KEPT {
            assert_eq!(memo.get(&i.to_string(), str::to_string), i.to_string());
        }
        assert!(memo.known.len() <= KEPT);
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(memo.get(&long, |_| "1".to_string()) + &memo.get(&long, |_| "2".into()), "12");
    }
}
