//! Expands LUY_KE and similar functions to Excel 2010 formulas over a unit's block of rows on "Số liệu". Expansions
//! need no array entry and avoid all forms that IronCalc or LibreOffice evaluate wrongly. Their cost does not grow with
//! the number of returns.

use super::PeriodAggregate;
use crate::model::ledger::ReturnStatus;

/// The addresses that an expansion needs: ranges of one unit's block, all with the same rows, and single cells.
#[derive(Clone, Debug)]
pub struct UnitBlock {
    /// The range of the figure, `'Số liệu'!$M$6:$M$15`.
    pub figure: String,
    /// The range of the periods' ordinals.
    pub ordinals: String,
    /// The range of the return statuses ("Tính" = counted).
    pub states: String,
    /// The range that holds, for each period, the ordinal of the latest counted period up to it (0 = none).
    pub latest: String,
    /// The cell with the ordinal of the report period.
    pub report: String,
    /// The cell with the ordinal of the first period of the plan in the report year.
    pub year_start: String,
}

/// Returns the expansion of an aggregate over a unit's block; `None` for `Rank`, see [`rank`].
pub fn over_block(aggregate: PeriodAggregate, block: &UnitBlock) -> Option<String> {
    let UnitBlock { figure: x, ordinals: q, states: s, latest: l, report: n, year_start: y } = block;
    let counted = ReturnStatus::Counted.word();
    Some(match aggregate {
        PeriodAggregate::InPeriod => {
            format!(r#"IF(INDEX({s},{n})="{counted}",IF(ISBLANK(INDEX({x},{n})),"",INDEX({x},{n})),"")"#)
        }
        PeriodAggregate::ToDate => format!(r#"SUMIFS({x},{q},"<="&{n},{s},"{counted}")"#),
        PeriodAggregate::YearToDate => format!(r#"SUMIFS({x},{q},">="&{y},{q},"<="&{n},{s},"{counted}")"#),
        PeriodAggregate::Latest => {
            let at = format!("INDEX({l},{n})");
            format!(r#"IF({at}=0,"",IF(ISBLANK(INDEX({x},{at})),"",INDEX({x},{at})))"#)
        }
        PeriodAggregate::Rank => return None,
    })
}

/// Expands `quy_thieu` (and `quy_thieu_nam` within the report year): the number of periods up to the report period
/// whose return is not counted. COUNTIFS is avoided: the engine walks the whole sheet for each call, so the cost would
/// grow with the number of returns.
pub fn uncounted(block: &UnitBlock, in_year: bool) -> String {
    let UnitBlock { ordinals: q, states: s, report: n, year_start: y, .. } = block;
    let counted = ReturnStatus::Counted.word();
    if in_year {
        format!(r#"({n}-{y}+1-SUMPRODUCT(({q}>={y})*({q}<={n})*({s}="{counted}")))"#)
    } else {
        format!(r#"({n}-SUMPRODUCT(({q}<={n})*({s}="{counted}")))"#)
    }
}

/// Expands `HANG`: the rank of the cell `value` in `column`. With `among` (kind, kinds), only rows of the same kind are
/// compared. Equal values share a rank; a value that is not a number has none. RANK ignores texts. With kinds, a number
/// is less than any text, so a text in the column is not counted; the engine takes far longer for this form.
pub fn rank(value: &str, column: &str, among: Option<(&str, &str)>) -> String {
    match among {
        None => format!(r#"IF(ISNUMBER({value}),RANK({value},{column}),"")"#),
        Some((kind, kinds)) => {
            format!(r#"IF(ISNUMBER({value}),1+SUMPRODUCT(({kinds}={kind})*({column}<"")*({column}>{value})),"")"#)
        }
    }
}
