//! A document is a package whose text can be read again, the same for the same report, and sealed.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::consolidate::ReportTable;
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn report() -> WrittenReport {
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let table = ReportTable {
        lead: ["TT", "Đơn vị"].map(String::from),
        groups: vec![("Cây".to_string(), 2)],
        headings: texts(&["Giao", "Trồng"]),
        rows: vec![texts(&["1", "Xã <An>", "1.000", "−5"])],
        totals: texts(&["Tổng cộng", "1.000", "−5"]),
    };
    WrittenReport {
        issuer: ["CẤP TRÊN", "CẤP NÀY"].map(String::from),
        motto: ["NHÀ NƯỚC", "Tiêu ngữ"].map(String::from),
        number: "Số: 1/BC".to_string(),
        dated: "An, ngày 1".to_string(),
        word: "BÁO CÁO".to_string(),
        title: "Kết quả".to_string(),
        blocks: vec![
            ReportBlock::Heading("I. CHUNG".to_string()),
            ReportBlock::Paragraph("Trồng & chăm sóc\nhai dòng".to_string()),
            ReportBlock::Item("một".to_string()),
            ReportBlock::Table(table),
        ],
        recipients_heading: "Nơi nhận:".to_string(),
        recipients: texts(&["Lưu."]),
        signer: texts(&["CHỦ TỊCH"]),
        signed_by: "Nguyễn A".to_string(),
    }
}

fn info() -> DocumentInfo<'static> {
    DocumentInfo { author: "A & B", created: Day::from_serial(44_562) }
}

#[test]
fn document_is_sealed_deterministic_and_well_formed() {
    let bytes = docx(&report(), &info()).unwrap();
    assert_eq!(bytes, docx(&report(), &info()).unwrap());
    assert!(write::is_as_written(&bytes));
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let document = part("word/document.xml");
    for text in ["Trồng &amp; chăm sóc", "hai dòng", "- một", "Xã &lt;An&gt;", "−5", "Nguyễn A", "- Lưu."]
    {
        assert!(document.contains(text), "{text}");
    }
    // Two heading rows are repeated; no row, and not the signature, is on two pages.
    assert_eq!(document.matches("<w:tblHeader").count(), 2);
    assert_eq!(document.matches("<w:cantSplit").count(), document.matches("<w:tr>").count());
    assert!(part("docProps/core.xml").contains("A &amp; B"));
    assert!(part("docProps/core.xml").contains("2022-01-01T00:00:00Z"));
    assert!(part("word/header2.xml").contains("PAGE") || part("word/header1.xml").contains("PAGE"));
}
