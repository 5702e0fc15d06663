//! Texts, each once: who holds one names it by its place.

use crate::model::word::Word;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Texts by their place, in the order of coming.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    list: Vec<Word>,
    /// The places once more, by the texts' hashes: a list of a million texts takes a quarter of what a map from texts would.
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Texts {
    /// The place of a text.
    pub fn place(&mut self, text: &Word) -> u32 {
        let Texts { list, places, hasher } = self;
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

    /// The texts.
    pub fn list(&self) -> &[Word] {
        &self.list
    }

    /// When most have come: lets go what only finding needs. A text that comes later is not looked for among those that have come.
    pub fn settle(&mut self) {
        self.places = HashTable::new();
        self.list.shrink_to_fit();
    }

    /// The texts alone.
    pub fn into_list(self) -> Vec<Word> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_one_place() {
        let mut texts = Texts::default();
        let mut place = |word: &str| texts.place(&word.into());
        for round in 0..2 {
            for n in 0..10_000u32 {
                assert_eq!(place(&format!("chữ {n}")), n, "{round}");
            }
        }
        assert_eq!((place("chữ mới"), place("chữ mới"), place("")), (10_000, 10_000, 10_001));
        assert_eq!(texts.list()[10_000], "chữ mới");
        texts.settle();
        let mut place = |word: &str| texts.place(&word.into());
        assert_eq!((place("chữ 0"), place("chữ 0")), (10_002, 10_002));
        assert_eq!(texts.into_list().len(), 10_003);
    }
}
