//! A number as a text in the way of the language: `1.234.567`, `−0,5`, in English `1,234,567`, `−0.5`. The expansion uses only functions whose result does not
//! depend on the regional settings of the machine: Excel's TEXT and FIXED take the separators from there.

use crate::model::text::Lang;

/// The function of the plan language: `SO_VN(x)` or `SO_VN(x,decimals)`.
pub(crate) const NUMBER_TEXT: &str = "SO_VN";
/// Maximum number of decimals of `SO_VN`.
pub(crate) const MOST_DECIMALS: u8 = 6;
/// Maximum length of the first argument of `SO_VN` in characters: the expansion repeats it.
pub(crate) const LONGEST_ARGUMENT: usize = 120;

/// Returns the expression of a number as text, with a point between groups of three digits and a decimal comma, in English the other way round, rounded
/// to `decimals`. `value` is the expression of the number; what is not a number stays as it is. Numbers of up to 15 digits
/// are exact: Excel stores no more.
pub(crate) fn number_text(value: &str, decimals: u8, lang: Lang) -> String {
    let (thousands, point) = lang.pick((".", ","), (",", "."));
    let factor = 10_u64.pow(u32::from(decimals.min(MOST_DECIMALS)));
    let scale = |number: &str| if factor == 1 { number.to_string() } else { format!("{number}*{factor}") };
    let scaled = format!("ROUND({},0)", scale(&format!("ABS({value})")));
    let whole = if factor == 1 { scaled.clone() } else { format!("INT({scaled}/{factor})") };
    // Fifteen digits with zeros in front, the points at fixed places; what is in front of the number is cut off.
    let mut padded = format!("RIGHT(\"00000000000000\"&{whole},15)");
    for place in [13, 10, 7, 4] {
        padded = format!("REPLACE({padded},{place},0,\"{thousands}\")");
    }
    let text = format!("RIGHT({padded},LEN({whole})+INT((LEN({whole})-1)/3))");
    let fraction = match factor {
        1 => String::new(),
        _ => format!("&\"{point}\"&RIGHT({factor}+ROUND(MOD({scaled},{factor}),0),{decimals})"),
    };
    let minus = format!("IF(ROUND({},0)<0,\"−\",\"\")", scale(&format!("({value})")));
    format!("IF(ISNUMBER({value}),IF({scaled}<10^15,{minus}&{text}{fraction},{value}&\"\"),{value}&\"\")")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::written::{KnownNames, check};

    #[test]
    fn expansion_is_a_formula_that_excel_accepts() {
        for decimals in 0..=MOST_DECIMALS {
            assert_eq!(check(&number_text("A1", decimals, Lang::Vi), &KnownNames::default()), Ok(()), "{decimals}");
        }
    }
}
