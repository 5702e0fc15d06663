//! The manifest of a published copy: the lines that `sha256sum -c` reads, and what of the copy is not as they say.

use super::campaign::{ANNEXES, PLAN_FILE, PLAN_WORKBOOK, read};
use super::ingest::hash;
use crate::model::litter::{is_litter, litter_folder};
use crate::model::spelling::composed_name;
use crate::system::{EntryKind, System};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// File in the copy of a published period with the SHA-256 of every other file, as `sha256sum -c` reads it.
pub(crate) const MANIFEST: &str = "SHA256SUMS";

/// Start of every manifest.
pub(super) const HEAD: &str = "# Kỳ ";

/// Returns true if a file is a manifest that this program wrote.
pub(super) fn is_of_program(system: &dyn System, path: &Path) -> bool {
    system.is_file(path) && system.read(path, HEAD.len() as u64).is_ok_and(|bytes| bytes == HEAD.as_bytes())
}

/// Returns true if a copy has a manifest and every file that it lists. The contents are not compared.
pub(super) fn is_complete(system: &dyn System, copy: &Path) -> bool {
    let Ok(manifest) = read(system, &copy.join(MANIFEST)) else { return false };
    let manifest = String::from_utf8_lossy(&manifest);
    let names = entry_names(system, copy);
    let known: BTreeSet<String> = names.iter().map(|name| composed_name(name)).collect();
    let mut listed = manifest.lines().filter_map(parse).peekable();
    listed.peek().is_some() && listed.all(|(name, _)| known.contains(&composed_name(&name)))
}

/// Returns the paths of the files of a copy, relative to it.
fn entry_names(system: &dyn System, copy: &Path) -> Vec<String> {
    let entries = system.list(copy).unwrap_or_default().into_iter().filter(|entry| entry.kind != EntryKind::Unlistable);
    entries.map(|entry| entry.name).collect()
}

/// Formats a line of the manifest. As `sha256sum` does, it marks and escapes a name with a line end or backslash.
pub(super) fn sum_line(hash: &str, name: &str) -> String {
    if !name.contains(['\n', '\r', '\\']) {
        return format!("{hash}  {name}\n");
    }
    let escaped = name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{hash}  {escaped}\n")
}

/// Returns name and hash of a line. `None` for a remark.
pub(super) fn parse(line: &str) -> Option<(String, &str)> {
    let is_escaped = line.starts_with('\\');
    let (hash, name) = line.trim_start_matches('\\').split_once("  ")?;
    if hash.len() != 64 || !hash.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    if !is_escaped {
        return Some((name.to_string(), hash));
    }
    let (mut out, mut letters) = (String::new(), name.chars());
    while let Some(letter) = letters.next() {
        out.push(match (letter, letter == '\\') {
            (_, true) => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                other => other,
            },
            (letter, false) => letter,
        });
    }
    Some((out, hash))
}

/// Returns the files of a published copy that are not as its manifest lists them: changed, gone, or not listed in it. A copy without
/// the lines of its plan and annex lacks those. Names that differ in the form of their accents alone are the same.
pub(super) fn faults(system: &dyn System, copy: &Path) -> Vec<String> {
    let Ok(manifest) = read(system, &copy.join(MANIFEST)) else { return vec![MANIFEST.to_string()] };
    let manifest = String::from_utf8_lossy(&manifest);
    let listed: BTreeMap<String, &str> = manifest.lines().filter_map(parse).collect();
    let names = entry_names(system, copy);
    let by_form: BTreeMap<String, &String> = names.iter().map(|name| (composed_name(name), name)).collect();
    let here = |name: &String| names.iter().find(|n| *n == name).or(by_form.get(&composed_name(name)).copied());
    let is_wrong = |(name, known): (&String, &&str)| {
        let path = copy.join(here(name).unwrap_or(name));
        let found = system.read(&path, u64::MAX).map(|bytes| hash(&bytes));
        (found.ok().as_deref() != Some(*known)).then(|| name.clone())
    };
    let mut out: Vec<String> = listed.iter().filter_map(is_wrong).collect();
    let needed: [&[&str]; 2] = [&[PLAN_FILE, PLAN_WORKBOOK], &ANNEXES];
    let is_absent =
        |names: &&&[&str]| names.iter().all(|name| !listed.contains_key(*name) && !system.is_file(&copy.join(name)));
    out.extend(needed.iter().filter(is_absent).filter_map(|names| names.first()).map(|name| name.to_string()));
    let is_own = |name: &str| {
        name == MANIFEST || is_litter(name.rsplit('/').next().unwrap_or(name)) || litter_folder(name).is_some()
    };
    let known: BTreeSet<&String> = listed.keys().filter_map(here).collect();
    out.extend(names.iter().filter(|name| !known.contains(name) && !is_own(name)).cloned());
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(name in "[a-z\\\\\n\r /ệ.]{1,20}", seed in 0u8..=255) {
            let known = hash(&[seed]);
            let line = sum_line(&known, &name);
            proptest::prop_assert_eq!(line.matches('\n').count(), 1);
            proptest::prop_assert_eq!(parse(line.trim_end_matches('\n')), Some((name, known.as_str())));
        }
    }

    #[test]
    fn remarks_are_no_files() {
        assert_eq!(parse("# Kỳ 2021-Q3  đã chốt"), None);
        assert_eq!(parse(&format!("# không chép: {}", sum_line(&hash(b"x"), "a"))), None);
        assert_eq!(parse(""), None);
    }
}
