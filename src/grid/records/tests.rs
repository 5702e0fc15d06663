use super::*;

#[test]
fn records_are_decoded_by_type() {
    let mut part = vec![0, 4, 6, 0, 0, 0]; // row 6
    part.extend([11, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0x17]); // an error of a formula in column 2
    part.extend([0xB0, 0x01, 16, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0]); // merged
    part.extend([5, 200]); // truncated
    let merges = vec![MergedSpan { top: 1, left: 3, bottom: 2, right: 5 }];
    let (formulas, errors) = (BTreeSet::from([(6, 2)]), BTreeMap::from([((6, 2), "#REF!")]));
    let expected = SheetExtras { formulas, errors, merges, ..SheetExtras::default() };
    assert_eq!(from_part(&part, &RecordFonts::default(), &Limits::default()), expected);
    let mut again = Vec::new();
    BinaryRecords(&part).for_each(|(kind, content)| write_record(&mut again, kind, content));
    assert_eq!(again, part[..part.len() - 2]);
    assert_eq!(text(b"\x02\0\0\0\x01\x1E\x42\0rest"), Some(("ḁB".into(), &b"rest"[..])));
    assert_eq!(text(b"\xFF\xFF\xFF\xFF"), None);
}

#[test]
fn a_cell_format_shows_a_percentage() {
    // A format of its own and the built-in 0%: cells in columns 0 and 1; the format of column 2 is plain.
    let mut styles = Vec::new();
    let code: Vec<u8> = "0.0%".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write_record(&mut styles, FORMATS, &[1, 0, 0, 0]);
    write_record(&mut styles, FORMAT, &[&[164, 0, 4, 0, 0, 0][..], &code].concat());
    write_record(&mut styles, FORMATS_END, &[]);
    write_record(&mut styles, CELLS, &[3, 0, 0, 0]);
    for id in [164, 9, 0] {
        write_record(&mut styles, CELL, &[0, 0, id, 0, 0, 0, 0, 0]);
    }
    write_record(&mut styles, CELLS_END, &[]);
    let mut cells = vec![0, 4, 0, 0, 0, 0];
    for column in 0..3u8 {
        let number = 1.05f64.to_le_bytes();
        write_record(&mut cells, 5, &[&[column, 0, 0, 0, column, 0, 0, 0][..], &number].concat());
    }
    let fonts = RecordFonts::read(&styles, &[]);
    let formatted = from_part(&cells, &fonts, &Limits::default()).formatted;
    let percents: Vec<_> = formatted.iter().filter(|(_, format)| format.is_percent).map(|(at, _)| *at).collect();
    assert_eq!(percents, [(0, 0), (0, 1)]);
}
