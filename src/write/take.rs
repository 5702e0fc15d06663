//! Takes the cells out of a sheet: what is written of them by this program (`rows`), and what the writer crate has to be told.

use super::cached;
use super::error::Fault;
use super::page::columns;
use super::rows::{Held, Rows, Slot};
use super::strings::Texts;
use super::style::Kind;
use super::text;
use crate::book::address::{self, MAX_ROW};
use crate::book::cell::Extra;
use crate::book::style::Number;
use crate::book::{Area, Cell, Content, Sheet, Style};
use rust_xlsxwriter::XlsxError;
use std::collections::{BTreeMap, HashMap};

/// Characters of a formula.
const FORMULA: usize = 8_192;

/// What came of a sheet's cells. What was taken is no longer in the sheet.
#[derive(Default)]
pub struct Taken {
    /// Its cells.
    pub rows: Rows,
    /// Its looks, in the order of coming: merged ranges first.
    pub looks: Vec<(Style, Kind)>,
    /// Its texts.
    pub texts: Texts,
    /// Notes and links, with their cells.
    pub extras: Vec<((u32, u16), Extra)>,
    /// Where codes such as 01 are meant as text: one area a column.
    pub codes: Vec<Area>,
}

/// A cell that cannot be written.
pub type Unfit = (String, Fault);

/// Takes the cells of a sheet.
///
/// # Errors
/// A cell that no file can hold, with its address.
pub fn take(sheet: &mut Sheet) -> Result<Taken, Unfit> {
    let mut taker = Taker::default();
    sheet.merges.sort_by_key(|area| (area.top, area.left));
    for area in sheet.merges.clone() {
        let at = |fault| (address::cell(area.top, area.left), fault);
        let (left, right) = columns(area).map_err(at)?;
        if area.bottom > MAX_ROW {
            return Err(at(Fault::Writer(XlsxError::RowColumnLimitError)));
        }
        if area.top == area.bottom && left == right {
            continue;
        }
        let look = sheet.cells[&(area.top, area.left)].style.clone();
        taker.looks.place(area.left, &look, Kind::Plain);
        // All of a merged range has its look.
        for place in (area.top..=area.bottom).flat_map(|row| (area.left..=area.right).map(move |column| (row, column)))
        {
            if sheet.cells.get(&place).is_none() {
                sheet.cells.insert(place, Cell { style: look.clone(), ..Cell::default() });
            }
        }
    }
    // A row is let go once it is taken.
    for (row, cells) in std::mem::take(&mut sheet.cells).into_rows() {
        let mut slots = Vec::with_capacity(cells.len());
        for (column, cell) in cells {
            slots.push(taker.cell((row, column), cell).map_err(|fault| (address::cell(row, column), fault))?);
        }
        taker.taken.rows.0.push((row, slots));
    }
    taker.taken.looks = taker.looks.list;
    taker.taken.codes = taker.codes.into_values().collect();
    Ok(taker.taken)
}

#[derive(Default)]
struct Taker {
    taken: Taken,
    looks: Looks,
    codes: BTreeMap<u32, Area>,
}

impl Taker {
    fn cell(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<Slot, Fault> {
        let narrow = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
        if row > MAX_ROW || column > address::MAX_COLUMN {
            return Err(Fault::Writer(XlsxError::RowColumnLimitError));
        }
        self.see((row, column), &cell);
        let Cell { content, style, extra } = cell;
        let (kind, held) = match content {
            Content::Blank => (Kind::Plain, Held::Blank),
            Content::Number(number) => (Kind::Plain, Held::Number(cached::number(number)?)),
            Content::Bool(truth) => (Kind::Plain, Held::Bool(truth)),
            Content::Text(words) => match text::owned(words) {
                words if words.is_empty() => (Kind::Plain, Held::Blank),
                words => {
                    let quoted = words.starts_with(['=', '+', '-', '@']) && words.len() > 1;
                    let kind = if quoted { Kind::Quoted } else { Kind::Plain };
                    (kind, Held::Text(self.taken.texts.place(words)))
                }
            },
            Content::Formula(formula) => {
                cached::sound(formula.value.as_ref())?;
                fit(&formula.file)?;
                (Kind::Formula, Held::Formula(formula))
            }
        };
        if let Some(extra) = extra {
            self.taken.extras.push(((row, narrow), *extra));
        }
        Ok(Slot { column: narrow, look: self.looks.place(column, &style, kind), held })
    }

    /// Codes such as 01 are meant as text: no green corner on them. One range a column, however many codes.
    fn see(&mut self, (row, column): (u32, u32), cell: &Cell) {
        if cell.style.number != Number::Text {
            return;
        }
        let holds = || matches!(&cell.content, Content::Text(t) if t.trim().parse::<f64>().is_ok());
        if cell.style.unlocked || holds() {
            self.codes.entry(column).or_insert(Area::cell(row, column)).bottom = row;
        }
    }
}

/// Looks by their place. Most cells look like the one above.
#[derive(Default)]
struct Looks {
    list: Vec<(Style, Kind)>,
    places: HashMap<(Style, Kind), u32>,
    /// Of each column, the place of the look that came last.
    last: Vec<Option<u32>>,
}

impl Looks {
    fn place(&mut self, column: u32, style: &Style, kind: Kind) -> u32 {
        let column = column as usize;
        if let Some(Some(last)) = self.last.get(column)
            && self.list.get(*last as usize).is_some_and(|(s, k)| s == style && *k == kind)
        {
            return *last;
        }
        let next = self.list.len() as u32;
        let look = (style.clone(), kind);
        let place = *self.places.entry(look).or_insert_with_key(|look| {
            self.list.push(look.clone());
            next
        });
        if self.last.len() <= column {
            self.last.resize(column + 1, None);
        }
        self.last[column] = Some(place);
        place
    }
}

/// Whether a formula can be written as it stands.
fn fit(formula: &str) -> Result<(), Fault> {
    // A sign takes a byte at least.
    let length = if formula.len() > FORMULA { text::length(formula) } else { 0 };
    if length > FORMULA {
        return Err(Fault::FormulaTooLong(length));
    }
    let altered = formula.is_empty() || formula.starts_with(['=', '{']) || formula.ends_with('}');
    if altered || text::harmless(formula) != formula {
        return Err(Fault::Formula(formula.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_range_looks_alike_wherever_it_holds_no_cell() {
        let (plain, head) = (Style::default(), Style::head());
        let mut sheet = Sheet::new("Một");
        sheet.text(0, 0, "trước", &plain);
        sheet.text(3, 1, "gộp", &head);
        sheet.number(4, 2, 1.0, &plain);
        sheet.merges = vec![Area::new(3, 1, 4, 2), Area::cell(0, 0)];
        let taken = take(&mut sheet).unwrap();
        assert_eq!(taken.looks, [(head, Kind::Plain), (plain, Kind::Plain)]);
        let looks = |row: u32| {
            taken
                .rows
                .0
                .iter()
                .find(|(at, _)| *at == row)
                .map(|(_, slots)| slots.iter().map(|slot| (slot.column, slot.look)).collect::<Vec<_>>())
        };
        assert_eq!(looks(0).unwrap(), [(0, 1)]);
        assert_eq!(looks(3).unwrap(), [(1, 0), (2, 0)]);
        assert_eq!(looks(4).unwrap(), [(1, 0), (2, 1)]);
        assert!(sheet.cells.is_empty());
    }
}
