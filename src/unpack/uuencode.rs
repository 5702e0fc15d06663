//! Finds files in the text of an e-mail: lines from `begin 644 BM01.xlsx` to `end`, as old programs attach them.

/// Returns the files in a text with their names.
pub(super) fn files(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut open: Option<(String, Vec<u8>)> = None;
    for line in text.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match open.take() {
            None => open = begin(line).map(|name| (name, Vec::new())),
            Some(done) if line == b"end" => out.push(done),
            Some((name, mut bytes)) => {
                // A line that is none ends the search: the text is not a file.
                if decode(line, &mut bytes).is_some() {
                    open = Some((name, bytes));
                }
            }
        }
    }
    out.extend(open.filter(|(_, bytes)| !bytes.is_empty()));
    out
}

/// Returns the name in a first line: `begin`, three octal digits, name.
fn begin(line: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(b"begin ")?;
    let (mode, name) = rest.split_at_checked(3)?;
    let name = name.strip_prefix(b" ")?.trim_ascii();
    (mode.iter().all(|b| (b'0'..=b'7').contains(b)) && !name.is_empty()).then(|| super::decode_text(name))
}

/// Decodes a line: the number of bytes, then four characters for each three of them.
fn decode(line: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let six = |b: u8| (0x20..=0x60).contains(&b).then_some(u32::from(b - 0x20) & 0x3F);
    let Some((first, groups)) = line.split_first() else { return Some(()) };
    let count = usize::try_from(six(*first)?).ok()?;
    let mut bytes = Vec::with_capacity(count + 3);
    for group in groups.chunks(4) {
        // Trailing spaces may be cut off.
        let value = (0..4).try_fold(0, |n, i| Some(n << 6 | six(group.get(i).copied().unwrap_or(b' '))?))?;
        bytes.extend([(value >> 16) as u8, (value >> 8) as u8, value as u8]);
    }
    bytes.resize(count, 0);
    out.extend(bytes);
    Some(())
}
