//! The rows and cells of a sheet part, read in one pass: looks, sizes, array formulas, formatted text; and whatever
//! programs read differently among them.

use super::names::is_silent;
use super::scan::PartEvent;
use super::tree::{XmlElement, is_true};
use super::{ColumnLook, FactPlace, FactTopic, LookRun, PackageFacts, RowLook, SheetLooks};
use crate::workbook::address;

/// What the cells of a sheet refer to.
pub(super) struct CellContext<'a> {
    /// Number of looks.
    pub looks: usize,
    /// Formatted texts among the shared strings, by index; `None` for plain ones.
    pub rich: &'a [Option<String>],
}

/// Most strange places that are listed for a sheet.
const STRANGE: usize = 200;

/// Reads the rows of a sheet.
pub(super) struct CellReader<'a> {
    context: &'a CellContext<'a>,
    /// Depth below `sheetData`; 0 outside.
    depth: usize,
    row: Option<u32>,
    cell: Option<(u32, u32)>,
    is_shared: bool,
    children: Vec<String>,
    value: String,
    inline: String,
    has_runs: bool,
    strange: usize,
    is_in_value: bool,
    /// Tables of cells so far.
    tables: usize,
}

/// Where the facts of a sheet go.
pub(super) struct SheetFacts<'a> {
    /// The facts of the package.
    pub package: &'a mut PackageFacts,
    /// The looks of the sheet.
    pub looks: SheetLooks,
}

impl<'a> CellReader<'a> {
    /// Creates a reader.
    pub(super) fn new(context: &'a CellContext<'a>) -> Self {
        CellReader {
            context,
            depth: 0,
            row: None,
            cell: None,
            is_shared: false,
            children: Vec::new(),
            value: String::new(),
            inline: String::new(),
            has_runs: false,
            strange: 0,
            is_in_value: false,
            tables: 0,
        }
    }

    /// Takes an event; returns true if it is in `sheetData`.
    pub(super) fn add(&mut self, event: &PartEvent<'_>, sheet: &mut SheetFacts<'_>) -> bool {
        match event {
            PartEvent::Open(name, attributes) if self.depth > 0 => {
                self.depth += 1;
                self.open(name, attributes, sheet);
            }
            PartEvent::Open("sheetData", _) => {
                self.depth = 1;
                self.tables += 1;
                if self.tables > 1 {
                    (self.row, self.cell) = (None, None);
                    self.strange("two tables of cells", sheet);
                }
                return true;
            }
            PartEvent::Close if self.depth > 0 => {
                self.close(sheet);
                self.depth -= 1;
                return true;
            }
            PartEvent::Text(text) if self.depth > 0 => self.text(text, sheet),
            PartEvent::Strange(what) if self.depth > 0 => self.strange(what, sheet),
            _ => return false,
        }
        true
    }

    fn strange(&mut self, what: &str, sheet: &mut SheetFacts<'_>) {
        self.strange += 1;
        if self.strange > STRANGE {
            return;
        }
        let at = self.cell.or(self.row.map(|row| (row, 0))).map(|(r, c)| address::cell(r, c)).unwrap_or_default();
        let (name, part) = (sheet.looks.name.clone(), sheet.looks.part.clone());
        let place = FactPlace { sheet: &name, cell: &at, part: &part };
        sheet.package.add(FactTopic::Strange, place, what, "");
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], sheet: &mut SheetFacts<'_>) {
        match (self.depth, name) {
            (2, "row") => self.open_row(attributes, sheet),
            (3, "c") => self.open_cell(attributes, sheet),
            (4, "f" | "v" | "is") => {
                if self.children.iter().any(|known| known == name) {
                    self.strange(&format!("two <{name}> in a cell"), sheet);
                }
                self.children.push(name.to_string());
                self.is_in_value = name == "v";
                if name == "f" {
                    self.formula(attributes, sheet);
                }
            }
            (4, "extLst") => self.strange("extension in a cell", sheet),
            (5, "r" | "rPh") => {
                self.has_runs = true;
                self.inline.push_str(&format!("<{name}>"));
            }
            (depth, name) if depth > 4 && !name.contains(':') => {
                let values: Vec<&str> = attributes.iter().map(|(_, value)| value.as_str()).collect();
                self.inline.push_str(&format!("<{name} {}>", values.join(" ")));
            }
            _ => self.strange(&format!("<{name}> among the cells"), sheet),
        }
    }

    fn open_row(&mut self, attributes: &[(String, String)], sheet: &mut SheetFacts<'_>) {
        let before = self.row;
        let mut look = RowLook::default();
        let mut number = None;
        let mut style = (None, false);
        let mut others = Vec::new();
        self.cell = None;
        for (name, value) in attributes {
            let value = value.trim();
            match name.as_str() {
                "r" => number = value.parse::<u32>().ok().filter(|r| *r > 0),
                "ht" => look.height = value.parse().ok(),
                "customHeight" => look.is_custom = is_true(value),
                "hidden" => look.is_hidden = is_true(value),
                "outlineLevel" => look.outline = value.parse().unwrap_or(0),
                "s" => style.0 = value.parse().ok(),
                "customFormat" => style.1 = is_true(value),
                "spans" | "collapsed" | "thickTop" | "thickBot" | "ph" => {}
                _ => others.push(name),
            }
        }
        look.look = style.0.filter(|_| style.1);
        let row = number.map_or_else(|| before.map_or(0, |row| row + 1), |number| number - 1);
        self.row = Some(row);
        others.into_iter().for_each(|name| self.attribute(name, sheet));
        if number.is_none() {
            self.strange("row without a number", sheet);
        } else if before.is_some_and(|before| row <= before) {
            self.strange("row twice or out of order", sheet);
        }
        if look != RowLook::default() {
            sheet.looks.rows.insert(row, look);
        }
    }

    fn open_cell(&mut self, attributes: &[(String, String)], sheet: &mut SheetFacts<'_>) {
        let before = self.cell;
        let (mut place, mut style, mut others) = (None, 0u32, Vec::new());
        self.is_shared = false;
        self.children.clear();
        (self.value, self.inline, self.has_runs) = (String::new(), String::new(), false);
        for (name, value) in attributes {
            match name.as_str() {
                "r" => place = address::parse(value),
                "s" => style = value.trim().parse().unwrap_or(u32::MAX),
                "t" => self.is_shared = value == "s",
                "cm" | "vm" | "ph" => {}
                _ => others.push(name),
            }
        }
        let row = self.row.unwrap_or(0);
        let next = (row, before.map_or(0, |(_, column)| column + 1));
        let at = place.unwrap_or(next);
        self.cell = Some(at);
        others.into_iter().for_each(|name| self.attribute(name, sheet));
        if place.is_none() {
            self.strange("cell without an address", sheet);
        } else if at.0 != row || before.is_some_and(|(_, column)| at.1 <= column) {
            self.strange("cell twice or out of order", sheet);
        }
        if style as usize >= self.context.looks && style > 0 {
            self.strange("cell format that does not exist", sheet);
        }
        let cells = &mut sheet.looks.cells;
        match cells.last_mut().filter(|run| (run.row, run.last + 1, run.look) == (at.0, at.1, style)) {
            Some(run) => run.last = at.1,
            None => cells.push(LookRun { row: at.0, first: at.1, last: at.1, look: style }),
        }
    }

    fn attribute(&mut self, name: &str, sheet: &mut SheetFacts<'_>) {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        if !is_silent(prefix) {
            self.strange(&format!("attribute {name}"), sheet);
        }
    }

    fn formula(&mut self, attributes: &[(String, String)], sheet: &mut SheetFacts<'_>) {
        let of = |name: &str| attributes.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let kind = of("t");
        if kind == "array" || kind == "dataTable" {
            let at = self.cell.map(|(r, c)| address::cell(r, c)).unwrap_or_default();
            let rest = ["r1", "r2", "dt2D", "dtr"].map(of).join(" ");
            let name = sheet.looks.name.clone();
            let value = format!("{} {}", of("ref"), rest).trim().to_string();
            sheet.package.add(FactTopic::Array, FactPlace::cell(&name, &at), kind, value);
        }
        for (name, _) in attributes {
            if name.contains(':') {
                self.attribute(name, sheet);
            }
        }
    }

    fn text(&mut self, text: &str, sheet: &mut SheetFacts<'_>) {
        if self.depth < 4 && !text.trim().is_empty() {
            self.strange("text among the cells", sheet);
        }
        if self.depth == 4 && self.is_in_value && self.is_shared {
            self.value.push_str(text);
        }
        if self.depth > 5 {
            self.inline.push_str(text);
        }
    }

    fn close(&mut self, sheet: &mut SheetFacts<'_>) {
        match self.depth {
            2 => self.cell = None,
            4 => self.is_in_value = false,
            _ => {}
        }
        if self.depth != 3 {
            return;
        }
        let rich = if self.has_runs {
            Some(std::mem::take(&mut self.inline))
        } else if self.is_shared {
            let index = self.value.trim().parse::<usize>().ok();
            index.and_then(|index| self.context.rich.get(index)).cloned().flatten()
        } else {
            None
        };
        if let (Some(rich), Some((row, column))) = (rich, self.cell) {
            let (name, at) = (sheet.looks.name.clone(), address::cell(row, column));
            sheet.package.add(FactTopic::RichText, FactPlace::cell(&name, &at), "runs", rich);
        }
    }
}

/// Returns true if a range of columns has bounds that every program reads alike.
pub(super) fn has_bounds(col: &XmlElement) -> bool {
    let of = |name: &str| col.index(name).filter(|bound| (1..=16_384).contains(bound));
    of("min").zip(of("max")).is_some_and(|(min, max)| min <= max)
}

/// Reads the columns of a sheet.
pub(super) fn columns(cols: &XmlElement) -> Vec<ColumnLook> {
    let one = |col: &XmlElement| {
        let bound = |name: &str| col.index(name).and_then(|v| u32::try_from(v).ok()).unwrap_or(1).max(1) - 1;
        ColumnLook {
            first: bound("min"),
            last: bound("max"),
            width: col.number("width"),
            is_hidden: col.flag("hidden", false),
            outline: col.attribute("outlineLevel").and_then(|v| v.parse().ok()).unwrap_or(0),
            look: col.attribute("style").and_then(|v| v.parse().ok()).unwrap_or(0),
        }
    };
    cols.all("col").map(one).collect()
}
