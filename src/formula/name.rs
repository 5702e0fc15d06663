//! Validates the names of a plan: Excel, LibreOffice and IronCalc must not read them as anything else.

use super::function;
use crate::model::text::BilingualText;

/// The maximum length of a name. Defined names of the form add a suffix; Excel allows 255.
pub(crate) const MAX_LENGTH: usize = 60;

/// Excel functions without `_` or `.` that may equal a Vietnamese abbreviation, in addition to the allowed functions.
const OTHER_FUNCTIONS: &str = " acos acosh address and areas asc asin asinh atan atanh average base betadist bin binomdist ceiling \
cell char chidist choose clean code column columns combin complex concat convert correl cos cosh cot coth countif covar critbinom \
csc cumipmt date datedif dav days db dcount dde ddb dec decimal degrees delta devsq dget disc dmax dmin dollar dproduct dstdev dsum \
duration dvar edate effect encodeurl eomonth erf erfc even exact exp expand expondist fact false fdist filter find finv fisher \
fixed floor forecast frequency ftest fv gammadist gauss gcd gestep growth hex hlookup hour hyperlink if ifna ifs image index \
indirect info int intercept intrate ipmt irr iserr iseven isna isodd ispmt jis kurt lambda large lcm let linest ln log logest \
lookup lower match mduration median minute minverse mirr mmult mode mround munit na negbinomdist networkdays nominal normdist \
norminv now nper npv oct odd offset pearson percentile permut phi phonetic pi pmt poisson power ppmt price prob product proper \
pv quartile quotient radians rand rank rate received replace rept roman row rows rsq rtd scan search sec sech second sequence sheet \
sheets sign sin sinh skew sln slope small sort sqrt standardize stdev steyx style substitute subtotal switch syd t take tan tanh tdist \
text textjoin time timevalue tinv today transpose trend trimmean true trunc ttest type unichar unicode unique upper value var \
vdb vlookup weekday weeknum weibull workday xirr xlookup xmatch xnpv xor yearfrac yield ztest ";

/// Functions of the plan whose names a plan may use too, as plans did before there were these functions: only a call has a
/// bracket.
const ALSO_NAMES: [&str; 3] = ["TONG", "TONG_NHOM", "HANG_CHUNG"];

/// Returns the reason why a name is invalid, or `None` if it is valid.
pub(crate) fn problem(name: &str) -> Option<BilingualText> {
    let text = |vi: String, en: String| Some(BilingualText { vi, en });
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(legal) {
        return text(
            format!("tên '{name}' phải viết thường, không dấu, bắt đầu bằng chữ cái, chỉ gồm a-z, 0-9 và _"),
            format!("name '{name}' must be lower-case ASCII: a letter, then a-z, 0-9 and _"),
        );
    }
    if name.len() > MAX_LENGTH {
        return text(
            format!("tên '{name}' dài quá {MAX_LENGTH} ký tự"),
            format!("name '{name}' is longer than {MAX_LENGTH} characters"),
        );
    }
    let digits = name.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = name.len() - digits.len();
    if (1..=3).contains(&letters) && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        return text(
            format!("tên '{name}' đọc được như một ô của Excel ({}); thêm _ vào giữa", name.to_uppercase()),
            format!("name '{name}' reads as the cell {}; put a _ in it", name.to_uppercase()),
        );
    }
    if is_r1c1(name) {
        return text(
            format!("tên '{name}' đọc được như địa chỉ kiểu R1C1 của Excel; hãy đổi tên, ví dụ thêm chữ ở đầu"),
            format!("name '{name}' reads as an R1C1 address; choose another, such as one with a letter before it"),
        );
    }
    let upper = name.to_uppercase();
    let listed = OTHER_FUNCTIONS.contains(&format!(" {name} "));
    let is_call = || function::aggregate(&upper).is_some() && !ALSO_NAMES.contains(&upper.as_str());
    if listed || function::allowed(&upper).is_some() || is_call() {
        return text(
            format!("tên '{name}' trùng với một hàm hoặc giá trị của Excel; hãy đổi tên"),
            format!("name '{name}' is a function or value of Excel; choose another"),
        );
    }
    None
}

/// Returns true for names that Excel reads as a row or column, or that begin with one: `r`, `c`, `rc`, `r1c1`, `c1_tong`,
/// `rc2_x`. A letter and a digit at the start are enough: Excel ignores what follows.
fn is_r1c1(name: &str) -> bool {
    let rest = name.strip_prefix("rc").or_else(|| name.strip_prefix(['r', 'c']));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_another_reading_are_rejected() {
        let bad = [
            "", "1a", "_a", "Dv", "đv", "dv ket", "dv-x", "dv10", "x1", "log10", "xfd1", "abc123", "r", "c", "rc",
            "r1c1", "r2c", "c5", "c1_x", "r2_tong", "c3d", "rc1_x", "r0", "c2_kt", "sum", "if", "true", "false", "n",
            "t", "hang", "luy_ke", "trong_ky", "year", "now",
        ];
        for name in bad {
            assert!(problem(name).is_some(), "{name}");
        }
        for name in [
            "dv_ket_nap",
            "dn10_tong",
            "ct_2021",
            "quy",
            "nam",
            "dv",
            "ctv",
            "tu_van",
            "ds1_mst",
            "abcd12",
            "rca",
            "rx",
            "cap_1",
            "c_1",
            "cr1_x",
            "arc1_x",
            "tong",
            "hang_chung",
        ] {
            assert_eq!(problem(name), None, "{name}");
        }
    }
}
