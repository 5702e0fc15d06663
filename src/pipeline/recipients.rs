//! What goes back to each unit, and by recipient: units with the same addresses get one archive.

use super::form_mail::packed;
use crate::error::Error;
use crate::feedback::{FEEDBACK, FeedbackKind};
use crate::model::period::Period;

/// The most units that the name of an archive lists.
const NAMED: usize = 3;

/// What goes back to one unit.
#[derive(Clone, Debug)]
pub(crate) struct UnitFiles {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// What goes back.
    pub kind: FeedbackKind,
    /// Errors and warnings that the unit can correct.
    pub counts: (usize, usize),
    /// The names of the files.
    pub files: Vec<String>,
    /// The addresses of the draft; empty if the plan has none.
    pub to: Vec<String>,
    /// True if the plan has an address that is none.
    pub has_bad_address: bool,
}

/// One archive for one recipient.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecipientArchive {
    /// Name of the file.
    pub name: String,
    /// The addresses; empty for a unit without one.
    pub to: Vec<String>,
    /// Codes of its units.
    pub units: Vec<String>,
    /// The forms and messages in it. Drafts of e-mails stay with the board: they hold the form once more.
    pub files: Vec<String>,
}

impl RecipientArchive {
    /// Packs the files. Returns name and content of the archive.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub(super) fn pack(&self, read: &dyn Fn(&str) -> Result<Vec<u8>, Error>) -> Result<(String, Vec<u8>), Error> {
        let files = self.files.iter().map(|name| Ok((name.clone(), read(name)?)));
        Ok((self.name.clone(), packed(files.collect::<Result<_, Error>>()?)?))
    }
}

/// Groups what was made by the addresses that it goes to, in the order of the units. A unit without an address is alone.
pub(super) fn recipient_archives(report: Period, units: &[UnitFiles]) -> Vec<RecipientArchive> {
    let mut out: Vec<RecipientArchive> = Vec::new();
    for unit in units {
        let mut to: Vec<String> = unit.to.iter().map(|address| address.to_lowercase()).collect();
        to.sort();
        to.dedup();
        let files = unit.files.iter().filter(|name| !name.ends_with(".eml")).cloned();
        match out.iter_mut().find(|one| one.to == to && !to.is_empty()) {
            Some(one) => {
                one.units.push(unit.unit.clone());
                one.files.extend(files);
            }
            None => {
                let units = vec![unit.unit.clone()];
                out.push(RecipientArchive { name: String::new(), to, units, files: files.collect() });
            }
        }
    }
    for one in &mut out {
        let codes: Vec<&str> = one.units.iter().take(NAMED).map(String::as_str).collect();
        let more = one.units.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("+{more}") } else { String::new() };
        one.name = format!("{FEEDBACK}-{report}_{}{more}.zip", codes.join("_"));
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_address_get_one_archive_and_others_their_own() {
        let unit = |code: &str, to: &str| UnitFiles {
            unit: code.to_string(),
            name: String::new(),
            kind: FeedbackKind::Receipt,
            counts: (0, 0),
            files: ["thu_@.eml", "tin-nhan_@.txt", "BM_@.xlsx"].map(|name| name.replace('@', code)).to_vec(),
            to: to.split(' ').filter(|to| !to.is_empty()).map(String::from).collect(),
            has_bad_address: false,
        };
        let report: Period = "2022-Q1".parse().unwrap();
        let units =
            [unit("A", "x@a.vn"), unit("B", ""), unit("C", "X@a.vn"), unit("D", ""), unit("E", "x@a.vn y@a.vn")];
        let all = recipient_archives(report, &units);
        let codes: Vec<String> = all.iter().map(|one| one.units.join(" ")).collect();
        assert_eq!(codes, ["A C", "B", "D", "E"]);
        assert_eq!(all[0].files, ["tin-nhan_A.txt", "BM_A.xlsx", "tin-nhan_C.txt", "BM_C.xlsx"]);
        assert!(all[0].name.ends_with("_A_C.zip") && all[1].name.ends_with("_B.zip"), "{all:?}");
        let many: Vec<UnitFiles> = ["A", "B", "C", "D", "E"].iter().map(|code| unit(code, "x@a.vn")).collect();
        assert!(recipient_archives(report, &many)[0].name.ends_with("_A_B_C+2.zip"));
    }
}
