//! Compares the period in the titles above the table with that of the return: a form of another period whose header was
//! changed still prints its own period there.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::figure_table::FigureTable;
use super::reading_findings::ReadingFinding;
use super::text::{RowKeys, key};
use crate::model::period::Period;
use crate::model::period_text;
use crate::model::text::Lang;

/// Reports the first title that is the heading of another period, and nothing else.
pub(super) fn other_period(table: &FigureTable, keys: &RowKeys, period: Period, taken: &mut ReturnBuilder) {
    let cycle = period.cycle();
    let printed = |text: &str| {
        let parts = period_text::in_field(cycle, text)?;
        let printed = Period::new(cycle, parts.year?, parts.index?)?;
        (printed != period && Lang::ALL.into_iter().any(|lang| key(text) == key(&printed.heading_in(lang))))
            .then_some(printed)
    };
    let above = keys.texts_of(table.sheet).iter().take_while(|text| text.at.0 < table.heading);
    let Some((at, other)) = above.filter_map(|text| Some((text.at, printed(text.text())?))).next() else { return };
    taken.claim(at, Claim::Reported);
    let (found, expected) = (other.words(), period.words());
    taken.report(ReadingFinding::OtherTitle, at, found, expected);
}
