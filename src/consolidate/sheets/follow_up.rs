//! The sheet "Việc tiếp theo": cases of rosters to work on next, the largest first. Of each unit it takes the rows of the
//! latest counted return up to the chosen period. Beside each row of the roster is a number by which it is ordered.

use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{DataColumnKey, FollowUpLayout, RosterLayout, sheet as sheet_name};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::ListSheet;
use crate::formula::blanks::shown_or_blank;
use crate::model::text::text_in;
use crate::plan::{FollowUp, Roster, RosterColumn, RosterKind};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Widths of ordinal, unit and period.
const LEAD: [f64; 3] = [4.0, 20.0, 10.0];
/// Height of a case: two lines.
const CASE: f64 = 29.0;

/// The sheet. It is there only if the plan asks for it.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet_name::FOLLOW_UP],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| if context.plan.follow_ups.is_empty() { Vec::new() } else { vec![0] },
        draw: |context, _| Ok::<_, ConsolidateError>(sheet(context)),
    },
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet_name::FOLLOW_UP.in_lang(t));
    sheet.set_widths(&LEAD);
    latest(&mut sheet, context);
    let (mut row, mut last) = (FollowUpLayout::TOP, LEAD.len() as u32);
    for follow_up in &context.plan.follow_ups {
        let Some(list) = CaseList::new(context, follow_up) else { continue };
        last = last.max(LEAD.len() as u32 + list.columns.len() as u32 - 1);
        row = list.draw(&mut sheet, context, row);
    }
    let only = context.plan.follow_ups.len() == 1;
    let head = FollowUpLayout::TOP + 1;
    sheet.freeze = Some(if only { (head + 1, 2) } else { (2, 2) });
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: only.then_some((head, head)),
        area: Some(CellRange::new(0, 0, row.saturating_sub(1), last)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    sheet.spread_over_pages(2, 10);
    let after = t.pick(
        ". Lấy từ báo cáo mới nhất đã tổng hợp của từng đơn vị, đến kỳ đang chọn.",
        ". From the latest counted return of each unit, up to the chosen period.",
    );
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let second = common_style::since(context, after, &bold);
    common_style::title(&mut sheet, t.pick("VIỆC CẦN LÀM TIẾP THEO", "WHAT TO WORK ON NEXT"), second, last);
    sheet
}

/// Writes the ordinals of the units' latest counted returns, outside the print.
fn latest(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let (column, ordinal) = (FollowUpLayout::LATEST, context.layout.ordinal());
    let heading = t.pick("Kỳ tổng hợp gần nhất của từng đơn vị", "Latest counted period of each unit");
    sheet.text(FollowUpLayout::latest_row(0) - 1, column, heading, &common_style::helper());
    for unit in 0..context.plan.units.len() {
        if let Some(block) = context.layout.data.block(unit, &DataColumnKey::Latest) {
            let formula = format!("INDEX({block},{ordinal})");
            sheet.formula(FollowUpLayout::latest_row(unit), column, formula, &common_style::helper());
        }
    }
}

/// Returns the formula of the number by which a row of a roster is ordered: its case, and whether the return is the latest
/// counted one. A larger number is earlier in the list; equal cases keep their order.
pub(super) fn order_of_row(
    context: &SheetContext,
    roster: &Roster,
    follow_up: &FollowUp,
    (unit, period, row): (usize, u32, u32),
) -> Option<String> {
    let cell = |name: &str| {
        let column = roster.columns.iter().position(|column| column.name == name)?;
        Some(address::cell(row, RosterLayout::FIRST + column as u32))
    };
    let largest = cell(&follow_up.largest)?;
    let earliest = match follow_up.earliest.as_deref().and_then(cell) {
        Some(cell) => format!("+9999-IF(ISNUMBER({cell}),MAX(0,MIN(9999,{cell})),9999)"),
        None => String::new(),
    };
    let latest = FollowUpLayout::latest(context.plan, unit);
    Some(format!(
        "IF(AND({latest}={},ISNUMBER({largest})),{largest}*10000{earliest}-{}/100000,\"\")",
        period + 1,
        row + 1,
    ))
}

/// A list with its roster.
struct CaseList<'a> {
    follow_up: &'a FollowUp,
    place: &'a RosterLayout,
    /// The column of the order on the sheet of the roster.
    order: u32,
    /// The columns that it shows, with their places in the roster.
    columns: Vec<(u32, &'a RosterColumn)>,
}

impl<'a> CaseList<'a> {
    fn new(context: &'a SheetContext, follow_up: &'a FollowUp) -> Option<Self> {
        let plan = context.plan;
        let index = plan.rosters.iter().position(|roster| roster.code == follow_up.roster)?;
        let (roster, place) = (plan.rosters.get(index)?, context.layout.rosters.get(index)?);
        let all = FollowUpLayout::of_roster(plan, index, place);
        let order = all.into_iter().find(|(own, _)| *own == follow_up).map(|(_, column)| column)?;
        let named = |name: &String| roster.columns.iter().position(|column| column.name == *name);
        let columns: Vec<usize> = match follow_up.columns.as_slice() {
            [] => (0..roster.columns.len()).collect(),
            some => some.iter().filter_map(named).collect(),
        };
        let columns = columns.into_iter().filter_map(|at| Some((at as u32, roster.columns.get(at)?)));
        let columns = columns.filter(|(_, column)| !column.personal).collect();
        Some(CaseList { follow_up, place, order, columns })
    }

    /// Writes the list from a row on. Returns the row after the blank row below it.
    fn draw(&self, sheet: &mut Sheet, context: &SheetContext, top: u32) -> u32 {
        let t = context.plan.language;
        self.headings(sheet, context, top);
        let first = top + FollowUpLayout::HEAD;
        let cases = FollowUpLayout::cases(self.place);
        let last = LEAD.len() as u32 + self.columns.len() as u32 - 1;
        if cases == 0 {
            let none = SheetCell::text(t.pick("Chưa có dòng nào.", "No rows."), &Style::note());
            sheet.merge(CellRange::new(first, 0, first, last), none);
            return first + 2;
        }
        for case in 0..cases {
            self.case(sheet, first + case, case + 1);
        }
        first + cases + 1
    }

    fn headings(&self, sheet: &mut Sheet, context: &SheetContext, top: u32) {
        let t = context.plan.language;
        let last = LEAD.len() as u32 + self.columns.len() as u32 - 1;
        let over = Style::table_title();
        let most = FollowUpLayout::cases(self.place);
        let title = text_in!(
            t,
            "{} (nhiều nhất {most} trường hợp, xếp từ lớn nhất)",
            "{} (at most {most} cases, the largest first)",
            self.follow_up.title
        );
        sheet.merge(CellRange::new(top, 0, top, last), SheetCell::text(title, &over));
        sheet.heights.insert(top, 24.0);
        let lead = [t.pick("TT", "No."), t.pick("Đơn vị", "Unit"), t.pick("Theo báo cáo", "Return")];
        let own = self.columns.iter().map(|(_, column)| column.heading.as_str());
        for (column, heading) in (0..).zip(lead.into_iter().chain(own)) {
            sheet.text(top + 1, column, heading, &ListSheet::heading_style());
        }
        sheet.heights.insert(top + 1, 46.0);
        sheet.text(top + 1, FollowUpLayout::READ, t.pick("Dòng lấy số", "Row that is read"), &common_style::helper());
        for ((column, width), _) in (LEAD.len() as u32..).zip(self.widths()).zip(&self.columns) {
            let width = sheet.widths.get(&column).map_or(width, |own| own.max(width));
            sheet.widths.insert(column, width);
        }
    }

    /// Returns the widths of the columns: those of texts share what the others leave of a landscape page.
    fn widths(&self) -> Vec<f64> {
        let fixed = |kind: RosterKind| match kind {
            RosterKind::Text => None,
            RosterKind::Number => Some(9.0),
            RosterKind::Date | RosterKind::Choice => Some(11.0),
        };
        let own: Vec<Option<f64>> = self.columns.iter().map(|(_, column)| fixed(column.kind)).collect();
        measure::shared_widths(&LEAD, &own, (12.0, 36.0))
    }

    fn case(&self, sheet: &mut Sheet, row: u32, number: u32) {
        let range = |column: u32| {
            let (top, bottom) = (RosterLayout::HEAD + 1, self.place.empty_row() - 1);
            address::range(&self.place.name, CellRange::new(top, column, bottom, column))
        };
        let order = range(self.order);
        let found = format!("IFERROR(MATCH(LARGE({order},{number}),{order},0),\"\")");
        sheet.formula(row, FollowUpLayout::READ, found, &common_style::helper());
        let read = address::fixed(row, FollowUpLayout::READ);
        let figure = |column: u32| {
            let figure = format!("INDEX({},{read})", range(column));
            format!("IF({read}=\"\",\"\",{})", shown_or_blank(&figure))
        };
        let (text, centre) = (common_style::cell(), common_style::centre());
        sheet.formula(row, 0, format!("IF({read}=\"\",\"\",{number})"), &centre);
        sheet.formula(row, 1, figure(RosterLayout::UNIT), &text);
        sheet.formula(row, 2, figure(RosterLayout::PERIOD), &centre);
        for (column, (at, own)) in (LEAD.len() as u32..).zip(&self.columns) {
            let style = match own.kind {
                RosterKind::Number => {
                    Style { indent: 1, ..common_style::figure().number(NumberFormat::General).align(Align::Right) }
                }
                RosterKind::Date => common_style::date(),
                RosterKind::Text | RosterKind::Choice => text.clone(),
            };
            sheet.formula(row, column, figure(RosterLayout::FIRST + at), &style);
        }
        sheet.heights.insert(row, CASE);
    }
}
