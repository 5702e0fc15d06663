#!/bin/sh
# docs/render.sh WORKBOOK FOLDER [DPI]: prints a workbook as pictures, one PNG a page.
# Needs LibreOffice Calc and pdftoppm (Debian: libreoffice-calc, poppler-utils). LibreOffice runs with its own settings,
# so that a fault that its users meet shows here; figures are printed as in Vietnam (2.136).
set -eu
[ $# -ge 2 ] || { sed -n 2,4p "$0" >&2; exit 2; }
book=$1 folder=$2 dpi=${3:-80}
[ -f "$book" ] || { echo "no file $book" >&2; exit 2; }
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/profile/user"
cat > "$work/profile/user/registrymodifications.xcu" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>
XML
cp "$book" "$work/book.xlsx"
timeout 180 soffice "-env:UserInstallation=file://$work/profile" --headless --norestore \
  --convert-to pdf --outdir "$work" "$work/book.xlsx" > "$work/log" 2>&1 < /dev/null || true
[ -s "$work/book.pdf" ] || { cat "$work/log" >&2; echo "nothing could be printed of $book" >&2; exit 1; }
name=$(basename "$book" .xlsx)
pdftoppm -r "$dpi" -png "$work/book.pdf" "$folder/$name"
ls "$folder/$name"-*.png
