//! What was made of a text, kept: the texts of a form come again in every return.

use foldhash::HashMap;

/// Texts that are kept.
pub(super) const KEPT: usize = 4_096;
/// Longest text that is kept, in bytes.
pub(super) const LONGEST: usize = 256;

/// Texts and what a function made of them; for one function.
#[derive(Debug)]
pub struct Memo<V> {
    known: HashMap<Box<str>, V>,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Memo { known: HashMap::default() }
    }
}

impl<V: Clone> Memo<V> {
    /// What `make` makes of the text, or made of it before.
    pub fn get(&mut self, text: &str, make: impl FnOnce(&str) -> V) -> V {
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

    /// How many are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once_and_what_is_kept_is_bounded() {
        let mut memo = Memo::default();
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
