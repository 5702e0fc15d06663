//! Writes page setup, data validations and conditional formats.

use super::error::WriteFault;
use super::style::{self, FONT};
use super::text;
use crate::workbook::excel_limits::{
    FOOTER_LENGTH, PROMPT_LENGTH, VALIDATION_ERROR_LENGTH, VALIDATION_TITLE_LENGTH, WORD_LIST_LENGTH,
};
use crate::workbook::{CellRange, ConditionalFormat, ConditionalStyle, DataValidation, PageSetup, ValidationRule};
use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType, DataValidation as XlsxValidation,
    DataValidationErrorStyle, DataValidationRule, Formula, Worksheet,
};

/// Paper size code of A4.
const PAPER: u8 = 9;
/// Inches in a centimetre.
const CM: f64 = 1.0 / 2.54;

/// Sets the page setup: A4, one page wide unless it has a size in percent.
pub(super) fn page(sheet: &mut Worksheet, page: &PageSetup) -> Result<(), WriteFault> {
    sheet.set_paper_size(PAPER);
    if page.landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    let left = if page.is_document { 3.0 } else { 2.0 };
    // Only a document has a page number above.
    let top = if page.is_document { 2.0 } else { 1.2 };
    sheet.set_margins(left * CM, 1.5 * CM, top * CM, 2.0 * CM, 1.0 * CM, 1.0 * CM);
    sheet.set_print_center_horizontally(true);
    match page.percent {
        None => sheet.set_print_fit_to_pages(1, page.pages_high),
        Some(percent) => sheet.set_print_scale(percent),
    };
    if let Some((first, last)) = page.repeat_columns {
        let (first, last) = columns(CellRange::new(0, first, 0, last))?;
        sheet.set_repeat_columns(first, last)?;
    }
    // Each sheet counts its own pages, also where the whole workbook is printed.
    sheet.set_print_first_page_number(1);
    let number = !page.is_one_page;
    if page.is_document {
        if number {
            sheet.set_header(format!("&C&13&\"{FONT},Regular\"&P"));
        }
    } else {
        let word = number.then_some(page.lang.pick("Trang", "Page"));
        sheet.set_footer(footer(&page.footer, word));
    }
    if let Some((first, last)) = page.repeat {
        sheet.set_repeat_rows(first, last)?;
    }
    if page.area_formula.is_some() {
        // Any area: the writer crate accepts no formula here; `finish` replaces it.
        sheet.set_print_area(0, 0, 1, 1)?;
    } else if let Some(area) = page.area {
        let (left, right) = columns(area)?;
        sheet.set_print_area(area.top, left, area.bottom, right)?;
    }
    sheet.set_page_breaks(&page.breaks)?;
    sheet.set_vertical_page_breaks(&page.column_breaks)?;
    Ok(())
}

/// Returns the footer code, with the page number after `word` if the sheet has one. The size precedes the font, because a text that
/// starts with a digit would join the size.
fn footer(left: &str, word: Option<&str>) -> String {
    let right = word.map_or_else(String::new, |word| format!("&R&10&\"{FONT},Regular\"{word} &P"));
    let head = format!("&L&10&\"{FONT},Italic\"");
    if left.is_empty() {
        return right;
    }
    let room = FOOTER_LENGTH - text::length(&right) - text::length(&head);
    let clean = text::shown(left).replace(['\n', '\t'], " ");
    let mut written = clean.replace('&', "&&");
    if text::length(&written) > room {
        // Character by character, so that a doubled ampersand is never split.
        written.clear();
        let mut used = 1;
        for c in clean.chars() {
            used += if c == '&' { 2 } else { c.len_utf16() };
            if used > room {
                break;
            }
            written.push(c);
            if c == '&' {
                written.push(c);
            }
        }
        written.push('…');
    }
    head + &written + &right
}

/// Adds a data validation.
pub(super) fn validation(sheet: &mut Worksheet, model: &DataValidation) -> Result<(), WriteFault> {
    let rule = XlsxValidation::new();
    let rule = match &model.input {
        ValidationRule::Whole(least) => {
            rule.allow_whole_number_formula(DataValidationRule::GreaterThanOrEqualTo(Formula::new(least.to_string())))
        }
        ValidationRule::Number(least) => {
            rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(super::cached::number(*least)?))
        }
        ValidationRule::Between { is_whole, least, most } => {
            // Excel's numbers have 15 digits.
            let bound = |bound: Option<f64>, none: f64| Formula::new(bound.unwrap_or(none).to_string());
            let between = DataValidationRule::Between(bound(*least, -1e15), bound(*most, 1e15));
            if *is_whole {
                rule.allow_whole_number_formula(between)
            } else {
                rule.allow_decimal_number_formula(between)
            }
        }
        ValidationRule::Date(from, to) => rule.allow_date_formula(DataValidationRule::Between(
            Formula::new(from.to_string()),
            Formula::new(to.to_string()),
        )),
        ValidationRule::Words(words) => {
            if words.is_empty()
                || words.iter().any(|w| w.contains(','))
                || text::length(&words.join(",")) > WORD_LIST_LENGTH
            {
                return Err(WriteFault::Words(words.join(",")));
            }
            rule.allow_list_strings(words)?
        }
        ValidationRule::Range(range) => rule.allow_list_formula(Formula::new(range)),
    };
    let style = if model.stop { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
    let rule = rule
        .set_input_title(limited(&model.prompt.0, VALIDATION_TITLE_LENGTH))?
        .set_input_message(limited(&model.prompt.1, PROMPT_LENGTH))?
        .set_error_title(limited(&model.error.0, VALIDATION_TITLE_LENGTH))?
        .set_error_message(limited(&model.error.1, VALIDATION_ERROR_LENGTH))?
        .set_error_style(style);
    let (left, right) = columns(model.area)?;
    sheet.add_data_validation(model.area.top, left, model.area.bottom, right, &rule)?;
    Ok(())
}

fn limited(words: &str, limit: usize) -> String {
    text::fit(&text::shown(words), limit).into_owned()
}

/// Adds a conditional format.
pub(super) fn condition(sheet: &mut Worksheet, model: &ConditionalFormat) -> Result<(), WriteFault> {
    let (left, right) = columns(model.area)?;
    let (top, bottom) = (model.area.top, model.area.bottom);
    match &model.look {
        ConditionalStyle::Bar(color) => {
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 1)
                .set_fill_color(Color::RGB(*color))
                .set_solid_fill(true)
                .set_border_off(true);
            sheet.add_conditional_format(top, left, bottom, right, &bar)?;
        }
        ConditionalStyle::When(formula, format) => {
            let rule =
                ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(style::change(format));
            sheet.add_conditional_format(top, left, bottom, right, &rule)?;
        }
    }
    Ok(())
}

/// Returns first and last column in the type of the writer crate.
pub(super) fn columns(area: CellRange) -> Result<(u16, u16), WriteFault> {
    let number = |column: u32| u16::try_from(column).map_err(|_| WriteFault::OutsideGrid);
    Ok((number(area.left)?, number(area.right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_keep_ampersands_within_excels_limit() {
        assert_eq!(
            footer("277 A & B", Some("Trang")),
            "&L&10&\"Times New Roman,Italic\"277 A && B&R&10&\"Times New Roman,Regular\"Trang &P"
        );
        assert_eq!(footer("", Some("Trang")), "&R&10&\"Times New Roman,Regular\"Trang &P");
        assert_eq!(footer("277", None), "&L&10&\"Times New Roman,Italic\"277");
        for text in ["đ".repeat(400), "&".repeat(400), "a&".repeat(150)] {
            let made = footer(&text, Some("Trang"));
            assert!(text::length(&made) <= FOOTER_LENGTH && text::length(&made) > 200, "{made}");
            assert!(made.contains('…'), "{made}");
        }
    }
}
