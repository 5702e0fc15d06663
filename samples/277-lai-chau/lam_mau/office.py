"""Uses LibreOffice as the other program that changes files: it saves a form again, or moves rows and columns first."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FILTER = "Calc MS Excel 2007 XML"
# An officer inserts lines at the top, above the table and in the middle of it, and moves "Ghi chú" to the left of
# "Số lượng", which leaves an empty column.
MOVE = """
Sub Move(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim book As Object, sheet As Object
  book = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  sheet = book.Sheets.getByName("BM01")
  sheet.unprotect("")
  Dim head As Long, note As Long, figure As Long, code As Long, middle As Long, last As Long, r As Long, c As Long
  Dim cursor As Object
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  last = cursor.RangeAddress.EndRow
  head = -1
  For r = 0 To last
    For c = 0 To 15
      If sheet.getCellByPosition(c, r).String = "Mã số" Then
        head = r
        code = c
      End If
      If head = r And sheet.getCellByPosition(c, r).String = "Số lượng" Then figure = c
      If head = r And sheet.getCellByPosition(c, r).String = "Ghi chú" Then note = c
    Next c
    If head >= 0 Then Exit For
  Next r
  For r = head + 1 To last
    If sheet.getCellByPosition(code, r).String = "26" Then middle = r
  Next r
  sheet.Columns.insertByIndex(figure, 1)
  REM Only the heading and the notes change places; nothing of the letterhead.
  For r = head To last
    If Not sheet.getCellByPosition(note + 1, r).IsMerged And sheet.getCellByPosition(code, r).String <> "" Then
      sheet.getCellByPosition(figure, r).String = sheet.getCellByPosition(note + 1, r).String
      sheet.getCellByPosition(note + 1, r).String = ""
    End If
  Next r
  sheet.Rows.insertByIndex(middle, 2)
  sheet.getCellByPosition(1, middle).String = "Ghi thêm: đã đối chiếu với Công đoàn cơ sở"
  sheet.Rows.insertByIndex(head, 1)
  sheet.Rows.insertByIndex(0, 1)
  sheet.getCellByPosition(1, 0).String = "Bản in của LĐLĐ huyện"
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "%s"
  book.storeToURL(ConvertToURL(target), saved())
  book.close(True)
End Sub
""" % FILTER
XBA = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Sample" script:language="StarBasic">%s</script:module>
"""
XLB = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Sample"/></library:library>
"""

def run(work: Path, arguments: list[str]):
    """Runs LibreOffice once with a profile of its own."""
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--norestore", "--nologo"]
    done = subprocess.run(command + arguments, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def save_again(paths: list[Path]):
    """Opens every file and saves it as .xlsx, in one run of LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        log = run(work, ["--convert-to", f"xlsx:{FILTER}", "--outdir", str(work / "out"), *map(str, paths)])
        for path in paths:
            made = work / "out" / path.name
            assert made.is_file() and made.stat().st_size > 0, f"LibreOffice wrote nothing for {path}: {log}"
            shutil.copyfile(made, path)


def move(path: Path):
    """Inserts rows and columns and moves a column, as MOVE says."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source, target = work / "in.xlsx", work / "out.xlsx"
        shutil.copyfile(path, source)
        # The first start writes the profile; only after that does the profile keep our macro.
        run(work, ["--terminate_after_init"])
        basic = work / "profile" / "user" / "basic" / "Standard"
        (basic / "script.xlb").write_text(XLB, encoding="utf-8")
        source_text = MOVE.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        (basic / "Sample.xba").write_text(XBA % source_text, encoding="utf-8")
        log = run(work, [f'macro:///Standard.Sample.Move("{source}","{target}")'])
        assert target.is_file(), f"LibreOffice wrote nothing for {path}: {log}"
        shutil.copyfile(target, path)
