//! Converts a cell to an amount, with a trace if the amount is not as typed.

use super::claims::{Claim, ClaimList, index_of};
use super::reading_findings::ReadingFinding;
use super::{date, finding_at, text};
use crate::grid::pieces::PieceMark;
use crate::grid::{CellPieces, Grid, GridCell, RawValue, SheetGrid};
use crate::model::amount::{Amount, Figure};
use crate::model::balance::FigureNote;
use crate::model::finding::Finding;
use crate::model::shared_str::SharedStr;
use crate::model::submission::Trace;
use crate::model::text::BilingualText;
use crate::number::{self, NumberReading};
use crate::workbook::address;
use std::collections::BTreeMap;

/// Expected type of a cell.
#[derive(Copy, Clone, Debug)]
pub enum ExpectedType<'a> {
    /// A number in this unit of measure; true for a percentage.
    Number(&'a str, bool),
    /// A date.
    Date,
    /// Free text.
    Text,
    /// A code, a name or a number of the header: one word or nothing.
    Code,
    /// One of these words.
    Choice(&'a [String]),
}

/// Figures, traces and findings of a return being read.
pub struct ReturnBuilder<'g> {
    pub figures: BTreeMap<SharedStr, Figure>,
    pub traces: Vec<Trace>,
    pub findings: Vec<Finding>,
    pub notes: Vec<FigureNote>,
    pub claims: ClaimList,
    grid: &'g Grid,
    sheet: SharedStr,
    /// Index of that sheet in the grid.
    index: usize,
    /// Formatted pieces of that sheet.
    pieces: BTreeMap<(u32, u32), CellPieces>,
    /// Sheet and row of the last struck-out cell: one finding for each row is enough.
    struck: Option<(SharedStr, u32)>,
}

impl<'g> ReturnBuilder<'g> {
    pub fn new(grid: &'g Grid, sheet: &SheetGrid) -> Self {
        ReturnBuilder {
            figures: BTreeMap::new(),
            traces: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            claims: ClaimList::default(),
            grid,
            sheet: sheet.name.as_str().into(),
            index: index_of(grid, sheet),
            pieces: sheet.pieces.clone(),
            struck: None,
        }
    }

    /// Selects the sheet of the next cells.
    pub fn on(&mut self, sheet: &SheetGrid) {
        if *self.sheet != *sheet.name {
            self.sheet = sheet.name.as_str().into();
            self.index = index_of(self.grid, sheet);
            self.pieces = sheet.pieces.clone();
        }
    }

    /// Claims a cell of the selected sheet.
    pub fn claim(&mut self, place: (u32, u32), claim: Claim) {
        self.claims.add(self.index, place, claim);
    }

    /// Reads the cell as the figure of this name. The first figure of a name is kept.
    pub fn figure(&mut self, name: &str, place: (u32, u32), cell: Option<&GridCell>, want: ExpectedType) {
        let amount = self.amount(name, place, cell, want);
        let raw = self.traces.last().filter(|t| t.name == name).map(|t| SharedStr::from(&t.raw)).unwrap_or_default();
        let figure = Figure { amount, sheet: self.sheet.clone(), cell: address::cell(place.0, place.1).into(), raw };
        self.figures.entry(name.into()).or_insert(figure);
    }

    /// Stores a figure whose cell is merged over several rows as unreadable: it may belong to any of them.
    pub fn merged(&mut self, name: &str, place: (u32, u32), cell: Option<&GridCell>) {
        self.claim(place, Claim::Taken);
        let raw = SharedStr::from(&*cell.map(|c| c.value.display()).unwrap_or_default());
        let why = BilingualText::new("ô gộp của nhiều chỉ tiêu", "a cell merged over several rows");
        let amount =
            if raw.is_empty() { Amount::Blank } else { Amount::Unreadable { raw: raw.clone(), why: why.into() } };
        let figure = Figure { amount, sheet: self.sheet.clone(), cell: address::cell(place.0, place.1).into(), raw };
        self.figures.entry(name.into()).or_insert(figure);
    }

    /// Reports a tax code `code` that should be `whole`, which is used if the cell contains a number.
    pub fn lost_zero(&mut self, name: &str, place: (u32, u32), code: &str, whole: &str, number: bool) -> Amount {
        let mut finding = finding_at(ReadingFinding::LostZero, &self.sheet, place);
        finding.found = BilingualText::same(code.to_string());
        finding.expected = BilingualText::same(whole.to_string());
        self.findings.push(finding);
        if !number {
            return Amount::Text(code.into());
        }
        let taken = Amount::Text(whole.into());
        self.traces.push(Trace {
            name: name.to_string(),
            sheet: self.sheet.to_string(),
            cell: address::cell(place.0, place.1),
            raw: code.to_string(),
            taken: taken.clone(),
            why: BilingualText::new("thêm lại số 0 ở đầu mã số thuế", "the zero in front of the tax code put back"),
        });
        taken
    }

    /// Reports struck-out or hidden parts of a label or code.
    pub fn label(&mut self, place: (u32, u32)) {
        if let Some(pieces) = self.pieces.get(&place).filter(|p| p.has_unread()).cloned() {
            if pieces.is_whole(PieceMark::StruckOut) || pieces.is_whole(PieceMark::Hidden) {
                self.struck(place, &pieces, "");
            } else {
                self.left_out(place, &pieces, BilingualText::default());
            }
        }
    }

    fn left_out(&mut self, place: (u32, u32), pieces: &CellPieces, expected: BilingualText) {
        let finding = finding_at(ReadingFinding::LeftOut, &self.sheet, place);
        self.findings.push(Finding { found: pieces.description(), expected, ..finding });
    }

    fn struck(&mut self, place: (u32, u32), pieces: &CellPieces, shown: &str) {
        let row = (self.sheet.clone(), place.0);
        if self.struck.as_ref() != Some(&row) {
            self.struck = Some(row);
            let BilingualText { vi, en } = pieces.description();
            let found =
                if shown.is_empty() { BilingualText::new(vi, en) } else { BilingualText::same(shown.to_string()) };
            self.findings.push(Finding { found, ..finding_at(ReadingFinding::StruckOut, &self.sheet, place) });
        }
    }

    /// Reads a cell whose text is in pieces. A figure, date or code must be one ordinary piece; of a free text all
    /// visible pieces are used.
    fn of_pieces(
        &mut self,
        name: &str,
        place: (u32, u32),
        cell: &GridCell,
        want: ExpectedType,
        pieces: &CellPieces,
    ) -> Amount {
        let described = pieces.description();
        let value = match want {
            ExpectedType::Text => RawValue::Text(pieces.visible().as_str().into()),
            _ => cell.value.clone(),
        };
        let is_clear = pieces.is_clear() || matches!(want, ExpectedType::Text);
        let (amount, _) = if is_clear { read(&value, want) } else { (Amount::Blank, None) };
        let amount = match amount {
            Amount::Unreadable { .. } => None,
            Amount::Blank if !is_clear => None,
            amount => Some(amount),
        };
        let Some(amount) = amount else {
            let finding = finding_at(ReadingFinding::InPieces, &self.sheet, place);
            self.findings.push(Finding { found: described.clone(), ..finding });
            let why =
                BilingualText::new("ô gồm nhiều phần viết khác nhau", "a cell in pieces that are drawn differently");
            return Amount::Unreadable { raw: described.vi.as_str().into(), why: why.into() };
        };
        if !matches!(want, ExpectedType::Text) || pieces.has_unread() {
            let taken = value.display();
            let taken = taken.trim();
            let expected = BilingualText::new(format!("được lấy là “{taken}”"), format!("taken as '{taken}'"));
            self.left_out(place, pieces, expected.clone());
            self.traces.push(Trace {
                name: name.to_string(),
                sheet: self.sheet.to_string(),
                cell: address::cell(place.0, place.1),
                raw: described.vi,
                taken: amount.clone(),
                why: expected,
            });
        }
        amount
    }

    /// Reads the amount of a cell. Adds its findings and traces.
    pub fn amount(&mut self, name: &str, place: (u32, u32), cell: Option<&GridCell>, want: ExpectedType) -> Amount {
        let Some(cell) = cell else { return Amount::Blank };
        self.claim(place, Claim::Taken);
        match self.pieces.get(&place).cloned() {
            Some(p) if p.is_whole(PieceMark::StruckOut) || p.is_whole(PieceMark::Hidden) => {
                self.struck(place, &p, &cell.value.display());
            }
            Some(p) => return self.of_pieces(name, place, cell, want, &p),
            None => {}
        }
        let (amount, why) = read(&cell.value, want);
        let mut why = why;
        let shown = || cell.value.display().into_owned();
        if let Some(formula) = &cell.formula {
            let code = match &cell.value {
                RawValue::Uncached => ReadingFinding::Uncached,
                _ if cell.external => ReadingFinding::External,
                _ => ReadingFinding::Formula,
            };
            let mut finding = finding_at(code, &self.sheet, place);
            finding.found = BilingualText::same(if formula.is_empty() { shown() } else { format!("={formula}") });
            self.findings.push(finding);
            why =
                why.or_else(|| Some(BilingualText::new("giá trị đã lưu của công thức", "the formula's stored value")));
        }
        if let (Amount::Number(_), RawValue::Text(_), ExpectedType::Number(..)) = (&amount, &cell.value, want) {
            let mut finding = finding_at(ReadingFinding::NumberAsText, &self.sheet, place);
            finding.found = BilingualText::same(shown());
            finding.expected = why.clone().unwrap_or_default();
            self.findings.push(finding);
        }
        if let (Amount::Number(taken), RawValue::Number(typed), ExpectedType::Number(_, true)) =
            (&amount, &cell.value, want)
            && taken != typed
        {
            let mut finding = finding_at(ReadingFinding::Share, &self.sheet, place);
            finding.found = BilingualText::same(shown());
            finding.expected = why.clone().unwrap_or_default();
            self.findings.push(finding);
        }
        if let (Amount::Unreadable { why, .. }, ExpectedType::Date) = (&amount, want) {
            let mut finding = finding_at(ReadingFinding::BadDate, &self.sheet, place);
            finding.found = BilingualText::same(shown());
            finding.expected = BilingualText::clone(why);
            self.findings.push(finding);
        }
        if let Some(why) = why {
            let (sheet, at) = (self.sheet.to_string(), address::cell(place.0, place.1));
            let raw = shown();
            self.traces.push(Trace { name: name.to_string(), sheet, cell: at, raw, taken: amount.clone(), why });
        }
        amount
    }
}

/// Returns the amount, and the reason if it differs from the content of the cell.
fn read(value: &RawValue, want: ExpectedType) -> (Amount, Option<BilingualText>) {
    let unreadable = |raw: &str, vi: &str, en: &str| {
        (Amount::Unreadable { raw: raw.into(), why: BilingualText::new(vi, en).into() }, None)
    };
    match (value, want) {
        (RawValue::Uncached, _) => (Amount::Blank, None),
        (RawValue::Error(e), _) => unreadable(e, "ô báo lỗi của Excel", "an Excel error"),
        (RawValue::Number(n), ExpectedType::Number(_, true)) if n.abs() > 1.0 => match number::share(*n) {
            Ok((n, why)) => (Amount::Number(n), Some(why)),
            Err(why) => (Amount::Unreadable { raw: (&*value.display()).into(), why: why.into() }, None),
        },
        (RawValue::Number(n), ExpectedType::Number(..) | ExpectedType::Date)
        | (RawValue::Date(n), ExpectedType::Date) => (Amount::Number(*n), None),
        (RawValue::Date(_), ExpectedType::Number(..)) => {
            unreadable(&value.display(), "ô đang là ngày tháng, cần số", "a date where a number belongs")
        }
        (RawValue::Bool(_), ExpectedType::Number(..) | ExpectedType::Date) => {
            unreadable(&value.display(), "không phải số", "not a number")
        }
        (RawValue::Text(t), ExpectedType::Number(unit, share)) => match number::read(t, unit, share) {
            NumberReading::Blank => (
                Amount::Blank,
                (!t.trim().is_empty()).then(|| BilingualText::new("được coi là để trống", "taken as blank")),
            ),
            NumberReading::Digits(n) => {
                (Amount::Number(n), Some(BilingualText::new("số gõ thành chữ", "a number typed as text")))
            }
            NumberReading::Converted(n, why) => (Amount::Number(n), Some(why)),
            NumberReading::Unreadable(why) => (Amount::Unreadable { raw: t.into(), why: why.into() }, None),
        },
        (RawValue::Text(t), ExpectedType::Date) => match date::read(t) {
            _ if t.trim().is_empty() => (Amount::Blank, None),
            Some(day) => (
                Amount::Number(f64::from(day.serial())),
                Some(BilingualText::new("ngày gõ thành chữ", "a date typed as text")),
            ),
            None => unreadable(t, "không phải ngày", "not a date"),
        },
        // Nearly all texts are clean. They share memory with the cell.
        (RawValue::Text(t), ExpectedType::Text | ExpectedType::Code) if text::is_clean(t) && !t.is_empty() => {
            (Amount::Text(t.clone()), None)
        }
        (_, ExpectedType::Text | ExpectedType::Code) => worded(&value.display(), None),
        (_, ExpectedType::Choice(words)) => {
            let shown = value.display();
            let word = words.iter().find(|w| text::key(w) == text::key(&shown));
            worded(&shown, word)
        }
    }
}

fn worded(shown: &str, word: Option<&String>) -> (Amount, Option<BilingualText>) {
    let clean = word.cloned().unwrap_or_else(|| text::clean(shown));
    if clean.is_empty() {
        return (Amount::Blank, None);
    }
    let why = (clean != shown).then(|| BilingualText::new("chữ được chuẩn hóa", "text normalised"));
    (Amount::Text(clean.into()), why)
}
