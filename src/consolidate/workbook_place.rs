//! Where a consolidated workbook is, for its links to other files: in the results folder or in a published copy. It is
//! built with links for the results folder; a copy has the same content with other links.

use super::return_link::TO_RETURNS;
use crate::workbook::Workbook;

/// Start of a link to a place in the same workbook.
const INSIDE: &str = "internal:";
/// The path from a published copy to the results folder.
const TO_RESULTS: &str = "../../";

/// The folder of a consolidated workbook.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum WorkbookPlace {
    /// The results folder of the campaign.
    Results,
    /// A published copy, which has its own returns.
    Copy,
    /// A published copy without returns. Those of the campaign around it are linked.
    CopyWithoutReturns,
}

impl WorkbookPlace {
    /// All places, the usual one first.
    const ALL: [WorkbookPlace; 3] = [WorkbookPlace::Results, WorkbookPlace::Copy, WorkbookPlace::CopyWithoutReturns];

    /// Returns the path to the returns, with the separator at its end.
    fn to_returns(self) -> String {
        match self {
            WorkbookPlace::Results => TO_RETURNS.to_string(),
            WorkbookPlace::Copy => TO_RETURNS.trim_start_matches("../").to_string(),
            WorkbookPlace::CopyWithoutReturns => format!("{TO_RESULTS}{TO_RETURNS}"),
        }
    }

    /// Returns the place that most of a workbook's links to returns fit, given by their targets.
    pub(crate) fn of_links<'a>(targets: impl Iterator<Item = &'a str> + Clone) -> WorkbookPlace {
        let count = |place: &WorkbookPlace| {
            let path = place.to_returns();
            targets.clone().filter(|target| target.starts_with(&path)).count()
        };
        // Of equal counts the last one wins, so that a workbook without links has the usual place.
        Self::ALL.into_iter().rev().max_by_key(count).unwrap_or(WorkbookPlace::Results)
    }

    /// Changes the links of a workbook, which is built for the results folder.
    pub(crate) fn set_links(self, book: &mut Workbook) {
        if self == WorkbookPlace::Results {
            return;
        }
        let returns = self.to_returns();
        let files = book.sheets.iter_mut().flat_map(|sheet| sheet.cells.links_mut());
        for link in files.filter(|link| !link.starts_with(INSIDE)) {
            *link = match link.strip_prefix(TO_RETURNS) {
                Some(file) => format!("{returns}{file}"),
                None => format!("{TO_RESULTS}{link}"),
            };
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::{Sheet, SheetCell, Style};

    fn links(place: WorkbookPlace) -> Vec<String> {
        let mut sheet = Sheet::new("Nguồn");
        let links =
            ["../tra-loi/2021-Q3/a.xlsx#'BM01'!E7", "da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx", "internal:'Số liệu'!A1"];
        for (row, link) in (0..).zip(links) {
            sheet.set(row, 0, SheetCell::text("x", &Style::default()).with_link(link));
        }
        let mut book = Workbook::new("");
        book.add(sheet);
        place.set_links(&mut book);
        book.sheets.iter().flat_map(|sheet| sheet.cells.links()).map(String::from).collect()
    }

    #[test]
    fn links_of_a_copy_lead_from_its_folder() {
        let inside = "internal:'Số liệu'!A1";
        let other = "../../da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx";
        assert_eq!(links(WorkbookPlace::Copy), ["tra-loi/2021-Q3/a.xlsx#'BM01'!E7", other, inside]);
        let far = "../../../tra-loi/2021-Q3/a.xlsx#'BM01'!E7";
        assert_eq!(links(WorkbookPlace::CopyWithoutReturns), [far, other, inside]);
    }

    #[test]
    fn place_is_found_by_the_links() {
        for place in WorkbookPlace::ALL {
            let links = links(place);
            assert_eq!(WorkbookPlace::of_links(links.iter().map(String::as_str)), place);
        }
        assert_eq!(WorkbookPlace::of_links(["#'Số liệu'!A1", "tra-loi.xlsx"].into_iter()), WorkbookPlace::Results);
    }
}
