//! Returns typed in legacy (pre-Unicode) fonts give the same figures, unit and rosters, with one warning.

use crate::formats::{one, plan};
use crate::merge::sample;
use std::fs;
use std::process::Command;
use tonghop::model::amount::Amount;

/// Re-encodes every text of a workbook: TCVN3 with iconv, VNI with a small table. TCVN3 has no capitals with a tone:
/// they become small letters, which the fonts that end in H show as capitals.
const REWRITE: &str = r#"
import sys,subprocess,unicodedata,openpyxl
source,target,kind=sys.argv[1:]
def tcvn3(text):
    out=[]
    for c in text:
        for t in (c,c.lower()):
            r=subprocess.run(['iconv','-f','UTF-8','-t','TCVN5712-1'],input=t.encode(),capture_output=True)
            if r.returncode==0 and len(r.stdout)==1 and r.stdout[0]>=32: out.append(r.stdout.decode('latin-1')); break
        else: out.append(c)
    return ''.join(out)
MARK={'\u0301':'ù','\u0300':'ø','\u0309':'û','\u0303':'õ','\u0323':'ï','\u0302':'â','\u0306':'ê',
 '\u0302\u0301':'á','\u0302\u0300':'à','\u0302\u0309':'å','\u0302\u0303':'ã','\u0302\u0323':'ä',
 '\u0306\u0301':'é','\u0306\u0300':'è','\u0306\u0309':'ú','\u0306\u0303':'ü','\u0306\u0323':'ë'}
WHOLE={'đ':'ñ','Đ':'Ñ','í':'í','ì':'ì','ỉ':'æ','ĩ':'ó','ị':'ò','ỵ':'î','Í':'Í','Ì':'Ì'}
def vni(text):
    out=[]
    for c in unicodedata.normalize('NFC',text):
        if c in WHOLE: out.append(WHOLE[c]); continue
        parts=unicodedata.normalize('NFD',c)
        base,marks=parts[0],parts[1:]
        if '\u031b' in marks:
            base={'o':'ô','O':'Ô','u':'ö','U':'Ö'}[base]; marks=marks.replace('\u031b','')
        marks=''.join(sorted(marks,key=lambda m:m not in '\u0302\u0306'))
        if marks and marks not in MARK: out.append(c); continue
        out.append(base+(MARK[marks] if marks else ''))
    return ''.join(out)
cache={}
def change(text):
    if text not in cache: cache[text]={'tcvn3':tcvn3,'vni':vni}[kind](text)
    return cache[text]
book=openpyxl.load_workbook(source,data_only=True)
for name in book.sheetnames:
    if name in ('Kiểm tra','Đối chiếu'): del book[name]
for sheet in book:
    for row in sheet.iter_rows():
        for c in row:
            if isinstance(c.value,str) and not c.value.isascii():
                c.value=change(c.value)
                c.font=openpyxl.styles.Font(name='.VnTime' if kind=='tcvn3' else 'VNI-Times')
book.save(target)
"#;

#[test]
fn legacy_fonts_give_the_same_figures() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let from = sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let original = one(&from, &plan);
    for kind in ["tcvn3", "vni"] {
        let file = keep.path().join(format!("{kind}.xlsx"));
        let python = Command::new("/usr/bin/python3")
            .args(["-W", "ignore", "-c", REWRITE])
            .arg(&from)
            .arg(&file)
            .arg(kind)
            .output()
            .unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
        assert!(fs::metadata(&file).unwrap().len() > 1000);
        let read = one(&file, &plan);
        assert_eq!((&read.unit, read.period, read.number), (&original.unit, original.period, original.number));
        let fold = |a: &Amount| match a {
            Amount::Text(text) => Amount::Text(text.to_lowercase().into()),
            other => other.clone(),
        };
        let mut texts = 0;
        for (name, figure) in &original.figures {
            let mine = read.figures.get(name).unwrap_or_else(|| panic!("{kind}: {name}"));
            assert_eq!(fold(&mine.amount), fold(&figure.amount), "{kind}: {name}");
            texts += usize::from(matches!(&figure.amount, Amount::Text(t) if !t.is_ascii()));
        }
        assert!(texts >= 3, "{texts}");
        for (mine, theirs) in read.rosters.iter().zip(&original.rosters) {
            let cells = |r: &tonghop::model::submission::RosterRows| -> Vec<Vec<Amount>> {
                r.rows.iter().map(|row| row.cells.iter().map(&fold).collect()).collect()
            };
            assert_eq!(cells(mine), cells(theirs), "{kind}: {}", theirs.sheet);
        }
        let codes = |s: &tonghop::model::submission::Submission| -> Vec<String> {
            // Titles in capitals that the encoding has lost are notes.
            s.findings.iter().map(|f| f.code.clone()).filter(|c| c != "D02" && c != "D57").collect()
        };
        let mut expected = codes(&original);
        expected.push("D19".to_string());
        assert_eq!(codes(&read), expected, "{kind}");
        assert!(read.traces.iter().filter(|t| t.why.vi.contains("phông")).count() > 50);
    }
}
