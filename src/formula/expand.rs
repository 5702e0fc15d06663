//! LUY_KE and the like as Excel 2010 functions over a unit's own block of rows on "Số liệu". No array entry, and none of
//! the shapes that IronCalc or LibreOffice answer wrongly; the cost does not grow with the number of returns.

use super::Aggregate;
use crate::model::ledger::State;

/// Addresses that an expansion needs: ranges of one unit's block, all of the same rows, and single cells.
#[derive(Clone, Debug)]
pub struct Block {
    /// The figure's range, `'Số liệu'!$M$6:$M$15`.
    pub figure: String,
    /// The periods' ordinals.
    pub ordinals: String,
    /// The states ("Tính" = counted).
    pub states: String,
    /// In each row, the ordinal of the latest counted period up to that row's (0 = none).
    pub latest: String,
    /// Cell with the report period's ordinal.
    pub report: String,
    /// Cell with the ordinal of the first period of the report year that lies in the plan.
    pub year_start: String,
}

/// The expansion of an aggregate over a unit's block. `Rank` is no matter of a block; see [`rank`].
pub fn over_block(aggregate: Aggregate, block: &Block) -> Option<String> {
    let Block { figure: x, ordinals: q, states: s, latest: l, report: n, year_start: y } = block;
    let counted = State::Counted.word();
    Some(match aggregate {
        Aggregate::InPeriod => {
            format!(r#"IF(INDEX({s},{n})="{counted}",IF(ISBLANK(INDEX({x},{n})),"",INDEX({x},{n})),"")"#)
        }
        Aggregate::ToDate => format!(r#"SUMIFS({x},{q},"<="&{n},{s},"{counted}")"#),
        Aggregate::YearToDate => format!(r#"SUMIFS({x},{q},">="&{y},{q},"<="&{n},{s},"{counted}")"#),
        Aggregate::Latest => {
            let at = format!("INDEX({l},{n})");
            format!(r#"IF({at}=0,"",IF(ISBLANK(INDEX({x},{at})),"",INDEX({x},{at})))"#)
        }
        Aggregate::Rank => return None,
    })
}

/// `quy_thieu`, and within the report year `quy_thieu_nam`: periods up to the report period whose return is not counted.
/// No COUNTIFS: the engine walks the whole sheet for each, so the cost would grow with the number of returns.
pub fn uncounted(block: &Block, in_year: bool) -> String {
    let Block { ordinals: q, states: s, report: n, year_start: y, .. } = block;
    let counted = State::Counted.word();
    if in_year {
        format!(r#"({n}-{y}+1-SUMPRODUCT(({q}>={y})*({q}<={n})*({s}="{counted}")))"#)
    } else {
        format!(r#"({n}-SUMPRODUCT(({q}<={n})*({s}="{counted}")))"#)
    }
}

/// `HANG`: rank of the cell `value` in `column`, among the rows whose kinds equal a kind where such are given (kind, kinds);
/// ties share, no number no rank. RANK leaves texts out; with kinds, a number is less than any text, so that a text in the column
/// does not count, and the engine takes far longer.
pub fn rank(value: &str, column: &str, among: Option<(&str, &str)>) -> String {
    match among {
        None => format!(r#"IF(ISNUMBER({value}),RANK({value},{column}),"")"#),
        Some((kind, kinds)) => {
            format!(r#"IF(ISNUMBER({value}),1+SUMPRODUCT(({kinds}={kind})*({column}<"")*({column}>{value})),"")"#)
        }
    }
}
