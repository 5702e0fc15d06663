//! Reads a web page saved as a single file (.mht): its pages are the sheets of the workbook. Excel lists the sheets with
//! their names on the first page.

use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat};
use super::{Grid, SheetGrid, html, mail_head, mime};
use crate::limits::Limits;
use crate::model::text::StaticText;
use mail_parser::{MessageParser, MimeHeaders};
use std::collections::BTreeSet;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("trang web gói trong một tệp (.mht)", "a single file web page (.mht)"),
    extensions: &["mht", "mhtml"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| matches!(evidence, FileEvidence::MailHead(head) if head.is_web_archive),
    read: open,
};

/// A page of the archive.
struct Page {
    location: String,
    html: Vec<u8>,
}

/// Reads the tables of all pages.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let damaged = || GridError::Damaged("web archive".to_string());
    let text = mail_head::plain(bytes);
    let head = mail_head::find(&text).ok_or_else(damaged)?;
    let message = MessageParser::default().parse(text.get(head.start..).unwrap_or_default()).ok_or_else(damaged)?;
    let is_page = |part: &&mail_parser::MessagePart| part.is_content_type("text", "html");
    let pages: Vec<Page> = message.parts.iter().filter(is_page).map(|part| page(&message, part)).collect();
    let listed: Vec<(String, String)> = pages.iter().flat_map(|page| sheets_of(&html::decoded(&page.html))).collect();
    let mut grid = Grid::default();
    let mut names = BTreeSet::new();
    for page in &pages {
        let name = listed.iter().find(|(_, source)| page.location == *source).map(|(name, _)| name);
        // Beside its sheets Excel saves a page of tabs.
        if name.is_none() && listed.iter().any(|(_, source)| pages.iter().any(|p| p.location == *source)) {
            continue;
        }
        for mut sheet in html::open(&page.html, limits)?.sheets {
            if let Some(name) = name {
                sheet.name.clone_from(name);
            }
            add(&mut grid, sheet, &mut names);
            if grid.sheets.len() as u64 > limits.sheets {
                return Err(GridError::limit("số trang tính", "sheets", limits.sheets));
            }
        }
    }
    Ok(grid)
}

/// Returns a page with its address, whose characters are in UTF-8 or as the page itself declares.
fn page(message: &mail_parser::Message, part: &mail_parser::MessagePart) -> Page {
    let body = mime::body(message, part).bytes;
    let label = part.content_type().and_then(|t| t.attribute("charset")).unwrap_or_default();
    let html = match encoding_rs::Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding != encoding_rs::UTF_8 && std::str::from_utf8(&body).is_err() => {
            [b"\xEF\xBB\xBF", encoding.decode(&body).0.as_bytes()].concat()
        }
        _ => body,
    };
    Page { location: last(part.content_location().unwrap_or_default()), html }
}

/// Returns the last component of an address, in lower case.
fn last(address: &str) -> String {
    address.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_lowercase()
}

/// Returns name and page of each sheet that a page lists.
fn sheets_of(page: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for entry in page.split("<x:ExcelWorksheet>").skip(1) {
        let name = entry.split_once("<x:Name>").and_then(|(_, rest)| rest.split_once('<')).map(|(name, _)| name);
        let source = entry.split_once("HRef=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
        let source = source.and_then(|rest| rest.split(['"', '\'', '>', ' ']).next());
        if let (Some(name), Some(source)) = (name, source) {
            out.push((super::xml::unescaped(name.trim()), last(source)));
        }
    }
    out
}

/// Adds a sheet under a name of its own.
fn add(grid: &mut Grid, mut sheet: SheetGrid, names: &mut BTreeSet<String>) {
    let name = sheet.name.clone();
    let mut number = 2;
    while !names.insert(sheet.name.clone()) {
        sheet.name = format!("{name} ({number})");
        number += 1;
    }
    grid.sheets.push(sheet);
}
