//! Reads .fods: an OpenDocument spreadsheet as one XML file.

use super::format::{AttachmentRule, FileEvidence, TableFormat};
use super::ods;
use crate::model::text::StaticText;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("bảng tính OpenDocument một tệp XML (.fods)", "a flat OpenDocument spreadsheet (.fods)"),
    extensions: &["fods"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::TextHead(head) => {
            head.contains("<office:document") && head.contains("application/vnd.oasis.opendocument.spreadsheet")
        }
        _ => false,
    },
    read: ods::flat,
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::RawValue;
    use crate::limits::Limits;

    #[test]
    fn texts_of_drawings_and_comments_are_remarks_and_no_text_of_the_cell() {
        let table = r#"<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><office:annotation>
<dc:creator>Lò Văn Páo</dc:creator><text:p>Số đúng</text:p><text:p>là <text:span>53</text:span></text:p></office:annotation><text:p>35</text:p><draw:custom-shape>
<text:p>Đã <draw:g><draw:rect><text:p>nhận</text:p></draw:rect></draw:g></text:p></draw:custom-shape></table:table-cell><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>"#;
        let file = format!(
            r#"<office:document xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:draw="d" xmlns:dc="c" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="BM01"><table:shapes><draw:frame><draw:text-box><text:p>12 thẻ</text:p></draw:text-box></draw:frame></table:shapes>{table}</table:table></office:spreadsheet></office:body></office:document>"#
        );
        let grid = (FORMAT.read)(file.as_bytes(), &Limits::default()).unwrap();
        let sheet = &grid.sheets[0];
        let texts: Vec<_> = sheet.cells.iter().map(|(at, cell)| (*at, cell.value.clone())).collect();
        assert_eq!(texts, [((2, 0), RawValue::Text("35".into())), ((2, 1), RawValue::Text("a".into()))]);
        let remarks: Vec<_> = grid.remarks.iter().map(|remark| (remark.at, remark.text.as_str())).collect();
        assert_eq!(remarks, [((0, 0), "12 thẻ"), ((2, 0), "Số đúng là 53"), ((2, 0), "Đã nhận")]);
        assert!(sheet.hidden_lines.has_row(2) && !sheet.hidden_lines.has_row(1));
        assert!(sheet.hidden_lines.has_column(2) && !sheet.hidden_lines.has_column(1));
    }
}
