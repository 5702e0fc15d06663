"""write.py FOLDER FILE.xlsx...: writes each file as FOLDER/<name>.xlsb and FOLDER/<name>.xml (SpreadsheetML 2003), two formats
that LibreOffice does not write or writes differently."""
import os
import sys

import spreadsheetml
import xlsb

for path in sys.argv[2:]:
    to = os.path.join(sys.argv[1], os.path.splitext(os.path.basename(path))[0])
    cells, values = xlsb.read(path)
    with open(to + ".xlsb", "wb") as file:
        file.write(xlsb.book(cells, values))
    with open(to + ".xml", "w", encoding="utf-8") as file:
        file.write(spreadsheetml.book(cells, values))
