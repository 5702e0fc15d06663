#!/bin/sh
# saved.sh BINARY WORKBOOK CAMPAIGN: saves a workbook by ExcelJS and SheetJS (npm packages, in a folder of their own that is deleted) and by openpyxl,
# and audits each. There must be no difference; what each program loses is in the report.
set -eu
[ $# -eq 3 ] || { sed -n 2,3p "$0" >&2; exit 2; }
binary=$(realpath "$1") book=$(realpath "$2") campaign=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > npm.log
npm install exceljs xlsx >> npm.log 2>&1 || { cat npm.log >&2; exit 1; }
cat > save.js <<'JS'
const sheetjs = require('xlsx'), exceljs = require('exceljs')
const source = process.argv[2]
const options = { cellFormula: true, cellStyles: true, cellNF: true }
async function main() {
  const book = new exceljs.Workbook()
  await book.xlsx.readFile(source)
  await book.xlsx.writeFile('exceljs.xlsx')
  sheetjs.writeFile(sheetjs.readFile(source, options), 'sheetjs.xlsx', { cellStyles: true, compression: true })
}
main()
JS
node save.js "$book"
/usr/bin/python3 -W ignore -c 'import openpyxl, sys; openpyxl.load_workbook(sys.argv[1]).save("openpyxl.xlsx")' "$book"
failed=0
for file in exceljs sheetjs openpyxl; do
  "$binary" -C "$campaign" audit "$file.xlsx" || failed=1
done
exit $failed
