//! The schema of a plan, the only list of its tables and keys: for each, the sheet and column of the workbook, the kind
//! of its content, whether it is required, its aliases and its meaning. The loader, both directions of the workbook,
//! the messages and docs/plan.md follow this list.

mod board;
pub(crate) mod english;
mod feedback;
mod form;
mod plan;
mod report;
mod results;
mod tracking;

pub(crate) use form::{ADDITIONS, BLANKS, BOUNDS, MEAN};
pub use plan::SINGLES;

/// The kind of content of a cell.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// A formula of the plan, as text.
    Formula,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    Flag,
    /// Texts, one for each line.
    List,
    /// Numbers, one for each line.
    Numbers,
    /// One of a fixed list of words: the word in the text and the Vietnamese one.
    Word(&'static [(&'static str, &'static str)]),
    /// The meaning of a blank cell: a word, or lines of `unit kind: word`.
    Blank,
    /// A number, or the word for no bound.
    Bound,
    /// How figures add up: a word, or `mean by` and a name.
    Addition,
    /// Earlier names, each with its last period.
    FormerNames,
}

impl FieldKind {
    /// Returns the words to choose from, each as in the text and as in the workbook; empty for free values.
    pub fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            FieldKind::Word(words) => words,
            FieldKind::Blank => &BLANKS,
            FieldKind::Bound => &form::BOUNDS,
            FieldKind::Addition => &form::ADDITIONS,
            _ => &[],
        }
    }
}

/// States if a key may be left out.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum FieldNeed {
    /// Required.
    Required,
    /// Optional. Without it there is no value, or the meaning of the key states what applies.
    Optional,
    /// Optional, with this default value in the text.
    Default(&'static str),
}

/// The values that an alias of a key accepts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum AliasValue {
    /// The same values as the key.
    Value,
    /// `true` for one word of the key, `false` for another.
    Flag {
        /// The word for `true`.
        yes: &'static str,
        /// The word for `false`, unless the key itself has another word.
        no: &'static str,
    },
    /// One name, or a list of names. The key receives those of the annex, or the others.
    Names {
        /// True if the key receives the names that begin with `pl_`.
        annex: bool,
    },
}

/// An alias: another name of a key in the text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct KeyAlias {
    /// The name; a dot separates a table from its key.
    pub key: &'static str,
    /// The values that it accepts.
    pub takes: AliasValue,
}

impl KeyAlias {
    const fn key(key: &'static str) -> Self {
        KeyAlias { key, takes: AliasValue::Value }
    }
}

/// A column of a sheet, or a line of the sheet of single values.
#[derive(Copy, Clone, Debug)]
pub struct PlanField {
    /// Key in the text; a dot separates a table from its key.
    pub key: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// Kind of its content.
    pub kind: FieldKind,
    /// Width in characters.
    pub width: f64,
    /// Text of the note on the heading.
    pub note: &'static str,
    /// States if it may be left out.
    pub need: FieldNeed,
    /// An example of its value in the text; empty if the text has no such key. The examples of all keys together are a
    /// plan.
    pub example: &'static str,
    /// Meaning, in English, with Markdown.
    pub means: &'static str,
    /// Aliases in the text.
    pub aliases: &'static [KeyAlias],
    /// True for a column that workbooks of earlier versions do not have.
    pub is_new: bool,
}

/// A sheet with one row for each entry.
#[derive(Copy, Clone, Debug)]
pub struct PlanTable {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// The list in the text; a row of `rosters.columns` belongs to the roster named in its first column.
    pub path: &'static str,
    /// Purpose of the sheet, in Vietnamese.
    pub about: &'static str,
    /// Purpose in English, with Markdown.
    pub means: &'static str,
    /// True if a plan must have it.
    pub required: bool,
    /// Columns.
    pub fields: &'static [PlanField],
}

const fn f(key: &'static str, heading: &'static str, kind: FieldKind, width: f64, note: &'static str) -> PlanField {
    PlanField {
        key,
        heading,
        kind,
        width,
        note,
        need: FieldNeed::Optional,
        example: "",
        means: "",
        aliases: &[],
        is_new: false,
    }
}

impl PlanField {
    const fn doc(self, need: FieldNeed, example: &'static str, means: &'static str) -> PlanField {
        PlanField { need, example, means, ..self }
    }

    const fn newer(self) -> PlanField {
        PlanField { is_new: true, ..self }
    }

    const fn or(self, aliases: &'static [KeyAlias]) -> PlanField {
        PlanField { aliases, ..self }
    }
}

/// First period in which a part of the plan is in force.
const FROM: PlanField = f("from", "Từ kỳ", FieldKind::Text, 11.0, "2022-Q1; để trống: từ kỳ đầu")
    .doc(
        FieldNeed::Optional,
        r#""2024-Q1""#,
        "First period in which it is in force; left out, the plan's first. Returns, forms and sheets of earlier periods do not \
         have it.",
    )
    .newer();

/// Last period in which a part of the plan is in force.
const UNTIL: PlanField = f("until", "Đến kỳ", FieldKind::Text, 11.0, "2022-Q4; để trống: đến kỳ cuối")
    .doc(
        FieldNeed::Optional,
        r#""2024-Q4""#,
        "Last period in which it is in force; left out, the plan's last. Figures reported until then stay.",
    )
    .newer();

impl PlanTable {
    /// Returns true if workbooks made before this table may lack its sheet.
    pub(crate) fn is_newer(&self) -> bool {
        self.fields.iter().all(|field| field.is_new)
    }
}

/// Words of workbooks of earlier versions of the program, each with the present one: a sheet, a heading, a value.
const EARLIER_WORDS: [(&str, &str); 4] =
    [("Chấp nhận", "Ngoại lệ"), ("Người chấp nhận", "Người duyệt"), ("phiếu", "báo cáo"), ("Hạn nộp", "Hạn gửi")];

/// Returns the word that earlier workbooks have in place of this one.
pub(crate) fn earlier_word(word: &str) -> Option<&'static str> {
    EARLIER_WORDS.into_iter().find(|(_, present)| *present == word).map(|(earlier, _)| earlier)
}

/// Returns the part of a key before its first dot.
pub(crate) fn head(key: &str) -> &str {
    key.split_once('.').map_or(key, |(head, _)| head)
}

/// Name of the sheet of single values.
pub const SINGLE: &str = "Kế hoạch";

/// The sheets with rows, in the order of the text.
pub const TABLES: [PlanTable; 25] = [
    plan::CALENDAR,
    plan::SETTINGS,
    plan::KINDS,
    plan::ANNEX_COLUMNS,
    plan::UNITS,
    form::VERSIONS,
    form::INDICATORS,
    form::NARRATIVES,
    form::ROSTERS,
    form::ROSTERS_COLUMNS,
    results::RULES,
    results::SEVERITY,
    results::SHEETS,
    results::COLUMNS,
    results::SERIES,
    tracking::MOVEMENTS,
    tracking::FOLLOW_UPS,
    results::HEADLINES,
    results::STATEMENTS,
    report::REPORT,
    results::AMENDMENTS,
    results::WAIVERS,
    board::DOCUMENTS,
    board::REMARKS,
    feedback::FEEDBACK,
];

/// Returns a path without row numbers: `rules.message` for `rules[3].message`.
pub(crate) fn bare(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for piece in path.split('[') {
        // In a piece after an opening bracket, the row number ends at the closing bracket.
        out += if out.is_empty() { piece } else { piece.split_once(']').map_or("", |(_, rest)| rest) };
    }
    out
}

/// Returns the field of a path such as `rules[3].message.vi`; for `rules[3].message`, the field of the first language.
pub(crate) fn field(path: &str) -> Option<&'static PlanField> {
    let path = match bare(path) {
        // The keys of this table are the codes of rules.
        path if head(&path) == "severity" && path.contains('.') => "severity.severity".to_string(),
        path => path,
    };
    let rows = TABLES.iter().filter_map(|t| Some((t, path.strip_prefix(t.path)?.strip_prefix('.')?)));
    let is_meant = |f: &&PlanField, key: &str| f.key == key || (f.key.contains('.') && head(f.key) == key);
    let in_rows = rows.flat_map(|(t, key)| t.fields.iter().filter(move |f| is_meant(f, key))).next();
    in_rows.or_else(|| SINGLES.iter().find(|f| f.key == path))
}

/// Returns the headings of the single values in a table such as `plan.days`, or the one sheet of a list such as
/// `rules`.
pub(crate) fn places(path: &str) -> Vec<&'static str> {
    let path = bare(path);
    let inside = |f: &&PlanField| f.key.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'));
    match TABLES.iter().find(|t| t.path == path) {
        Some(table) => vec![table.sheet],
        None => SINGLES.iter().filter(inside).map(|f| f.heading).collect(),
    }
}

/// Returns the aliases that the text may use in a table such as `rules[3]`.
pub(crate) fn aliases(path: &str) -> impl Iterator<Item = &'static str> {
    let path = bare(path);
    let fields = TABLES.iter().find(|t| t.path == path).map_or(&[][..], |t| t.fields);
    fields.iter().flat_map(|f| f.aliases).map(|a| head(a.key))
}

/// Returns a message about the text in the terms of the workbook: `scope = "annex"` becomes `'Phạm vi' là 'phụ lục'`.
pub(crate) fn in_headings(text: &str, is: &str) -> String {
    let mut out = text.to_string();
    for field in TABLES.iter().flat_map(|t| t.fields) {
        let mut met = false;
        for (word, shown) in field.kind.words() {
            let written = format!("{} = \"{word}\"", field.key);
            if out.contains(&written) {
                out = out.replace(&written, &format!("'{}' {is} '{shown}'", field.heading));
                met = true;
            }
        }
        if met {
            // A word in quotes after it, as in `… or "blank"`, belongs to the same key.
            for (word, shown) in field.kind.words() {
                out = out.replace(&format!("\"{word}\""), &format!("'{shown}'"));
            }
        }
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
