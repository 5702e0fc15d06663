"""Writes a workbook as SpreadsheetML 2003 ("XML Spreadsheet 2003" in Excel) from openpyxl's reading: cached values, which
cells hold a formula, dates, merged ranges, hidden sheets, rows and columns, and comments. Number formats and colours are kept."""
import datetime
from xml.sax.saxutils import escape, quoteattr

import xlsb


def book(book, values=None):
    """The document. `values`: the same workbook read with data_only."""
    out = ['<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:'
           'schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
           'xmlns:x="urn:schemas-microsoft-com:office:excel">\n<Names><NamedRange ss:Name="a" '
           'ss:RefersTo="=BM01!R5C3"/></Names>']
    looks = xlsb.looks(book)
    out.append('<Styles><Style ss:ID="Default"/>')
    for at, (code, font, fill) in enumerate(looks):
        inside = '<Interior ss:Color="#%s" ss:Pattern="Solid"/>' % fill if fill else "<Interior/>"
        out.append('<Style ss:ID="s%d"><Font ss:Color="#%s"/>%s<NumberFormat ss:Format=%s/></Style>' % (at, font, inside, quoteattr(code)))
    out.append("</Styles>\n")
    for sheet in book:
        out.append("<Worksheet ss:Name=%s><Table>" % quoteattr(sheet.title))
        for column in sorted((d for d in sheet.column_dimensions.values() if d.hidden), key=lambda d: d.min):
            out.append('<Column ss:Index="%d" ss:Span="%d" ss:Hidden="1"/>' % (column.min, column.max - column.min))
        merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            cells = [c for c in row if c.value is not None]
            if not cells:
                continue
            out.append('<Row ss:Index="%d"%s>' % (row[0].row, ' ss:Hidden="1"' if sheet.row_dimensions[row[0].row].hidden else ""))
            for c in cells:
                v, formula = c.value, ""
                if c.data_type == "f":
                    # The formula's text is not used: any reference will do.
                    formula, v = ' ss:Formula="=R1C1"', values[sheet.title][c.coordinate].value if values else 4
                r = merged.get((c.row, c.column))
                look = xlsb.look_of(c)
                m = ' ss:StyleID="s%d"' % looks.index(look) if look in looks else ""
                m += ' ss:MergeAcross="%d" ss:MergeDown="%d"' % (r.max_col - r.min_col, r.max_row - r.min_row) if r else ""
                if v is None:
                    out.append('<Cell ss:Index="%d"%s%s/>' % (c.column, m, formula))
                    continue
                if isinstance(v, bool):
                    t, v = "Boolean", int(v)
                elif isinstance(v, (int, float)):
                    t = "Number"
                elif isinstance(v, (datetime.datetime, datetime.date)):
                    t, v = "DateTime", v.isoformat()
                else:
                    t, v = "String", escape(v).replace("\n", "&#10;")
                note = '<Comment><ss:Data><B>Người gửi:</B><Font>%s</Font></ss:Data></Comment>' % escape(c.comment.text) if c.comment else ""
                out.append('<Cell ss:Index="%d"%s%s><Data ss:Type="%s">%s</Data>%s</Cell>' % (c.column, m, formula, t, v, note))
            out.append("</Row>\n")
        state = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
        out.append("</Table>%s</Worksheet>\n" % (state if sheet.sheet_state != "visible" else ""))
    return "".join(out) + "</Workbook>\n"
