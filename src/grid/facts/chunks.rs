//! Fingerprints of the pieces of a part, so that two versions of it can be compared without keeping both.

use super::scan::PartEvent;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A piece of a part: its path, such as `sheetData/row[12]`, and its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartChunk {
    /// Path below the root.
    pub path: String,
    /// Row of a sheet, from 1; 0 for other pieces.
    pub row: u32,
    /// Start of the SHA-256 of its content.
    pub hash: u64,
}

/// Depth of the elements that are pieces: root, group, piece.
const DEPTH: usize = 3;

/// Collects the pieces of a part.
#[derive(Default)]
pub(super) struct ChunkBuilder {
    depth: usize,
    group: String,
    counts: BTreeMap<String, u32>,
    /// Path, row and content of the piece that is being read. It is hashed at its end: a call for each name and value
    /// costs more than the bytes.
    current: Option<(String, u32, String)>,
    own: String,
    /// Text that may be only the white space between elements.
    text: String,
    chunks: Vec<PartChunk>,
}

impl ChunkBuilder {
    /// Takes an event.
    pub(super) fn add(&mut self, event: &PartEvent<'_>) {
        match event {
            PartEvent::Open(name, attributes) => {
                self.flush(false);
                self.depth += 1;
                self.open(name, attributes);
            }
            PartEvent::Text(text) => self.text.push_str(text),
            PartEvent::Close => {
                self.flush(true);
                self.put("/");
                if self.depth <= DEPTH
                    && let Some((path, row, content)) = self.current.take_if(|_| self.depth == DEPTH)
                {
                    self.chunks.push(PartChunk { path, row, hash: short(content.as_bytes()) });
                }
                self.depth = self.depth.saturating_sub(1);
            }
            PartEvent::Strange(what) => self.put(what),
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        if self.depth == DEPTH - 1 {
            self.group = name.to_string();
        }
        if self.depth == DEPTH {
            let key = format!("{}/{name}", self.group);
            let count = self.counts.entry(key.clone()).or_default();
            *count += 1;
            let row = attributes.iter().find(|(k, _)| k == "r" && name == "row").and_then(|(_, v)| v.parse().ok());
            self.current = Some((format!("{key}[{count}]"), row.unwrap_or(0), String::new()));
        }
        let out = self.content();
        out.push('<');
        out.push_str(name);
        let mut put = |(key, value): &(String, String)| {
            out.push('\u{1}');
            out.push_str(key);
            out.push('\u{2}');
            out.push_str(value);
        };
        if attributes.is_sorted() {
            attributes.iter().for_each(put);
        } else {
            let mut sorted: Vec<&(String, String)> = attributes.iter().collect();
            sorted.sort();
            sorted.into_iter().for_each(&mut put);
        }
    }

    /// Returns the content that is being read.
    fn content(&mut self) -> &mut String {
        match &mut self.current {
            Some((_, _, content)) => content,
            None => &mut self.own,
        }
    }

    /// Hashes the text so far. White space between elements has no meaning.
    fn flush(&mut self, is_end: bool) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if !text.trim_matches([' ', '\n', '\r', '\t']).is_empty()
            || (is_end && !text.is_empty() && !text.contains('\n'))
        {
            self.put("\u{3}");
            self.put(&text);
        }
    }

    fn put(&mut self, text: &str) {
        self.content().push_str(text);
    }

    /// Returns the pieces; the last is everything that belongs to no other.
    pub(super) fn finish(mut self) -> Vec<PartChunk> {
        let hash = short(self.own.as_bytes());
        self.chunks.push(PartChunk { path: String::new(), row: 0, hash });
        self.chunks
    }
}

/// Returns the only piece of a part that is not XML.
pub(super) fn whole(part: &[u8]) -> Vec<PartChunk> {
    vec![PartChunk { path: String::new(), row: 0, hash: short(part) }]
}

fn short(content: &[u8]) -> u64 {
    let bytes = Sha256::digest(content);
    bytes.iter().take(8).fold(0, |out, byte| (out << 8) | u64::from(*byte))
}
