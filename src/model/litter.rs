//! Names of files and folders that programs and systems leave beside the user's own: lock files, previews, recycle bins,
//! copies of synchronisers. A return is never among them.

use std::collections::BTreeSet;

/// The ending of the placeholder of a file that is still in Apple's iCloud: `.BM01.xlsx.icloud`.
pub(crate) const ICLOUD: &str = ".icloud";

/// Returns true for the name of a file that a program or system made for itself.
pub(crate) fn is_litter(name: &str) -> bool {
    let lower = name.to_lowercase();
    // A placeholder begins with a dot, but represents a file of the user.
    if lower.ends_with(ICLOUD) {
        return false;
    }
    lower.starts_with("~$")
        || lower.starts_with('.')
        || lower.starts_with('~') && lower.ends_with(".tmp")
        || lower.ends_with("zone.identifier")
        // The last one is the icon of a folder on a Mac: its name ends with a carriage return.
        || ["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "ds_store", "icon\r"].contains(&lower.as_str())
}

/// Returns true for the name of a folder of a recycle bin, a synchroniser or a system.
pub(crate) fn is_litter_folder(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "$recycle.bin",
        "recycler",
        "recycled",
        "#recycle",
        "#snapshot",
        "@eadir",
        "@recycle",
        "_gsdata_",
        "@recently-snapshot",
        "system volume information",
        "__macosx",
        "lost+found",
        "network trash folder",
        "temporary items",
        "found.000",
        "~tmp~",
    ];
    let lower = name.to_lowercase();
    lower.starts_with('.') && !matches!(name, "." | "..") || NAMES.contains(&lower.as_str())
}

/// Returns the first folder of litter in a path with `/`, as a path.
pub(crate) fn litter_folder(path: &str) -> Option<&str> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    ends.filter_map(|end| path.get(..end)).find(|folder| is_litter_folder(folder.rsplit('/').next().unwrap_or(folder)))
}

/// Returns the path of a web page without its ending, in lower case. `None` for other files.
pub(crate) fn page_stem(path: &str) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    let is_page = ["htm", "html"].iter().any(|e| ending.eq_ignore_ascii_case(e));
    is_page.then(|| stem.replace('\\', "/").to_lowercase())
}

/// Returns true for a file in the folder that a program saves beside a web page: `x.htm` and `x_files/sheet001.htm`.
/// The word after the separator depends on the language of the program. `pages` holds the stems of all pages.
pub(crate) fn is_web_part(path: &str, pages: &BTreeSet<String>) -> bool {
    let path = path.to_lowercase();
    let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
    folders.into_iter().any(|folder| {
        let stem = folder.rfind(['_', '.', '-']).and_then(|end| folder.get(..end));
        stem.is_some_and(|stem| pages.contains(stem))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_web_page_are_known_by_the_page_beside_them() {
        let pages: BTreeSet<String> =
            ["q3/Biểu 01.htm", "x.html", "y.xlsx"].iter().filter_map(|p| page_stem(p)).collect();
        for path in ["q3/Biểu 01_files/sheet001.htm", "x.files/filelist.xml", "X-Dateien/a.htm"] {
            assert!(is_web_part(path, &pages), "{path}");
        }
        for path in ["q3/Biểu 01.htm", "q3/Biểu 02_files/sheet001.htm", "Biểu 01_files/a.htm", "y_files/a.htm"] {
            assert!(!is_web_part(path, &pages), "{path}");
        }
    }

    #[test]
    fn by_products_are_litter_and_returns_are_not() {
        for name in [
            "~$BM01.xlsx",
            ".DS_Store",
            "._BM01.xlsx",
            ".~lock.BM01.xlsx#",
            "Thumbs.db",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "Icon\r",
            "BM01.xlsx:Zone.Identifier",
            "~WRL0001.tmp",
            "~DF12.TMP",
        ] {
            assert!(is_litter(name), "{name:?}");
        }
        for name in ["BM01.xlsx", "Icon", "icon.xlsx", "~BM01.xlsx", "BM01.tmp", ".BM01.xlsx.icloud", "thumbs.db.xlsx"]
        {
            assert!(!is_litter(name), "{name:?}");
        }
    }

    #[test]
    fn folders_of_systems_are_not_entered() {
        for (path, folder) in [
            (".stversions/BM01.xlsx", ".stversions"),
            ("2021-Q3/$RECYCLE.BIN/S-1-5/BM01.xlsx", "2021-Q3/$RECYCLE.BIN"),
            ("2021-Q3/#recycle/BM01.xlsx", "2021-Q3/#recycle"),
            ("@eaDir/BM01.xlsx/x", "@eaDir"),
            ("System Volume Information/x", "System Volume Information"),
            ("a/__MACOSX/._b", "a/__MACOSX"),
        ] {
            assert_eq!(litter_folder(path), Some(folder));
        }
        for path in
            ["2021-Q3/BM01.xlsx", "../../BM01.xlsx", "Recycle/BM01.xlsx", "2021-Q3/.BM01.xlsx", "thùng rác/BM01.xlsx"]
        {
            assert_eq!(litter_folder(path), None);
        }
    }
}
