//! Converts a cell to an amount, with a trace if the amount is not as typed.

use super::claims::{Claim, ClaimList, index_of};
use super::finding_at;
use super::reading_findings::ReadingFinding;
pub(super) use super::value::ExpectedType;
use super::value::{self, ValueReading};
use crate::grid::pieces::PieceMark;
use crate::grid::{CellPieces, Grid, GridCell, RawValue, SheetGrid};
use crate::model::amount::{Amount, Figure};
use crate::model::balance::FigureNote;
use crate::model::finding::Finding;
use crate::model::shared_str::SharedStr;
use crate::model::submission::Trace;
use crate::model::text::BilingualText;
use crate::number::number_text;
use crate::workbook::address;
use std::collections::{BTreeMap, BTreeSet};

/// Figures, traces and findings of a return being read.
pub(super) struct ReturnBuilder<'g> {
    pub figures: BTreeMap<SharedStr, Figure>,
    pub traces: Vec<Trace>,
    pub findings: Vec<Finding>,
    pub notes: Vec<FigureNote>,
    pub claims: ClaimList,
    grid: &'g Grid,
    pub(super) sheet: SharedStr,
    /// Index of that sheet in the grid.
    index: usize,
    /// Formatted pieces of that sheet.
    pieces: BTreeMap<(u32, u32), CellPieces>,
    /// Cells of that sheet that show a percentage.
    percents: BTreeSet<(u32, u32)>,
    /// For a warning that may repeat down a column: index of its finding, and the number of further cells.
    repeated: BTreeMap<(String, String), (usize, usize)>,
    /// Sheet and row of the last struck-out cell: one finding for each row is enough.
    struck: Option<(SharedStr, u32)>,
}

impl<'g> ReturnBuilder<'g> {
    pub(super) fn new(grid: &'g Grid, sheet: &SheetGrid) -> Self {
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
            percents: sheet.percents.clone(),
            repeated: BTreeMap::new(),
            struck: None,
        }
    }

    /// Selects the sheet of the next cells.
    pub(super) fn on(&mut self, sheet: &SheetGrid) {
        if *self.sheet != *sheet.name {
            self.sheet = sheet.name.as_str().into();
            self.index = index_of(self.grid, sheet);
            self.pieces = sheet.pieces.clone();
            self.percents = sheet.percents.clone();
        }
    }

    /// Replaces a figure that is filled by what it means, with a trace if its text differs.
    pub(super) fn replace(&mut self, name: &str, amount: Amount, why: BilingualText) {
        let Some(figure) = self.figures.get_mut(name) else { return };
        let text = |amount: &Amount| match amount {
            Amount::Number(n) => Some(number_text(*n)),
            Amount::Text(text) => Some(text.to_string()),
            Amount::Blank | Amount::Unreadable { .. } => None,
        };
        let Some(raw) = text(&figure.amount) else { return };
        if text(&amount).as_ref() != Some(&raw) {
            let (sheet, cell) = (figure.sheet.to_string(), figure.cell.to_string());
            figure.raw = raw.as_str().into();
            self.traces.push(Trace { name: name.to_string(), sheet, cell, raw, taken: amount.clone(), why });
        }
        figure.amount = amount;
    }

    /// Adds a finding at a cell.
    pub(super) fn report(
        &mut self,
        kind: ReadingFinding,
        place: (u32, u32),
        found: BilingualText,
        expected: BilingualText,
    ) {
        let finding = finding_at(kind, &self.sheet, place);
        self.findings.push(Finding { found, expected, ..finding });
    }

    /// Adds a warning that may repeat down a column: the first cell has the finding, with the number of the others.
    pub(super) fn report_once(&mut self, kind: ReadingFinding, name: &str, place: (u32, u32), found: &str) {
        let key = (kind.finding().code, name.to_string());
        if let Some((index, more)) = self.repeated.get_mut(&key) {
            *more += 1;
            let more = *more;
            if let Some(finding) = self.findings.get_mut(*index) {
                finding.expected = BilingualText::new(
                    format!("và {more} ô nữa trong cột này"),
                    format!("and {more} more cells of this column"),
                );
            }
            return;
        }
        self.repeated.insert(key, (self.findings.len(), 0));
        self.report(kind, place, BilingualText::same(found.to_string()), BilingualText::default());
    }

    /// Claims a cell of the selected sheet.
    pub(super) fn claim(&mut self, place: (u32, u32), claim: Claim) {
        self.claims.add(self.index, place, claim);
    }

    /// Reads the cell as the figure of this name. The first figure of a name is kept.
    pub(super) fn figure(&mut self, name: &str, place: (u32, u32), cell: Option<&GridCell>, want: ExpectedType) {
        let amount = self.amount(name, place, cell, want);
        let raw = self.traces.last().filter(|t| t.name == name).map(|t| SharedStr::from(&t.raw)).unwrap_or_default();
        let figure = Figure { amount, sheet: self.sheet.clone(), cell: address::cell(place.0, place.1).into(), raw };
        self.figures.entry(name.into()).or_insert(figure);
    }

    /// Stores a figure whose cell is merged over several rows as unreadable: it may belong to any of them.
    pub(super) fn merged(&mut self, name: &str, place: (u32, u32), cell: Option<&GridCell>) {
        self.claim(place, Claim::Taken);
        let raw = SharedStr::from(&*cell.map(|c| c.value.display()).unwrap_or_default());
        let why = BilingualText::new("ô gộp của nhiều chỉ tiêu", "a cell merged over several rows");
        let amount =
            if raw.is_empty() { Amount::Blank } else { Amount::Unreadable { raw: raw.clone(), why: why.into() } };
        let figure = Figure { amount, sheet: self.sheet.clone(), cell: address::cell(place.0, place.1).into(), raw };
        self.figures.entry(name.into()).or_insert(figure);
    }

    /// Reports struck-out or hidden parts of a label or code.
    pub(super) fn label(&mut self, place: (u32, u32)) {
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
        let amount = if is_clear { value::read(&value, want, false).amount } else { Amount::Blank };
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
    pub(super) fn amount(
        &mut self,
        name: &str,
        place: (u32, u32),
        cell: Option<&GridCell>,
        want: ExpectedType,
    ) -> Amount {
        let Some(cell) = cell else { return Amount::Blank };
        self.claim(place, Claim::Taken);
        match self.pieces.get(&place).cloned() {
            Some(p) if p.is_whole(PieceMark::StruckOut) || p.is_whole(PieceMark::Hidden) => {
                self.struck(place, &p, &cell.value.display());
            }
            Some(p) => return self.of_pieces(name, place, cell, want, &p),
            None => {}
        }
        let ValueReading { amount, mut why, notes } = value::read(&cell.value, want, self.percents.contains(&place));
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
        self.judge(name, place, (&cell.value, want), &amount, notes);
        if let Some(why) = why {
            let (sheet, at) = (self.sheet.to_string(), address::cell(place.0, place.1));
            let raw = shown();
            self.traces.push(Trace { name: name.to_string(), sheet, cell: at, raw, taken: amount.clone(), why });
        }
        amount
    }

    /// Reports a day or choice that cannot be read, and the notes on a value.
    fn judge(
        &mut self,
        name: &str,
        place: (u32, u32),
        (value, want): (&RawValue, ExpectedType),
        amount: &Amount,
        notes: Vec<(ReadingFinding, BilingualText)>,
    ) {
        let shown = || value.display().into_owned();
        if let Amount::Unreadable { why, .. } = amount {
            let kind = match (value, want) {
                (_, ExpectedType::Date) => Some(ReadingFinding::BadDate),
                (RawValue::Error(_), ExpectedType::Choice(_)) => None,
                (_, ExpectedType::Choice(_)) => Some(ReadingFinding::NoChoice),
                _ => None,
            };
            if let Some(kind) = kind {
                self.report(kind, place, BilingualText::same(shown()), BilingualText::clone(why));
            }
        }
        for (kind, expected) in notes {
            match kind {
                ReadingFinding::DateInText => self.report_once(kind, name, place, &shown()),
                kind => self.report(kind, place, BilingualText::same(shown()), expected),
            }
        }
    }
}
