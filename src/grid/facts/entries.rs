//! The entries of the archive as its directory lists them, and what programs read differently about them.

use std::collections::BTreeSet;

/// Signatures of the records of an archive.
const LOCAL: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// Extra fields that rename nothing: zip64, times, owners, padding.
const HARMLESS: [u16; 7] = [0x0001, 0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xa220];

/// What is unusual in an archive: the entry and what it is, in words.
pub(in crate::grid) type StrangeEntries = Vec<(String, String)>;

fn u16_at(bytes: &[u8], at: usize) -> usize {
    let pair = bytes.get(at..at + 2).and_then(|b| b.try_into().ok());
    usize::from(pair.map_or(0, u16::from_le_bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
    usize::try_from(four.map_or(0, u32::from_le_bytes)).unwrap_or(usize::MAX)
}

/// Lists what is unusual: names that occur twice, that another field or header changes, or that leave the package;
/// bytes that belong to no entry.
pub(in crate::grid) fn strange_entries(bytes: &[u8]) -> StrangeEntries {
    let mut out = StrangeEntries::new();
    let Some(end) = bytes.windows(4).rposition(|four| four == END) else { return out };
    let mut push = |name: &str, what: &str| out.push((name.to_string(), what.to_string()));
    if end + 22 + u16_at(bytes, end + 20) != bytes.len() || u16_at(bytes, end + 20) > 0 {
        push("", "bytes after the end of the archive");
    }
    let mut at = u32_at(bytes, end + 16);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    while bytes.get(at..at + 4) == Some(ENTRY) {
        let (name_len, extra_len, comment_len) =
            (u16_at(bytes, at + 28), u16_at(bytes, at + 30), u16_at(bytes, at + 32));
        let raw = bytes.get(at + 46..at + 46 + name_len).unwrap_or_default();
        let name = String::from_utf8_lossy(raw).into_owned();
        if !seen.insert(name.to_lowercase()) {
            push(&name, "two entries of one name");
        }
        if name.contains(['\\', '%', ':']) || name.starts_with('/') || name.split('/').any(|part| part == "..") {
            push(&name, "name that programs read differently");
        }
        let extra = bytes.get(at + 46 + name_len..at + 46 + name_len + extra_len).unwrap_or_default();
        let local = u32_at(bytes, at + 42);
        let local_name = u16_at(bytes, local.saturating_add(26));
        let start = local.saturating_add(30);
        if bytes.get(local..local + 4) != Some(LOCAL) || bytes.get(start..start + local_name) != Some(raw) {
            push(&name, "two names in the archive");
        }
        let local_extra = u16_at(bytes, local.saturating_add(28));
        let own = bytes.get(start + local_name..start + local_name + local_extra).unwrap_or_default();
        if !(is_harmless(extra) && is_harmless(own)) {
            push(&name, "extra field that may rename it");
        }
        if comment_len > 0 {
            push(&name, "comment in the archive");
        }
        spans.push((local, start + local_name + local_extra + u32_at(bytes, at + 20)));
        at += 46 + name_len + extra_len + comment_len;
    }
    if at != end {
        push("", "records that belong to no entry");
    }
    gaps(spans, u32_at(bytes, end + 16), &mut out);
    out
}

/// Adds bytes between the entries. A descriptor of up to 24 bytes may follow an entry.
fn gaps(mut spans: Vec<(usize, usize)>, directory: usize, out: &mut StrangeEntries) {
    spans.sort_unstable();
    let mut last = 0;
    for (start, end) in spans.into_iter().chain([(directory, directory)]) {
        if start > last + 24 || (last == 0 && start > 0) {
            out.push((String::new(), "bytes that belong to no entry".to_string()));
        }
        last = last.max(end);
    }
}

fn is_harmless(mut extra: &[u8]) -> bool {
    while extra.len() >= 4 {
        let kind = u16::try_from(u16_at(extra, 0)).unwrap_or(0);
        if !HARMLESS.contains(&kind) {
            return false;
        }
        extra = extra.get(4 + u16_at(extra, 2)..).unwrap_or_default();
    }
    true
}
