//! The files that a user names for `check`: a file, a folder, or a pattern with `*` or `?`, which the Windows shell does
//! not expand.

use super::campaign::{RETURNS, is_campaign};
use super::inbox::return_files;
use crate::error::Error;
use crate::system::{EntryKind, System};
use std::path::{Path, PathBuf};

/// A file to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckTarget {
    /// Path for reading it.
    pub path: PathBuf,
    /// Name to show: the file's name, in a folder with the path below it.
    pub name: String,
    /// True if the user named the folder, not the file: then it need not be a return.
    pub is_of_folder: bool,
}

/// Returns the files that an argument names, in the order of their names.
///
/// # Errors
///
/// A folder that cannot be listed.
pub(crate) fn named_files(system: &dyn System, argument: &Path) -> Result<Vec<CheckTarget>, Error> {
    if system.is_folder(argument) {
        let folder = if is_campaign(system, argument) { argument.join(RETURNS) } else { argument.to_path_buf() };
        let file = |(name, path)| CheckTarget { path, name, is_of_folder: true };
        return Ok(return_files(system, &folder)?.into_iter().map(file).collect());
    }
    let last = argument.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let alone = CheckTarget { path: argument.to_path_buf(), name: last.clone(), is_of_folder: false };
    if system.is_file(argument) || !last.contains(['*', '?']) {
        return Ok(vec![alone]);
    }
    let folder = argument.parent().unwrap_or(Path::new(""));
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let listed = system.list(here).map_err(Error::Read)?;
    let found = listed.into_iter().filter(|entry| {
        entry.kind == EntryKind::File && !entry.name.contains('/') && is_match(&lower(&last), &lower(&entry.name))
    });
    let found: Vec<CheckTarget> = found
        .map(|entry| CheckTarget { path: folder.join(&entry.name), name: entry.name, is_of_folder: false })
        .collect();
    // A pattern without a file is reported as a file that does not exist.
    Ok(if found.is_empty() { vec![alone] } else { found })
}

/// Windows compares names without case.
fn lower(name: &str) -> Vec<char> {
    name.to_lowercase().chars().collect()
}

/// Returns true if a name fits a pattern, in which `*` is any text and `?` any character.
fn is_match(pattern: &[char], name: &[char]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('*', rest)), _) => (0..=name.len()).any(|at| is_match(rest, name.get(at..).unwrap_or_default())),
        (Some(('?', rest)), Some((_, name))) => is_match(rest, name),
        (Some((wanted, rest)), Some((found, name))) => wanted == found && is_match(rest, name),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::system::InMemorySystem;

    #[test]
    fn patterns_are_expanded_and_folders_listed() {
        let system = InMemorySystem::new();
        for name in ["a.xlsx", "Báo cáo.XLSX", "b.ods", "sub/c.xlsx", "~$a.xlsx"] {
            system.put(format!("/đợt/{name}"), b"x".to_vec());
        }
        let names = |argument: &str| -> Vec<String> {
            named_files(&system, Path::new(argument)).unwrap().into_iter().map(|file| file.name).collect()
        };
        assert_eq!(names("/đợt/*.xlsx"), ["Báo cáo.XLSX", "a.xlsx", "~$a.xlsx"]);
        assert_eq!(names("/đợt/?.*"), ["a.xlsx", "b.ods"]);
        assert_eq!(names("/đợt/z*"), ["z*"]);
        assert_eq!(names("/đợt/b.ods"), ["b.ods"]);
        // A folder has its files at any depth, without the by-products of Excel.
        assert_eq!(names("/đợt"), ["Báo cáo.XLSX", "a.xlsx", "b.ods", "sub/c.xlsx"]);
    }
}
