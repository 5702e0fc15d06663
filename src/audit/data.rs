//! Compares the figures of the returns by name, for a workbook whose plan is not known: the columns of "Số liệu" may have
//! moved.

use super::{AuditedWorkbook, Difference, DifferenceKind, DifferenceSubject};
use crate::consolidate::DataLayout;
use crate::grid::{RawValue, SheetGrid};
use crate::plan::{Plan, labels, sheet_names};
use std::collections::BTreeMap;

/// A figure of "Số liệu": code of the unit, period, name.
type FigureKey = (String, String, String);

/// Lists the figures that differ, each at its cell of the audited workbook. Figures that only one of the two has are
/// left out: the plan may have changed.
pub(crate) fn figure_differences(plan: &Plan, expected: &AuditedWorkbook, actual: &AuditedWorkbook) -> Vec<Difference> {
    let (wanted, found) = (figures(plan, expected), figures(plan, actual));
    let mut out = Vec::new();
    for (key, (place, value)) in &found {
        let Some((_, source)) = wanted.get(key).filter(|(_, source)| !super::value::is_same(source, value)) else {
            continue;
        };
        let (wanted, found) = (source.display().into_owned(), value.display().into_owned());
        let (code, period, name) = key;
        out.push(Difference {
            subject: DifferenceSubject {
                unit: plan.unit_name(code).to_string(),
                period: period.clone(),
                figure: labels::title(plan, name),
                source: String::new(),
            },
            ..Difference::at_cell(
                sheet_names::DATA.in_lang(plan.language),
                *place,
                DifferenceKind::Figure,
                wanted,
                found,
            )
        });
    }
    out.sort_by(|a, b| a.cell.len().cmp(&b.cell.len()).then_with(|| a.cell.cmp(&b.cell)));
    out
}

fn figures(plan: &Plan, book: &AuditedWorkbook) -> BTreeMap<FigureKey, ((u32, u32), RawValue)> {
    let mut out = BTreeMap::new();
    let Some(sheet) = book.own_sheet(sheet_names::DATA) else { return out };
    let text = |row, column| shown(sheet, row, column);
    let is_name = |name: &str| plan.indicator(name).is_some() || plan.header_field(name).is_some();
    let names: Vec<(u32, String)> = sheet
        .row_from(DataLayout::HEAD - 1, 0)
        .map(|(column, cell)| (column, cell.value.display().into_owned()))
        .filter(|(_, name)| is_name(name))
        .collect();
    for row in DataLayout::TOP.. {
        let (code, period) = (text(row, 0), text(row, 2));
        if code.is_empty() {
            break;
        }
        for (column, name) in &names {
            let value = sheet.cell(row, *column).map_or(RawValue::Text("".into()), |cell| cell.value.clone());
            out.insert((code.clone(), period.clone(), name.clone()), ((row, *column), value));
        }
    }
    out
}

fn shown(sheet: &SheetGrid, row: u32, column: u32) -> String {
    sheet.cell(row, column).map_or_else(String::new, |cell| cell.value.display().into_owned())
}
