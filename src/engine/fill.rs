//! Computes the values of a workbook's formulas. Formulas with the same template are parsed once, and the engine gets
//! only the cells that formulas refer to: a workbook has several hundred formulas for each unit, and lists that no
//! formula reads.

use super::groups::{estimate_costs, places};
use super::ironcalc::{Engine, EngineError, FormulaTemplate};
use super::parts::{ComputationPart, PartitionLimits, build_stages};
use super::referenced_cells::ReferencedCells;
use super::template::{Operand, pattern};
use crate::model::amount::Value;
use crate::parallel;
use crate::workbook::cells::StoredCell;
use crate::workbook::{Sheet, StoredValue, Workbook};
use foldhash::{HashMap, HashSet};

/// A workbook with more formulas that call functions is computed in parts: an engine takes one to two kilobytes for
/// each formula that it holds.
const LARGE: usize = 150_000;
/// The most cells that a formula of the workbook may read with all its copies: some minutes of a processor.
const MOST_VISITS: u64 = 5_000_000_000;
/// The number of formulas that call functions in one part.
const PART: usize = 16_000;

/// Computes the value of every formula of the workbook. Returns the cells whose formula cannot be computed; their value is
/// an error, all others are computed.
///
/// # Errors
///
/// See [`Engine::formula`]; also a formula that refers to itself.
pub fn fill(book: &mut Workbook) -> Result<Vec<EngineError>, EngineError> {
    fill_in_parts(book, PartitionLimits { engines: parallel::threads(), large: LARGE, part: PART })
}

/// As [`fill`], with explicit limits for the partition.
fn fill_in_parts(book: &mut Workbook, cut: PartitionLimits) -> Result<Vec<EngineError>, EngineError> {
    // Clear cached values first, so that no formula reads a stale result.
    for sheet in &mut book.sheets {
        sheet.cells.formulas_mut().for_each(|(_, formula)| formula.value = None);
    }
    let places = places(book);
    let copies = formula_counts(book);
    let mut uncomputed = Vec::new();
    for wave in build_stages(book, &estimate_costs(book, &places), &places, cut) {
        let computed = parallel::map(&wave, |own| computed(book, own, &copies));
        for (own, computed) in wave.iter().zip(computed) {
            let (values, failures) = computed?;
            uncomputed.extend(failures);
            for (part, values) in own.iter().zip(values) {
                let Some(sheet) = book.sheets.get_mut(part.sheet) else { continue };
                part.store_values(&mut sheet.cells, values);
            }
        }
    }
    Ok(uncomputed)
}

/// The number of formulas of each column, by sheet and column.
type FormulaCounts = HashMap<(usize, u32), u64>;

fn formula_counts(book: &Workbook) -> FormulaCounts {
    let mut counts = FormulaCounts::default();
    for (sheet, own) in book.sheets.iter().enumerate() {
        for ((_, column), slot) in own.cells.slots() {
            if matches!(slot.value, StoredValue::Formula(_)) {
                *counts.entry((sheet, column)).or_default() += 1;
            }
        }
    }
    counts
}

/// The values of some parts in the order of their formulas, and the cells that cannot be computed.
type ComputedParts = (Vec<Vec<Value>>, Vec<EngineError>);

/// Computes some parts with one engine.
fn computed(book: &Workbook, own: &[ComputationPart], copies: &FormulaCounts) -> Result<ComputedParts, EngineError> {
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let mut engine = Engine::new(&names)?;
    let (seen, alike) = formulas(book, own, &mut engine)?;
    set_values(&mut engine, book, &seen)?;
    // Formulas that are filled down are in one column.
    engine.evaluate_within(MOST_VISITS, |(sheet, _, column)| copies.get(&(sheet, column)).copied().unwrap_or(1));
    let mut uncomputed = Vec::new();
    let mut out = Vec::with_capacity(own.len());
    for (part, alike) in own.iter().zip(alike) {
        let mut values = Vec::new();
        let mut alike = alike.iter().peekable();
        let cells = book.sheets.get(part.sheet).map(|sheet| &sheet.cells);
        for (row, slots) in cells.into_iter().flat_map(|cells| part.rows(cells)) {
            for slot in slots.iter().filter(|slot| matches!(slot.value, StoredValue::Formula(_))) {
                let column = slot.column;
                let shown =
                    alike.next_if(|reference| reference.at == (row, column)).and_then(|reference| reference.shown);
                let (from, at) = shown.map_or((part.sheet, (row, column)), |(sheet, at)| (sheet as usize, at));
                let got = match engine.value(from, at.0, at.1) {
                    // Excel shows a reference to a blank cell as 0.
                    Value::Blank => Value::Number(0.0),
                    got => got,
                };
                let got = match got {
                    Value::Error(error) if matches!(error.as_str(), "#CIRC!" | "#ERROR!" | "#NAME?") => {
                        return Err(engine.error(part.sheet, row, column, format!("the engine answers {error}")));
                    }
                    // Excel 2010 does not have these errors.
                    Value::Error(error) if matches!(error.as_str(), "#N/IMPL!" | "#SPILL!" | "#CALC!") => {
                        let reason = format!("the engine answers {error}");
                        uncomputed.push(engine.error(part.sheet, row, column, reason));
                        Value::Error("#VALUE!".to_string())
                    }
                    got => got,
                };
                if let Some(visits) = engine.visits((part.sheet, row, column)) {
                    let reason = format!("it would read {visits} cells");
                    uncomputed.push(engine.error(part.sheet, row, column, reason));
                }
                if engine.is_failed(part.sheet, row, column) {
                    uncomputed.push(engine.error(part.sheet, row, column, "the engine fails on it"));
                }
                values.push(got);
            }
        }
        out.push(values);
    }
    Ok((out, uncomputed))
}

/// Gives the engine the values of the cells that the formulas read.
fn set_values(engine: &mut Engine, book: &Workbook, seen: &ReferencedCells) -> Result<(), EngineError> {
    for (index, sheet) in book.sheets.iter().enumerate() {
        let texts = sheet.cells.texts();
        for (row, slots) in sheet.cells.rows(seen.rows_on(index)) {
            for slot in slots.iter().filter(|slot| seen.contains(index, row, slot.column)) {
                let column = slot.column;
                match &slot.value {
                    StoredValue::Blank => {}
                    StoredValue::Number(n) => engine.set(index, row, column, &Value::Number(*n))?,
                    StoredValue::Text(t) => {
                        engine.text(index, row, column, texts.get(*t as usize).map_or("", |t| t))?
                    }
                    StoredValue::Bool(b) => engine.set(index, row, column, &Value::Bool(*b))?,
                    StoredValue::Formula(formula) => {
                        if let Some(value) = &formula.value {
                            engine.result(index, row, column, value)?;
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// A formula that consists of a single reference and is not the first of its template.
struct EngineReference {
    at: (u32, u32),
    /// The sheet and cell it refers to; `None` if that sheet does not exist.
    shown: Option<(u32, (u32, u32))>,
    /// The index of its template.
    template: u32,
}

/// The single references of a sheet, and all templates of the sheet's formulas.
struct EngineReferences {
    sheet: usize,
    templates: Vec<FormulaTemplate>,
    list: Vec<EngineReference>,
}

/// Passes to the engine the formulas of some parts, and formulas elsewhere that these refer to and that have no value
/// yet. Returns the referenced cells, and for each part, in order, the single references that no formula refers to: the
/// engine does not need them.
fn formulas(
    book: &Workbook,
    own: &[ComputationPart],
    engine: &mut Engine,
) -> Result<(ReferencedCells, Vec<Vec<EngineReference>>), EngineError> {
    let mut seen = ReferencedCells::collect(book);
    let mut references = Vec::with_capacity(own.len());
    for part in own {
        let rows = book.sheets.get(part.sheet).into_iter().flat_map(|sheet| part.rows(&sheet.cells));
        references.push(set_value(part.sheet, rows, &mut seen, engine)?);
    }
    let is_own = |sheet: usize, row: u32| own.iter().any(|part| part.sheet == sheet && part.has(row));
    let sheets = book.sheets.iter().enumerate();
    let others: Vec<_> = sheets.filter(|(index, _)| !own.iter().any(|part| part.is_whole_sheet(*index))).collect();
    collect_referenced(&others, is_own, &mut seen);
    for (index, sheet) in others {
        let wanted = |row, slot: &&StoredCell| is_unknown(slot) && seen.contains(index, row, slot.column);
        let mut unknown: Vec<(u32, Vec<&StoredCell>)> = Vec::new();
        for (row, slots) in sheet.cells.rows(seen.rows_on(index)).filter(|(row, _)| !is_own(index, *row)) {
            let slots: Vec<&StoredCell> = slots.iter().filter(|slot| wanted(row, slot)).collect();
            unknown.extend((!slots.is_empty()).then_some((row, slots)));
        }
        if !unknown.is_empty() {
            references.push(set_value(index, unknown.into_iter(), &mut seen, engine)?);
        }
    }
    let mut alike = Vec::with_capacity(references.len());
    let (mut key, mut pieces) = (String::new(), Vec::new());
    for EngineReferences { sheet, mut templates, mut list } in references {
        let cells = book.sheets.get(sheet).map(|sheet| &sheet.cells);
        for EngineReference { at: (row, column), shown, template } in &list {
            let is_needed = shown.is_none() || seen.contains(sheet, *row, *column);
            let formula = cells.filter(|_| is_needed).and_then(|cells| cells.formula((*row, *column)));
            let (Some(formula), Some(template)) = (formula, templates.get_mut(*template as usize)) else { continue };
            pieces.clear();
            if pattern(formula.computed(), &mut key, &mut pieces) {
                engine.instantiate(template, *row, *column, &pieces)?;
            }
        }
        list.retain(|r| r.shown.is_some() && !seen.contains(sheet, r.at.0, r.at.1));
        alike.push(list);
    }
    Ok((seen, alike))
}

/// Returns true if a cell is a formula without a value.
fn is_unknown(slot: &StoredCell) -> bool {
    matches!(&slot.value, StoredValue::Formula(formula) if formula.value.is_none())
}

/// Extends the referenced cells by those that formulas without a value refer to, in some sheets and outside the own
/// parts. Repeats until nothing is added.
fn collect_referenced(sheets: &[(usize, &Sheet)], is_own: impl Fn(usize, u32) -> bool, seen: &mut ReferencedCells) {
    let (mut key, mut pieces) = (String::new(), Vec::new());
    let mut done: HashSet<(usize, u32, u32)> = HashSet::default();
    loop {
        let before = done.len();
        for &(index, sheet) in sheets {
            for (row, slots) in sheet.cells.rows(seen.rows_on(index)).filter(|(row, _)| !is_own(index, *row)) {
                for slot in slots.iter().filter(|slot| is_unknown(slot)) {
                    let StoredValue::Formula(formula) = &slot.value else { continue };
                    if !seen.contains(index, row, slot.column) || !done.insert((index, row, slot.column)) {
                        continue;
                    }
                    pieces.clear();
                    if pattern(formula.computed(), &mut key, &mut pieces) {
                        seen.add(index, &pieces);
                    } else {
                        seen.everything = true;
                    }
                }
            }
        }
        if done.len() == before {
            return;
        }
    }
}

/// Passes the formulas of some cells of a sheet to the engine. The first formula of a template is parsed, the others
/// are instantiated from it. Single references are returned for later.
fn set_value<'b>(
    index: usize,
    rows: impl Iterator<Item = (u32, impl IntoIterator<Item = &'b StoredCell>)>,
    seen: &mut ReferencedCells,
    engine: &mut Engine,
) -> Result<EngineReferences, EngineError> {
    let mut out = EngineReferences { sheet: index, templates: Vec::new(), list: Vec::new() };
    let mut key = String::new();
    // `None` if the first formula of a template cannot be used as a template.
    let mut known: HashMap<String, Option<usize>> = HashMap::default();
    // Formulas to instantiate after all others of the sheet: template, cell, and the end of their operands in `pieces`.
    let (mut later, mut pieces) = (Vec::new(), Vec::new());
    let slots = rows.flat_map(|(row, slots)| slots.into_iter().map(move |slot| (row, slot)));
    for (row, slot) in slots {
        let StoredValue::Formula(formula) = &slot.value else { continue };
        let column = slot.column;
        let formula = formula.computed();
        let before = pieces.len();
        if !pattern(formula, &mut key, &mut pieces) {
            pieces.truncate(before);
            seen.everything = true;
            engine.formula(index, row, column, formula)?;
            continue;
        }
        let own = pieces.get(before..).unwrap_or_default();
        seen.add(index, own);
        match (known.get(key.as_str()), own) {
            (Some(Some(template)), [piece @ Operand::Cell(..)]) if is_reference(&key) => {
                let shown = seen.target(index, piece).map(|(sheet, at)| (sheet as u32, at));
                out.list.push(EngineReference { at: (row, column), shown, template: *template as u32 });
            }
            (Some(Some(template)), _) => {
                engine.fits(index, row, column, formula)?;
                later.push((*template, (row, column), pieces.len()));
                continue;
            }
            (Some(None), _) => engine.formula(index, row, column, formula)?,
            (None, _) => {
                engine.formula(index, row, column, formula)?;
                let template = engine.template(index, row, column, own);
                known.insert(key.clone(), template.is_some().then_some(out.templates.len()));
                out.templates.extend(template);
            }
        }
        pieces.truncate(before);
    }
    let mut start = 0;
    for (template, (row, column), end) in later {
        if let (Some(template), Some(own)) = (out.templates.get_mut(template), pieces.get(start..end)) {
            engine.instantiate(template, row, column, own)?;
        }
        start = end;
    }
    Ok(out)
}

/// Returns true if a template with a single cell operand consists of that reference only.
fn is_reference(key: &str) -> bool {
    let (sheet, place) = key.rsplit_once('!').map_or(("", key), |(sheet, place)| (sheet, place));
    let named = sheet.is_empty() || sheet.strip_prefix('\'').is_some_and(|rest| rest.ends_with('\''));
    named && place.len() == 1
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
