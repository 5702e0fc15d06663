//! Changes to a valid file. A change is a few numbers, so that a failing list of changes can be reduced.

use std::io::{Cursor, Read, Write};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Kind of change, position, length in bytes, and a value.
pub(crate) type Edit = (u8, u32, u16, u64);

/// Maximum size of an input: the targets look for faults in small files; limits have their own tests.
const LARGEST: usize = 1 << 20;

/// Pseudo-random generator (xorshift64*): the same numbers for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    /// Creates a generator for a seed and a target.
    pub(crate) fn new(seed: u64, target: &str) -> Self {
        let mixed =
            target.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
        Dice(mixed | 1)
    }

    /// Returns the next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns one to seven changes.
    pub(crate) fn edits(&mut self) -> Vec<Edit> {
        let count = 1 + self.next() % 7;
        (0..count).map(|_| (self.next() as u8, self.next() as u32, self.next() as u16, self.next())).collect()
    }
}

/// A valid input.
pub(crate) struct Seed {
    /// Content of the file.
    pub bytes: Vec<u8>,
    /// Inflated parts, if the file is an archive.
    parts: Vec<(String, Vec<u8>)>,
}

impl Seed {
    /// Creates a seed; the parts of an archive are inflated.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let mut parts = Vec::new();
        if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes.as_slice())) {
            for index in 0..archive.len() {
                let mut entry = archive.by_index(index).unwrap();
                let mut content = Vec::new();
                entry.read_to_end(&mut content).unwrap();
                parts.push((entry.name().unwrap().into_owned(), content));
            }
        }
        Seed { bytes, parts }
    }
}

/// Returns a changed seed: mostly changed within the inflated parts of an archive, sometimes in its compressed bytes.
pub(crate) fn mutated(seeds: &[Seed], pick: u16, edits: &[Edit], words: &[&[u8]]) -> Vec<u8> {
    let seed = &seeds[usize::from(pick) % seeds.len()];
    let other = &seeds[usize::from(pick >> 8) % seeds.len()];
    if seed.parts.is_empty() || pick & 0xF000 == 0 {
        let mut bytes = seed.bytes.clone();
        edits.iter().for_each(|e| apply(&mut bytes, e, &other.bytes, words));
        return bytes;
    }
    let mut parts = seed.parts.clone();
    for edit in edits {
        let (kind, _, len, value) = *edit;
        if parts.is_empty() {
            break;
        }
        let at = usize::from(len >> 6) % parts.len();
        match kind {
            248 => {
                parts.remove(at);
            }
            249 => parts[at].0.push('x'),
            250 => {
                let to = value as usize % parts.len();
                parts.swap(at, to);
            }
            251 => {
                let (from, content) = (value as usize % parts.len(), parts[at].1.clone());
                parts[from].1 = content;
            }
            252 if !other.parts.is_empty() => parts.push(other.parts[value as usize % other.parts.len()].clone()),
            _ => {
                let donor = parts[value as usize % parts.len()].1.clone();
                let small = (kind, edit.1, len & 0x3F, value);
                apply(&mut parts[at].1, &small, &donor, words);
            }
        }
    }
    packed(&parts, pick & 0x0800 != 0)
}

fn packed(parts: &[(String, Vec<u8>)], deflated: bool) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method =
            if deflated && name != "mimetype" { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        // The writer rejects a name that already exists.
        if out.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).is_ok() {
            out.write_all(content).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

/// Numbers that often cause failures.
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "-1",
    "2",
    "255",
    "256",
    "65535",
    "65536",
    "1048576",
    "1048577",
    "16384",
    "2147483647",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "1e308",
    "1e309",
    "NaN",
    "0.1",
];

/// Applies one change.
pub(crate) fn apply(bytes: &mut Vec<u8>, edit: &Edit, donor: &[u8], words: &[&[u8]]) {
    let (kind, at, len, value) = *edit;
    let at = at as usize % (bytes.len() + 1);
    let size = usize::from(len);
    let end = |size: usize, bytes: &[u8]| (at + size).min(bytes.len());
    let word = words.get(value as usize % words.len().max(1)).copied().unwrap_or_default();
    match kind % 16 {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (value % 8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value as u8;
            }
        }
        2 => {
            bytes.splice(at..at, value.to_le_bytes().into_iter().take(size % 8 + 1));
        }
        3 => {
            bytes.drain(at..end(size % 16 + 1, bytes));
        }
        4 => {
            bytes.drain(at..end(size, bytes));
        }
        5 => {
            let copy = bytes[at..end(size, bytes)].to_vec();
            let to = value as usize % (bytes.len() + 1);
            bytes.splice(to..to, copy);
        }
        6 => {
            let from = value as usize % (donor.len() + 1);
            let copy = donor[from..(from + size).min(donor.len())].to_vec();
            bytes.splice(at..end(size, bytes), copy);
        }
        7 => bytes.truncate(at),
        8 => {
            bytes.splice(at..at, word.iter().copied());
        }
        9 => {
            bytes.splice(at..end(word.len(), bytes), word.iter().copied());
        }
        10 | 11 => number(bytes, at, NUMBERS[value as usize % NUMBERS.len()]),
        12 => {
            // Removes, repeats or moves a line or an element.
            let mark = if bytes.first() == Some(&b'<') { b'<' } else { b'\n' };
            let begin = bytes[..at].iter().rposition(|b| *b == mark).unwrap_or(0);
            let stop = begin + 1 + bytes[(begin + 1).min(bytes.len())..].iter().position(|b| *b == mark).unwrap_or(0);
            let stop = stop.min(bytes.len());
            let piece = bytes[begin..stop].to_vec();
            if value % 3 != 0 {
                bytes.drain(begin..stop);
            }
            if value % 3 != 1 {
                let to = (value >> 2) as usize % (bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
        }
        13 => {
            let piece = bytes[at..end(size % 64 + 1, bytes)].to_vec();
            let times = (value as usize % 2_000).min((LARGEST / 4) / piece.len().max(1));
            let many = piece.repeat(times);
            bytes.splice(at..at, many);
        }
        14 => {
            const WIDE: [u32; 8] = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF];
            let wide = WIDE[value as usize % WIDE.len()].to_le_bytes();
            let width = if size.is_multiple_of(2) { 2 } else { 4 };
            bytes.splice(at..end(width, bytes), wide.into_iter().take(width));
        }
        _ => {
            let (other, size) = (value as usize % (bytes.len() + 1), size % 256);
            for i in 0..size {
                if at + i < bytes.len() && other + i < bytes.len() {
                    bytes.swap(at + i, other + i);
                }
            }
        }
    }
    bytes.truncate(LARGEST);
}

/// Replaces the next run of digits by another number.
fn number(bytes: &mut Vec<u8>, at: usize, with: &str) {
    let Some(begin) = bytes[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) else { return };
    let size = bytes[begin..].iter().take_while(|b| b.is_ascii_digit()).count();
    bytes.splice(begin..begin + size, with.bytes());
}
