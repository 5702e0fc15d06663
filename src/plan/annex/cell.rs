//! Reads a cell of the annex as a figure: a number is used as it is, a text is parsed by the grammar of numbers.

use crate::grid::{CellDisplay, CellPieces, GridCell, RawValue};
use crate::model::text::{BilingualText, Lang};
use crate::number;

/// A cell of the annex.
#[derive(Clone, Debug, Default)]
pub(super) struct AnnexCell {
    /// The displayed text.
    pub text: String,
    content: AnnexContent,
}

/// The content of a cell, read as a figure.
#[derive(Clone, Debug, Default)]
enum AnnexContent {
    /// A text, to be parsed by the grammar of numbers.
    #[default]
    Typed,
    /// A number.
    Number(f64),
    /// Not a figure, with the reason.
    Fault(BilingualText),
}

impl AnnexCell {
    /// Creates a cell of delimited text.
    pub(super) fn typed(text: &str) -> Self {
        AnnexCell { text: text.to_string(), content: AnnexContent::Typed }
    }

    /// Creates a cell from a cell of a sheet.
    pub(super) fn of(cell: &GridCell, pieces: Option<&CellPieces>, display: Option<&CellDisplay>) -> Self {
        let fault = |vi: &str, en: &str| AnnexContent::Fault(BilingualText::new(vi, en));
        let content = match (&cell.value, pieces) {
            (_, Some(pieces)) => AnnexContent::Fault(unclear(pieces)),
            (RawValue::Number(n), _) => match display {
                Some(CellDisplay::Other(shown)) => AnnexContent::Fault(otherwise(*n, shown)),
                Some(CellDisplay::Nothing) => AnnexContent::Fault(otherwise(*n, "")),
                _ => AnnexContent::Number(*n),
            },
            (RawValue::Text(_), _) => AnnexContent::Typed,
            (RawValue::Date(_), _) => fault(
                "ô đang là ngày tháng; đổi định dạng ô sang số (General) rồi gõ lại",
                "the cell is a date; format it as General and type the number again",
            ),
            (RawValue::Uncached, _) => fault(
                "công thức chưa có giá trị; mở tệp bằng Excel, lưu lại, hoặc gõ số",
                "a formula without a stored value; open the file in Excel and save it, or type the number",
            ),
            (RawValue::Bool(_) | RawValue::Error(_), _) => {
                fault("gõ số vào ô; không có số thì để trống", "type the number; leave it empty for none")
            }
        };
        AnnexCell { text: cell.value.display().into_owned(), content }
    }
}

/// Returns the reason why a number that is shown as another figure cannot be used: it is not clear which one is meant.
fn otherwise(number: f64, shown: &str) -> BilingualText {
    let number = number::spelled(number);
    BilingualText::new(
        format!("ô hiện “{shown}” nhưng giá trị trong ô là {number}; chọn định dạng General rồi gõ lại số"),
        format!("the cell shows “{shown}” and holds {number}; format it as General and type the number again"),
    )
}

/// Returns the reason why a figure in pieces, or a struck-out figure, cannot be used.
fn unclear(pieces: &CellPieces) -> BilingualText {
    let BilingualText { vi, en } = pieces.description();
    BilingualText::new(
        format!(
            "ô có phần gạch bỏ, ẩn hoặc viết nâng lên, hạ xuống ({vi}); xóa phần thừa, bỏ định dạng đó rồi gõ lại số"
        ),
        format!(
            "the cell has parts struck out, hidden, raised or lowered ({en}); delete them, clear that format and type the number"
        ),
    )
}

/// Returns the figure of a cell; `None` for a blank. The error is what the user should do.
pub(super) fn figure(entry: &AnnexCell, lang: Lang) -> Result<Option<f64>, BilingualText> {
    let number = match &entry.content {
        AnnexContent::Number(n) => Some(*n),
        AnnexContent::Fault(why) => return Err(why.clone()),
        AnnexContent::Typed => number::planned(&entry.text, lang).map_err(|why| {
            BilingualText::new(
                format!("{}; viết số như 2136, 2.136 hoặc 40,5; không có số thì để trống", why.vi),
                format!("{}; write numbers as 2136, 2.136 or 40,5; leave it empty for none", why.en),
            )
        })?,
    };
    match number {
        Some(n) if n < 0.0 => Err(BilingualText::new("số giao không được âm", "a quota is not negative")),
        number => Ok(number),
    }
}
