//! Expands the functions over units, TONG and TONG_NHOM, and the totals of columns that are no sum.

use crate::workbook::excel_limits::ARGUMENTS;

/// A total over units other than their sum.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum UnitsTotal {
    /// The smallest figure.
    Min,
    /// The largest one.
    Max,
    /// The mean of the units that have a figure.
    Mean,
}

/// Expands `TONG` and `TONG_NHOM`: the sum of the numbers in some ranges of units. SUM ignores texts.
pub fn sum(ranges: &[String]) -> String {
    let sums: Vec<String> = ranges.chunks(ARGUMENTS).map(|some| format!("SUM({})", some.join(","))).collect();
    if sums.len() == 1 { sums.concat() } else { format!("({})", sums.join("+")) }
}

/// Expands `TONG_NHOM` where the units of a kind are not adjacent: the sum of `column` over the rows of the kind. As an
/// argument of its own, a text in the column counts as 0.
pub fn sum_of_kind(column: &str, kind: &str, kinds: &str) -> String {
    format!("SUMPRODUCT(({kinds}={kind})*1,{column})")
}

/// Returns the total of a column over the cells of its units that is no sum; `""` if no unit has a figure.
pub fn total(total: UnitsTotal, range: &str) -> String {
    let value = match total {
        UnitsTotal::Min => format!("MIN({range})"),
        UnitsTotal::Max => format!("MAX({range})"),
        UnitsTotal::Mean => format!("SUM({range})/COUNT({range})"),
    };
    format!(r#"IF(COUNT({range})=0,"",{value})"#)
}
