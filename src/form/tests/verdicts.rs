//! Tests of the texts in the check cells.

use super::*;

#[test]
fn blank_form_must_not_be_sent_and_counts_its_blank_cells() {
    let plan = plan();
    for (code, when) in [("PHONGTHO", "2021-Q3"), ("CDYT", "2022-Q1")] {
        let required =
            plan.indicators.iter().filter(|i| plan.blank(i, unit(&plan, code)) == BlankMeaning::Missing).count();
        let book = evaluated(form(&plan, code, when, &Previous::default()));
        let status = shown(&book, "BM01", (0, 0));
        assert_eq!(status, format!("○ Còn {required} ô phải nhập"), "{code}");
        // Nothing is wrong before anything is typed.
        let wrong: Vec<_> =
            super::verdicts(&book).into_iter().filter(|(_, t)| t.starts_with(['✗', '?', '▲'])).collect();
        assert_eq!(wrong, []);
        assert_eq!(verdict(&book, "ld_tong"), "○ Cần nhập.");
        assert_eq!(verdict(&book, "dv_g_covid"), "–");
    }
}

#[test]
fn valid_form_can_be_sent() {
    let book = evaluated(filled(&plan()));
    let wrong: Vec<_> = verdicts(&book).into_iter().filter(|(_, t)| t.starts_with(['✗', '?'])).collect();
    assert_eq!(wrong, []);
    assert_eq!(verdict(&book, "dv_cuoi_ky"), "✓");
    assert_eq!(verdict(&book, "kp_chi"), "✓");
    assert_eq!(shown(&book, "BM01", (0, 0)), "✓ ĐỦ ĐIỀU KIỆN GỬI");
}

#[test]
fn roster_row_without_a_required_column_is_a_warning() {
    let mut book = filled(&plan());
    let row = layout::ROSTER_HEADING + 1;
    type_in(&mut book, "DS_3", (row, 2), Value::Blank);
    let book = evaluated(book);
    assert_eq!(shown(&book, "DS_3", (row, 9)), "▲ Danh sách DS_3 thiếu MST");
    assert_eq!(shown(&book, "BM01", (0, 0)), "✓ ĐỦ ĐIỀU KIỆN GỬI (có 1 cảnh báo, đề nghị xem lại)");
}

/// The form reports of a repeated value what intake reports, in each of its rows.
#[test]
fn roster_rows_with_a_repeated_value_are_warnings() {
    let mut book = filled(&plan());
    let row = layout::ROSTER_HEADING + 1;
    for (at, code) in [(row, "62a0"), (row + 1, "62A0")] {
        type_in(&mut book, "DS_3", (at, 1), Value::Text(format!("DN {at}")));
        type_in(&mut book, "DS_3", (at, 2), Value::Text(code.into()));
    }
    let book = evaluated(book);
    assert_eq!(shown(&book, "DS_3", (row, 9)), "▲ MST 62a0 ghi hai lần trong một danh sách");
    assert_eq!(shown(&book, "DS_3", (row + 1, 9)), "▲ MST 62A0 ghi hai lần trong một danh sách");
}

/// A list of many required columns stays within Excel's limits, and its check names the first gap.
#[test]
fn a_roster_may_have_many_required_columns() {
    let template = template::get("277-kh-ldld").unwrap();
    let many: String = (0..40)
        .map(|n| format!("  {{ heading = \"Cột số {n}\", name = \"ds4_c{n}\", kind = \"text\", required = true }},\n"))
        .collect();
    let last = "  { heading = \"Số đoàn viên\", name = \"ds4_so_dv\", kind = \"number\" },\n";
    assert_eq!(template.plan.matches(last).count(), 1);
    let toml = template.plan.replace(last, &format!("{last}{many}"));
    let plan = load::text(&toml, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap();
    let mut book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let row = layout::ROSTER_HEADING + 1;
    for column in 1..=45u32 {
        let value = if column == 30 { Value::Blank } else { Value::Text("x".into()) };
        type_in(&mut book, "DS_4", (row, column), value);
    }
    let book = evaluated(book);
    assert_eq!(shown(&book, "DS_4", (row, 46)), "▲ Danh sách DS_4 thiếu Cột số 24");
}

#[test]
fn broken_rule_is_shown_in_the_row_of_its_first_figure() {
    let plan = plan();
    let mut book = filled(&plan);
    fill(&mut book, "dv_giam", Value::Number(6.0));
    fill(&mut book, "dv_cuoi_ky", Value::Number(2657.0));
    fill(&mut book, "ld_chua_dv", Value::Number(11.0));
    fill(&mut book, "dv_ck_nn", Value::Number(2108.0));
    let book = evaluated(book);
    assert_eq!(verdict(&book, "dv_giam"), "✗ Giảm khác tổng nguyên nhân. Mã 13 là 6; các mã 14–18 là 2, 3, 1, 1, 0.");
    assert_eq!(verdict(&book, "dv_cuoi_ky"), "✓");
    assert!(shown(&book, "BM01", (0, 0)).starts_with("✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: 1 lỗi"));
}

#[test]
fn cell_rules_are_shown_in_their_own_row() {
    let plan = plan();
    let mut book = filled(&plan);
    fill(&mut book, "dv_ket_nap", Value::Text("năm".into()));
    fill(&mut book, "ld_nu", Value::Number(-1.0));
    fill(&mut book, "ct_2021", Value::Number(20.5));
    fill(&mut book, "kp_chi", Value::Number(12_000_001.0));
    fill(&mut book, "ngay_nop", Value::Number(44_500.0));
    fill(&mut book, "ban_chi_dao", Value::Text("Không".into()));
    let book = evaluated(book);
    assert!(verdict(&book, "dv_ket_nap").starts_with("✗ Ô này phải là số"));
    assert_eq!(verdict(&book, "ld_nu"), "✗ Có số âm. Đang ghi -1.");
    assert_eq!(verdict(&book, "ct_2021"), "✗ Phải là số nguyên; đang ghi 20,5.");
    assert_eq!(
        verdict(&book, "kp_chi"),
        "▲ Chi vượt dự toán. Từ đầu năm đã chi 12.000.001, dự toán cả năm 12.000.000."
    );
    assert_eq!(verdict(&book, "ban_chi_dao"), "▲ Đơn vị chưa thành lập Ban Chỉ đạo. Mã 40 ghi \"Không\".");
    let (sheet, row, _) = at(&book, "ngay_nop");
    assert!(shown(&book, &sheet, (row, VERDICT)).starts_with("▲ Gửi muộn."));
    // Rules over the text that is not a number stay silent: one cause gives one finding.
    assert_eq!(verdict(&book, "dv_cuoi_ky"), "✓");
    assert!(shown(&book, "BM01", (0, 0)).starts_with("✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: 3 lỗi"));
}

#[test]
fn roster_rules_are_shown_in_their_own_row() {
    let plan = plan();
    let mut book = filled(&plan);
    let top = layout::ROSTER_HEADING + 1;
    for (row, tax, members, day) in
        [(top, "0100", 5.0, 44_440.0), (top + 1, "0100", 9.0, 44_440.0), (top + 2, "0200", 4.0, 44_600.0)]
    {
        for (column, text) in [(1, "CĐCS"), (2, tax), (3, "Nhà nước"), (4, "1/QĐ")] {
            type_in(&mut book, "DS_1", (row, column), Value::Text(text.into()));
        }
        type_in(&mut book, "DS_1", (row, 5), Value::Number(day));
        type_in(&mut book, "DS_1", (row, 7), Value::Number(members));
    }
    let book = evaluated(book);
    let said = |row| shown(&book, "DS_1", (row, 10));
    assert_eq!(said(top), "✗ Trùng mã số thuế. MST 0100 có ở nhiều dòng của DS_1.");
    assert_eq!(said(top + 1), "✗ Trùng mã số thuế. MST 0100 có ở nhiều dòng của DS_1.");
    assert!(said(top + 2).starts_with("✗ Quyết định ngoài quý."));
    assert_eq!(said(top + 3), "");
    assert_eq!(verdict(&book, "cdcs_tl"), "✗ Danh sách DS_1 có 3 CĐCS, mã 27 ghi 0.");
    assert!(shown(&book, "BM01", (0, 0)).starts_with("✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: 4 lỗi"));
}

#[test]
fn previous_period_is_compared_only_if_counted() {
    let plan = plan();
    let opening = |previous: &Previous| {
        let mut book = form(&plan, "PHONGTHO", "2021-Q4", previous);
        fill(&mut book, "dv_dau_ky", Value::Number(2655.0));
        verdict(&evaluated(book), "dv_dau_ky")
    };
    assert_eq!(opening(&Previous::default()), "✓");
    let figures = Some([("dv_cuoi_ky".to_string(), Value::Number(2656.0))].into());
    let said = opening(&Previous { figures, ..Previous::default() });
    assert!(said.starts_with("✗ ") && said.contains("2.655") && said.contains("2.656"), "{said}");
}

/// A number that is typed as a text is neither right nor wrong: the form requests to type it again, also in its status.
#[test]
fn number_typed_as_text_is_to_be_typed_again() {
    let plan = plan();
    for (text, asked) in [
        ("2.600", Some("○ Gõ lại 2600: số đang ở dạng chữ.")),
        (" 2600 ", Some("○ Gõ lại 2600: số đang ở dạng chữ.")),
        ("2.60", None),
        ("2600 người", None),
        ("26/00", None),
        ("02600", None),
    ] {
        let mut book = filled(&plan);
        fill(&mut book, "dv_phan_mem", Value::Text(text.into()));
        let book = evaluated(book);
        let (said, status) = (verdict(&book, "dv_phan_mem"), shown(&book, "BM01", (0, 0)));
        match asked {
            Some(asked) => assert_eq!((said.as_str(), status.as_str()), (asked, "○ Còn 1 ô phải nhập"), "{text:?}"),
            None => assert!(said.starts_with("✗ ") && status.starts_with("✗ "), "{text:?}: {said} {status}"),
        }
    }
}

/// The sheet gives receiver and deadline, and shows the figures of the previous period beside the cells.
#[test]
fn form_names_receiver_deadline_and_previous_figures() {
    let plan = plan();
    let figures = Some([("ld_tong".to_string(), Value::Number(2680.0))].into());
    let quota = plan.annex.columns[3].heading.clone();
    let previous = Previous {
        figures,
        gaps: vec![period("2021-Q4")],
        progress: vec![("Kết nạp lũy kế".into(), Value::Number(1017.0)), (quota, Value::Number(70.0))],
        ..Previous::default()
    };
    let book = evaluated(form(&plan, "SINHO", "2022-Q1", &previous));
    let sheet = book.sheet("BM01").unwrap();
    let text = |at| sheet.cells.cell_at(&at).content.clone();
    assert_eq!(text((1, layout::NOTE)), CellContent::Text("Hạn gửi: 10/04/2022".into()));
    assert_eq!(text((1, 0)), CellContent::Text("Gửi về: Ban Tổ chức - Kiểm tra LĐLĐ tỉnh Lai Châu".into()));
    let (_, row, _) = at(&book, "ld_tong");
    assert_eq!(text((row, layout::PREVIOUS)), CellContent::Number(2680.0));
    let standing = shown(&book, "BM01", (layout::HEADER_TOP - 1, 0));
    assert_eq!(
        standing,
        "▲ Chưa tổng hợp báo cáo quý IV năm 2021 (chưa gửi hoặc còn lỗi): số lũy kế chưa gồm các báo cáo đó. Đề nghị gửi, \
         hoặc sửa và gửi lại với lần gửi cao hơn. Đã tổng hợp đến hết quý IV năm 2021: Kết nạp lũy kế: 1.017/70."
    );
}
