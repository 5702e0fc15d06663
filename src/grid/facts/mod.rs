//! Everything that an .xlsx package contains besides the contents of its cells: how cells look, sizes, rules, names, print
//! set-up, notes, links, drawings, parts; and what programs read differently. It judges nothing: `audit` compares the
//! facts of two packages.

mod chart;
mod cells;
mod chunks;
mod conditions;
mod drawing;
mod entries;
mod kinds;
mod looks;
mod names;
mod package;
mod parts;
mod scan;
mod sheet;
mod strict;
mod tree;
mod workbook;

pub(crate) use chunks::PartChunk;
pub(in crate::grid) use entries::strange_entries;
pub(crate) use looks::CellLook;
pub(crate) use package::{find_facts, find_links};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a fact is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum FactTopic {
    /// Something that programs read differently.
    Strange,
    /// Macros, embedded objects, connections, links to other files.
    Active,
    /// A part or relationship that is not named below.
    Part,
    /// An array formula or data table.
    Array,
    /// Date system, precision, calculation mode.
    Calculation,
    /// A defined name of a sheet, or one that belongs to Excel.
    Name,
    /// The print area or the repeated rows.
    PrintArea,
    /// A rule for input.
    Validation,
    /// A conditional format.
    Condition,
    /// A filter.
    Filter,
    /// A merged range.
    Merge,
    /// A link.
    Link,
    /// A note.
    Note,
    /// A drawing other than a chart.
    Drawing,
    /// A chart.
    Chart,
    /// A chart within a cell.
    Sparkline,
    /// What the window shows of a sheet: gridlines, zeros, formulas, frozen rows.
    View,
    /// Window, selection, zoom.
    Window,
    /// Paper, margins, scale, page breaks.
    Page,
    /// Headers and footers.
    Header,
    /// Protection of workbook or sheet.
    Protection,
    /// Colour of a tab.
    Tab,
    /// Document properties.
    Property,
    /// Order and kind of the sheets.
    Sheets,
    /// Formatting within the text of a cell.
    RichText,
    /// Default sizes of rows and columns.
    Sizes,
    /// An element of a sheet or workbook that is not named above.
    Element,
}

/// One fact. Two facts are about the same thing if everything but the value is equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PackageFact {
    /// What it is about.
    pub topic: FactTopic,
    /// Name of the sheet; empty for the workbook.
    pub sheet: String,
    /// Cell or range in A1 notation; empty if it has none.
    pub cell: String,
    /// What it is, in the words of the file format.
    pub name: String,
    /// Part of the package; empty if the sheet has it.
    pub part: String,
    /// Its value.
    pub value: String,
}

/// A range of cells in a row that look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LookRun {
    /// Row, from 0.
    pub row: u32,
    /// First column, from 0.
    pub first: u32,
    /// Last column.
    pub last: u32,
    /// Index of the look.
    pub look: u32,
}

/// A row as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RowLook {
    /// Height in points.
    pub height: Option<f64>,
    /// True if the height was set, not computed from the content.
    pub is_custom: bool,
    /// True if it is hidden.
    pub is_hidden: bool,
    /// Outline level.
    pub outline: u32,
    /// Index of the look of its empty cells.
    pub look: Option<u32>,
}

/// A range of columns as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ColumnLook {
    /// First column, from 0.
    pub first: u32,
    /// Last column.
    pub last: u32,
    /// Width in characters.
    pub width: Option<f64>,
    /// True if hidden.
    pub is_hidden: bool,
    /// Outline level.
    pub outline: u32,
    /// Index of the look of empty cells.
    pub look: u32,
}

/// How the cells, rows and columns of a sheet look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SheetLooks {
    /// Name of the sheet.
    pub name: String,
    /// Part of the package.
    pub part: String,
    /// Cells, in order.
    pub cells: Vec<LookRun>,
    /// Rows with sizes or states of their own, from 0.
    pub rows: BTreeMap<u32, RowLook>,
    /// Columns.
    pub columns: Vec<ColumnLook>,
    /// Default width.
    pub width: Option<f64>,
    /// Default height.
    pub height: Option<f64>,
}

/// The pieces of a part, for the comparison of what is no fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartChunks {
    /// Name of the sheet of the part; empty for other parts.
    pub sheet: String,
    /// Its pieces.
    pub chunks: Vec<PartChunk>,
}

/// The facts of a package.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackageFacts {
    /// The program that saved it, as the file names it.
    pub program: String,
    /// All facts, in order.
    pub facts: Vec<PackageFact>,
    /// Distinct looks of cells.
    pub looks: Vec<CellLook>,
    /// Size of the default font in points: the widths of all columns are measured by it.
    pub default_size: Option<f64>,
    /// Looks by sheet, in the order of the workbook.
    pub sheets: Vec<SheetLooks>,
    /// Pieces by part name.
    pub parts: BTreeMap<String, PartChunks>,
}

impl PackageFacts {
    /// Returns true if there is such a fact.
    fn has(&self, topic: FactTopic, place: FactPlace<'_>, name: &str, value: &str) -> bool {
        let is_it = |fact: &PackageFact| {
            (fact.topic, &*fact.sheet, &*fact.name, &*fact.value) == (topic, place.sheet, name, value)
        };
        self.facts.iter().any(is_it)
    }

    /// Adds a fact.
    fn add(&mut self, topic: FactTopic, place: FactPlace<'_>, name: impl Into<String>, value: impl Into<String>) {
        self.facts.push(PackageFact {
            topic,
            sheet: place.sheet.to_string(),
            cell: place.cell.to_string(),
            name: name.into(),
            part: place.part.to_string(),
            value: value.into(),
        });
    }
}

/// Where a fact is.
#[derive(Clone, Copy, Default)]
struct FactPlace<'a> {
    sheet: &'a str,
    cell: &'a str,
    part: &'a str,
}

impl<'a> FactPlace<'a> {
    fn sheet(sheet: &'a str) -> Self {
        FactPlace { sheet, ..FactPlace::default() }
    }

    fn cell(sheet: &'a str, cell: &'a str) -> Self {
        FactPlace { sheet, cell, ..FactPlace::default() }
    }

    fn part(part: &'a str) -> Self {
        FactPlace { part, ..FactPlace::default() }
    }
}
