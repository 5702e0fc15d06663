//! `audit` on forged workbooks: every kind of forging is found at its place, whatever part of the file it is in. A file in
//! which nothing that counts changed has no difference. The forgeries are edits of the XML and of the archive
//! (tests/forge), each with what a person sees.

use crate::audit::{STAGE, python};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tonghop::audit::{Audit, AuditedWorkbook, Difference, DifferenceEffect, DifferenceKind, compare, compare_pieces};
use tonghop::grid::differing_rows::without_equal_rows;
use tonghop::limits::Limits;

/// One forged workbook, with the place where audit must find it.
struct Forgery<'a> {
    file: &'a str,
    is_silent: bool,
    sheet: &'a str,
    cell: &'a str,
    part: &'a str,
    seen: &'a str,
}

/// Compares the rows that differ, as the command does with large sheets. `None` if the file has to be read whole.
fn audited_by_rows(bytes: &[u8]) -> Option<Audit> {
    let (written, limits) = (fs::read(&STAGE.merged).unwrap(), Limits::default());
    let rest = without_equal_rows(&written, bytes, 0, &limits).ok()??;
    let [expected, actual] = [rest.expected, rest.actual].map(|rest| AuditedWorkbook::open(&rest, &limits));
    // A file that is refused is read whole, and its differences are reported then.
    let (expected, actual) = (expected.unwrap(), actual.ok()?);
    let mut audit = compare(&expected, &actual);
    compare_pieces(&expected, &actual, &mut audit);
    Some(audit)
}

/// Compares as the command does when it has everything that the workbook was made from.
fn audited(bytes: &[u8]) -> Option<Audit> {
    let actual = AuditedWorkbook::open(bytes, &Limits::default()).ok()?;
    let mut audit = compare(&STAGE.expected, &actual);
    compare_pieces(&STAGE.expected, &actual, &mut audit);
    Some(audit)
}

/// Row and column of an address, from 1.
fn numbers(cell: &str) -> (u32, u32) {
    let at = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
    let column = cell[..at].bytes().fold(0, |out, b| out * 26 + u32::from(b - b'A') + 1);
    (cell[at..].parse().unwrap_or(0), column)
}

fn is_within(cell: &str, ranges: &str) -> bool {
    let (row, column) = numbers(cell);
    ranges.split(' ').filter(|range| range.starts_with(|c: char| c.is_ascii_uppercase())).any(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        let ((top, left), (bottom, right)) = (numbers(first), numbers(last));
        (top..=bottom).contains(&row) && (left..=right).contains(&column)
    })
}

fn is_here(difference: &Difference, forgery: &Forgery) -> bool {
    let Forgery { sheet, cell, part, .. } = *forgery;
    if !part.is_empty() {
        return difference.package_part == part;
    }
    let is_sheet = sheet.is_empty() || difference.sheet == sheet;
    is_sheet && (cell.is_empty() || difference.cell == cell || is_within(cell, &difference.cells))
}

/// Returns what is wrong with the audit of a forgery.
fn fault(folder: &Path, forgery: &Forgery) -> Option<String> {
    let Forgery { file, sheet, cell, part, seen, .. } = *forgery;
    let Some(audit) = audited(&fs::read(folder.join(file)).unwrap()) else {
        // A file that is refused is told as well.
        return forgery.is_silent.then(|| format!("{file}: refused"));
    };
    let by_rows = audited_by_rows(&fs::read(folder.join(file)).unwrap());
    if let Some(rows) = by_rows.filter(|rows| shown(rows) != shown(&audit)) {
        return Some(format!("{file} ({seen}), row by row: {:?}, else {:?}", shown(&rows), shown(&audit)));
    }
    let texts: Vec<String> = audit
        .differences
        .iter()
        .take(3)
        .map(|d| format!("{:?} {}!{} {}: {} / {}", d.kind, d.sheet, d.cell, d.package_part, d.expected, d.found))
        .collect();
    let is_right = if forgery.is_silent {
        audit.differences.is_empty()
    } else {
        audit.differences.iter().any(|d| is_here(d, forgery))
    };
    (!is_right).then(|| format!("{file} ({seen}) at {sheet}!{cell} {part}: {} {texts:?}", audit.differences.len()))
}

/// Returns the differences, without those pieces of the file that only say where they are in it.
fn shown(audit: &Audit) -> BTreeSet<String> {
    let is_shown = |d: &&Difference| d.kind != DifferenceKind::Piece;
    let text = |d: &Difference| {
        format!("{:?} {}!{} {}: {} / {}", d.kind, d.sheet, d.cell, d.package_part, d.expected, d.found)
    };
    audit.differences.iter().filter(is_shown).map(text).collect()
}

#[test]
fn every_kind_of_forging_is_found_at_its_place() {
    let folder = STAGE.folder.path().join("forged");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forge/forge.py");
    python(&[script.as_path(), &STAGE.merged, &folder]);
    let cases = fs::read_to_string(folder.join("cases.tsv")).unwrap();
    let forgeries: Vec<Forgery> = cases
        .lines()
        .map(|line| {
            let [file, _, expected, sheet, cell, part, seen] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            Forgery { file, is_silent: expected == "no", sheet, cell, part, seen }
        })
        .collect();
    assert!(forgeries.iter().filter(|f| !f.is_silent).count() >= 336, "{}", forgeries.len());
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(forgery) = forgeries.get(next.fetch_add(1, Ordering::Relaxed)) {
                    faults.lock().unwrap().extend(fault(&folder, forgery));
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), forgeries.len(), faults.join("\n"));
}

/// A change of the number format is among what changes figures; a macro is among what acts.
#[test]
fn differences_are_grouped_by_what_they_do() {
    let folder = STAGE.folder.path().join("grouped");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forge/forge.py");
    python(&[script.as_path(), &STAGE.merged, &folder, Path::new("fmt_text,part_macro,row_2pt,property_title")]);
    for (file, effect) in [
        ("fmt_text", DifferenceEffect::Figure),
        ("part_macro", DifferenceEffect::Acts),
        ("row_2pt", DifferenceEffect::Seen),
        ("property_title", DifferenceEffect::Minor),
    ] {
        let audit = audited(&fs::read(folder.join(format!("{file}.xlsx"))).unwrap()).unwrap();
        assert!(audit.differences.iter().any(|d| d.effect == effect), "{file}: {:?}", audit.differences);
    }
}
