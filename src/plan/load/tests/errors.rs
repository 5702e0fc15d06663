//! All errors of a plan are reported, each with its place and its message.

use super::*;

#[test]
fn all_errors_are_reported_in_the_order_of_the_text() {
    let problems = small(&[
        ("issuer_short =", "issuer_shor ="),
        ("value = 200", "value = \"200\""),
        ("name = \"cay_song\"", "name = \"cay10\""),
        ("kind = \"stock\"", "kind = \"stok\""),
        ("cd_tran/100", "cd_trang/100"),
        ("explain = \"Cộng các quý.\"", "sum = true"),
    ])
    .unwrap_err();
    insta::assert_snapshot!(shown(&problems, Lang::Vi), @r#"
    ke-hoach.toml:2:1: thiếu 'issuer_short'
      | [plan]
      | ^^^^^^
      → thêm một dòng: issuer_short = …
    ke-hoach.toml:7:1: không có khóa 'issuer_shor' ở đây
      | issuer_shor = "Tỉnh đoàn"
      | ^^^^^^^^^^^
      → dùng được: issuer_short
    ke-hoach.toml:24:9: 'value' phải là một số, đang là chữ
      | value = "200"
      |         ^^^^^
    ke-hoach.toml:63:8: tên 'cay10' đọc được như một ô của Excel (CAY10); thêm _ vào giữa
      | name = "cay10"
      |        ^^^^^^^
      → ví dụ: dv_moi
    ke-hoach.toml:64:8: không có giá trị 'stok'
      | kind = "stok"
      |        ^^^^^^
      → chọn một trong: flow, stock, percent, choice, text, date
    ke-hoach.toml:78:18: không có tên 'cd_trang'
      | test = 'cay_moi<=cd_trang/100*pl_cay'
      |                  ^^^^^^^^
      → có phải: cd_tran?
    ke-hoach.toml:88:1: thiếu 'explain'
      | [[columns]]
      | ^^^^^^^^^^^
      → thêm một dòng: explain = …
    ke-hoach.toml:95:1: không có khóa 'sum' ở đây
      | sum = true
      | ^^^
      → dùng được: basis, emphasis, explain, formula, from, group, heading, name, number, sheets, thresholds, total, until
    "#);
}

#[test]
fn invalid_toml_is_located_without_follow_up_errors() {
    let problems = faults(&[("code = \"R34\"", "code = R34"), ("title = \"Phát triển", "title = Phát triển")]);
    assert!(problems.len() >= 2);
    let expected: Vec<usize> =
        ["title = \"Phát triển", "code = \"R34\""].iter().map(|t| line_of(template().plan, t)).collect();
    let mut lines: Vec<usize> = problems.iter().map(line).collect();
    lines.dedup();
    assert_eq!(lines, expected, "{}", shown(&problems, Lang::Vi));
}

/// Found by fuzzing: after one broken line the parser reports thousands of errors, each with a copy of the line.
#[test]
fn number_of_reported_errors_is_bounded() {
    let broken = format!("a = [{}\n", "b = \"c\" ".repeat(2_000));
    let problems = text(&broken, b"", ("p.toml", "a.tsv")).unwrap_err();
    // The extra ones are missing keys in the readable part.
    assert!((1..=SYNTAX_FAULTS + 10).contains(&problems.len()), "{}", problems.len());
    let strange = (0..2_000).map(|n| format!("k{n} = 1\n")).collect::<String>();
    let problems = text(&strange, b"", ("p.toml", "a.tsv")).unwrap_err();
    assert!((900..=crate::plan::diagnostic::MOST).contains(&problems.len()), "{}", problems.len());
}

#[test]
fn every_kind_of_error_has_its_location_and_message() {
    // (replaced text, replacement, text that the error points to, part of its message)
    let cases = [
        // Keys, types, words.
        ("\nissuer_short = \"LĐLĐ tỉnh Lai Châu\"", "", "[plan]", "'issuer_short' is missing"),
        ("signed = true\n", "signed = \"yes\"\n", "\"yes\"", "must be true or false"),
        ("\"kn_con_lai\", \"dv_ck\"", "\"kn_con_lai\", \"dv_cj\"", "\"dv_cj\"", "no column of the sheet 'dv_cj'"),
        ("date = 2021-10-15", "date = \"15/10/2021\"", "\"15/10/2021\"", "must be a day"),
        ("first = \"2021-Q3\"", "first = \"Q5/2021\"", "\"Q5/2021\"", "no period"),
        ("last = \"2023-Q4\"", "last = \"2021-Q1\"", "\"2021-Q1\"", "must follow the first"),
        ("deadline = 10", "deadline = 10.5", "10.5", "number of days"),
        ("emphasis = \"surplus\"", "emphasis = \"light\"\nthresholds = [0.7, 0.85]", "[0.7, 0.85]", "two thresholds"),
        ("choices = [\"Nam\", \"Nữ\"]", "choices = [\"Nam\"]", "[\"Nam\"]", "at least two words"),
        // Names, codes, labels.
        ("name = \"ctv\"", "name = \"ctv1\"", "\"ctv1\"", "reads as the cell"),
        ("name = \"tu_van\"", "name = \"doi_thoai\"", "\"doi_thoai\"", "stands above already"),
        ("name = \"tm_covid\"", "name = \"han_nop\"", "\"han_nop\"", "the program's"),
        ("name = \"tm_covid\"", "name = \"tm_covid_kt\"", "\"tm_covid_kt\"", "ends in _kt"),
        ("name = \"ds4_ly_do\"", "name = \"ly_do\"", "\"ly_do\"", "must begin with ds4_"),
        ("name = \"kn_moi_quy\"", "name = \"pl_ck\"", "\"pl_ck\"", "kept for another table"),
        ("label = \"Lượt tư vấn pháp luật\"", "label = \"CUOC ĐỐI  thoại\"", "\"CUOC ĐỐI  thoại\"", "Cuộc đối thoại"),
        ("code = \"49\"", "code = \"48\"", "\"48\"", "stands above already"),
        ("code = \"R50\"", "code = \"Q50\"", "\"Q50\"", "no rule code"),
        // References.
        (
            "sheets = [\"Tiến độ\"]\ngroup = \"Tiến độ\"\nheading = \"Số đơn vị chậm",
            "sheets = [\"Tiến bộ\"]\ngroup = \"Tiến độ\"\nheading = \"Số đơn vị chậm",
            "\"Tiến bộ\"",
            "no sheet 'Tiến bộ'",
        ),
        (
            "nạp đoàn viên\"\npace = \"kn_tien_do\"",
            "nạp đoàn viên\"\npace = \"kn_luy_ke\"",
            "\"kn_luy_ke\"",
            "no column of annex figures",
        ),
        (
            "\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\n[[amendments]]\nfrom = \"2022-Q3\"\nunit = \"PHONGTO\"\ncolumn = \"pl_ct_dv\"\nvalue = 60\nbasis = \"CV\"\n\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\"PHONGTO\"",
            "no unit 'PHONGTO'",
        ),
        (
            "\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\n[[amendments]]\nfrom = \"2024-Q3\"\nunit = \"TP\"\ncolumn = \"pl_ct_dv\"\nvalue = 60\nbasis = \"CV\"\n\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\"2024-Q3\"",
            "lies outside the plan",
        ),
        ("last = \"2023-Q4\"", "last = \"2023-H2\"", "\"2023-H2\"", "must both be months"),
        ("opening = \"cdcs_cuoi_ky\"", "opening = \"cdcs_cuoi\"", "\"cdcs_cuoi\"", "no numeric indicator"),
        ("opening_annex = \"pl_dv_hien_co\"", "opening_annex = \"pl_dv\"", "\"pl_dv\"", "no annex column"),
        ("gap = \"tl_con_lai\"", "gap = \"tl_con\"", "\"tl_con\"", "column with a total"),
        (
            "indicator = \"cdcs_tl\"",
            "indicator = \"ban_chi_dao\"",
            "\"ban_chi_dao\"",
            "no indicator whose figures add up",
        ),
        ("[severity]", "[severity]\nR99 = \"info\"", "\"info\"", "no rule 'R99'"),
        (
            "kind = \"nganh\"\n\n[[units]]\ncode = \"CDGD\"",
            "kind = \"so\"\n\n[[units]]\ncode = \"CDGD\"",
            "\"so\"",
            "no kind 'so'",
        ),
        ("aliases = [\"CĐ Y tế\"", "aliases = [\"CĐ Giáo dục\"", "\"CĐ Giáo dục\"", "also means unit 'CĐN Giáo dục'"),
        // Formulas.
        ("'kn_tinh-kn_tien_do'", "'dv_ket_nap-kn_tien_do'", "dv_ket_nap", "not for a column"),
        ("'LUY_KE(cdcs_tl)'", "'LUY_KE(cdcs_cuoi_ky)'", "cdcs_cuoi_ky", "LUY_KE adds flows"),
        ("'HANG(kn_ty_le)'", "'HANG(dv_ket_nap)'", "dv_ket_nap", "HANG takes a computed column"),
        ("'TU_DAU_NAM(dv_ket_nap)'", "'TU_DAU_NAM(kn_trong_ky)'", "kn_trong_ky", "takes an indicator"),
        (
            "test = 'dv_phan_mem<=dv_cuoi_ky'",
            "test = 'dv_phan_mem<=LUY_KE(dv_cuoi_ky)'",
            "LUY_KE",
            "computed columns only",
        ),
        ("test = 'SUM(pl_cot)=pl_tong'", "test = 'SUM(pl_cot)=pl_tong+quy'", "quy", "not for this place"),
        ("test = 'gia_tri>=0'", "test = 'AND(gia_tri>=0,quy>0)'", "quy", "not for this place"),
        ("test = 'dn10_co<=dn10_tong'", "test = 'dn10_co<=dn10_tong+gia_tri'", "gia_tri", "not for this place"),
        ("test = 'dv_g_covid<=dv_giam'", "test = 'dv_g_covid<=dv_giam+dv_giam_kt'", "dv_giam_kt", "not for this place"),
        (
            "test = 'cdcs_tl_nnn<=cdcs_tl'",
            "test = 'AND(cdcs_tl_nnn<=cdcs_tl,ds1_so_dv>0)'",
            "ds1_so_dv",
            "not for this place",
        ),
        (
            "test = 'ds1_so_dv>=5'",
            "test = 'AND(ds1_so_dv>=5,ds4_so_dv>0)'",
            "'AND(ds1_so_dv>=5,ds4_so_dv>0)'",
            "rows of two rosters",
        ),
        // Messages.
        (
            "Đang ghi {gia_tri}.\"\nmessage.en = \"Negative",
            "Đang ghi {gia_tr}.\"\nmessage.en = \"Negative",
            "gia_tr",
            "no name 'gia_tr'",
        ),
        ("message.en = \"Late.", "message.en = \"Late {ngay_nop}.", "ngay_nop", "is a date"),
        ("message.en = \"Required value missing.", "message.en = \"Missing {gia_tri}.", "gia_tri", "may be empty"),
        ("message.en = \"Late.", "message.en = \"Late {.", "{", "do not pair"),
        // Totals and cycles.
        (
            "'TRONG_KY(cdcs_tl)'\ntotal = \"sum\"",
            "'TRONG_KY(cdcs_tl)'\ntotal = \"formula\"",
            "TRONG_KY",
            "works on the totals",
        ),
        ("name = \"trang_thai\"", "name = \"trang_thai\"\nbreit = 1", "breit", "no key 'breit'"),
    ];
    for (from, to, at, part) in cases {
        let (found, message) = fault(from, to);
        assert!(found == at && message.contains(part), "{to}\nfound {found}: {message}");
    }
}
