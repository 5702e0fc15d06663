//! The sheet "Công thức": the parameters of the report period, the settings, and the dictionary of all columns, rules
//! and indicators. Formulas are shown as in the plan and as in Excel.

mod events;

use super::super::common_style;
use super::super::layout::{DataColumnKey, DictionaryLayout, GridColumn, sheet};
use super::super::resolver::{ColumnResolver, RuleResolver};
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::sources::changes;
use crate::formula::expand;
use crate::model::period::Period;
use crate::model::text::{Lang, text_in};
use crate::model::validity::Validity;
use crate::plan::hashes::label::{self as hash_label, HashLabel};
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Rule, Scope, header, labels};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style};

/// Widths in characters: together what a landscape page prints in a readable size.
const WIDTHS: [f64; 6] = [18.0, 19.0, 34.0, 37.0, 27.0, 15.0];
/// Columns of formulas: capitals and signs are wider than running text, and break only at signs.
const FORMULAS: std::ops::RangeInclusive<usize> = 2..=3;
const LAST: u32 = 5;

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::WORDS],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::WORDS.in_lang(t));
    let info = &context.plan.info;
    sheet.set_widths(&WIDTHS);
    let second = t.pick(
        "Công thức của từng quy tắc, từng cột: bên trái như trong kế hoạch, bên phải như trong Excel.",
        "The formula of every rule and column: on the left as in the plan, on the right as in Excel.",
    );
    common_style::title(
        &mut sheet,
        t.pick("CÔNG THỨC VÀ TỪ ĐIỂN", "FORMULAS AND DICTIONARY"),
        common_style::note(second),
        LAST,
    );
    let label = Style::default().bold();
    let hashes = &context.plan.hashes;
    let hash = |of: HashLabel, hash: &str| (of.label.in_lang(t), format!("SHA-256 {hash} ({})", of.about.in_lang(t)));
    let lines = [
        (t.pick("Kế hoạch", "Plan"), text_in!(t, "{} ngày {}: {}", "{} of {}: {}", info.number, info.date, info.title)),
        hash(hash_label::PLAN, &hashes.plan),
        hash(hash_label::ANNEX, &hashes.annex),
        hash(hash_label::EVENTS, &hashes.events),
        hash(hash_label::ALL, &context.plan.hash),
        (sheet::MERGED.in_lang(t), merged(context)),
        (changes::PROGRAM.in_lang(t), changes::program()),
    ];
    for (row, (name, words)) in (2..).zip(lines) {
        sheet.text(row, 0, name, &label);
        sheet.merge(CellRange::new(row, 1, row, LAST), SheetCell::text(words, &Style::default()));
    }
    parameters(&mut sheet, context);
    spans(&mut sheet, context);
    let mut row = context.layout.words.end() + 1;
    row = columns(&mut sheet, context, row)?;
    row = rules(&mut sheet, context, row + 1)?;
    row = indicators(&mut sheet, context, row + 1);
    row = events::units(&mut sheet, context, row + 1);
    row = events::dates(&mut sheet, context, row);
    events::waivers(&mut sheet, context, row);
    sheet.protected = true;
    // The dictionary is for the screen: on paper are the settings and the spans.
    let area = CellRange::new(0, 0, context.layout.words.end() - 1, LAST);
    sheet.page =
        PageSetup { landscape: true, area: Some(area), footer: common_style::footer(context), ..PageSetup::default() };
    Ok(sheet)
}

fn band(sheet: &mut Sheet, row: u32, title: &str, headings: [&str; 6]) -> u32 {
    let over = Style::table_title();
    sheet.merge(CellRange::new(row, 0, row, LAST), SheetCell::text(title, &over));
    sheet.heights.insert(row, 24.0);
    for (column, heading) in (0..).zip(headings) {
        sheet.text(row + 1, column, heading, &Style::list_head());
    }
    sheet.heights.insert(row + 1, 22.0);
    row + 2
}

fn line(sheet: &mut Sheet, row: u32, texts: [&str; 6]) {
    let look = common_style::cell();
    for (column, text) in (0..).zip(texts) {
        sheet.text(row, column, text, &if column == 0 { look.bold() } else { look.clone() });
    }
    let room = |(column, width): (usize, f64)| if FORMULAS.contains(&column) { width * 0.75 } else { width };
    let wide: Vec<(&str, f64)> = texts.into_iter().zip(WIDTHS.into_iter().enumerate().map(room)).collect();
    common_style::fit(sheet, row, 10, &wide, 18.0);
}

/// Writes the parameters and settings, one in each row. Formulas of the workbook refer to these cells.
fn parameters(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let head = Style::list_head();
    for (column, right, text) in [
        (0, 0, t.pick("Tên", "Name")),
        (1, 2, t.pick("Ý nghĩa", "Meaning")),
        (3, 3, t.pick("Giá trị", "Value")),
        (4, LAST, t.pick("Căn cứ", "Basis")),
    ] {
        let row = DictionaryLayout::TOP - 1;
        sheet.merge(CellRange::new(row, column, row, right), SheetCell::text(text, &head));
    }
    let first_day = context.layout.now(0, &DataColumnKey::FirstDay).unwrap_or_default();
    let data = &context.layout.data;
    let (counters, ordinal) = (context.layout.counters, context.layout.ordinal());
    let value = Style::figure().align(Align::Center);
    for (row, name) in (DictionaryLayout::TOP..).zip(context.layout.words.names()) {
        let mut basis = "";
        let (meaning, cell) = match name {
            name if name == counters.ordinal => (
                t.pick(
                    "Thứ tự của kỳ báo cáo trong kế hoạch (của nhiều kỳ: kỳ cuối)",
                    "Ordinal of the report period in the plan (of a longer span: its last period)",
                ),
                SheetCell::formula(context.layout.of_span(DictionaryLayout::SPAN_LAST), &value),
            ),
            name if name == counters.start => (
                t.pick("Thứ tự của kỳ đầu tiên trong kỳ báo cáo", "Ordinal of the first period of the report period"),
                SheetCell::formula(context.layout.of_span(DictionaryLayout::SPAN_FIRST), &value),
            ),
            name if name == counters.count => (
                t.pick("Số kỳ của kế hoạch", "Number of periods of the plan"),
                SheetCell::number(f64::from(data.periods()), &value),
            ),
            name if name == counters.year_start => (
                t.pick("Thứ tự của kỳ đầu tiên thuộc năm báo cáo", "Ordinal of the first period of the report year"),
                SheetCell::formula(
                    expand::year_start((context.plan.cycle().months(), context.plan.year_start), &first_day, &ordinal),
                    &value,
                ),
            ),
            header::REPORT_YEAR => report_year(context, &first_day),
            _ => match context.plan.setting(name) {
                Some(setting) => {
                    basis = &setting.basis;
                    (setting.label.as_str(), SheetCell::number(setting.value, &Style::cell().align(Align::Center)))
                }
                None => ("", SheetCell::text("", &value)),
            },
        };
        let look = common_style::cell();
        sheet.text(row, 0, name, &look.bold());
        sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::text(meaning, &look));
        sheet.set(row, DictionaryLayout::VALUE, cell);
        sheet.merge(CellRange::new(row, 4, row, LAST), SheetCell::text(basis, &look));
        let texts = [(meaning, WIDTHS[1] + WIDTHS[2]), (basis, WIDTHS[4] + WIDTHS[5])];
        common_style::fit(sheet, row, 10, &texts, 18.0);
    }
}

/// Returns the meaning and the cell of the report year.
fn report_year(context: &SheetContext, first_day: &str) -> (&'static str, SheetCell) {
    let (t, begins) = (context.plan.language, context.plan.year_start);
    let meaning = match begins {
        1 => t.pick("Năm báo cáo", "Report year"),
        _ => t.pick("Năm dương lịch mà năm báo cáo bắt đầu", "Calendar year in which the report year begins"),
    };
    let look = Style::cell().align(Align::Center);
    (meaning, SheetCell::formula(expand::year_of(begins, first_day), &look))
}

/// Returns the merged span, and if it is not over the last period that is considered: `Năm 2022 (đến Quý II/2022)`.
fn merged(context: &SheetContext) -> String {
    let t = context.plan.language;
    let (span, report) = (context.ledger.span, context.ledger.report);
    match span.last == report {
        true => span.name.label(t),
        false => format!("{} {}{})", span.name.label(t), sheet::MERGED_UNTIL.in_lang(t), report.text_in(t)),
    }
}

/// Lists the spans that the cell `ky_bao_cao` offers, with their periods up to the last one that is reported.
fn spans(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let words = &context.layout.words;
    let headings = [
        t.pick("Ghi ở ô chọn kỳ", "Chosen as"),
        t.pick("Kỳ báo cáo", "Report period"),
        "",
        t.pick("Từ kỳ thứ", "From ordinal"),
        t.pick("Đến kỳ thứ", "To ordinal"),
        "",
    ];
    let top = band(sheet, words.first_span() - 2, t.pick("CÁC KỲ CHỌN ĐƯỢC", "PERIODS THAT CAN BE CHOSEN"), headings);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let number = |period: Period| f64::from(period.ordinal(context.plan.first));
    for (row, span) in (top..).zip(words.spans()) {
        let last = span.last.min(context.ledger.report);
        let words = text_in!(
            t,
            "{} (từ {} đến {})",
            "{} (from {} to {})",
            span.heading_until(t, context.ledger.report),
            span.first.first_day(),
            last.last_day()
        );
        let label = span.name.label(t);
        sheet.text(row, DictionaryLayout::CODE, span.name.to_string(), &text.number(NumberFormat::Text));
        sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::text(&words, &text));
        sheet.number(row, DictionaryLayout::SPAN_FIRST, number(span.first), &centre);
        sheet.number(row, DictionaryLayout::SPAN_LAST, number(last), &centre);
        // Bold letters are wider.
        common_style::fit(sheet, row, 10, &[(&words, WIDTHS[1] + WIDTHS[2]), (&label, WIDTHS[0] * 0.9)], 18.0);
        sheet.text(row, DictionaryLayout::SPAN, label, &text.bold().number(NumberFormat::Text));
    }
    sheet.widths.insert(DictionaryLayout::CODE, 0.0);
    sheet.formula(top - 2, DictionaryLayout::CODE, context.layout.look_up_span(), &centre);
    sheet.formula(top - 1, DictionaryLayout::CODE, context.layout.of_span(DictionaryLayout::CODE), &centre);
}

fn columns(sheet: &mut Sheet, context: &SheetContext, row: u32) -> Result<u32, ConsolidateError> {
    let t = context.plan.language;
    let headings = [
        t.pick("Tên", "Name"),
        t.pick("Cột", "Column"),
        t.pick("Công thức trong kế hoạch", "Formula in the plan"),
        t.pick("Trong Excel, dòng đơn vị đầu tiên", "In Excel, row of the first unit"),
        t.pick("Giải thích", "Explanation"),
        t.pick("Căn cứ", "Basis"),
    ];
    let mut row = band(sheet, row, changes::COLUMNS_BAND.in_lang(t), headings);
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit: Some(0) };
    for (index, column) in context.plan.columns.iter().enumerate() {
        let written = place.column(column)?;
        let home = place.home(GridColumn::Column(index)).map(|cell| cell.replace('$', "")).unwrap_or_default();
        let heading = format!("{} ({})", context.plan.column_title(column), column.sheets.join(", "));
        line(
            sheet,
            row,
            [
                &column.name,
                &heading,
                column.formula.source(),
                &format!("{home}: ={written}"),
                &with_periods(&column.explain, column.shown_in(), context),
                &column.basis,
            ],
        );
        row += 1;
    }
    Ok(row)
}

fn rules(sheet: &mut Sheet, context: &SheetContext, row: u32) -> Result<u32, ConsolidateError> {
    let t = context.plan.language;
    let headings = [
        t.pick("Mã", "Code"),
        t.pick("Mức, phạm vi", "Severity, scope"),
        t.pick("Đạt khi", "Passes when"),
        t.pick("Trong Excel, đơn vị đầu tiên", "In Excel, first unit"),
        t.pick("Thông báo và cách sửa", "Message and how to fix it"),
        t.pick("Căn cứ", "Basis"),
    ];
    let mut row = band(sheet, row, t.pick("QUY TẮC", "RULES"), headings);
    for rule in &context.plan.rules {
        let source = match &rule.when {
            Some(when) => text_in!(t, "{}\nChỉ xét khi: {}", "{}\nOnly if: {}", rule.test.source(), when.source()),
            None => rule.test.source().to_string(),
        };
        let weight = format!(
            "{}\n{}",
            super::findings::severity(rule.severity, t),
            t.text_in(&labels::scope(context.plan, rule.scope).short)
        );
        let [message, mend] = [&rule.message, &rule.mend].map(|text| labels::readable_message(context.plan, text));
        let words = text_in!(t, "{message}\nCách sửa: {mend}", "{message}\nHow to fix it: {mend}");
        let words = with_periods(&words, rule.validity, context);
        line(sheet, row, [&rule.code, &weight, &source, &written(context, rule)?, &words, &rule.basis]);
        row += 1;
    }
    Ok(row)
}

/// Returns a rule as in Excel for the first unit in the report period; a rule for rows or cells as in the plan.
fn written(context: &SheetContext, rule: &Rule) -> Result<String, ConsolidateError> {
    let whole = matches!(rule.scope, Scope::Return | Scope::Previous | Scope::Annex);
    if !whole || super::super::layout::names_columns(context.plan, rule) {
        return Ok(format!("={}", rule.check.source()));
    }
    let place = RuleResolver { plan: context.plan, layout: &context.layout, unit: 0, period: None, roster: None };
    Ok(format!("={}", place.check(rule)?))
}

/// Adds the periods in which something is in force, if they are not all of the plan.
fn with_periods(text: &str, validity: Validity, context: &SheetContext) -> String {
    let t = context.plan.language;
    match t.text_in(&validity.within(context.plan.first, context.plan.last).describe()).to_string() {
        periods if periods.is_empty() => text.to_string(),
        periods => text_in!(t, "{text}\nÁp dụng {periods}.", "{text}\nIn force {periods}."),
    }
}

fn indicators(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let t = context.plan.language;
    let headings = [
        t.pick("Tên", "Name"),
        t.pick("Chỉ tiêu", "Indicator"),
        t.pick("Mục", "Section"),
        t.pick("Loại, đơn vị tính", "Kind, unit of measure"),
        t.pick("Ghi chú", "Note"),
        t.pick("Điền sẵn", "Prefilled"),
    ];
    let first = band(sheet, row, changes::INDICATORS_BAND.in_lang(t), headings);
    let end = first + context.plan.indicators.len() as u32;
    for (row, indicator) in (first..).zip(&context.plan.indicators) {
        let label = indicator.title();
        let kind = format!("{}, {}; {}", kind(indicator.kind, t), indicator.unit, blanks(context, indicator));
        let kind = with_periods(&kind, indicator.validity, context);
        let opening = match (&indicator.opening, &indicator.opening_annex) {
            (Some(name), Some(annex)) => {
                text_in!(t, "{name} kỳ trước, hoặc {annex}", "{name} of the previous period, or {annex}")
            }
            (Some(name), None) => text_in!(t, "{name} kỳ trước", "{name} of the previous period"),
            (None, Some(annex)) => annex.clone(),
            (None, None) => String::new(),
        };
        line(sheet, row, [&indicator.name, &label, &indicator.section, &kind, &indicator.note, &opening]);
    }
    end
}

fn kind(kind: IndicatorKind, t: Lang) -> &'static str {
    match kind {
        IndicatorKind::Flow => t.pick("phát sinh trong kỳ", "flow of the period"),
        IndicatorKind::Stock => t.pick("số có đến cuối kỳ", "stock at the end of the period"),
        IndicatorKind::Percent => t.pick("tỷ lệ", "share"),
        IndicatorKind::Choice => t.pick("chọn một từ", "choice"),
        IndicatorKind::Text => t.pick("chữ", "text"),
        IndicatorKind::Date => t.pick("ngày", "date"),
    }
}

/// Returns the meaning of a blank cell: once if it is the same for all unit kinds, else for each kind.
fn blanks(context: &SheetContext, indicator: &Indicator) -> String {
    let t = context.plan.language;
    let word = |blank: &BlankMeaning| match blank {
        BlankMeaning::Missing => t.pick("bắt buộc", "required"),
        BlankMeaning::Zero => t.pick("trống là 0", "blank means 0"),
        BlankMeaning::NotApplicable => t.pick("được để trống", "may be blank"),
    };
    match indicator.blank.split_first() {
        Some((first, rest)) if rest.iter().all(|b| b == first) => word(first).to_string(),
        _ => {
            let each = context.plan.kinds.iter().zip(&indicator.blank);
            each.map(|(k, b)| format!("{}: {}", k.label, word(b))).collect::<Vec<_>>().join(", ")
        }
    }
}
