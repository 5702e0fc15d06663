//! The figures that a consolidated workbook shows by unit: computed columns, annex columns beside them, and the indicators on
//! "Chỉ tiêu". Their places come from the workbook alone, so that it can be read with any plan.

use super::AuditedWorkbook;
use crate::consolidate::{DISSOLVED, IndicatorLayout, changes};
use crate::model::amount::Value;
use crate::plan::{IndicatorKind, Plan, sheet_names};
use crate::workbook::address;

/// A figure of a consolidated workbook for a unit or the total.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShownFigure {
    /// Name of the column or indicator in the plan.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// Name of the unit as shown. `None` for the total.
    pub unit: Option<String>,
    /// Cell such as `'Tổng hợp'!I17`.
    pub cell: String,
    /// Value in the workbook.
    pub value: Value,
}

/// A column on a sheet of computed columns.
struct ShownColumn {
    name: String,
    heading: String,
    sheet: String,
    /// The cell of the first unit.
    first: (u32, u32),
}

/// Rows from the headings of a sheet of computed columns to the first unit, and from the group headings.
const HEADINGS: [u32; 2] = [2, 3];

impl AuditedWorkbook {
    /// Returns all figures. `plan` gives the annex columns their names, by their headings, and says which indicators are
    /// texts: those are left out, because they may be about persons.
    pub(crate) fn figures(&self, plan: &Plan) -> Vec<ShownFigure> {
        let columns = self.shown_columns();
        let annex = self.annex_columns(plan, &columns);
        let mut out: Vec<ShownFigure> =
            columns.iter().chain(&annex).flat_map(|column| self.column_figures(column)).collect();
        out.extend(self.indicator_figures(plan));
        out
    }

    /// Returns the computed columns that its dictionary lists.
    fn shown_columns(&self) -> Vec<ShownColumn> {
        let words = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let Some(band) = self.find(sheet_names::WORDS, changes::COLUMNS_BAND) else { return Vec::new() };
        let column = |row: u32| {
            let (name, heading, home) = (words(row, 0), words(row, 1), words(row, 3));
            let (sheet, cell) = home.split_once(": =")?.0.rsplit_once('!')?;
            let heading = heading.rsplit_once(" (").map_or(heading.as_str(), |(heading, _)| heading).to_string();
            let sheet = sheet.trim_matches('\'').replace("''", "'");
            Some(ShownColumn { name, heading, sheet, first: address::parse(cell)? })
        };
        let rows = (band + 2..).take_while(|row| !words(*row, 0).is_empty() && !words(*row, 3).is_empty());
        rows.filter_map(column).collect()
    }

    /// Returns the annex columns beside computed ones, each on the first sheet that shows it.
    fn annex_columns(&self, plan: &Plan, columns: &[ShownColumn]) -> Vec<ShownColumn> {
        let mut out: Vec<ShownColumn> = Vec::new();
        let is_computed = |heading: &str| columns.iter().any(|column| column.heading == heading);
        let mut sheets: Vec<(&str, u32)> = columns.iter().map(|c| (c.sheet.as_str(), c.first.0)).collect();
        sheets.dedup();
        for (sheet, top) in sheets {
            let heading = |column: u32| {
                let rows = HEADINGS.iter().filter_map(|above| top.checked_sub(*above));
                rows.map(|row| self.text_at(sheet, row, column)).find(|text| !text.is_empty())
            };
            for (column, heading) in (2..).map_while(|column| Some((column, heading(column)?))) {
                let mut named = plan.annex.columns.iter().filter(|c| [&c.short, &c.heading].contains(&&heading));
                let (Some(of_plan), None) = (named.next(), named.next()) else { continue };
                if !is_computed(&heading) && !out.iter().any(|known| known.name == of_plan.name) {
                    let (name, sheet) = (of_plan.name.clone(), sheet.to_string());
                    out.push(ShownColumn { name, heading, sheet, first: (top, column) });
                }
            }
        }
        out
    }

    /// Returns the figures of a column, down to the total.
    fn column_figures(&self, column: &ShownColumn) -> Vec<ShownFigure> {
        let ShownColumn { name, heading, sheet, first: (top, at) } = column;
        let mut out = Vec::new();
        for row in *top.. {
            // A unit has its number here. The row of units that have ended is above the total; its figures are in
            // those of the total.
            let label = self.text_at(sheet, row, 0);
            if DISSOLVED.is(&label) {
                continue;
            }
            let is_total = !label.is_empty();
            let unit = Some(self.text_at(sheet, row, 1)).filter(|_| !is_total);
            if unit.as_ref().is_some_and(String::is_empty) {
                break;
            }
            out.push(self.figure((name, heading), unit, sheet, (row, *at)));
            if is_total {
                break;
            }
        }
        out
    }

    fn figure(&self, (name, heading): (&str, &str), unit: Option<String>, sheet: &str, at: (u32, u32)) -> ShownFigure {
        ShownFigure {
            name: name.to_string(),
            heading: heading.to_string(),
            unit,
            cell: address::sheet(sheet) + &address::cell(at.0, at.1),
            value: self.value(sheet, at.0, at.1),
        }
    }

    /// Returns name and title of the indicators that its dictionary lists, in the order of "Chỉ tiêu".
    fn shown_indicators(&self) -> Vec<(String, String)> {
        let words = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let Some(band) = self.find(sheet_names::WORDS, changes::INDICATORS_BAND) else { return Vec::new() };
        let indicator = |row: u32| Some((words(row, 0), words(row, 1))).filter(|(name, _)| !name.is_empty());
        (band + 2..).map_while(indicator).collect()
    }

    /// Returns the figures of "Chỉ tiêu". The units are side by side, or one below the other.
    fn indicator_figures(&self, plan: &Plan) -> Vec<ShownFigure> {
        let sheet = sheet_names::INDICATORS.in_lang(self.language());
        let text = |(row, column)| self.text_at(sheet, row, column);
        let (head, first) = (IndicatorLayout::HEAD, IndicatorLayout::FIRST);
        let is_down = changes::UNITS.is(&text((head, 1)));
        // A place along the indicators and along the units, as a cell.
        let at = |indicator: u32, unit: u32| if is_down { (unit, indicator) } else { (indicator, unit) };
        let [begin, label, unit_label] = match is_down {
            true => [first, IndicatorLayout::LABEL, 1],
            false => [head + 2, 1, head],
        };
        let units = self.indicator_units(is_down, &|place| text(at(unit_label, place)));
        let mut lines = begin..;
        let mut out = Vec::new();
        for (name, title) in self.shown_indicators() {
            // A band before a section has its text in the first column only.
            let is_line = |line: &u32| !text(at(*line, label)).is_empty() || text(at(*line, 0)).is_empty();
            let Some(line) = lines.find(is_line).filter(|line| title.contains(&text(at(*line, label)))) else { break };
            if plan.indicator(&name).is_some_and(|indicator| indicator.kind == IndicatorKind::Text) {
                continue;
            }
            let figure = |(place, unit): &(u32, Option<String>)| {
                self.figure((&name, &title), unit.clone(), sheet, at(line, *place))
            };
            out.extend(units.iter().map(figure));
        }
        out
    }

    /// Returns the units of "Chỉ tiêu" with their row or column; `None` is the total.
    fn indicator_units(&self, is_down: bool, name: &dyn Fn(u32) -> String) -> Vec<(u32, Option<String>)> {
        let named = |place: u32| Some((place, name(place))).filter(|(_, name)| !name.is_empty());
        if is_down {
            let total = IndicatorLayout::TOTAL;
            let units = (total + 1..).map_while(named).map(|(place, name)| (place, Some(name)));
            return units.chain([(total, None)]).collect();
        }
        let all = (IndicatorLayout::FIRST..).map_while(named);
        all.map(|(place, name)| (place, Some(name).filter(|name: &String| !changes::TOTAL.is(name)))).collect()
    }
}
