//! The sheet "Công thức": the parameters of the report period, the settings, and the dictionary of all columns, rules
//! and indicators. Formulas are shown as in the plan and as in Excel.

use super::super::common_style;
use super::super::layout::{DictionaryLayout, GridColumn, sheet};
use super::super::resolver::{ColumnResolver, RuleResolver};
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::sources::changes;
use crate::formula::expand;
use crate::model::ledger::SubmissionStatus;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::validity::Validity;
use crate::plan::hashes::label as hash_label;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Rule, Scope, Unit, labels};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, style};

/// Widths in characters: together what a landscape page prints in a readable size.
const WIDTHS: [f64; 6] = [14.0, 26.0, 36.0, 40.0, 30.0, 15.0];
/// Columns of formulas: capitals and signs are wider than running text, and break only at signs.
const FORMULAS: std::ops::RangeInclusive<usize> = 2..=3;
const LAST: u32 = 5;

/// The sheet.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::WORDS],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let mut sheet = Sheet::new(sheet::WORDS);
    let info = &context.plan.info;
    sheet.set_widths(&WIDTHS);
    let second = "Công thức của từng quy tắc, từng cột: bên trái như trong kế hoạch, bên phải như trong Excel.";
    common_style::title(&mut sheet, "CÔNG THỨC VÀ TỪ ĐIỂN", common_style::note(second), LAST);
    let label = Style::default().bold();
    let hashes = &context.plan.hashes;
    let hash = |(name, of): (&'static str, &str), hash: &str| (name, format!("SHA-256 {hash} ({of})"));
    let lines = [
        ("Kế hoạch", format!("{} ngày {}: {}", info.number, info.date, info.title)),
        hash(hash_label::PLAN, &hashes.plan),
        hash(hash_label::ANNEX, &hashes.annex),
        hash(hash_label::EVENTS, &hashes.events),
        hash(hash_label::ALL, &context.plan.hash),
        (sheet::MERGED, merged(context)),
        (changes::PROGRAM, changes::program()),
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
    row = units(&mut sheet, context, row + 1);
    waivers(&mut sheet, context, row);
    sheet.protected = true;
    sheet.page = PageSetup { landscape: true, footer: common_style::footer(context), ..PageSetup::default() };
    Ok(sheet)
}

fn band(sheet: &mut Sheet, row: u32, title: &str, headings: [&str; 6]) -> u32 {
    let over = Style { border: CellBorder::Rule, ..Style::default().size(12).bold().color(style::ACCENT) };
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
    let head = Style::list_head();
    for (column, right, text) in [(0, 0, "Tên"), (1, 2, "Ý nghĩa"), (3, 3, "Giá trị"), (4, LAST, "Căn cứ")] {
        let row = DictionaryLayout::TOP - 1;
        sheet.merge(CellRange::new(row, column, row, right), SheetCell::text(text, &head));
    }
    let (last, data) = (context.layout.last_period().unwrap_or_default(), &context.layout.data);
    let (counters, ordinal) = (context.layout.counters, context.layout.ordinal());
    let value = Style::figure().align(Align::Center);
    for (row, name) in (DictionaryLayout::TOP..).zip(context.layout.words.names()) {
        let mut basis = "";
        let (meaning, cell) = match name {
            name if name == counters.ordinal => (
                "Thứ tự của kỳ báo cáo trong kế hoạch (của nhiều kỳ: kỳ cuối)",
                SheetCell::formula(context.layout.of_span(DictionaryLayout::SPAN_LAST), &value),
            ),
            name if name == counters.start => (
                "Thứ tự của kỳ đầu tiên trong kỳ báo cáo",
                SheetCell::formula(context.layout.of_span(DictionaryLayout::SPAN_FIRST), &value),
            ),
            name if name == counters.count => {
                ("Số kỳ của kế hoạch", SheetCell::number(f64::from(data.periods()), &value))
            }
            name if name == counters.year_start => (
                "Thứ tự của kỳ đầu tiên thuộc năm báo cáo",
                SheetCell::formula(expand::year_start(&last, &ordinal), &value),
            ),
            "nam_bc" => {
                let look = Style::cell().align(Align::Center);
                ("Năm báo cáo", SheetCell::formula(format!("VALUE(LEFT({last},4))"), &look))
            }
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

/// Returns the merged span, and if it is not over the last period that is considered: `2022 (đến 2022-Q2)`.
fn merged(context: &SheetContext) -> String {
    let (span, report) = (context.ledger.span, context.ledger.report);
    match span.last == report {
        true => span.name.to_string(),
        false => format!("{} {}{report})", span.name, sheet::MERGED_UNTIL),
    }
}

/// Lists the spans that the cell `ky_bao_cao` offers, with their periods up to the last one that is reported.
fn spans(sheet: &mut Sheet, context: &SheetContext) {
    let words = &context.layout.words;
    let headings = ["Ghi ở ô chọn kỳ", "Kỳ báo cáo", "", "Từ kỳ thứ", "Đến kỳ thứ", ""];
    let top = band(sheet, words.first_span() - 2, "CÁC KỲ CHỌN ĐƯỢC", headings);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let number = |period: Period| f64::from(period.ordinal(context.plan.first));
    for (row, span) in (top..).zip(words.spans()) {
        let last = span.last.min(context.ledger.report);
        let words = format!(
            "{} (từ {} đến {})",
            span.heading_until(context.ledger.report),
            span.first.first_day(),
            last.last_day()
        );
        sheet.text(row, DictionaryLayout::SPAN, span.name.to_string(), &text.bold().number(NumberFormat::Text));
        sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::text(&words, &text));
        sheet.number(row, DictionaryLayout::SPAN_FIRST, number(span.first), &centre);
        sheet.number(row, DictionaryLayout::SPAN_LAST, number(last), &centre);
        common_style::fit(sheet, row, 10, &[(&words, WIDTHS[1] + WIDTHS[2])], 18.0);
    }
}

fn columns(sheet: &mut Sheet, context: &SheetContext, row: u32) -> Result<u32, ConsolidateError> {
    let headings =
        ["Tên", "Cột", "Công thức trong kế hoạch", "Trong Excel, dòng đơn vị đầu tiên", "Giải thích", "Căn cứ"];
    let mut row = band(sheet, row, changes::COLUMNS_BAND, headings);
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit: Some(0) };
    for (index, column) in context.plan.columns.iter().enumerate() {
        let written = place.column(column)?;
        let home = place.home(GridColumn::Column(index)).map(|cell| cell.replace('$', "")).unwrap_or_default();
        let heading = format!("{} ({})", column.heading, column.sheets.join(", "));
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
    let headings = ["Mã", "Mức, phạm vi", "Đạt khi", "Trong Excel, đơn vị đầu tiên", "Thông báo và cách sửa", "Căn cứ"];
    let mut row = band(sheet, row, "QUY TẮC", headings);
    for rule in &context.plan.rules {
        let source = match &rule.when {
            Some(when) => format!("{}\nChỉ xét khi: {}", rule.test.source(), when.source()),
            None => rule.test.source().to_string(),
        };
        let weight =
            format!("{}\n{}", super::findings::severity(rule.severity), labels::scope(context.plan, rule.scope).short);
        let [message, mend] =
            [&rule.message.vi, &rule.mend.vi].map(|text| labels::readable_message(context.plan, text));
        let words = format!("{message}\nCách sửa: {mend}");
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
    match validity.within(context.plan.first, context.plan.last).describe().vi {
        periods if periods.is_empty() => text.to_string(),
        periods => format!("{text}\nÁp dụng {periods}."),
    }
}

fn indicators(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let headings = ["Tên", "Chỉ tiêu", "Mục", "Loại, đơn vị tính", "Ghi chú", "Điền sẵn"];
    let first = band(sheet, row, "CHỈ TIÊU CỦA BIỂU", headings);
    let end = first + context.plan.indicators.len() as u32;
    for (row, indicator) in (first..).zip(&context.plan.indicators) {
        let label = indicator.title();
        let kind = format!("{}, {}; {}", kind(indicator.kind), indicator.unit, blanks(context, indicator));
        let kind = with_periods(&kind, indicator.validity, context);
        let opening = match (&indicator.opening, &indicator.opening_annex) {
            (Some(name), Some(annex)) => format!("{name} kỳ trước, hoặc {annex}"),
            (Some(name), None) => format!("{name} kỳ trước"),
            (None, Some(annex)) => annex.clone(),
            (None, None) => String::new(),
        };
        line(sheet, row, [&indicator.name, &label, &indicator.section, &kind, &indicator.note, &opening]);
    }
    end
}

/// Lists the units that begin, end, take over or change their name during the plan. Returns the first row after them.
fn units(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let plan = context.plan;
    let is_listed = |unit: &(usize, &Unit)| unit.1.time.is_changing() || plan.taken_over(unit.0).next().is_some();
    let listed: Vec<(usize, &Unit)> = plan.units.iter().enumerate().filter(is_listed).collect();
    if listed.is_empty() {
        return row;
    }
    let headings = ["Đơn vị", "Báo cáo từ kỳ … đến kỳ …", "Về sau", "Nhận của", "Tách từ", "Tên trước đây"];
    let first = band(sheet, row, "ĐƠN VỊ THAY ĐỔI TRONG KẾ HOẠCH", headings);
    for (row, (index, unit)) in (first..).zip(&listed) {
        let time = &unit.time;
        let span = format!("{} – {}", time.from.unwrap_or(plan.first), time.until.unwrap_or(plan.last));
        let name = |unit: usize| plan.units.get(unit).map_or("", |unit| unit.name.as_str());
        let received = plan.taken_over(*index).map(|(other, at)| format!("{} (từ {at})", name(other)));
        let former = time.before.iter().map(|former| format!("{} (đến {})", former.name, former.until));
        let texts = [
            unit.name.as_str(),
            &span,
            &plan.end_note(*index).unwrap_or_default(),
            &received.collect::<Vec<_>>().join("; "),
            time.out_of.as_deref().map_or("", |code| plan.unit_name(code)),
            &former.collect::<Vec<_>>().join("; "),
        ];
        line(sheet, row, texts);
    }
    first + listed.len() as u32 + 1
}

/// Lists the waivers, with the number of findings that each of them accepts.
fn waivers(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    if context.plan.waivers.is_empty() {
        return;
    }
    let headings = ["Đơn vị", "Kỳ; quy tắc hoặc tệp", "Lý do", "Đang áp dụng cho", "Người chấp nhận", "Ngày"];
    let first = band(sheet, row, changes::WAIVERS_BAND, headings);
    for (row, waiver) in (first..).zip(&context.plan.waivers) {
        let nil = waiver.nil.then(|| changes::NIL.to_string());
        let what = waiver.rule.clone().or(waiver.file.clone()).or(nil).unwrap_or_default();
        let unit = context.plan.unit_name(&waiver.unit);
        let silenced = context.ledger.findings.iter().filter(|f| {
            f.waived.is_some()
                && f.unit.as_ref() == Some(&waiver.unit)
                && f.period == Some(waiver.period)
                && Some(&f.code) == waiver.rule.as_ref()
        });
        let left_out = context.ledger.submissions.iter().zip(&context.ledger.fates).filter(|(s, fate)| {
            matches!(fate, SubmissionStatus::LeftOut(_))
                && waiver.file.as_ref().is_some_and(|f| s.file.ends_with(f.as_str()))
        });
        let is_own = |s: &Submission| s.unit == waiver.unit && s.period == waiver.period && s.is_recorded();
        let is_recorded = waiver.nil && context.ledger.submissions.iter().any(is_own);
        let effect = match (silenced.count(), left_out.count()) {
            (0, 0) if is_recorded => "ghi nhận thay cho báo cáo".to_string(),
            (0, 0) => "không có lỗi, cảnh báo hay tệp nào".to_string(),
            (0, files) => format!("{files} tệp được bỏ ra"),
            (found, _) => format!("{found} lỗi, cảnh báo"),
        };
        let texts = [
            unit,
            &format!("{}; {what}", waiver.period),
            &waiver.reason,
            &effect,
            &waiver.by,
            &waiver.date.to_string(),
        ];
        line(sheet, row, texts);
    }
}

fn kind(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Flow => "phát sinh trong kỳ",
        IndicatorKind::Stock => "số có đến cuối kỳ",
        IndicatorKind::Percent => "tỷ lệ",
        IndicatorKind::Choice => "chọn một từ",
        IndicatorKind::Text => "chữ",
        IndicatorKind::Date => "ngày",
    }
}

/// Returns the meaning of a blank cell: once if it is the same for all unit kinds, else for each kind.
fn blanks(context: &SheetContext, indicator: &Indicator) -> String {
    let word = |blank: &BlankMeaning| match blank {
        BlankMeaning::Missing => "bắt buộc",
        BlankMeaning::Zero => "trống là 0",
        BlankMeaning::NotApplicable => "được để trống",
    };
    match indicator.blank.split_first() {
        Some((first, rest)) if rest.iter().all(|b| b == first) => word(first).to_string(),
        _ => {
            let each = context.plan.kinds.iter().zip(&indicator.blank);
            each.map(|(k, b)| format!("{}: {}", k.label, word(b))).collect::<Vec<_>>().join(", ")
        }
    }
}
