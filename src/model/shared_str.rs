//! A reference-counted text for values that repeat: sheet names, cells, roster values.

use super::bounded_cache::BoundedCache;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text whose clones share one allocation.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedStr(Arc<str>);

thread_local! {
    /// Recently deserialised texts, shared with the next ones.
    static KNOWN: RefCell<BoundedCache<SharedStr>> = RefCell::default();
}

impl SharedStr {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns an existing value with the same content from the thread's cache, if the text is short.
    fn shared(text: &str) -> Self {
        if text.is_empty() {
            return SharedStr::default();
        }
        KNOWN.with_borrow_mut(|known| known.get(text, |text| SharedStr::from(text)))
    }
}

impl Deref for SharedStr {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SharedStr {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SharedStr {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        // The empty text is common: share one value that needs no allocation.
        if text.is_empty() { SharedStr::default() } else { SharedStr(text.into()) }
    }
}

impl From<String> for SharedStr {
    fn from(text: String) -> Self {
        SharedStr::from(text.as_str())
    }
}

impl From<&String> for SharedStr {
    fn from(text: &String) -> Self {
        SharedStr::from(text.as_str())
    }
}

impl From<&SharedStr> for SharedStr {
    fn from(word: &SharedStr) -> Self {
        word.clone()
    }
}

impl From<SharedStr> for String {
    fn from(word: SharedStr) -> Self {
        word.0.as_ref().into()
    }
}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for SharedStr {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for SharedStr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SharedStr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SharedStrVisitor;

        impl de::Visitor<'_> for SharedStrVisitor {
            type Value = SharedStr;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<SharedStr, E> {
                Ok(SharedStr::shared(text))
            }
        }

        deserializer.deserialize_str(SharedStrVisitor)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::bounded_cache::{KEPT, LONGEST};

    #[test]
    fn equal_deserialised_texts_share_one_allocation() {
        let long = "dài ".repeat(LONGEST);
        let json = serde_json::to_string(&["xã Bản", "", &long, "xã Bản", &long, "\"\\"]).unwrap();
        let words: Vec<SharedStr> = serde_json::from_str(&json).unwrap();
        assert_eq!(words, ["xã Bản", "", &long, "xã Bản", &long, "\"\\"]);
        assert!(Arc::ptr_eq(&words[0].0, &words[3].0) && !Arc::ptr_eq(&words[2].0, &words[4].0));
        let many: Vec<String> = (0..3 * KEPT).map(|n| n.to_string()).collect();
        let words: Vec<SharedStr> = serde_json::from_str(&serde_json::to_string(&many).unwrap()).unwrap();
        assert_eq!(words, many);
        assert!(KNOWN.with_borrow(BoundedCache::len) <= KEPT);
    }

    #[test]
    fn shared_text_behaves_like_its_str() {
        let word = SharedStr::from("ô E14");
        assert_eq!(
            (word.to_string(), format!("{word:?}"), String::from(word.clone())),
            ("ô E14".into(), "\"ô E14\"".into(), "ô E14".into())
        );
        let map = std::collections::BTreeMap::from([(word, 1)]);
        assert_eq!(map.get("ô E14"), Some(&1));
        let [one, other] = ["a", "b"].map(|text| SharedStr::from(&text.to_string()));
        assert!(one < other && SharedStr::default().is_empty());
    }
}
