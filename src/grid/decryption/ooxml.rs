//! Packages in a compound file, [MS-OFFCRYPTO] 2.3.4: standard encryption of Excel 2007 and agile encryption of later
//! versions. Other ciphers than AES and other hashes than SHA-1 and SHA-2 are not read.

use super::password;
use crate::grid::relationships::{attribute, tags};
use crate::limits::Limits;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use quick_xml::events::BytesStart;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::io::{Cursor, Read};

const BLOCK: usize = 16;
/// The bytes that have an initialisation vector of their own.
const SEGMENT: usize = 4096;
/// The most rounds of hashing. Excel uses 100,000.
const ROUNDS: u32 = 200_000;
/// Rounds of the standard encryption.
const STANDARD_ROUNDS: u32 = 50_000;

// What a key is for, [MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.13.
const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const PACKAGE_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Returns the package of a workbook that is encrypted with the default password. `None` for another password, and for a
/// file that cannot be read.
pub(in crate::grid) fn decrypted_package(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = |name: &str| {
        let mut out = Vec::new();
        file.open_stream(name).ok()?.take(limits.file_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    };
    let (info, package) = (stream("/EncryptionInfo")?, stream("/EncryptedPackage")?);
    let (size, content) = package.split_first_chunk::<8>()?;
    let content = content.get(..content.len() / BLOCK * BLOCK)?;
    let mut out = match info.get(..4)? {
        [4, 0, 4, 0] => agile(info.get(8..)?, content)?,
        [2..=4, 0, 2, 0] => standard(info.get(8..)?, content)?,
        _ => return None,
    };
    out.truncate(usize::try_from(u64::from_le_bytes(*size)).ok()?);
    Some(out)
}

/// Decrypts whole blocks: each with the one before it, or on its own if there is no initialisation vector.
fn decrypt(key: &[u8], vector: Option<&[u8]>, content: &[u8]) -> Option<Vec<u8>> {
    enum Cipher {
        Short(Box<Aes128>),
        Middle(Box<Aes192>),
        Long(Box<Aes256>),
    }
    let cipher = match key.len() {
        16 => Cipher::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
        24 => Cipher::Middle(Box::new(Aes192::new_from_slice(key).ok()?)),
        32 => Cipher::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
        _ => return None,
    };
    let mut before: [u8; BLOCK] = match vector {
        Some(vector) => *vector.first_chunk()?,
        None => [0; BLOCK],
    };
    let mut out = Vec::with_capacity(content.len());
    for chunk in content.as_chunks::<BLOCK>().0 {
        let mut block = Block::from(*chunk);
        match &cipher {
            Cipher::Short(cipher) => cipher.decrypt_block(&mut block),
            Cipher::Middle(cipher) => cipher.decrypt_block(&mut block),
            Cipher::Long(cipher) => cipher.decrypt_block(&mut block),
        }
        out.extend(block.iter().zip(before).map(|(byte, mask)| byte ^ mask));
        if vector.is_some() {
            before = *chunk;
        }
    }
    Some(out)
}

/// A hash function by the name that the file gives.
fn hash(name: &str, parts: [&[u8]; 2]) -> Option<Vec<u8>> {
    fn of<D: Digest>(parts: [&[u8]; 2]) -> Vec<u8> {
        let mut hasher = D::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().to_vec()
    }
    Some(match name {
        "SHA1" | "SHA-1" => of::<Sha1>(parts),
        "SHA256" => of::<Sha256>(parts),
        "SHA384" => of::<Sha384>(parts),
        "SHA512" => of::<Sha512>(parts),
        _ => return None,
    })
}

/// Hashes the password with a salt, and the result again and again with its number.
fn stretched(name: &str, salt: &[u8], rounds: u32) -> Option<Vec<u8>> {
    let mut out = hash(name, [salt, &password()])?;
    for round in 0..rounds {
        out = hash(name, [&round.to_le_bytes(), &out])?;
    }
    Some(out)
}

fn standard(info: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| info.get(at..)?.first_chunk::<4>().map(|b| u32::from_le_bytes(*b));
    let header = number(0)? as usize;
    let key_bytes = (number(4 + 16)? / 8) as usize;
    let verifier = info.get(header.checked_add(4)?..)?;
    let (salt, rest) = (verifier.get(4..20)?, verifier.get(20..)?);
    let (check, check_hash) = (rest.get(..BLOCK)?, rest.get(BLOCK + 4..BLOCK + 4 + 2 * BLOCK)?);
    let stretched = stretched("SHA1", salt, STANDARD_ROUNDS)?;
    let last = hash("SHA1", [&stretched, &0u32.to_le_bytes()])?;
    let padded = |fill: u8| {
        let mut out = [fill; 64];
        out.iter_mut().zip(&last).for_each(|(byte, hashed)| *byte ^= hashed);
        out
    };
    let key = [hash("SHA1", [&padded(0x36), &[]])?, hash("SHA1", [&padded(0x5C), &[]])?].concat();
    let key = key.get(..key_bytes)?;
    let expected = hash("SHA1", [&decrypt(key, None, check)?, &[]])?;
    let found = decrypt(key, None, check_hash)?;
    if !found.starts_with(&expected) {
        return None;
    }
    decrypt(key, None, content)
}

/// The settings of a key.
#[derive(Debug, Default)]
struct AgileKey {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: String,
}

impl AgileKey {
    fn of(tag: &BytesStart<'_>) -> Option<Self> {
        let is_aes =
            attribute(tag, "cipherAlgorithm")? == "AES" && attribute(tag, "cipherChaining")? == "ChainingModeCBC";
        let key_bytes = attribute(tag, "keyBits")?.parse::<usize>().ok()? / 8;
        let salt = base64(&attribute(tag, "saltValue")?);
        is_aes.then_some(AgileKey { salt, key_bytes, hash: attribute(tag, "hashAlgorithm")? })
    }

    /// Returns an initialisation vector from the salt.
    fn vector(&self, number: Option<u32>) -> Option<Vec<u8>> {
        let mut out = match number {
            Some(number) => hash(&self.hash, [&self.salt, &number.to_le_bytes()])?,
            None => self.salt.clone(),
        };
        out.resize(BLOCK, 0x36);
        Some(out)
    }
}

fn agile(info: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let (mut data, mut of_password, mut rounds) = (None, None, 0u32);
    let (mut check, mut check_hash, mut package_key) = (Vec::new(), Vec::new(), Vec::new());
    tags(info, |name, tag| match name {
        "keyData" => data = AgileKey::of(tag),
        "encryptedKey" if attribute(tag, "spinCount").is_some() => {
            let bytes = |name: &str| attribute(tag, name).map(|text| base64(&text)).unwrap_or_default();
            of_password = AgileKey::of(tag);
            rounds = attribute(tag, "spinCount").and_then(|n| n.parse().ok()).unwrap_or(u32::MAX);
            check = bytes("encryptedVerifierHashInput");
            check_hash = bytes("encryptedVerifierHashValue");
            package_key = bytes("encryptedKeyValue");
        }
        _ => {}
    });
    let (data, of_password) = (data?, of_password?);
    if rounds > ROUNDS {
        return None;
    }
    let stretched = stretched(&of_password.hash, &of_password.salt, rounds)?;
    let opened = |purpose: &[u8], content: &[u8]| {
        let mut key = hash(&of_password.hash, [&stretched, purpose])?;
        key.resize(of_password.key_bytes, 0x36);
        decrypt(&key, Some(&of_password.vector(None)?), content)
    };
    let expected = hash(&of_password.hash, [&opened(&VERIFIER, &check)?, &[]])?;
    if !opened(&VERIFIER_HASH, &check_hash)?.starts_with(&expected) {
        return None;
    }
    let mut key = opened(&PACKAGE_KEY, &package_key)?;
    key.truncate(data.key_bytes);
    let mut out = Vec::with_capacity(content.len());
    for (number, segment) in (0..).zip(content.chunks(SEGMENT)) {
        out.extend(decrypt(&key, Some(&data.vector(Some(number))?), segment)?);
    }
    Some(out)
}

/// Decodes Base64. Other characters are ignored.
fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for sextet in text.bytes().filter_map(value) {
        bits = (bits << 6) | u32::from(sextet);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded() {
        for (text, bytes) in
            [("", &b""[..]), ("TQ==", b"M"), ("TWE=", b"Ma"), ("TWFu", b"Man"), ("/+8=", &[0xFF, 0xEF])]
        {
            assert_eq!(base64(text), bytes, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_settings_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = (standard(&bytes, &bytes), agile(&bytes, &bytes), decrypted_package(&bytes, &Limits::default()));
        }
    }
}
