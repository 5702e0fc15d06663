//! A table of distinct texts, referenced by index.

use crate::model::shared_str::SharedStr;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Distinct texts with their indices, in order of first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct StringTable {
    list: Vec<SharedStr>,
    /// Indices by the hash of their text. This takes a quarter of the memory of a map keyed by text, measured with a
    /// million texts.
    places: HashTable<u32>,
    hasher: RandomState,
}

impl StringTable {
    /// Returns the index of a text, and adds the text if it is new.
    pub(crate) fn place(&mut self, text: &SharedStr) -> u32 {
        let StringTable { list, places, hasher } = self;
        let is_it = |place: &u32| list.get(*place as usize).is_some_and(|t| t == text);
        let hash_of = |place: &u32| list.get(*place as usize).map_or(0, |text| hasher.hash_one(text));
        let hash = hasher.hash_one(text);
        if let Some(place) = places.find(hash, is_it) {
            return *place;
        }
        let place = list.len() as u32;
        places.insert_unique(hash, place, hash_of);
        list.push(text.clone());
        place
    }

    /// Returns the texts in order of their index.
    pub(crate) fn list(&self) -> &[SharedStr] {
        &self.list
    }

    /// Frees the memory that only lookup needs. A text added afterwards is not compared with earlier ones.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.places = HashTable::new();
        self.list.shrink_to_fit();
    }

    /// Returns the texts without the lookup table.
    pub(crate) fn into_list(self) -> Vec<SharedStr> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_one_index() {
        let mut texts = StringTable::default();
        let mut place = |word: &str| texts.place(&word.into());
        for round in 0..2 {
            for n in 0..10_000u32 {
                assert_eq!(place(&format!("chữ {n}")), n, "{round}");
            }
        }
        assert_eq!((place("chữ mới"), place("chữ mới"), place("")), (10_000, 10_000, 10_001));
        assert_eq!(texts.list()[10_000], "chữ mới");
        texts.shrink_to_fit();
        let mut place = |word: &str| texts.place(&word.into());
        assert_eq!((place("chữ 0"), place("chữ 0")), (10_002, 10_002));
        assert_eq!(texts.into_list().len(), 10_003);
    }
}
