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
    let mut uncomputed = Vec::new();
    for wave in build_stages(book, &estimate_costs(book, &places), &places, cut) {
        let computed = parallel::map(&wave, |own| computed(book, own));
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

/// The values of some parts in the order of their formulas, and the cells that cannot be computed.
type ComputedParts = (Vec<Vec<Value>>, Vec<EngineError>);

/// Computes some parts with one engine.
fn computed(book: &Workbook, own: &[ComputationPart]) -> Result<ComputedParts, EngineError> {
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let mut engine = Engine::new(&names)?;
    let (seen, alike) = formulas(book, own, &mut engine)?;
    for (index, sheet) in book.sheets.iter().enumerate() {
        let texts = sheet.cells.texts();
        for (row, slots) in sheet.cells.rows(seen.rows_on(index)) {
            for slot in slots.iter().filter(|slot| seen.contains(index, row, slot.column)) {
                let column = slot.column;
                match &slot.held {
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
    engine.evaluate();
    let mut uncomputed = Vec::new();
    let mut out = Vec::with_capacity(own.len());
    for (part, alike) in own.iter().zip(alike) {
        let mut values = Vec::new();
        let mut alike = alike.iter().peekable();
        let cells = book.sheets.get(part.sheet).map(|sheet| &sheet.cells);
        for (row, slots) in cells.into_iter().flat_map(|cells| part.rows(cells)) {
            for slot in slots.iter().filter(|slot| matches!(slot.held, StoredValue::Formula(_))) {
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

/// A formula that consists of a single reference and is not the first of its template.
struct EngineReference {
    at: (u32, u32),
    /// The sheet and cell it refers to; `None` if that sheet does not exist.
    shown: Option<(u32, (u32, u32))>,
    /// The index of its template.
    mould: u32,
}

/// The single references of a sheet, and all templates of the sheet's formulas.
struct EngineReferences {
    sheet: usize,
    moulds: Vec<FormulaTemplate>,
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
    for EngineReferences { sheet, mut moulds, mut list } in references {
        let cells = book.sheets.get(sheet).map(|sheet| &sheet.cells);
        for EngineReference { at: (row, column), shown, mould } in &list {
            let is_needed = shown.is_none() || seen.contains(sheet, *row, *column);
            let formula = cells.filter(|_| is_needed).and_then(|cells| cells.formula((*row, *column)));
            let (Some(formula), Some(mould)) = (formula, moulds.get_mut(*mould as usize)) else { continue };
            pieces.clear();
            if pattern(formula.computed(), &mut key, &mut pieces) {
                engine.instantiate(mould, *row, *column, &pieces)?;
            }
        }
        list.retain(|r| r.shown.is_some() && !seen.contains(sheet, r.at.0, r.at.1));
        alike.push(list);
    }
    Ok((seen, alike))
}

/// Returns true if a cell is a formula without a value.
fn is_unknown(slot: &StoredCell) -> bool {
    matches!(&slot.held, StoredValue::Formula(formula) if formula.value.is_none())
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
                    let StoredValue::Formula(formula) = &slot.held else { continue };
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
    let mut out = EngineReferences { sheet: index, moulds: Vec::new(), list: Vec::new() };
    let mut key = String::new();
    // `None` if the first formula of a template cannot be used as a template.
    let mut known: HashMap<String, Option<usize>> = HashMap::default();
    // Formulas to instantiate after all others of the sheet: template, cell, and the end of their operands in `pieces`.
    let (mut later, mut pieces) = (Vec::new(), Vec::new());
    let slots = rows.flat_map(|(row, slots)| slots.into_iter().map(move |slot| (row, slot)));
    for (row, slot) in slots {
        let StoredValue::Formula(formula) = &slot.held else { continue };
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
            (Some(Some(mould)), [piece @ Operand::Cell(..)]) if is_reference(&key) => {
                let shown = seen.target(index, piece).map(|(sheet, at)| (sheet as u32, at));
                out.list.push(EngineReference { at: (row, column), shown, mould: *mould as u32 });
            }
            (Some(Some(mould)), _) => {
                engine.fits(index, row, column, formula)?;
                later.push((*mould, (row, column), pieces.len()));
                continue;
            }
            (Some(None), _) => engine.formula(index, row, column, formula)?,
            (None, _) => {
                engine.formula(index, row, column, formula)?;
                let mould = engine.mould(index, row, column, own);
                known.insert(key.clone(), mould.is_some().then_some(out.moulds.len()));
                out.moulds.extend(mould);
            }
        }
        pieces.truncate(before);
    }
    let mut start = 0;
    for (mould, (row, column), end) in later {
        if let (Some(mould), Some(own)) = (out.moulds.get_mut(mould), pieces.get(start..end)) {
            engine.instantiate(mould, row, column, own)?;
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
mod tests {
    use super::*;
    use crate::workbook::{CellContent, Sheet, SheetCell, Style};

    fn value(book: &Workbook, sheet: usize, at: (u32, u32)) -> Value {
        book.sheets[sheet].cells.formula(at).unwrap().value.clone().unwrap()
    }

    #[test]
    fn circular_reference_is_an_error() {
        let mut sheet = Sheet::new("Vòng");
        sheet.formula(0, 0, "B1+1", &Style::default());
        sheet.formula(0, 1, "A1+1", &Style::default());
        let mut book = Workbook::new("");
        book.add(sheet);
        assert!(fill(&mut book).unwrap_err().to_string().contains("#CIRC!"));
    }

    /// A formula without a value in Excel's sense costs only its cell and those that refer to it, and is listed.
    #[test]
    fn cell_that_cannot_be_computed_is_listed() {
        let look = Style::default();
        let mut sheet = Sheet::new("Số liệu");
        sheet.number(0, 0, 1.0, &look);
        sheet.number(1, 0, 2.0, &look);
        sheet.formula(0, 4, "FILTER(A1:A2,A1:A2>9)", &look);
        sheet.formula(1, 4, "E1+1", &look);
        sheet.formula(2, 4, "A1+A2", &look);
        let mut book = Workbook::new("");
        book.add(sheet);
        let listed = fill(&mut book).unwrap();
        assert_eq!(
            listed.iter().map(|e| (e.sheet.as_str(), e.cell.as_str())).collect::<Vec<_>>()[0],
            ("Số liệu", "E1")
        );
        assert_eq!(value(&book, 0, (0, 4)), Value::Error("#VALUE!".into()));
        assert!(matches!(value(&book, 0, (1, 4)), Value::Error(_)));
        assert_eq!(value(&book, 0, (2, 4)), Value::Number(3.0));
    }

    /// Formulas with one template, with absolute and relative references to a range of another sheet: each value equals
    /// the one computed here.
    #[test]
    fn formulas_of_one_template_have_their_own_values() {
        let look = Style::default();
        let mut data = Sheet::new("Số 'liệu'");
        let mut sums = Sheet::new("Tổng");
        for row in 0..20u32 {
            data.number(row, 0, f64::from(row), &look);
            data.number(row, 1, f64::from(row * row), &look);
            data.text(row, 2, format!("{row}"), &look);
        }
        let name = crate::workbook::address::sheet("Số 'liệu'");
        for block in 0..10u32 {
            let (top, end) = (block * 2 + 1, block * 2 + 2);
            let of = |column: &str| format!("{name}${column}${top}:${column}${end}");
            sums.formula(block, 0, format!("SUM({})", of("B")), &look);
            sums.formula(block, 1, format!("INDEX({},2)", of("A")), &look);
            sums.formula(block, 2, format!("A{0}+B{0}*{0}", block + 1), &look);
            sums.formula(block, 3, format!("IF(INDEX({},1)>9,\"x\",{name}C{top}&\"\")", of("A")), &look);
        }
        let mut book = Workbook::new("");
        book.add(data);
        book.add(sums);
        fill(&mut book).unwrap();
        for block in 0..10u32 {
            let (one, two) = (f64::from(block * 2), f64::from(block * 2 + 1));
            let sum = one * one + two * two;
            assert_eq!(value(&book, 1, (block, 0)), Value::Number(sum));
            assert_eq!(value(&book, 1, (block, 1)), Value::Number(two));
            assert_eq!(value(&book, 1, (block, 2)), Value::Number(sum + two * f64::from(block + 1)));
            let text = if one > 9.0 { "x".to_string() } else { format!("{one}") };
            assert_eq!(value(&book, 1, (block, 3)), Value::Text(text));
        }
    }

    #[test]
    fn every_referenced_cell_is_passed_to_the_engine() {
        let look = Style::default();
        let mut sheet = Sheet::new("A");
        for row in 0..4 {
            sheet.number(row, 0, 1.0, &look);
            sheet.set(row, 1, SheetCell { content: CellContent::Bool(true), ..SheetCell::default() });
            sheet.text(row, 2, "chữ", &look);
        }
        sheet.formula(0, 4, "SUM(A1:A4)+COUNTIF(C1:C4,\"chữ\")*10", &look);
        sheet.formula(1, 4, "IF(B4,A4,0)", &look);
        let mut book = Workbook::new("");
        book.add(sheet.clone());
        fill(&mut book).unwrap();
        assert_eq!(value(&book, 0, (0, 4)), Value::Number(44.0));
        assert_eq!(value(&book, 0, (1, 4)), Value::Number(1.0));
        // A formula without a template may refer to any cell.
        sheet.formula(2, 4, "SUM(A:A)", &look);
        let mut book = Workbook::new("");
        book.add(sheet);
        fill(&mut book).unwrap();
        assert_eq!(value(&book, 0, (2, 4)), Value::Number(4.0));
    }

    /// Sheets that refer to each other, and references to references, blanks, texts, booleans and errors: with one
    /// engine or several, each value equals the one computed here.
    #[test]
    fn any_number_of_engines_gives_the_same_values() {
        const ROWS: u32 = 1_500;
        let look = Style::default();
        let (mut data, mut sums, mut seen) = (Sheet::new("Số liệu"), Sheet::new("Tổng"), Sheet::new("Xem"));
        data.set(0, 4, SheetCell { content: CellContent::Bool(true), ..SheetCell::default() });
        for row in 0..ROWS {
            let line = row + 1;
            data.number(row, 0, f64::from(row), &look);
            data.formula(row, 1, format!("MAX(A{line}*2,0)"), &look);
            data.text(row, 2, format!("chữ {row}"), &look);
            data.formula(row, 3, format!("1/A{line}"), &look);
            sums.formula(row, 0, format!("'Số liệu'!$B${line}"), &look);
            sums.formula(row, 1, format!("SUM('Tổng'!$A$1:$A${line})"), &look);
            seen.formula(row, 0, format!("'Tổng'!$A${line}"), &look);
            seen.formula(row, 1, format!("IF('Tổng'!B{line}>9,'Số liệu'!$C${line},\"ít\")"), &look);
            seen.formula(row, 2, format!("'Số liệu'!$C${line}"), &look);
            seen.formula(row, 3, format!("'Số liệu'!$D${line}"), &look);
            seen.formula(row, 4, format!("'Số liệu'!$E${line}"), &look);
            seen.formula(row, 5, format!("'Xem'!$C${line}&\"\""), &look);
        }
        let mut book = Workbook::new("");
        for sheet in [data, sums, seen] {
            book.add(sheet);
        }
        let whole = |engines| PartitionLimits { engines, large: LARGE, part: PART };
        let parts = |part| PartitionLimits { engines: 2, large: 1_000, part };
        for cut in [whole(1), whole(2), whole(3), whole(8), parts(10_000), parts(2_000), parts(100), parts(7)] {
            let mut book = book.clone();
            fill_in_parts(&mut book, cut).unwrap();
            for row in [0, 1, 2, 3, 700, ROWS - 1] {
                let (n, text) = (f64::from(row), Value::Text(format!("chữ {row}")));
                let sum = n * (n + 1.0);
                assert_eq!(value(&book, 0, (row, 1)), Value::Number(2.0 * n));
                assert_eq!(value(&book, 1, (row, 0)), Value::Number(2.0 * n));
                assert_eq!(value(&book, 1, (row, 1)), Value::Number(sum), "{cut:?} {row}");
                assert_eq!(value(&book, 2, (row, 0)), Value::Number(2.0 * n));
                let told = if sum > 9.0 { text.clone() } else { Value::Text("ít".into()) };
                assert_eq!(value(&book, 2, (row, 1)), told);
                assert_eq!(value(&book, 2, (row, 2)), text);
                let share = if row == 0 { Value::Error("#DIV/0!".into()) } else { Value::Number(1.0 / n) };
                assert_eq!(value(&book, 2, (row, 3)), share);
                let truth = if row == 0 { Value::Bool(true) } else { Value::Number(0.0) };
                assert_eq!(value(&book, 2, (row, 4)), truth);
                assert_eq!(value(&book, 2, (row, 5)), text);
            }
        }
        let places = places(&book);
        let cut = |cut| {
            build_stages(&book, &estimate_costs(&book, &places), &places, cut).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!((cut(whole(2)), cut(parts(100)).len() > 2), (vec![2], true));
    }
}
