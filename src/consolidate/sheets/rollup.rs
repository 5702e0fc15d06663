//! The two sheets that make a consolidated workbook a return for the level above: the form with live totals, and the
//! narratives of all units. Their layout is that of an ordinary return, so the reader needs no special case.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::in_force;
use super::super::layout::{DataColumnKey, GridColumn, IndicatorLayout};
use super::super::resolver::ColumnResolver;
use crate::formula::number_text::number_text;
use crate::model::amount::Value;
use crate::model::ledger::ReturnStatus;
use crate::model::period::ReportingCycle;
use crate::model::text::{Lang, text_in};
use crate::model::validity::Validity;
use crate::plan::figure::FigureTotal;
use crate::plan::header::{self, HeaderField};
use crate::plan::{Indicator, Plan};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, measure, style};

/// The first row of the header.
const HEADER: u32 = 6;
/// The last column of the form, and widths of its columns in characters.
const LAST: u32 = 5;
const WIDTHS: [f64; 6] = [6.0, 52.0, 12.0, 12.0, 18.0, 34.0];
/// The maximum length of an answer in characters. An Excel cell takes 32,767.
const LONGEST: usize = 32_000;

/// Builds the form: the header, and the total in the report period for every indicator that can be summed, in the order
/// and under the sections of the form that the units fill in.
pub(crate) fn form(context: &SheetContext, left_out: &str) -> Sheet {
    let t = context.plan.language;
    let plan = context.plan;
    let mut sheet = Sheet::new(&plan.form.sheet);
    sheet.set_widths(&WIDTHS);
    top(&mut sheet, context, left_out);
    // A half-year of a plan by quarters is a return for a plan by half-years.
    let cycle = context.ledger.span.cycle().unwrap_or(plan.cycle());
    let fields = header::fields(cycle, plan.form.nil);
    for (row, field) in (HEADER..).zip(fields) {
        sheet.text(row, 1, plan.header_label(field), &Style::default());
        let cell = header_cell(context, cycle, field);
        let is_code = field.name == header::UNIT;
        sheet.set(
            row,
            2,
            if is_code {
                cell.with_note(
                    t.pick("Mã của đơn vị, do cấp trên quy định", "Code of the unit, issued by the level above"),
                )
            } else {
                cell
            },
        );
    }
    let heading = HEADER + fields.len() as u32 + 1;
    for (column, text) in (0..).zip([
        t.pick("TT", "No."),
        t.pick("Chỉ tiêu", "Indicator"),
        t.pick("Mã số", "Code"),
        t.pick("ĐVT", "Unit of measure"),
        t.pick("Số lượng", "Figure"),
        t.pick("Ghi chú", "Note"),
    ]) {
        sheet.text(heading, column, text, &Style::list_head());
    }
    sheet.heights.insert(heading, 24.0);
    let mut row = heading + 1;
    let mut section = "";
    for (index, indicator) in plan.indicators.iter().enumerate().filter(|(_, i)| is_of_span(context, i.validity)) {
        if indicator.section != section {
            section = &indicator.section;
            let band = Style { indent: 1, fill: Some(style::TINT), ..Style::cell().bold() };
            sheet.merge(CellRange::new(row, 0, row, LAST), SheetCell::text(section, &band));
            sheet.heights.insert(row, 20.0);
            row += 1;
        }
        line(&mut sheet, context, row, index);
        row += 1;
    }
    signature(&mut sheet, context, row + 1);
    sheet.freeze = Some((heading + 1, 0));
    (sheet.protected, sheet.tab) = (true, Some(style::ACCENT));
    let footer = common_style::footer(context);
    sheet.page = PageSetup { landscape: true, repeat: Some((heading, heading)), footer, ..PageSetup::default() };
    sheet
}

/// Returns true for a row or question that is in force in a period of the span.
fn is_of_span(context: &SheetContext, validity: Validity) -> bool {
    let span = context.ledger.span;
    span.first.through(span.last.min(context.ledger.report)).any(|period| validity.contains(period))
}

/// Writes code, title, period, issuing body and the notice on personal data.
fn top(sheet: &mut Sheet, context: &SheetContext, left_out: &str) {
    let t = context.plan.language;
    let plan = context.plan;
    let code = Style { size: 11, ..Style::default().bold().color(style::ACCENT) };
    sheet.text(0, 0, text_in!(t, "Biểu {}", "Form {}", plan.form.code), &code);
    let centre = Style { size: 15, align: Align::Center, wrap: true, ..Style::default() }.bold();
    let title = text_in!(t, "{} – TỔNG HỢP GỬI CẤP TRÊN", "{} – CONSOLIDATED FOR THE LEVEL ABOVE", plan.form.title);
    let width = WIDTHS.iter().fold(0.0, |all, width| all + width);
    sheet.heights.insert(1, measure::height(measure::lines(&title, width, 17), 15, 24.0));
    sheet.merge(CellRange::new(1, 0, 1, LAST), SheetCell::text(title, &centre));
    let strong = Style { size: 12, align: Align::Center, ..Style::default() }.bold();
    sheet.merge(CellRange::new(2, 0, 2, LAST), SheetCell::text(plan.info.issuer_short.to_uppercase(), &strong));
    sheet.merge(CellRange::new(3, 0, 3, LAST), common_style::since(context, "", &strong));
    let note = Style { wrap: true, top: true, ..Style::note() };
    let words = text_in!(
        t,
        "Số liệu tổng hợp từ báo cáo của các đơn vị (xem trang Chỉ tiêu, Số liệu và Nguồn). {left_out}",
        "Figures are consolidated from the returns of the units (see the sheets Indicators, Data and Sources). {left_out}"
    );
    sheet.heights.insert(4, measure::height(measure::lines(&words, width, 10), 10, 32.0));
    sheet.merge(CellRange::new(4, 0, 4, LAST), SheetCell::text(words, &note));
}

/// Writes the row of an indicator (index): its total, or room for what cannot be added up.
fn line(sheet: &mut Sheet, context: &SheetContext, row: u32, index: usize) {
    let plan = context.plan;
    let Some(indicator) = plan.indicators.get(index) else { return };
    let (text, middle) = (common_style::cell(), common_style::centre());
    sheet.text(row, 0, &indicator.ordinal, &middle);
    sheet.text(row, 1, &indicator.label, &text);
    sheet.text(row, 2, &indicator.code, &middle.number(NumberFormat::Text));
    sheet.text(row, 3, &indicator.unit, &middle);
    let look = match indicator.kind.is_number() {
        true => common_style::figure().number(indicator.total_format()),
        false => common_style::figure(),
    };
    let summed = indicator.kind.is_number() && indicator.figure.add != FigureTotal::None;
    let reported = IndicatorLayout::new(plan).total_address(index).filter(|_| summed);
    if let Some((reported, computed)) = reported.clone().zip(computed(context, indicator)) {
        sheet.formula(row, 4, &*computed, &look);
        sheet.formula(row, 5, reconciled(plan.language, &reported, &computed), &text);
        common_style::fit(sheet, row, 10, &[(&indicator.label, WIDTHS[1]), (LONGEST_NOTE, WIDTHS[5])], 17.0);
        return;
    }
    match reported {
        Some(total) => sheet.formula(row, 4, total, &look),
        None => sheet.blank(row, 4, &Style { unlocked: true, fill: Some(style::INPUT), ..look }),
    }
    let why = joined(plan, indicator);
    common_style::fit(sheet, row, 10, &[(&indicator.label, WIDTHS[1]), (&why, WIDTHS[5])], 17.0);
    sheet.text(row, 5, why, &text);
}

/// Returns the cell of the total that goes up instead of what the units report.
fn computed(context: &SheetContext, indicator: &Indicator) -> Option<String> {
    let name = indicator.rolled_up_by.as_deref()?;
    let column = context.plan.columns.iter().position(|column| column.name == name)?;
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit: None };
    place.home(GridColumn::Column(column))
}

/// A note about two totals that differ, as long as they come.
const LONGEST_NOTE: &str = "Đơn vị tự báo 1.000.000; đã tổng hợp 1.000.000; chênh lệch 1.000.000: báo cáo chưa tổng hợp, hoặc đơn vị cộng sai.";

/// Returns the formula of the note that reconciles what the units report with what is computed; empty if they are equal.
fn reconciled(t: Lang, reported: &str, computed: &str) -> String {
    let text = |value: &str| number_text(value, 0, t);
    let (own, ours, gap) = (text(reported), text(computed), text(&format!("({reported}-{computed})")));
    let words = text_in!(
        t,
        "\"Đơn vị tự báo \"&{own}&\"; đã tổng hợp \"&{ours}&\"; chênh lệch \"&{gap}&\": báo cáo chưa tổng hợp, hoặc đơn vị cộng sai.\"",
        "\"Reported by the units: \"&{own}&\"; counted: \"&{ours}&\"; difference: \"&{gap}&\": returns that are not counted, or sums that are wrong.\""
    );
    format!("IF(AND(ISNUMBER({reported}),ISNUMBER({computed})),IF({reported}={computed},\"\",{words}),\"\")")
}

/// Writes who fills in and who signs, with room for the signatures.
fn signature(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    let t = context.plan.language;
    let look = Style { align: Align::Center, ..Style::default().size(12).bold() };
    sheet.merge(CellRange::new(row, 0, row, 1), SheetCell::text(t.pick("NGƯỜI LẬP BIỂU", "PREPARED BY"), &look));
    for (row, words) in (row..).zip(&context.plan.info.signer) {
        sheet.merge(CellRange::new(row, 3, row, LAST), SheetCell::text(words, &look));
    }
}

/// Returns how the figure of an indicator is made from those of the units; empty for a sum.
fn joined(plan: &Plan, indicator: &Indicator) -> String {
    let t = plan.language;
    match &indicator.figure.add {
        _ if !indicator.kind.is_number() => t
            .pick("Không cộng được; cơ quan tổng hợp ghi", "Cannot be added up; the consolidating office fills it in")
            .to_string(),
        FigureTotal::None => t
            .pick("Không cộng được; cơ quan tổng hợp ghi", "Cannot be added up; the consolidating office fills it in")
            .to_string(),
        FigureTotal::Sum => String::new(),
        FigureTotal::Last => {
            t.pick("cộng số mới nhất của từng đơn vị", "sum of the latest figure of each unit").to_string()
        }
        FigureTotal::Max => t.pick("số lớn nhất của các đơn vị", "largest figure of the units").to_string(),
        FigureTotal::MeanBy(weight) => {
            let code = plan.indicator(weight).map_or(weight.as_str(), |i| i.code.as_str());
            text_in!(t, "trung bình theo mã {code}", "mean weighted by code {code}")
        }
    }
}

/// Returns the cell of a header field. The period follows the one selected on the overview. Fields that only a person
/// can fill in stay editable.
fn header_cell(context: &SheetContext, cycle: ReportingCycle, field: &HeaderField) -> SheetCell {
    let plan = context.plan;
    let plain = Style { border: CellBorder::Below, ..Style::default() };
    let open = Style { unlocked: true, fill: Some(style::INPUT), ..plain.clone() };
    let date = open.number(NumberFormat::Date);
    let report = context.layout.words.chosen_code();
    match field.name {
        header::UNIT_NAME => SheetCell::text(&plan.info.issuer_short, &plain),
        header::UNIT => SheetCell { style: open, ..SheetCell::default() },
        header::YEAR => SheetCell::formula(format!("VALUE(LEFT({report},4))"), &plain),
        header::VERSION if plan.form.versions.is_empty() => SheetCell::text(&plan.form.version, &plain),
        header::VERSION => SheetCell::formula(in_force::form_version(plan, &context.layout.ordinal()), &plain),
        header::NUMBER => SheetCell::number(1.0, &open),
        name if name == cycle.period_field() => {
            let (digits, letter) = (if cycle == ReportingCycle::Month { 2 } else { 1 }, cycle.letter());
            // The form has no room for another kind of span that a person chooses on the overview.
            let index = format!("VALUE(RIGHT({report},{digits}))");
            SheetCell::formula(format!("IF(MID({report}&\"\",6,1)=\"{letter}\",{index},\"\")"), &plain)
        }
        "ngay_chot" => match context.layout.now(0, &DataColumnKey::CutOff) {
            Some(cut_off) => SheetCell::formula(cut_off, &plain.number(NumberFormat::Date)),
            None => SheetCell { style: date, ..SheetCell::default() },
        },
        header::SENT => SheetCell { style: date, ..SheetCell::default() },
        _ => SheetCell { style: open, ..SheetCell::default() },
    }
}

/// Builds the narratives: under each question the answers of the units in the report period, each with the unit's name.
pub(crate) fn narratives(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let plan = context.plan;
    let mut sheet = Sheet::new(&plan.form.narrative_sheet);
    sheet.set_widths(&[8.0, 48.0, 98.0]);
    sheet.text(
        0,
        0,
        t.pick("THUYẾT MINH CỦA CÁC ĐƠN VỊ TRONG KỲ", "NARRATIVES OF THE UNITS IN THE PERIOD"),
        &Style::title(),
    );
    sheet.heights.insert(0, 28.0);
    for (column, text) in (0..).zip([t.pick("Mã", "Code"), t.pick("Câu hỏi", "Question"), t.pick("Trả lời", "Answer")])
    {
        sheet.text(2, column, text, &Style::list_head());
    }
    for (row, narrative) in (3..).zip(plan.narratives.iter().filter(|n| is_of_span(context, n.validity))) {
        let text = common_style::cell();
        sheet.text(row, 0, &narrative.code, &common_style::centre());
        sheet.text(row, 1, &narrative.question, &text);
        let words = answers(context, &narrative.name);
        common_style::fit(&mut sheet, row, 10, &[(&narrative.question, 48.0), (&words, 98.0)], 20.0);
        match words.is_empty() {
            true => sheet.blank(row, 2, &text),
            false => sheet.text(row, 2, words, &text),
        }
    }
    sheet.protected = true;
    sheet.tab = Some(style::ACCENT);
    sheet.page = PageSetup { landscape: true, footer: common_style::footer(context), ..PageSetup::default() };
    sheet
}

/// Returns `LĐLĐ huyện Sìn Hồ: …` for each counted return of the span with an answer, one line each; of several periods
/// with the period.
fn answers(context: &SheetContext, name: &str) -> String {
    let t = context.plan.language;
    let (plan, ledger) = (context.plan, context.ledger);
    let mut out = String::new();
    let periods = ledger.span_ordinals(plan.first).filter_map(|ordinal| ordinal.checked_sub(1));
    let returns = (0..plan.units.len()).flat_map(|unit| periods.clone().map(move |period| (unit, period)));
    for (unit, period) in returns {
        let Some(of) = plan.units.get(unit) else { continue };
        let counted =
            ledger.slots.get(unit).and_then(|s| s.get(period)).is_some_and(|s| s.state == ReturnStatus::Counted);
        let Some(submission) = ledger.selected(unit, period).filter(|_| counted) else { continue };
        let Value::Text(words) = submission.amount(name).value() else { continue };
        if words.trim().is_empty() {
            continue;
        }
        let when = match ledger.span.is_single() {
            true => String::new(),
            false => format!(" ({})", submission.period.text_in(t)),
        };
        let line = format!("{}{when}: {}", of.name, words.trim());
        if out.chars().count() + line.chars().count() > LONGEST {
            out.push_str(t.pick("\n… (xem trang Khó khăn)", "\n… (see the sheet Difficulties)"));
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}
