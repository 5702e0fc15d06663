//! Positions on the sheet "Văn bản", and the expressions that look up its entries for the chosen period.

use super::sheet;
use crate::formula::literal::literal;
use crate::model::period::Period;
use crate::plan::Plan;
use crate::workbook::{CellRange, address};

/// The sheet with the board's documents and remarks.
pub(crate) struct BoardLayout;

impl BoardLayout {
    /// The first row of both lists.
    pub(crate) const TOP: u32 = 4;
    /// Period of a document.
    pub(crate) const PERIOD: u32 = 0;
    /// Its number as recorded.
    pub(crate) const RAW: u32 = 1;
    /// Its date.
    pub(crate) const DATE: u32 = 2;
    /// Its number as printed.
    pub(crate) const NUMBER: u32 = 3;
    /// Its period if it has a date.
    pub(crate) const DATED: u32 = 4;
    /// The date line as printed.
    pub(crate) const DATE_LINE: u32 = 5;
    /// Unit of a remark.
    pub(crate) const UNIT: u32 = 6;
    /// Period of a remark.
    pub(crate) const REMARK_PERIOD: u32 = 7;
    /// Key of a remark: unit code and period.
    pub(crate) const KEY: u32 = 8;
    /// Text of a remark.
    pub(crate) const REMARK: u32 = 9;

    /// Returns true if the plan records a document or remark.
    pub(crate) fn is_shown(plan: &Plan) -> bool {
        !(plan.documents.is_empty() && plan.remarks.is_empty())
    }

    /// Returns the key of a remark.
    pub(crate) fn key(unit: &str, period: &str) -> String {
        format!("{unit}|{period}")
    }

    /// Lists the remarks, those of one unit and period as one text: unit code, period, text.
    pub(crate) fn remarks(plan: &Plan) -> Vec<(String, Period, String)> {
        let mut out: Vec<(String, Period, String)> = Vec::new();
        for remark in &plan.remarks {
            match out
                .iter_mut()
                .find(|(unit, period, _)| (unit.as_str(), *period) == (remark.unit.as_str(), remark.period))
            {
                Some((_, _, text)) => *text = format!("{text}; {}", remark.text),
                None => out.push((remark.unit.clone(), remark.period, remark.text.clone())),
            }
        }
        out
    }

    /// Returns an expression for the printed number of the chosen period, or `other` if none is recorded.
    pub(crate) fn number(plan: &Plan, report: &str, other: &str) -> String {
        look_up((plan, plan.documents.len()), (Self::PERIOD, Self::NUMBER), report, other)
    }

    /// Returns an expression for the date line of the chosen period, or `other` if no date is recorded.
    pub(crate) fn date_line(plan: &Plan, report: &str, other: &str) -> String {
        look_up((plan, plan.documents.len()), (Self::DATED, Self::DATE_LINE), report, other)
    }

    /// Returns an expression for the remark on a unit in the chosen period: an empty text if there is none. `None` if
    /// there is none for any period.
    pub(crate) fn remark(plan: &Plan, unit: &str, report: &str) -> Option<String> {
        let remarks = Self::remarks(plan);
        remarks.iter().any(|(code, _, _)| code == unit).then(|| {
            let key = format!("{}&{report}", literal(&Self::key(unit, "")));
            look_up((plan, remarks.len()), (Self::KEY, Self::REMARK), &key, "\"\"")
        })
    }
}

/// Returns an expression for the entry of one column whose key in another column is `key`.
fn look_up((plan, rows): (&Plan, usize), (keys, values): (u32, u32), key: &str, other: &str) -> String {
    let Some(last) = rows.checked_sub(1) else { return other.to_string() };
    let range = |column| {
        let bottom = BoardLayout::TOP + last as u32;
        address::range(sheet::BOARD.in_lang(plan.language), CellRange::new(BoardLayout::TOP, column, bottom, column))
    };
    let (keys, values) = (range(keys), range(values));
    format!("IF(COUNTIF({keys},{key})=0,{other},INDEX({values},MATCH({key},{keys},0)))")
}
