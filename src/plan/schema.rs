//! The one list of what a plan may say: every table and key of the text, the sheet and column of the workbook that stand for
//! it, what it holds, whether it may be left out, its other names and what it means. The loader, the workbook in both
//! directions, the messages and docs/plan.md are held to this list.

mod form;
mod plan;
mod results;

pub use form::BLANKS;
pub use plan::SINGLES;
pub use results::SEVERITIES;

/// What a cell holds.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Kind {
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
    /// Texts, one a line.
    List,
    /// Numbers, one a line.
    Numbers,
    /// One of fixed words: the text's word and the Vietnamese one.
    Word(&'static [(&'static str, &'static str)]),
    /// What an empty cell means: a word, or `kind: word` a line.
    Blank,
}

impl Kind {
    /// The fixed words that it is chosen from, each in the text and in the workbook; none for free values.
    pub fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Kind::Word(words) => words,
            Kind::Blank => &BLANKS,
            _ => &[],
        }
    }
}

/// Whether a key may be left out.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may: then there is none, or its meaning says what holds.
    Optional,
    /// It may: then this value of the text holds.
    Default(&'static str),
}

/// What another name of a key takes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The same values.
    Value,
    /// `true` for one word of the key, `false` for another.
    Flag {
        /// The word for `true`.
        yes: &'static str,
        /// The word for `false`, unless another word is given beside it.
        no: &'static str,
    },
    /// One name, or a list of names of which this key has those of the annex, or the others.
    Names {
        /// The key has the names that begin with `pl_`.
        annex: bool,
    },
}

/// Another name of a key in the text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name; a dot stands for a table within.
    pub key: &'static str,
    /// What it takes.
    pub takes: Takes,
}

impl Alias {
    const fn key(key: &'static str) -> Self {
        Alias { key, takes: Takes::Value }
    }
}

/// A column, or a line of the sheet of single values.
#[derive(Copy, Clone, Debug)]
pub struct Field {
    /// Key in the text; a dot stands for a table within.
    pub key: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Width in characters.
    pub width: f64,
    /// What the heading's note says.
    pub note: &'static str,
    /// Whether it may be left out.
    pub need: Need,
    /// A value as the text writes it; empty where the text has no such key. The examples of all keys make one plan.
    pub example: &'static str,
    /// What it means, English, with Markdown.
    pub means: &'static str,
    /// Other names in the text.
    pub aliases: &'static [Alias],
}

/// A sheet with one row an entry.
#[derive(Copy, Clone, Debug)]
pub struct Table {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// The list in the text; `rosters.columns` belongs to the roster named in its first column.
    pub path: &'static str,
    /// What the sheet is for.
    pub about: &'static str,
    /// The same in English, with Markdown.
    pub means: &'static str,
    /// A plan must have it.
    pub required: bool,
    /// Columns.
    pub fields: &'static [Field],
}

const fn f(key: &'static str, heading: &'static str, kind: Kind, width: f64, note: &'static str) -> Field {
    Field { key, heading, kind, width, note, need: Need::Optional, example: "", means: "", aliases: &[] }
}

impl Field {
    const fn doc(self, need: Need, example: &'static str, means: &'static str) -> Field {
        Field { need, example, means, ..self }
    }

    const fn or(self, aliases: &'static [Alias]) -> Field {
        Field { aliases, ..self }
    }
}

/// The part of a key before its first dot.
pub fn head(key: &str) -> &str {
    key.split_once('.').map_or(key, |(head, _)| head)
}

/// Sheet of single values.
pub const SINGLE: &str = "Kế hoạch";

/// Sheets with rows, in the order of the text.
pub const TABLES: [Table; 17] = [
    plan::CALENDAR,
    plan::SETTINGS,
    plan::KINDS,
    plan::ANNEX_COLUMNS,
    plan::UNITS,
    form::INDICATORS,
    form::NARRATIVES,
    form::ROSTERS,
    form::ROSTERS_COLUMNS,
    results::RULES,
    results::SEVERITY,
    results::SHEETS,
    results::COLUMNS,
    results::SERIES,
    results::HEADLINES,
    results::AMENDMENTS,
    results::WAIVERS,
];

/// A path without the numbers of its rows: `rules.message` for `rules[3].message`.
pub fn bare(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for piece in path.split('[') {
        // Behind a bracket the number of the row ends with the closing one.
        out += if out.is_empty() { piece } else { piece.split_once(']').map_or("", |(_, rest)| rest) };
    }
    out
}

/// The field of a path such as `rules[3].message.vi`; of `rules[3].message` the first of both languages.
pub fn field(path: &str) -> Option<&'static Field> {
    let path = match bare(path) {
        // Its keys are the codes of rules.
        path if head(&path) == "severity" && path.contains('.') => "severity.severity".to_string(),
        path => path,
    };
    let rows = TABLES.iter().filter_map(|t| Some((t, path.strip_prefix(t.path)?.strip_prefix('.')?)));
    let is_meant = |f: &&Field, key: &str| f.key == key || (f.key.contains('.') && head(f.key) == key);
    let in_rows = rows.flat_map(|(t, key)| t.fields.iter().filter(move |f| is_meant(f, key))).next();
    in_rows.or_else(|| SINGLES.iter().find(|f| f.key == path))
}

/// The headings of the single values within a table such as `plan.days`; or the one sheet of a list such as `rules`.
pub fn places(path: &str) -> Vec<&'static str> {
    let path = bare(path);
    let inside = |f: &&Field| f.key.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'));
    match TABLES.iter().find(|t| t.path == path) {
        Some(table) => vec![table.sheet],
        None => SINGLES.iter().filter(inside).map(|f| f.heading).collect(),
    }
}

/// The other names that the text may use in a table such as `rules[3]`.
pub fn aliases(path: &str) -> impl Iterator<Item = &'static str> {
    let path = bare(path);
    let fields = TABLES.iter().find(|t| t.path == path).map_or(&[][..], |t| t.fields);
    fields.iter().flat_map(|f| f.aliases).map(|a| head(a.key))
}

/// A message on the text in the words of the workbook: `scope = "annex"` becomes `'Phạm vi' là 'phụ lục'`.
pub fn in_headings(text: &str, is: &str) -> String {
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
            // `… or "blank"` behind it is a word of the same key.
            for (word, shown) in field.kind.words() {
                out = out.replace(&format!("\"{word}\""), &format!("'{shown}'"));
            }
        }
    }
    out
}

#[cfg(test)]
pub mod tests;
