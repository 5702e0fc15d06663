//! Formats for the screen the changes among the files since a consolidated workbook was built.

use super::line::{ReportLines, wrap};
use super::text::Detail;
use crate::audit::{FileSince, FilesSince};
use crate::model::ledger::MissingFile;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText};

/// Number of names shown; more are only counted.
const SHOWN: usize = 10;

/// A kind of change among the files since a workbook was built.
struct FileChange {
    text: StaticText,
    files: Vec<String>,
    /// Number of names shown in brief.
    most: usize,
}

fn changes(since: &FilesSince) -> [FileChange; 7] {
    let texts = |files: &[FileSince]| files.iter().map(FileSince::text).collect::<Vec<_>>();
    let change = |files: Vec<String>, vi, en| FileChange { text: StaticText::new(vi, en), files, most: SHOWN };
    let later = change(
        since.later.clone(),
        "tệp của kỳ sau đã đến sau khi lập: không xét",
        "of later periods came after this workbook was made: not considered",
    );
    [
        FileChange { most: 0, ..later },
        change(
            since.later_gone.clone(),
            "tệp của kỳ sau ghi ở trang Nguồn nay không còn hoặc đã đổi: không ảnh hưởng số liệu",
            "of later periods listed on \"Nguồn\" gone since, or changed: no figure depends on it",
        ),
        change(
            texts(&since.new),
            "tệp đến sau khi lập, như báo cáo gửi lần sau; trang Nguồn không ghi, không xét",
            "came after the workbook was made, such as a later submission; not listed on \"Nguồn\", not considered",
        ),
        change(
            texts(&since.changed),
            "tệp ghi ở trang Nguồn nay có nội dung khác (bị sửa hoặc bị thay sau khi lập)",
            "listed on \"Nguồn\" with other content now (edited or replaced after the workbook was made)",
        ),
        change(texts(&since.gone), "tệp ghi ở trang Nguồn nay không còn", "listed on \"Nguồn\" gone since"),
        change(
            since.in_copy.clone(),
            "tệp ghi ở trang Nguồn nay không còn trong thư mục báo cáo; lấy từ bản đã chốt",
            "listed on \"Nguồn\" gone from the returns folder; taken from the published copy",
        ),
        change(
            since.moved.clone(),
            "tệp ghi ở trang Nguồn đã đổi tên hoặc chuyển chỗ",
            "listed on \"Nguồn\" moved or renamed since",
        ),
    ]
}

/// Lists the changes among the files since an audited workbook was built.
pub(crate) fn since(lang: Lang, since: &FilesSince, detail: Detail, lines: &mut ReportLines) {
    for FileChange { text, files, most } in changes(since).into_iter().filter(|change| !change.files.is_empty()) {
        let most = detail.shown(files.len(), most);
        let mut names = files.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        if most > 0 && files.len() > most {
            names.push_str(", …");
        }
        let count = files.len();
        let colon = if names.is_empty() { "" } else { ": " };
        let noun = if count == 1 { "file" } else { "files" };
        let text = BilingualText::new(
            format!("{count} {}{colon}{names}", text.vi),
            format!("{count} {noun} {}{colon}{names}", text.en),
        );
        wrap(lang.text_in(&text), "  ", lines);
    }
}

/// Lists the missing returns that published workbooks were built from.
pub(crate) fn gone(lang: Lang, gone: &[MissingFile], detail: Detail, lines: &mut ReportLines) {
    if gone.is_empty() {
        return;
    }
    lines.push("".into());
    let count = gone.len();
    let text = BilingualText::new(
        format!(
            "{count} báo cáo đã dùng ở tệp tổng hợp kỳ trước nay không còn trong thư mục báo cáo; nếu xóa nhầm, chép lại:"
        ),
        format!(
            "{count} returns that workbooks of earlier periods were made from are gone from the returns folder (copy \
             them back if they were deleted by mistake):"
        ),
    );
    wrap(lang.text_in(&text), "  ", lines);
    let shown = detail.shown(count, SHOWN);
    for lost in gone.iter().take(shown) {
        let MissingFile { workbook, file, unit, period, number, state, cell } = lost;
        let number = format!("{} {number}", lang.pick("lần", "no."));
        let period = period.in_sentence(lang);
        wrap(&format!("  {file} ({unit}, {period}, {number}, {state}) [{workbook} {cell}]"), "      ", lines);
    }
    if gone.len() > shown {
        lines.push(format!("  … +{}", gone.len() - shown).into());
    }
}

/// Lists the workbooks of earlier periods that were not compared.
pub(crate) fn uncompared(lang: Lang, uncompared: &[SpanName], lines: &mut ReportLines) {
    if uncompared.is_empty() {
        return;
    }
    let files = uncompared.iter().map(|period| format!("Tong-hop-{period}.xlsx")).collect::<Vec<_>>().join(", ");
    let text = BilingualText::new(
        format!("Chưa so được số đã lập với số nay ở {files}: không đọc được, hoặc không phải tệp tổng hợp của kỳ đó"),
        format!(
            "Published figures were not compared with those of today in {files}: it cannot be read, or is not the workbook \
             of that period"
        ),
    );
    wrap(lang.text_in(&text), "  ", lines);
}

/// Names the periods with a part of a published copy only: they do not count as published.
pub(crate) fn partial_copies(lang: Lang, periods: &[SpanName], lines: &mut ReportLines) {
    if periods.is_empty() {
        return;
    }
    let names = |t: Lang| periods.iter().map(|name| name.in_sentence(t)).collect::<Vec<_>>().join(", ");
    let text = BilingualText::new(
        format!(
            "Bản đã chốt của {} không đầy đủ nên chưa tính là đã chốt: thiếu SHA256SUMS hoặc tệp ghi trong đó. Hãy chép \
             lại cho đủ, hoặc chuyển thư mục đó đi nơi khác rồi chốt lại",
            names(Lang::Vi)
        ),
        format!(
            "The published copy of {} is not whole and does not count as published: SHA256SUMS or a file listed in it is \
             missing. Copy it again as a whole, or move its folder away and publish again",
            names(Lang::En)
        ),
    );
    wrap(lang.text_in(&text), "  ", lines);
}
