//! Containers by their grammar: mails, mailboxes and archives as programs write them; what accompanies a return; pointers
//! to files; folders of systems.

use crate::mail::tables;
use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

fn python(script: &str, arguments: &[&Path]) {
    let done = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Packs each return of a period in another way. The functions for mails are in front of other scripts as well.
const PACK: &str = r#"
import sys,os,io,zipfile,base64
from email.message import EmailMessage
folder,out=sys.argv[1:3]
files=sorted(f for f in os.listdir(folder) if f.endswith('.xlsx'))
def data(name): return open(os.path.join(folder,name),'rb').read()
def mail(name,kind=('application','octet-stream'),sender='a@example.vn'):
    m=EmailMessage(); m['From']=sender; m['To']='b@example.vn'; m['Subject']='BC'
    m['Date']='Mon, 4 Oct 2021 09:12:00 +0700'; m.set_content('Kính gửi'); 
    m.add_attachment(data(name),maintype='application',subtype='octet-stream',filename=name)
    text=bytes(m)
    return text.replace(b'application/octet-stream','/'.join(kind).encode())
def attribute(level,number,content):
    return bytes([level])+number.to_bytes(4,'little')+len(content).to_bytes(4,'little')+content+(sum(content)&0xffff).to_bytes(2,'little')
def winmail(name):
    long=name.encode('utf-16-le')+b'\0\0'
    own=b'\1\0\0\0\x1f\0\x07\x37\1\0\0\0'+len(long).to_bytes(4,'little')+long+b'\0'*(-len(long)%4)
    parts=[(1,0x89006,b'\0\0\1\0'),(2,0x69002,bytes(14)),(2,0x18010,b'BIEU~1.XLS\0'),(2,0x6800f,data(name)),(2,0x69005,own)]
    return bytes.fromhex('789f3e220100')+b''.join(attribute(*part) for part in parts)
def rich(name):
    m=EmailMessage(); m['From']='a@example.vn'; m['Subject']='BC'; m['Date']='Mon, 4 Oct 2021 09:12:00 +0700'; m.set_content('Kính gửi')
    m.add_attachment(winmail(name),maintype='application',subtype='ms-tnef',filename='winmail.dat')
    return bytes(m)
def save(name,content): open(os.path.join(out,name),'wb').write(content)
def zipped(**entries):
    b=io.BytesIO()
    with zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED) as z:
        for n,c in entries.items(): z.writestr(n.replace('__','.'),c)
    return b.getvalue()
def tlv(tag,*parts):
    c=b''.join(parts); return bytes([tag,0x84])+len(c).to_bytes(4,'big')+c
def oid(last): return bytes([6,9,0x2a,0x86,0x48,0x86,0xf7,0x0d,1,7,last])
def signed(content):
    info=tlv(0x30,oid(1),tlv(0xa0,tlv(4,content)))
    return tlv(0x30,oid(2),tlv(0xa0,tlv(0x30,tlv(2,b'\x01'),tlv(0x31),info,tlv(0x31))))
"#;

const KINDS: &str = r#"
ways=[
 ('trong nén.zip',lambda n: zipped(**{'thu__eml':rich(n),'a/Thumbs__db':b'x'})),
 ('trạng thái.eml',lambda n: b'Status: RO\n'+mail(n)),
 ('phong bì.eml',lambda n: b'From a@example.vn Mon Oct  4 09:12:00 2021\n'+mail(n)),
 ('dấu đầu.eml',lambda n: b'\xef\xbb\xbf\r\n'+mail(n).replace(b'\n',b'\r\n')),
 ('mac cũ.eml',lambda n: mail(n).replace(b'\n',b'\r')),
 ('utf16.eml',lambda n: mail(n).decode('utf-8','replace').encode('utf-16')),
 ('apple.emlx',lambda n: b'%d      \n'%len(mail(n))+mail(n)+b'<?xml version="1.0"?>\n<plist/>\n'),
 ('chữ thường.eml',lambda n: mail(n,('text','plain'))),
 ('ký.eml',lambda n: (lambda m: m[:m.index(b'MIME-Version')]+b'MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'+base64.encodebytes(signed(m[m.index(b'Content-Type'):])))(mail(n))),
]
box=b''
for i,name in enumerate(files):
    if i<min(len(ways),len(files)-2): save(ways[i][0],ways[i][1](name))
    else: box+=b'From - Mon Oct  4 09:12:00 2021\n'+mail(name)+b'\n\n'
assert box.count(b'From - ')==2, len(files)
save('Inbox',box)
"#;

#[test]
fn mail_of_any_form_gives_the_same_figures() {
    let (_bare, bare) = campaign(&["2021-Q3"]);
    let (_keep, folder) = campaign(&[]);
    let inbox = folder.join("tra-loi/2021-Q3");
    fs::create_dir_all(&inbox).unwrap();
    python(&format!("{PACK}{KINDS}"), &[&sample().join("tra-loi/2021-Q3"), &inbox]);
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(one_line(&out).contains("10 đã tổng hợp"), "{out}");
    assert!(one_line(&out).contains("trong nén.zip › Thumbs.db: tệp phụ"), "{out}");
    assert!(one_line(&out).contains("lời thư; số liệu viết trong thư không được đọc"), "{out}");
    assert_eq!(tables(&folder), tables(&bare));
    let (code, out, _) = said(&tonghop(&["audit", folder.join("ket-qua/Tong-hop-2021-Q3.xlsx").to_str().unwrap()]));
    assert_eq!(code, 0, "{out}");
}

/// The same form as a single file web page, as Excel saves it: a list of sheets, a page of tabs, a page for each sheet.
const WEB: &str = r#"
import openpyxl,html,quopri
from datetime import datetime
name=[f for f in files if 'CDVC' in f][0]
book=openpyxl.load_workbook(os.path.join(folder,name),data_only=True)
def shown(v):
    if v is None: return ''
    return v.strftime('%d/%m/%Y') if isinstance(v,datetime) else html.escape(str(v))
def page(sheet):
    rows=''.join('<tr>'+''.join('<td>%s</td>'%shown(c.value) for c in r)+'</tr>\r\n' for r in sheet.iter_rows())
    return "<html><head><meta http-equiv=Content-Type content='text/html; charset=utf-8'></head><body><table>%s</table></body></html>"%rows
sheets=[s for s in book if s.sheet_state=='visible']
lists=''.join('<x:ExcelWorksheet><x:Name>%s</x:Name><x:WorksheetSource HRef="x_files/sheet%03d.htm"/></x:ExcelWorksheet>'%(s.title,i) for i,s in enumerate(sheets))
frame='<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><xml><x:ExcelWorkbook><x:ExcelWorksheets>%s</x:ExcelWorksheets></x:ExcelWorkbook></xml></head><frameset></frameset></html>'%lists
tabs='<html><body><table><tr>%s</tr></table></body></html>'%''.join('<td>%s</td>'%s.title for s in sheets)
def part(where,content,encoding):
    body=base64.encodebytes(content.encode()) if encoding=='base64' else quopri.encodestring(content.encode())
    return ('------=_P\r\nContent-Location: file:///C:/x_files/%s\r\nContent-Transfer-Encoding: %s\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'%(where,encoding)).encode()+body+b'\r\n'
def archive(encoding,head=''):
    parts=[part('../x.htm',frame,encoding),part('tabstrip.htm',tabs,encoding)]+[part('sheet%03d.htm'%i,page(s),encoding) for i,s in enumerate(sheets)]
    return (head+'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_P"\r\n\r\n').encode()+b''.join(parts)+b'------=_P--\r\n'
"#;

#[test]
fn single_file_web_page_is_read_with_all_its_sheets() {
    let (_bare, bare) = campaign(&[]);
    let inbox = bare.join("tra-loi/2021-Q3");
    fs::create_dir_all(&inbox).unwrap();
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"), inbox.join("BM01_2021-Q3_CDVC.xlsx")).unwrap();
    let figures = |folder: &Path| {
        let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        tables(folder)
    };
    let expected = figures(&bare);
    for (name, script) in [
        ("trang.mht", "save('trang.mht',archive('quoted-printable'))"),
        ("trang.mhtml", "save('trang.mhtml',archive('base64','From: <Saved by Blink>\\r\\nSubject: x\\r\\n'))"),
        ("nén.zip", "save('nén.zip',zipped(**{'trang__mht':archive('base64')}))"),
    ] {
        let (_keep, folder) = campaign(&[]);
        let inbox = folder.join("tra-loi/2021-Q3");
        fs::create_dir_all(&inbox).unwrap();
        python(&format!("{PACK}{WEB}{script}"), &[&sample().join("tra-loi/2021-Q3"), &inbox]);
        assert_eq!(figures(&folder), expected, "{name}");
    }
}

#[test]
fn web_page_of_several_files_is_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    fs::create_dir_all(inbox.join("x_files")).unwrap();
    let script = "save('x.htm',frame.encode())\nos.chdir(out)\nopen('x_files/sheet000.htm','w').write(page(sheets[0]))";
    python(&format!("{PACK}{WEB}{script}"), &[&sample().join("tra-loi/2021-Q3"), &inbox]);
    let (code, out, _) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
    let out = one_line(&out);
    assert!(code == 1 && out.contains("x.htm: Tệp là khung của trang web nhiều tệp"), "{out}");
    assert!(out.contains("Bỏ qua 2021-Q3/x_files/sheet000.htm: tệp con của trang web"), "{out}");
}

/// Returns the rows of "Nguồn": path and status.
fn listed(folder: &Path) -> Vec<(String, String)> {
    let out = folder.join("nguon.txt");
    let script = "import sys,openpyxl\ns=openpyxl.load_workbook(sys.argv[1])['Nguồn']\n\
         open(sys.argv[2],'w').write('\\n'.join(f'{r[2].value}\\t{r[10].value}' for r in s.iter_rows(min_row=5) if r[2].value))";
    python(script, &[&folder.join("ket-qua/Tong-hop-2021-Q3.xlsx"), &out]);
    let text = fs::read_to_string(&out).unwrap();
    text.lines().filter_map(|l| l.split_once('\t')).map(|(a, b)| (a.to_string(), b.to_string())).collect()
}

/// A cover letter, a scan, a photo and a note are no errors where the unit's return is, however they come.
#[test]
fn file_that_accompanies_a_return_is_a_note_beside_it() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    fs::write(inbox.join("Công văn LĐLĐ huyện Tân Uyên.pdf"), b"%PDF-1.4\n%%EOF").unwrap();
    fs::write(inbox.join("BM01_2021-Q3_CDVC.jpg"), b"\xFF\xD8\xFF\xE0 x").unwrap();
    fs::remove_file(inbox.join("BM01_2021-Q3_TP.xlsx")).unwrap();
    let script = "m=EmailMessage(); m['From']='a@example.vn'; m['Date']='Mon, 4 Oct 2021 09:12:00 +0700'; m.set_content('x')\n\
         m.add_attachment(data('BM01_2021-Q3_TP.xlsx'),maintype='application',subtype='octet-stream',filename='BM01_2021-Q3_TP.xlsx')\n\
         m.add_attachment(b'%PDF-1.4',maintype='application',subtype='pdf',filename='quet.pdf')\n\
         m.add_attachment(b'\\xff\\xd8\\xff',maintype='image',subtype='jpeg',filename='anh.jpg')\n\
         save('thu.eml',bytes(m))";
    python(&format!("{PACK}{script}"), &[&sample().join("tra-loi/2021-Q3"), &inbox]);
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let out = one_line(&out);
    assert!(!out.contains("D15") && out.contains("D70"), "{out}");
    let rows = listed(&folder);
    let of = |name: &str| rows.iter().position(|(file, _)| file.ends_with(name)).unwrap();
    for (name, unit) in
        [("Tân Uyên.pdf", "Tân Uyên"), ("CDVC.jpg", "Viên chức"), ("quet.pdf", "Thành Phố"), ("anh.jpg", "")]
    {
        assert!(rows[of(name)].1.starts_with("• Kèm theo báo cáo của") && rows[of(name)].1.contains(unit), "{rows:?}");
    }
    // Beside the return.
    assert_eq!(of("Tân Uyên.pdf"), of("TANUYEN.xlsx") + 1);
    let told = (of("quet.pdf"), of("anh.jpg"));
    assert!(told.0.abs_diff(of("TP.xlsx")) <= 2 && told.1.abs_diff(of("TP.xlsx")) <= 2, "{rows:?}");
    let (code, out, _) = said(&tonghop(&["audit", folder.join("ket-qua/Tong-hop-2021-Q3.xlsx").to_str().unwrap()]));
    assert_eq!(code, 0, "{out}");
}

/// A file that names nobody accompanies a return once every unit has reported.
#[test]
fn file_without_a_name_is_a_note_when_all_have_reported() {
    let (_keep, folder) = campaign(&["2021-Q4", "2022-Q1"]);
    fs::write(folder.join("tra-loi/2022-Q1/ghi chú.txt"), "Đã nhận đủ.\n").unwrap();
    let (_, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
    let out = one_line(&out);
    assert!(error.is_empty() && out.contains("11/11"), "{out}{error}");
    assert!(out.contains("• Thông tin D70 · quý I/2022 · 2022-Q1/ghi chú.txt") && !out.contains("D15"), "{out}");
}

/// Where the unit's return is missing, its scan is all that came: an error that names the unit.
#[test]
fn scan_instead_of_a_return_stays_an_error() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    fs::remove_file(inbox.join("BM01_2021-Q3_TANUYEN.xlsx")).unwrap();
    fs::write(inbox.join("BM01_2021-Q3_TANUYEN.pdf"), b"%PDF-1.4\n%%EOF").unwrap();
    fs::write(inbox.join("quét.jpg"), b"\xFF\xD8\xFF\xE0 x").unwrap();
    fs::write(inbox.join("CDVC.csv"), "ma;so\n1;2\n").unwrap();
    let (code, out, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    let out = one_line(&out);
    assert!(
        code == 1 && out.contains("✗ Lỗi D15 · LĐLĐ huyện Tân Uyên · quý III/2021 · 2021-Q3/BM01_2021-Q3_TANUYEN.pdf"),
        "{out}"
    );
    // Whose it is cannot be told, and a unit is missing.
    assert!(
        out.contains("▲ Cảnh báo D15 · quý III/2021 · 2021-Q3/quét.jpg")
            && out.contains("nếu là báo cáo của LĐLĐ huyện Tân Uyên"),
        "{out}"
    );
    // A table is never taken for a companion.
    assert!(out.contains("✗ Lỗi D15 · 2021-Q3/CDVC.csv"), "{out}");
}

/// Folders of synchronisers (Syncthing, GoodSync, Synology), recycle bins and systems.
const SYSTEM_FOLDERS: [&str; 8] = [
    ".stversions",
    "_gsdata_",
    "@eaDir",
    ".Trash-1000",
    "#recycle",
    "$RECYCLE.BIN",
    "System Volume Information",
    "__MACOSX",
];

#[test]
fn folders_of_systems_are_not_entered_and_listed() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let from = fs::read(inbox.join("BM01_2021-Q3_CDVC.xlsx")).unwrap();
    for name in SYSTEM_FOLDERS {
        fs::create_dir_all(inbox.join(name).join("sâu")).unwrap();
        // Another content, as an older version has.
        fs::write(inbox.join(name).join("sâu/BM01_2021-Q3_CDVC.xlsx"), [from.as_slice(), b"x"].concat()).unwrap();
    }
    for name in ["ehthumbs.db", "Icon\r", "BM01.xlsx:Zone.Identifier", "~WRL0001.tmp", "Thumbs.db"] {
        fs::write(inbox.join(name), b"x").unwrap();
    }
    fs::write(inbox.join("mac.xlsx"), b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ").unwrap();
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "-v"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let out = one_line(&out);
    assert!(!out.contains("K03") && !out.contains("D15") && out.contains("D71"), "{out}");
    for name in SYSTEM_FOLDERS {
        assert_eq!(out.matches(&format!("Bỏ qua 2021-Q3/{name}: thư mục")).count(), 1, "{name}: {out}");
    }
}

#[test]
fn pointer_to_a_file_is_named_with_what_to_ask_for() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let cases: [(&str, &[u8], &str); 6] = [
        ("a.gsheet", b"{\"doc_id\":\"1x\",\"email\":\"a@b\"}", "Tải xuống > Microsoft Excel"),
        ("b.url", b"[InternetShortcut]\r\nURL=https://example.vn/\r\n", "không gửi lối tắt"),
        (".c.xlsx.icloud", b"bplist00\xD3\x01_\x10\x12NSURLNameKey", "còn ở iCloud"),
        ("d.lnk", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F", "không gửi lối tắt"),
        ("e.webloc", b"<?xml version=\"1.0\"?><plist><dict><key>URL</key></dict></plist>", "không gửi lối tắt"),
        ("g.7z", b"7z\xBC\xAF\x27\x1C12", "Giải nén"),
    ];
    for (name, bytes, _) in &cases {
        fs::write(inbox.join(name), bytes).unwrap();
    }
    let script = "save('f.numbers',zipped(**{'Index/Document__iwa':b'x','Metadata/a__plist':b'x'}))";
    python(&format!("{PACK}{script}"), &[&inbox, &inbox]);
    let (code, out, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    let out = one_line(&out);
    assert_eq!(code, 1, "{out}");
    for (name, _, word) in cases.iter().copied().chain([("f.numbers", &b""[..], "Xuất sang > Excel")]) {
        let at = out.find(&format!("2021-Q3/{name}:")).unwrap_or_else(|| panic!("{name}: {out}"));
        let until = out[at..].find("Lỗi D15").map_or(out.len(), |end| at + end);
        assert!(out[at..until].contains(word), "{name}: {}", &out[at..until]);
    }
}

/// The bound on processor time holds for each file of an archive, not for all of them together.
#[test]
fn archive_of_many_returns_is_bounded_by_the_file() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let script = "import zipfile\nwith zipfile.ZipFile(sys.argv[2]+'/nhieu.zip','w',8) as z:\n\
                  \tfor i in range(40):\n\t\tfor f in files: z.writestr(f'{i}/{f}',data(f))\n\
                  for f in files: os.remove(os.path.join(folder,f))\n";
    python(&format!("{PACK}{script}"), &[&inbox, &inbox]);
    let words = ["merge", folder.to_str().unwrap(), "--limit", "file_seconds=1", "--format", "json"];
    let (code, out, error) = said(&tonghop(&words));
    assert!(code < 2 && !out.contains("file_seconds"), "{out}{error}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let units = fs::read_dir(sample().join("tra-loi/2021-Q3")).unwrap().map(|entry| entry.unwrap().path());
    let units = units.filter(|path| path.extension().is_some_and(|end| end == "xlsx")).count();
    assert_eq!(json["result"]["units"]["reported"].as_u64().unwrap(), units as u64, "{out}");
}
