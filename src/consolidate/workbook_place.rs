//! Where a consolidated workbook is, for its links to other files: in the results folder or in a published copy. It is
//! built with links for the results folder; a copy has the same content with other links.

use super::return_link::TO_RETURNS;
use crate::workbook::Workbook;
use std::collections::BTreeSet;

/// Start of a link to a place in the same workbook.
const INSIDE: &str = "internal:";
/// The path from a published copy to the results folder.
const TO_RESULTS: &str = "../../";
/// The path from a published copy to its own returns.
const TO_OWN_RETURNS: &str = "tra-loi/";

/// The folder of a consolidated workbook.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum WorkbookPlace {
    /// The results folder of the campaign.
    Results,
    /// A published copy, which has its own returns. Files that it does not have are linked in the campaign around it:
    /// returns for later periods, files that are too large to be read.
    Copy,
    /// A published copy without returns. Those of the campaign around it are linked.
    CopyWithoutReturns,
}

impl WorkbookPlace {
    /// Returns the place that the links of a workbook fit, given by their targets. `book` is the same workbook with the
    /// links of the results folder; `copied` are the names of the returns that a copy has.
    pub(crate) fn of_links<'a>(
        targets: impl Iterator<Item = &'a str> + Clone,
        book: &Workbook,
        copied: &BTreeSet<String>,
    ) -> WorkbookPlace {
        let count = |path: &str| targets.clone().filter(|target| target.starts_with(path)).count();
        let (own, far) = (count(TO_OWN_RETURNS), count(&format!("{TO_RESULTS}{TO_RETURNS}")));
        if own + far <= count(TO_RETURNS) {
            return WorkbookPlace::Results;
        }
        // A copy may list more returns for later periods than its own, so that only links to its own ones tell whether it
        // has them. A single link that somebody changed does not.
        let links = book.sheets.iter().flat_map(|sheet| sheet.cells.links());
        let expected = links.filter_map(|link| link.strip_prefix(TO_RETURNS)).filter(|path| leads_to(path, copied));
        match own > 0 && 2 * own >= expected.count() {
            true => WorkbookPlace::Copy,
            false => WorkbookPlace::CopyWithoutReturns,
        }
    }

    /// Changes the links of a workbook, which is built for the results folder. `copied` are the names of the returns that a
    /// copy has.
    pub(crate) fn set_links(self, book: &mut Workbook, copied: &BTreeSet<String>) {
        if self == WorkbookPlace::Results {
            return;
        }
        let is_own = |path: &str| self == WorkbookPlace::Copy && leads_to(path, copied);
        let files = book.sheets.iter_mut().flat_map(|sheet| sheet.cells.links_mut());
        for link in files.filter(|link| !link.starts_with(INSIDE)) {
            *link = match link.strip_prefix(TO_RETURNS).filter(|path| is_own(path)) {
                Some(path) => format!("{TO_OWN_RETURNS}{path}"),
                None => format!("{TO_RESULTS}{link}"),
            };
        }
    }
}

/// Returns true if a link leads to one of these files: its path, or what is before the cell, is the name. A name may hold
/// the sign that begins the cell.
fn leads_to(path: &str, files: &BTreeSet<String>) -> bool {
    let before_cell = path.match_indices('#').filter_map(|(at, _)| path.get(..at));
    before_cell.chain([path]).any(|name| files.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{Sheet, SheetCell, Style};

    const INSIDE_LINK: &str = "internal:'Số liệu'!A1";

    fn book() -> Workbook {
        let links = [
            "../tra-loi/2021-Q3/a.xlsx#'BM01'!E7",
            "../tra-loi/2021-Q3/số #1.xlsx",
            "../tra-loi/2021-Q4/a.xlsx#'BM01'!E7",
            "../tra-loi/2021-Q4/b.xlsx",
            "../tra-loi/2021-Q4/c.xlsx",
            "da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx",
            INSIDE_LINK,
        ];
        let mut sheet = Sheet::new("Nguồn");
        for (row, link) in (0..).zip(links) {
            sheet.set(row, 0, SheetCell::text("x", &Style::default()).with_link(link));
        }
        let mut book = Workbook::new("");
        book.add(sheet);
        book
    }

    fn copied() -> BTreeSet<String> {
        ["2021-Q3/a.xlsx", "2021-Q3/số #1.xlsx"].map(String::from).into()
    }

    fn links(place: WorkbookPlace) -> Vec<String> {
        let mut book = book();
        place.set_links(&mut book, &copied());
        book.sheets.iter().flat_map(|sheet| sheet.cells.links()).map(String::from).collect()
    }

    fn place_of(links: &[String]) -> WorkbookPlace {
        WorkbookPlace::of_links(links.iter().map(String::as_str), &book(), &copied())
    }

    #[test]
    fn links_of_a_copy_lead_to_its_returns_and_else_to_the_campaign() {
        let later = ["a.xlsx#'BM01'!E7", "b.xlsx", "c.xlsx"].map(|file| format!("../../../tra-loi/2021-Q4/{file}"));
        let rest = ["../../da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx", INSIDE_LINK].map(String::from);
        let expected = |own: [&str; 2]| [&own.map(String::from)[..], &later, &rest].concat();
        let own = expected(["tra-loi/2021-Q3/a.xlsx#'BM01'!E7", "tra-loi/2021-Q3/số #1.xlsx"]);
        assert_eq!(links(WorkbookPlace::Copy), own);
        let far = expected(["../../../tra-loi/2021-Q3/a.xlsx#'BM01'!E7", "../../../tra-loi/2021-Q3/số #1.xlsx"]);
        assert_eq!(links(WorkbookPlace::CopyWithoutReturns), far);
    }

    #[test]
    fn place_is_found_by_the_links() {
        for place in [WorkbookPlace::Results, WorkbookPlace::Copy, WorkbookPlace::CopyWithoutReturns] {
            assert_eq!(place_of(&links(place)), place);
        }
        assert_eq!(place_of(&["#'Số liệu'!A1", "tra-loi.xlsx"].map(String::from)), WorkbookPlace::Results);
        // A single link that leads elsewhere.
        let mut touched = links(WorkbookPlace::Results);
        touched[0] = "tra-loi/2021-Q3/a.xlsx".to_string();
        assert_eq!(place_of(&touched), WorkbookPlace::Results);
        let mut touched = links(WorkbookPlace::Copy);
        touched[0] = "../tra-loi/2021-Q3/a.xlsx".to_string();
        assert_eq!(place_of(&touched), WorkbookPlace::Copy);
    }
}
