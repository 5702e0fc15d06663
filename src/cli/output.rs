//! Lines that several commands print.

use crate::error::Error;
use crate::model::received_file::ReceivedFile;
use crate::model::text::{BilingualText, Lang};
use crate::pipeline::{self, SkipReason};
use crate::report::line::{ReportLine, ReportLines, wrap};
use crate::report::text::Detail;
use crate::system::System;
use serde_json::Value;
use std::path::Path;

/// Output of a command.
#[derive(Debug)]
pub(super) struct CommandOutput {
    pub(super) lines: ReportLines,
    /// True if returns have errors.
    pub(super) errors: bool,
    /// The result for programs; `None` unless it is requested (`--format json`).
    pub(super) json: Option<Value>,
}

impl From<ReportLines> for CommandOutput {
    fn from(lines: ReportLines) -> Self {
        CommandOutput { lines, errors: false, json: None }
    }
}

/// Adds the line for a file or folder that was written.
pub(super) fn written(lang: Lang, path: &Path, lines: &mut ReportLines) {
    wrap(&format!("{}: {}", lang.pick("Đã ghi", "Written"), path.display()), "  ", lines);
}

/// Reports a result that somebody edited and that is kept beside the new one.
pub(super) fn kept_edited(lang: Lang, kept: Option<&Path>, lines: &mut ReportLines) {
    let Some(kept) = kept else { return };
    let kept = kept.display();
    let text = BilingualText::new(
        format!(
            "Tệp kết quả trước đã có người sửa hoặc lưu lại bằng chương trình khác; tệp ấy được giữ nguyên ở: {kept}. Số \
             văn bản, ngày và ghi chú hãy ghi ở trang \"Văn bản\", \"Ghi chú\" của kế hoạch để không mất khi lập lại."
        ),
        format!(
            "Somebody edited the last result, or another program saved it; it is kept as: {kept}. Put the number, date \
             and remarks on the sheets \"Văn bản\" and \"Ghi chú\" of the plan, where they survive."
        ),
    );
    wrap(lang.text_in(&text), "  ", lines);
}

/// Splits a text into lines that are shown as they are.
pub(super) fn lines_of(text: &str) -> ReportLines {
    text.trim_end().lines().map(ReportLine::verbatim).collect()
}

/// Splits a text into lines that are wrapped.
pub(super) fn fit(text: &str) -> ReportLines {
    text.trim_end().lines().map(ReportLine::from).collect()
}

/// Reports the files in the returns folder that were not opened: their number, or with `-v` each one with the reason.
/// With `-v` also the entries of e-mails and archives that were not read.
pub(super) fn skipped(
    lang: Lang,
    detail: Detail,
    world: &dyn System,
    folder: &Path,
    arrivals: &[ReceivedFile],
    lines: &mut ReportLines,
) -> Result<(), Error> {
    let skipped = pipeline::skipped(world, folder)?;
    if detail == Detail::Full {
        let inside = arrivals.iter().flat_map(|a| &a.left).map(|e| (e.name.clone(), SkipReason::Entry(e.reason)));
        for (file, why) in skipped.into_iter().chain(inside) {
            let text = format!("{} {file}: {}", lang.pick("Bỏ qua", "Skipped"), why.text().in_lang(lang));
            wrap(&text, "  ", lines);
        }
    } else if !skipped.is_empty() {
        let count = skipped.len();
        let text = BilingualText::new(
            format!("Bỏ qua {count} tệp không phải báo cáo (thêm -v để xem)"),
            format!("Skipped {count} files that are not returns sent (-v lists them)"),
        );
        lines.push(lang.text_in(&text).into());
    }
    Ok(())
}
