//! Returns as they come in: in e-mails, nested e-mails and archives. The figures equal those of the plain files.

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Packs the returns of a period: all but the last three in e-mails of two, then one in a forwarded e-mail, one in a
/// .zip in an e-mail, one in a .zip.
const PACK: &str = r#"
import sys,os,zipfile,io
from email.message import EmailMessage
folder,out=sys.argv[1:]
files=sorted(os.listdir(folder))
def mail(subject,sender):
    m=EmailMessage(); m['From']=sender; m['To']='ldld@example.vn'; m['Subject']=subject
    m['Date']='Mon, 4 Oct 2021 09:12:00 +0700'; m.set_content('Kính gửi LĐLĐ tỉnh'); return m
def attach(m,name,data=None):
    data=data or open(os.path.join(folder,name),'rb').read()
    m.add_attachment(data,maintype='application',subtype='octet-stream',filename=name)
def save(m,name): open(os.path.join(out,name),'wb').write(bytes(m))
def zipped(name):
    b=io.BytesIO()
    with zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED) as z: z.write(os.path.join(folder,name),'bao cao/'+name)
    return b.getvalue()
bare,three=files[:-3],files[-3:]
for i in range(0,len(bare),2):
    m=mail('BC quý III/2021','Công đoàn %d <cd%d@example.vn>'%(i,i))
    for name in bare[i:i+2]: attach(m,name)
    m.add_attachment(b'\x89PNG\r\n\x1a\n...',maintype='image',subtype='png',filename='chữ ký.png')
    save(m,'thư %d.eml'%i)
inner=mail('BC','Người gửi trước <a@example.vn>'); attach(inner,three[0])
outer=mail('Fwd: BC quý III','Người chuyển <b@example.vn>'); outer.add_attachment(inner); save(outer,'chuyển tiếp.eml')
m=mail('Gửi tệp nén','Nén <c@example.vn>'); attach(m,'phieu.zip',zipped(three[1])); save(m,'nén.eml')
open(os.path.join(out,'gửi bằng USB.zip'),'wb').write(zipped(three[2]))
"#;

pub(crate) fn tables(folder: &Path) -> [Vec<Vec<String>>; 2] {
    let out = folder.join("bang");
    let (path, to) = (folder.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(said(&tonghop(&["export", path, "--internal", "--format", "csv", "--output", to])).0, 0);
    ["so-lieu", "cot-tinh"].map(|name| {
        let mut reader = csv::Reader::from_path(out.join(format!("{name}.csv"))).unwrap();
        let file = reader.headers().unwrap().iter().position(|h| h == "file");
        let row = |r: csv::StringRecord| {
            r.iter().enumerate().filter(|(i, _)| Some(*i) != file).map(|(_, t)| t.to_string()).collect()
        };
        reader.records().map(|r| row(r.unwrap())).collect()
    })
}

#[test]
fn packed_returns_give_the_same_figures() {
    let (_bare, bare) = campaign(&["2021-Q3"]);
    let (_keep, folder) = campaign(&[]);
    fs::create_dir_all(folder.join("tra-loi/2021-Q3")).unwrap();
    let python = Command::new("/usr/bin/python3")
        .args(["-c", PACK])
        .arg(sample().join("tra-loi/2021-Q3"))
        .arg(folder.join("tra-loi/2021-Q3"))
        .output()
        .unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["merge", path, "-v"]));
    assert_eq!((code, error.as_str()), (said(&tonghop(&["merge", bare.to_str().unwrap()])).0, ""), "{out}");
    // A picture that is attached accompanies the returns.
    assert!(out.contains("chữ ký.png") && out.contains("D70") && !out.contains("D15"), "{out}");
    let (mine, theirs) = (tables(&folder), tables(&bare));
    let counts = (mine[0].len(), mine[1].len());
    assert!(counts.0 > 300 && counts.1 > 300, "{counts:?}");
    assert_eq!(mine, theirs);
    // "Nguồn" shows the sender and links to the e-mail; an audit finds the same files.
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?})['Nguồn']\n\
         rows={{r[2].value:r for r in s.iter_rows(min_row=5) if r[2].value}}\n\
         fwd=[r for n,r in rows.items() if n.startswith('2021-Q3/chuyển tiếp.eml › ')]\n\
         assert len(fwd)==1 and fwd[0][6].value=='Người gửi trước <a@example.vn>', fwd\n\
         assert fwd[0][5].value=='2021-10-04 09:12:00+07:00' and 'BC' in fwd[0][6].comment.text\n\
         assert fwd[0][1].hyperlink.target.endswith('.eml'), fwd[0][1].hyperlink.target\n\
         assert any(n.startswith('2021-Q3/nén.eml › phieu.zip › ') for n in rows), list(rows)\n\
         assert any(n.startswith('2021-Q3/gửi bằng USB.zip › ') for n in rows), list(rows)\n",
        result.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (code, out, _) = said(&tonghop(&["audit", result.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}");
}

#[test]
fn email_without_returns_is_reported() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let mail =
        "From: a@example.vn\nSubject: BC\nDate: Mon, 4 Oct 2021 09:12:00 +0700\n\nSố liệu quý này: 5 đoàn viên.\n";
    fs::write(folder.join("tra-loi/2021-Q3/chỉ có chữ.eml"), mail).unwrap();
    let (code, out, error) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    let whole = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(whole.contains("chỉ có chữ.eml: Thư không có tệp Excel nào"), "{out}");
}
