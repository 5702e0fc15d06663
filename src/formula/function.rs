//! The functions that formulas may use: those that Excel 2010, LibreOffice 7 and IronCalc all have and agree on. A new
//! function needs a conformance case in `tests/suite/conformance.rs`.

use super::PeriodAggregate;
use super::number_text::NUMBER_TEXT;
use crate::workbook::excel_limits::ARGUMENTS;

/// A function that is copied unchanged into the Excel formula.
#[derive(Copy, Clone, Debug)]
pub struct AllowedFunction {
    /// English name in capitals.
    pub name: &'static str,
    /// Minimum number of arguments.
    pub least: usize,
    /// Maximum number of arguments.
    pub most: usize,
}

const MANY: usize = ARGUMENTS;

const fn f(name: &'static str, least: usize, most: usize) -> AllowedFunction {
    AllowedFunction { name, least, most }
}

/// All functions that a plan may use, by name.
pub const ALLOWED: [AllowedFunction; 36] = [
    f("ABS", 1, 1),
    f("AND", 1, MANY),
    f("COUNT", 1, MANY),
    f("COUNTA", 1, MANY),
    f("COUNTBLANK", 1, 1),
    f("COUNTIF", 2, 2),
    f("COUNTIFS", 2, 254),
    f("DATE", 3, 3),
    f("DAY", 1, 1),
    f("IF", 2, 3),
    f("IFERROR", 2, 2),
    f("INT", 1, 1),
    f("ISBLANK", 1, 1),
    f("ISERROR", 1, 1),
    f("ISNUMBER", 1, 1),
    f("ISTEXT", 1, 1),
    f("LEFT", 1, 2),
    f("LEN", 1, 1),
    f("MAX", 1, MANY),
    f("MID", 3, 3),
    f("MIN", 1, MANY),
    f("MOD", 2, 2),
    f("MONTH", 1, 1),
    f("N", 1, 1),
    f("NOT", 1, 1),
    f("OR", 1, MANY),
    f("RIGHT", 1, 2),
    f("ROUND", 2, 2),
    f("ROUNDDOWN", 2, 2),
    f("ROUNDUP", 2, 2),
    f("SUM", 1, MANY),
    f("SUMIFS", 3, 253),
    f("SUMPRODUCT", 1, MANY),
    f("TRIM", 1, 1),
    f("VALUE", 1, 1),
    f("YEAR", 1, 1),
];

/// Further functions that only the program's own formulas use, by name.
const OWN: [AllowedFunction; 12] = [
    f("FIND", 2, 3),
    f("FIXED", 1, 3),
    f("INDEX", 2, 3),
    f("LARGE", 2, 2),
    f("LOWER", 1, 1),
    f("MATCH", 2, 3),
    f("NA", 0, 0),
    f("RANK", 2, 3),
    f("REPLACE", 4, 4),
    f("ROW", 0, 1),
    f("ROWS", 1, 1),
    f("SUBSTITUTE", 3, 4),
];

impl AllowedFunction {
    /// Returns true if the function accepts this number of arguments.
    pub(crate) fn takes(&self, count: usize) -> bool {
        let pairs = match self.name {
            "COUNTIFS" => count.is_multiple_of(2),
            "SUMIFS" => !count.is_multiple_of(2),
            _ => true,
        };
        pairs && (self.least..=self.most).contains(&count)
    }
}

fn find(list: &'static [AllowedFunction], name: &str) -> Option<&'static AllowedFunction> {
    list.get(list.binary_search_by(|f| f.name.cmp(name)).ok()?)
}

/// Finds a function that a plan may use by its name in capitals.
pub(crate) fn allowed(name: &str) -> Option<&'static AllowedFunction> {
    find(&ALLOWED, name)
}

/// A number as text. It is written as an expansion: see `number_text`.
const OF_TEXTS: AllowedFunction = f(NUMBER_TEXT, 1, 2);

/// Finds a function that a formula of the plan may call, other than an aggregate, by its name in capitals.
pub(crate) fn callable(name: &str) -> Option<&'static AllowedFunction> {
    if name == NUMBER_TEXT { Some(&OF_TEXTS) } else { allowed(name) }
}

/// Finds a function that a formula of a workbook may use by its name in capitals.
pub(crate) fn written(name: &str) -> Option<&'static AllowedFunction> {
    allowed(name).or_else(|| find(&OWN, name))
}

/// Finds a function of the plan language by its name.
pub(crate) fn aggregate(name: &str) -> Option<PeriodAggregate> {
    Some(match name {
        "TRONG_KY" => PeriodAggregate::InPeriod,
        "LUY_KE" => PeriodAggregate::ToDate,
        "TU_DAU_NAM" => PeriodAggregate::YearToDate,
        "CUOI_KY" => PeriodAggregate::Latest,
        "KY_TRUOC" => PeriodAggregate::Before,
        "CUNG_KY" => PeriodAggregate::YearBefore,
        "HANG" => PeriodAggregate::Rank,
        "HANG_CHUNG" => PeriodAggregate::OverallRank,
        "TONG" => PeriodAggregate::WholeSum,
        "TONG_NHOM" => PeriodAggregate::KindSum,
        _ => return None,
    })
}

/// Returns what to use instead of a function that is not allowed: Vietnamese, English.
pub(crate) fn instead(name: &str) -> (&'static str, &'static str) {
    match name {
        "XLOOKUP" | "VLOOKUP" | "HLOOKUP" | "LOOKUP" | "XMATCH" | "INDEX" | "MATCH" | "OFFSET" | "INDIRECT"
        | "CHOOSE" => (
            "gọi thẳng tên chỉ tiêu, hoặc TRONG_KY, LUY_KE, CUOI_KY",
            "name the indicator itself, or use TRONG_KY, LUY_KE, CUOI_KY",
        ),
        "IFS" | "SWITCH" => ("dùng IF lồng nhau", "use nested IF"),
        "MAXIFS" | "MINIFS" => ("dùng MAX, MIN với IF", "use MAX, MIN with IF"),
        "LET" | "LAMBDA" => {
            ("viết thành hai cột, cột sau gọi tên cột trước", "write two columns, the second naming the first")
        }
        "TEXT" | "CONCAT" | "TEXTJOIN" | "CONCATENATE" => (
            "nối bằng dấu &, viết số bằng SO_VN(x) (TEXT đổi theo ngôn ngữ máy)",
            "join with &, write a number with SO_VN(x) (TEXT depends on the machine's language)",
        ),
        "TODAY" | "NOW" | "RAND" | "RANDBETWEEN" => (
            "dùng han_nop, chot_th, ngay_cuoi (hàm này đổi mỗi lần mở tệp)",
            "use han_nop, chot_th, ngay_cuoi (this one changes on every opening)",
        ),
        "FILTER" | "UNIQUE" | "SORT" | "SEQUENCE" => (
            "dùng SUMPRODUCT hoặc COUNTIFS (Excel 2010 không có hàm này)",
            "use SUMPRODUCT or COUNTIFS (Excel 2010 lacks it)",
        ),
        "RANK" | "RANK.EQ" => ("dùng HANG(tên cột) hoặc HANG_CHUNG(tên cột)", "use HANG(column) or HANG_CHUNG(column)"),
        "SUMIF" => ("dùng SUMIFS", "use SUMIFS"),
        "AVERAGE" | "AVERAGEIFS" => (
            "dùng SUM chia cho COUNT; bình quân của các đơn vị ở dòng tổng: total = \"mean\"",
            "use SUM divided by COUNT; the mean of the units in the total row: total = \"mean\"",
        ),
        _ => ("xem danh sách hàm dùng được trong docs/formulas.md", "see the list of functions in docs/formulas.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_name() {
        for list in [&ALLOWED[..], &OWN[..]] {
            assert!(list.is_sorted_by_key(|f| f.name));
            assert!(list.iter().all(|f| written(f.name).is_some_and(|found| found.name == f.name)));
        }
        assert!(allowed("INDEX").is_none() && written("XLOOKUP").is_none());
    }
}
