//! LUY_KE and the like as Excel 2010 functions over a unit's own block of rows on "Số liệu".

use super::Aggregate;

/// Addresses that an expansion needs: ranges of one unit's block, all of the same rows, and single cells.
#[derive(Clone, Debug)]
pub struct Block {
    /// The figure's range, `'Số liệu'!$M$6:$M$15`.
    pub figure: String,
    /// The quarters' ordinals.
    pub ordinals: String,
    /// The states ("Tính" = counted).
    pub states: String,
    /// In each row, the ordinal of the latest counted quarter up to that row's (0 = none).
    pub latest: String,
    /// Cell with the report quarter's ordinal.
    pub so_quy: String,
    /// Cell with the ordinal of the first quarter of the report year that lies in the plan.
    pub quy_dau_nam: String,
}

/// The expansion of an aggregate over a unit's block (every one but `Rank`).
pub fn over_block(_aggregate: Aggregate, _block: &Block) -> String {
    String::new()
}

/// `HANG`: rank of the cell `value` in `column` among the rows whose `kinds` equal `kind`; ties share, no number no rank.
pub fn rank(_value: &str, _column: &str, _kind: &str, _kinds: &str) -> String {
    String::new()
}
