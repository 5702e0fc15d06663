//! Records of an .xls workbook that are encrypted with RC4, [MS-XLS] 2.2.10: the key of Excel 97, and that of CryptoAPI in
//! later versions. The weaker obfuscation with XOR is not read.

use super::password;
use md5::Md5;
use sha1::{Digest, Sha1};

const FILE_PASS: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
/// Records that are never encrypted: the beginning of a substream, the settings, the header of the interface, locks.
const OPEN: [u16; 6] = [BEGIN, FILE_PASS, 0x00E1, 0x0194, 0x0195, 0x0138];
/// A record type that readers skip.
const NONE: u16 = 0x0FFF;
/// Bytes that have a key of their own.
const BLOCK: usize = 1024;

/// Settings of the key.
enum KeyRule {
    /// MD5 of the password, 40 bits.
    Md5([u8; 5]),
    /// SHA-1 of the password, with this number of bytes.
    Sha1(Vec<u8>, usize),
}

/// Decrypts the records of a workbook that is encrypted with the default password. `None` if it is not encrypted, and for
/// another password.
pub(in crate::grid) fn decrypted_stream(stream: &[u8]) -> Option<Vec<u8>> {
    let (_, settings) =
        records(stream).find(|(_, kind, _)| *kind == FILE_PASS).map(|(at, _, content)| (at, content))?;
    let rule = key_rule(settings)?;
    let mut out = stream.to_vec();
    let mut keys = KeyStream { rule: &rule, block: None, bytes: Vec::new() };
    for (at, kind, content) in records(stream) {
        if kind == FILE_PASS {
            out.get_mut(at..at + 2)?.copy_from_slice(&NONE.to_le_bytes());
        }
        if OPEN.contains(&kind) {
            continue;
        }
        // The position of a sheet in the stream is not encrypted.
        let skipped = if kind == SHEET { 4 } else { 0 };
        for place in at + 4 + skipped..at + 4 + content.len() {
            if let Some(byte) = out.get_mut(place) {
                *byte ^= keys.at(place);
            }
        }
    }
    Some(out)
}

/// Iterates over the records of a stream: position, type and content. It ends at a truncated record.
fn records(stream: &[u8]) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let [k0, k1, s0, s1] = *stream.get(at..)?.first_chunk::<4>()?;
        let start = at;
        let size = usize::from(u16::from_le_bytes([s0, s1]));
        let content = stream.get(at + 4..at + 4 + size)?;
        at += 4 + size;
        Some((start, u16::from_le_bytes([k0, k1]), content))
    })
}

/// Derives the key of the password, if the settings confirm it.
fn key_rule(settings: &[u8]) -> Option<KeyRule> {
    let (version, rest) = (settings.get(..6)?, settings.get(6..)?);
    let (rule, verifier, expected_hash) = match version {
        [1, 0, 1, 0, 1, 0] => {
            let (salt, verifier, hash) = (rest.get(..16)?, rest.get(16..32)?, rest.get(32..48)?);
            let first = Md5::digest(password());
            let one = [first.get(..5)?, salt].concat();
            let key = Md5::digest(one.repeat(16));
            (KeyRule::Md5(*key.first_chunk()?), verifier, hash)
        }
        [1, 0, 2..=4, 0, 2, 0] => {
            let number = |at: usize| rest.get(at..)?.first_chunk::<4>().map(|b| u32::from_le_bytes(*b));
            // Flags, the size of the header, the header with the bits of the key.
            let header = number(4)? as usize;
            let bits = number(8 + 16)?;
            let after = rest.get(header.checked_add(8)?..)?;
            let (salt, verifier, hash) = (after.get(4..20)?, after.get(20..36)?, after.get(40..60)?);
            let hashed = Sha1::digest([salt, &password()].concat()).to_vec();
            (KeyRule::Sha1(hashed, if bits == 0 { 5 } else { (bits / 8) as usize }), verifier, hash)
        }
        _ => return None,
    };
    let mut cipher = Rc4::new(&rule.key(0)?);
    let verifier: Vec<u8> = verifier.iter().map(|byte| byte ^ cipher.byte()).collect();
    let found: Vec<u8> = expected_hash.iter().map(|byte| byte ^ cipher.byte()).collect();
    let is_right = match &rule {
        KeyRule::Md5(_) => Md5::digest(&verifier).as_slice() == found,
        KeyRule::Sha1(..) => Sha1::digest(&verifier).as_slice() == found,
    };
    is_right.then_some(rule)
}

impl KeyRule {
    /// Returns the key of a block.
    fn key(&self, block: u32) -> Option<Vec<u8>> {
        match self {
            KeyRule::Md5(first) => Some(Md5::digest([first.as_slice(), &block.to_le_bytes()].concat()).to_vec()),
            KeyRule::Sha1(hashed, bytes) => {
                let mut key = Sha1::digest([hashed.as_slice(), &block.to_le_bytes()].concat()).to_vec();
                key.truncate(*bytes);
                // A key of 40 bits is used as one of 128.
                if *bytes == 5 {
                    key.resize(16, 0);
                }
                (!key.is_empty()).then_some(key)
            }
        }
    }
}

/// The bytes that the stream is combined with.
struct KeyStream<'r> {
    rule: &'r KeyRule,
    block: Option<usize>,
    bytes: Vec<u8>,
}

impl KeyStream<'_> {
    fn at(&mut self, place: usize) -> u8 {
        let block = place / BLOCK;
        if self.block != Some(block) {
            let mut cipher = self.rule.key(block as u32).map(|key| Rc4::new(&key));
            self.bytes = (0..BLOCK).map(|_| cipher.as_mut().map_or(0, Rc4::byte)).collect();
            self.block = Some(block);
        }
        self.bytes.get(place % BLOCK).copied().unwrap_or(0)
    }
}

/// The RC4 cipher.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|at| at as u8);
        let mut j = 0u8;
        for (i, key) in (0..256usize).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(*key);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    fn byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        let sum = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
        self.state[usize::from(sum)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of the literature.
    #[test]
    fn rc4_gives_the_known_bytes() {
        for (key, text, cipher) in [
            (&b"Key"[..], &b"Plaintext"[..], &[0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3][..]),
            (b"Wiki", b"pedia", &[0x10, 0x21, 0xBF, 0x04, 0x20]),
        ] {
            let mut rc4 = Rc4::new(key);
            assert_eq!(text.iter().map(|byte| byte ^ rc4.byte()).collect::<Vec<_>>(), cipher);
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_settings_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = (key_rule(&bytes), decrypted_stream(&bytes));
        }
    }
}
