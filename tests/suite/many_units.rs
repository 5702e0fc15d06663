//! A plan with more units than are side by side on "Chỉ tiêu": a row for each unit, the totals above them.

use crate::merge::{said, tonghop};
use crate::minimal::fill;
use std::fs;
use std::process::Command;

/// The names of forty-one communes: "Xã A01" to "Xã A41".
fn communes() -> Vec<String> {
    (1..=41).map(|number| format!("Xã A{number:02}")).collect()
}

fn code(name: &str) -> &str {
    name.trim_start_matches("Xã ")
}

#[test]
fn units_of_a_large_plan_are_one_below_the_other() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt");
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path, "--template", "toi-thieu", "--text"])).0, 0);
    let rows = (1..).zip(communes()).map(|(number, name)| format!("{number}\t{name}\t10\n"));
    let annex = format!("TT\tĐơn vị\tSố cây giao\n{}\tTổng cộng\t410\n", rows.collect::<String>());
    fs::write(folder.join("phu-luc.tsv"), annex).unwrap();
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let (before, rest) = plan.split_once("units = [").unwrap();
    let (_, after) = rest.split_once("\n]").unwrap();
    let communes = communes();
    let units =
        communes.iter().map(|name| format!("\n  {{ code = \"{}\", name = \"{name}\", kind = \"xa\" }},", code(name)));
    let plan = format!("{before}units = [{}\n]{after}", units.collect::<String>());
    fs::write(folder.join("ke-hoach.toml"), plan).unwrap();
    let (code, out, error) = said(&tonghop(&["forms", path]));
    assert!(code == 0 && out.contains("41 biểu mẫu"), "{out}{error}");
    fill(&folder, "A01", 250, 240);
    fill(&folder, "A41", 7, 5);
    let (code, out, error) = said(&tonghop(&["merge", path]));
    assert!(code < 2 && out.contains("2/41 đơn vị đã gửi, 2 đã tổng hợp"), "{out}{error}");
    let result = folder.join("ket-qua/Tong-hop-2026-Q1.xlsx");
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?},data_only=True)['Chỉ tiêu']\n\
         rows=[[c.value for c in r] for r in s.iter_rows()]\n\
         total=next(i for i,r in enumerate(rows) if r[0]=='Tổng cộng')\n\
         assert rows[total][3:5]==[257,245], rows[total]\n\
         units=rows[total+1:]\n\
         assert [r[0] for r in units]==list(range(1,42)), units\n\
         assert units[0][1:5]==['Xã A01','Đã tổng hợp',250,240], units[0]\n\
         assert units[40][1:5]==['Xã A41','Đã tổng hợp',7,5], units[40]\n\
         assert units[1][1:3]==['Xã A02','Chưa gửi'], units[1]\n\
         codes=next(r for r in rows if r[3]=='01')\n\
         assert codes[4]=='02', codes\n\
         assert s.freeze_panes==s.cell(total+2,4).coordinate, s.freeze_panes\n\
         assert s.print_title_cols=='$A:$B' and s.print_title_rows.endswith(str(total+1)), s.print_title_rows\n",
        result.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (compared, differences) = crate::libreoffice::compare(&result);
    assert!(compared > 500 && differences.is_empty(), "{compared}: {differences:?}");
    let (code, out, error) = said(&tonghop(&["audit", result.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}{error}");
}
