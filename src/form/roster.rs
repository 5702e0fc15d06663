//! The sheet of a roster: 200 rows to fill in, each with a check cell.

use super::layout::{ROSTER_HEADING, VerdictOwner, roster_column, roster_locals};
use super::name_map::formula_cell;
use super::verdict::{FINE, in_place};
use super::{FormBuilder, FormError, ROSTER_ROWS, print};
use crate::model::amount::Value;
use crate::model::finding::Severity;
use crate::model::previous::CarriedRows;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::{Roster, RosterColumn, RosterKind};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, DataValidation, PageSetup, Sheet, SheetCell, Style, ValidationRule, address, style};

/// Width of the check column, in characters.
const VERDICT_WIDTH: f64 = 42.0;

/// Returns the range of the roster's check cells.
pub(super) fn verdicts(roster: &Roster) -> CellRange {
    roster_column(roster.columns.len())
}

/// Builds the sheet of the roster with this index.
pub(super) fn sheet(form: &FormBuilder, index: usize) -> Result<Sheet, FormError> {
    let roster = &form.plan.rosters[index];
    let mut sheet = frame(form, roster);
    for number in 1..=ROSTER_ROWS {
        row(&mut sheet, form, index, number)?;
    }
    print::verdict_colours(&mut sheet, verdicts(roster));
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((ROSTER_HEADING, ROSTER_HEADING)),
        footer: print::footer(form),
        area_formula: Some(printed(&sheet, roster)),
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Builds the sheet of a roster down to its headings.
pub(super) fn frame(form: &FormBuilder, roster: &Roster) -> Sheet {
    let t = form.plan.language;
    let check = verdicts(roster).left;
    let mut sheet = Sheet::new(&roster.code);
    sheet.protected = true;
    sheet.freeze = Some((ROSTER_HEADING + 1, 2));
    let mut widths = vec![5.0];
    widths.extend(roster.columns.iter().enumerate().map(|(at, column)| width(at, column)));
    widths.push(VERDICT_WIDTH);
    sheet.set_widths(&widths);
    top(&mut sheet, form, roster);
    let head = Style::list_head();
    sheet.text(ROSTER_HEADING, 0, t.pick("TT", "No."), &head);
    sheet.heights.insert(ROSTER_HEADING, 30.0);
    for (at, column) in roster.columns.iter().enumerate() {
        sheet.text(ROSTER_HEADING, at as u32 + 1, &column.heading, &head);
        sheet.validations.extend(validation(column, roster_column(at), t));
    }
    sheet.text(ROSTER_HEADING, check, t.pick("Kiểm tra", "Check"), &head);
    sheet
}

/// Writes title, hint and the number of filled rows.
fn top(sheet: &mut Sheet, form: &FormBuilder, roster: &Roster) {
    let t = form.plan.language;
    let check = verdicts(roster).left;
    let title = format!("{} · {}", roster.title, form.period.heading_in(t));
    sheet.merge(CellRange::new(0, 0, 0, check), SheetCell::text(title, &Style::title().size(14)));
    let required: Vec<_> = roster.columns.iter().filter(|c| c.required).map(|c| c.heading.as_str()).collect();
    let must = if required.is_empty() {
        String::new()
    } else {
        text_in!(t, "; phải có: {}", "; required: {}", required.join(", "))
    };
    let note = text_in!(
        t,
        "Mỗi dòng một trường hợp, nhập liền từ dòng đầu{must}. Ngày gõ theo dạng 31/12/2021.",
        "One case a row, from the first row without gaps{must}. Type dates such as 31/12/2021."
    );
    let hint = Style { wrap: true, ..Style::note() };
    sheet.merge(CellRange::new(1, 0, 1, check - 2), SheetCell::text(note, &hint));
    let label = Style { border: CellBorder::All, ..Style::note() };
    sheet.text(1, check - 1, t.pick("Số dòng", "Rows"), &label.align(Align::Center));
    let filled = (1..check).map(|c| roster_column(c as usize - 1)).map(|area| {
        let corner = |row| address::cell(row, area.left);
        format!("{}:{}", corner(area.top), corner(area.bottom))
    });
    let count = format!("SUMPRODUCT(--({}<>\"\"))", filled.collect::<Vec<_>>().join("&"));
    sheet.formula(1, check, count, &Style { indent: 1, ..Style::figure().bold().align(Align::Left) });
    let carried = form.previous.rosters.get(&roster.code);
    let personal_end = if carried.is_some() { check / 2 } else { check };
    if roster.has_personal_data() {
        let warning = &form.plan.words.personal;
        sheet.merge(CellRange::new(2, 0, 2, personal_end), SheetCell::text(warning, &Style::note().color(style::RED)));
    }
    if let Some(carried) = carried {
        let left = if roster.has_personal_data() { personal_end + 1 } else { 0 };
        sheet.merge(CellRange::new(2, left, 2, check), SheetCell::text(origin(carried, form.plan.language), &hint));
    }
    let remark = match (roster.has_personal_data(), carried) {
        (_, Some(carried)) if roster.has_personal_data() || overflow(carried) > 0 => 36.0,
        (false, None) => 6.0,
        _ => 18.0,
    };
    for (row, height) in [(0, 28.0), (1, 30.0), (2, remark)] {
        sheet.heights.insert(row, height);
    }
}

/// Returns the number of carried rows for which the form has no room.
pub(crate) fn overflow(carried: &CarriedRows) -> usize {
    carried.rows.len().saturating_sub(ROSTER_ROWS as usize)
}

/// The text about prefilled rows, with "…" for period, file, sheet and numbers, and what follows if the form has too
/// few rows.
pub(super) const CARRIED: [StaticText; 2] = [
    StaticText::new(
        "Điền sẵn … dòng của báo cáo … (tệp …, trang …): sửa, xóa, ghi thêm cho đúng đến hết kỳ này.",
        "Prefilled with … rows of the return for … (file …, sheet …): correct, delete and add so that they are right at the end of this period.",
    ),
    StaticText::new(
        " Báo cáo đó có … dòng, biểu chỉ đủ chỗ cho … dòng; còn … dòng chưa điền, hỏi nơi nhận báo cáo cách gửi.",
        " That return has … rows, the form has room for …; … rows are not filled in, ask the receiving office how to send them.",
    ),
];

/// Returns the text about where prefilled rows come from.
fn origin(carried: &CarriedRows, lang: Lang) -> String {
    let (all, without) = (carried.rows.len(), overflow(carried));
    let file = carried.file.rsplit('/').next().unwrap_or_default();
    let with = |pattern: &str, values: &[String]| {
        values.iter().fold(pattern.to_string(), |text, value| text.replacen('…', value, 1))
    };
    let [text, more] = CARRIED.map(|text| text.in_lang(lang));
    let filled = (all - without).to_string();
    let mut out =
        with(text, &[filled.clone(), carried.period.in_sentence(lang), file.to_string(), carried.sheet.clone()]);
    if without > 0 {
        out += &with(more, &[all.to_string(), filled, without.to_string()]);
    }
    out
}

/// Returns the print area: one full page, and more down to the last filled row. All rows would take ten pages, because
/// Excel counts a check cell as content even if it shows an empty text. ISBLANK makes sure that a pasted error value
/// neither hides a row nor breaks the formula. Excel replaces the formula by a fixed area when a user changes the page
/// setup; it still covers a full page, which also shows the number of filled rows.
fn printed(sheet: &Sheet, roster: &Roster) -> String {
    let check = verdicts(roster);
    let data = address::range(&roster.code, CellRange::new(check.top, 1, check.bottom, check.left - 1));
    let ends = address::range(&roster.code, CellRange::new(0, check.left, check.bottom, check.left));
    let page = print::first_page(sheet, check.bottom);
    let corner = address::on(&roster.code, 0, 0);
    format!("{corner}:INDEX({ends},MAX({page},SUMPRODUCT(MAX((1-ISBLANK({data}))*ROW({data})))))")
}

/// Adds input rows below those of a roster's sheet, up to `rows` rows: a return may have more of them than the form. They
/// have no check.
pub(crate) fn add_rows(sheet: &mut Sheet, roster: &Roster, rows: u32) {
    let grey = Style::cell().size(10).color(style::GREY).align(Align::Center);
    for number in ROSTER_ROWS + 1..=rows {
        let row = ROSTER_HEADING + number;
        sheet.number(row, 0, f64::from(number), &grey);
        for (column, of) in (1..).zip(&roster.columns) {
            sheet.blank(row, column, &column_style(of));
        }
        sheet.heights.insert(row, 25.0);
    }
}

fn row(sheet: &mut Sheet, form: &FormBuilder, index: usize, number: u32) -> Result<(), FormError> {
    let roster = &form.plan.rosters[index];
    let row = ROSTER_HEADING + number;
    let grey = Style::cell().size(10).color(style::GREY).align(Align::Center);
    sheet.number(row, 0, f64::from(number), &grey);
    let carried = form.previous.rosters.get(&roster.code).and_then(|carried| carried.rows.get(number as usize - 1));
    for (at, column) in roster.columns.iter().enumerate() {
        let value = carried.and_then(|values| values.get(at)).unwrap_or(&Value::Blank);
        sheet.set(row, at as u32 + 1, SheetCell::value(value, &column_style(column)));
    }
    let last = roster.columns.len() as u32;
    let filled = format!("{}:{}", address::cell(row, 1), address::cell(row, last));
    let rules = form.layout.visible_rules(|p| p.owner == VerdictOwner::Roster(index));
    let (errors, others) = rules.split_at(rules.partition_point(|p| p.rule.severity == Severity::Error));
    let height = print::verdict_height(form.plan, rules.iter().map(|p| p.rule), VERDICT_WIDTH, 25.0);
    sheet.heights.insert(row, height);
    let verdict = Style { indent: 1, ..Style::cell().size(10) };
    let locals = roster_locals(roster, row);
    let cell = formula_cell(&form.layout.sites, &locals, &verdict, |scope| -> Result<String, FormError> {
        let warnings = in_place(others, form.plan, scope, format!("\"{FINE}\""))?;
        let judged = in_place(errors, form.plan, scope, warnings)?;
        Ok(format!("IF(COUNTBLANK({filled})={last},\"\",{judged})"))
    })?;
    sheet.set(row, last + 1, cell);
    Ok(())
}

fn width(at: usize, column: &RosterColumn) -> f64 {
    let least = column.heading.chars().count() as f64 + 3.0;
    let usual: f64 = match column.kind {
        RosterKind::Text if at == 0 => 32.0,
        RosterKind::Text => 16.0,
        RosterKind::Number => 10.0,
        RosterKind::Date => 12.0,
        RosterKind::Choice => 15.0,
    };
    usual.max(least.min(18.0))
}

fn column_style(column: &RosterColumn) -> Style {
    let base = Style { indent: 1, ..Style::cell().input() };
    match column.kind {
        RosterKind::Text => base.number(NumberFormat::Text),
        RosterKind::Number => Style { wrap: false, shrink: true, ..base.align(Align::Right) },
        RosterKind::Date => Style { indent: 0, ..base.number(NumberFormat::Date).align(Align::Center) },
        RosterKind::Choice => base,
    }
}

fn validation(column: &RosterColumn, area: CellRange, t: Lang) -> Option<DataValidation> {
    let (input, error) = match column.kind {
        RosterKind::Text => return None,
        RosterKind::Number => {
            (ValidationRule::Number(0.0), t.pick("Ô này chỉ nhận số từ 0 trở lên.", "Only numbers from 0."))
        }
        RosterKind::Date => (
            ValidationRule::Date(1, 109_574),
            t.pick("Gõ ngày theo dạng 31/12/2021.", "Type the date as your computer writes it, such as 31/12/2021."),
        ),
        RosterKind::Choice => (
            ValidationRule::Words(column.choices.clone()),
            t.pick("Chọn một trong các từ có trong danh sách của ô này.", "Choose a word from the list of this cell."),
        ),
    };
    let error = (column.heading.clone(), error.to_string());
    Some(DataValidation { area, input, prompt: Default::default(), error, stop: true })
}
