#!/usr/bin/env bash
# docs/windows.sh [FOLDER]: makes the release for Windows (release/, little optimised, to save time), unzips it and runs the program
# under Wine beside the Linux program. Every command must print the same and write the same bytes. For Debian 12; installs what it
# needs. It is not part of the tests of each change: from nothing it takes half an hour on two cores. The release and the program
# are left in FOLDER (target/windows). What each step shows: docs/windows.md.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-target/windows}")
if ! command -v wine > /dev/null; then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends wine wine64 > /dev/null
fi
python3 release/release.py "$folder/release" --only windows --fast
rm -rf "$folder/unzipped"
python3 -m zipfile -e "$folder"/release/tonghop-*-windows-x64.zip "$folder/unzipped"
unzipped=$(echo "$folder"/unzipped/*)
cargo build --locked
exe=$unzipped/tonghop.exe own=$PWD/target/debug/tonghop
x86_64-w64-mingw32-objdump -p "$exe" | sed -n 's/^\s*DLL Name: /needs /p' | sort -u

# Wine gets a prefix of its own. Wine 8 lacks the library of Windows 10 that std takes random bytes from.
export WINEPREFIX=$folder/wine WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8
if [ ! -d "$WINEPREFIX" ]; then
  wine wineboot -i > /dev/null 2>&1 || true
  wineserver -w 2> /dev/null || /usr/lib/wine/wineserver64 -w || true
fi
x86_64-w64-mingw32-gcc -O2 -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
  docs/windows/bcryptprimitives.c -ladvapi32
for tool in hold explorer; do
  x86_64-w64-mingw32-gcc -municode -O2 -o "$folder/$tool.exe" "docs/windows/$tool.c"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
fail() { echo "NOT the same: $*"; bad=1; }
# Prints a file with paths as Linux shows them; JSON doubles the separators of Windows.
plain() { tr -d '\r' < "$1" | sed 's#\\\\#/#g' | tr '\\' / | sed "s#Z:$work/windows#$work/linux#g"; }
# both WORDS…: runs the same command in both copies of the campaign.
both() {
  local one=0 two=0
  (cd "$work/windows"; timeout 300 wine "$exe" "$@" > "$work/1" 2> "$work/2") || one=$?
  (cd "$work/linux"; "$own" "$@" > "$work/3" 2> "$work/4") || two=$?
  if [ $one = $two ] && [ "$(plain "$work/1")" = "$(cat "$work/3")" ] && [ "$(plain "$work/2")" = "$(cat "$work/4")" ]
  then echo "same: $* (exit $one)"
  else fail "$*"; diff <(plain "$work/1") "$work/3" || true; diff <(plain "$work/2") "$work/4" || true; fi
}
# keys ANSWERS WORDS…: the same with answers from a pipe.
keys() {
  local answers=$1 one=0 two=0; shift
  (cd "$work/windows"; printf "$answers" | timeout 300 wine "$exe" "$@" > "$work/1" 2> "$work/2") || one=$?
  (cd "$work/linux"; printf "$answers" | "$own" "$@" > "$work/3" 2> "$work/4") || two=$?
  if [ $one = $two ] && [ "$(plain "$work/1")" = "$(cat "$work/3")" ] && [ "$(plain "$work/2")" = "$(cat "$work/4")" ]
  then echo "same: $* with keys (exit $one)"
  else fail "$*"; diff <(plain "$work/1") "$work/3" || true; diff <(plain "$work/2") "$work/4" || true; fi
}
trees() { if diff -rq "$work/windows" "$work/linux"; then echo "same files, to the byte"; else fail files; fi; }

for copy in windows linux; do
  cp -r samples/277-lai-chau "$work/$copy"
  rm -rf "$work/$copy/ket-qua"
done
both merge .
both check "tra-loi/2021-Q4/LĐLĐ Mường Tè gửi BC quý IV.xlsx"
both check tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx --format xlsx --output phat-hien.xlsx
both audit ket-qua/Tong-hop-2022-Q1.xlsx
both forms .
both export .
both export . --format json
both up .
both explain R10
both explain "'Tổng hợp'!I23"
both init mới
both forms mới
for copy in windows linux; do cp "$work/$copy/mới/bieu-mau/2021-Q3/"* "$work/$copy/mới/tra-loi/2021-Q3/"; done
both merge mới
both check nowhere.xlsx
both check 'tra-loi/2021-Q3/*.xlsx'
both --help
# The menu, with answers from a pipe: forms, status, merge, a key that does nothing; then replies, a period, publish.
keys '2\n4\n1\nx\n0\n' menu mới
keys '1\n3\n8\nQuý III/2021\n5\n1\n0\n' menu
trees

# Names in the other form of accents, as a Mac or a synchroniser writes them: folders and files of the returns.
for copy in windows linux; do python3 docs/windows/nfd.py "$work/$copy/tra-loi"; done
both merge .
trees

# Careless returns.
/usr/bin/python3 tests/messy/messy.py samples/277-lai-chau/tra-loi "$work/messy" > "$work/list"
for copy in windows linux; do cp -r "$work/messy" "$work/$copy/tra-loi/2021-Q3/messy"; done
both merge .
for copy in windows linux; do rm -rf "$work/$copy/tra-loi/2021-Q3/messy"; done

# A hundred hostile files among good ones: each is read in a worker, which may crash.
python3 tests/hostile/hostile.py samples/277-lai-chau/tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx "$work/lạ" > "$work/list"
# Needs more than a worker's heap on Windows, less than its address space on Linux: refused on both, for different reasons.
rm "$work/lạ/xlsb-dai.xlsb"
for copy in windows linux; do cp -r "$work/lạ" "$work/$copy/tra-loi/lạ"; done
# The Linux program is a debug build.
both merge . --limit file_seconds=120
trees

# A result that another program has open, as Excel does: each command names it and what to close, and it stays as it was.
rm -rf "$work/windows/tra-loi/lạ"
# held FILE WORDS…
held() {
  local file=$1 before code=0 holder; shift
  before=$(sha256sum < "$work/windows/$file")
  (cd "$work/windows"; exec wine "$folder/hold.exe" "$file" 25) & holder=$!
  sleep 4
  (cd "$work/windows"; timeout 300 wine "$exe" "$@" > "$work/1" 2> "$work/2") || code=$?
  if [ $code = 2 ] && tr -d '\r\n ' < "$work/2" | grep -q "Hãyđóngtệpđangmởtrong" && [ "$before" = "$(sha256sum < "$work/windows/$file")" ]
  then echo "held open: $* says so, and the file stays"; else fail "$* with $file held open, exit $code"; cat "$work/2"; fi
  wait $holder
}
(cd "$work/windows"; for command in report up feedback; do wine "$exe" $command . --quiet > /dev/null 2>&1 || true; done)
result=ket-qua/Tong-hop-2022-Q1.xlsx
held $result merge .
held $result publish .
held "$(cd "$work/windows"; ls ket-qua/*.docx | head -1)" report .
held "$(cd "$work/windows"; ls ket-qua/Gui-cap-tren-*.xlsx | head -1)" up .
held "$(cd "$work/windows"; ls phan-hoi/*/Tom-tat.xlsx | head -1)" feedback .
held "$(cd "$work/windows"; ls -d ket-qua/xuat/*/* ket-qua/*.csv ket-qua/*/*.csv 2> /dev/null | head -1)" export .
held "$(cd "$work/windows"; ls bieu-mau/*/*.xlsx | head -1)" forms . --force

# A drive that stands for a folder, as network drives are used: the campaign is the root of the drive.
ln -sfn "$work/windows" "$WINEPREFIX/dosdevices/w:"
(cd "$work/linux"; "$own" merge . --quiet > /dev/null) || true
rm -f "$work/windows/$result"
wine "$exe" merge 'W:\' --quiet > /dev/null || true
if cmp "$work/windows/$result" "$work/linux/$result"; then echo "a mapped drive: the same"; else fail "a mapped drive"; fi

# A path beyond 260 characters.
long=$work/windows
for i in 1 2 3 4 5 6; do long=$long/thư-mục-dài-thứ-$i-$(printf 'x%.0s' {1..40}); done
mkdir -p "$long"
cp -r samples/277-lai-chau/{ke-hoach.toml,phu-luc.tsv,tra-loi} "$long"
wine "$exe" merge "Z:$long" --quiet > /dev/null || true
if [ -s "$long/$result" ]; then echo "long path (${#long}): written"; else fail "long path"; fi

# Started from the desktop: the window, the menu, what is dropped.
if python3 docs/windows/window.py "$folder" "$exe" "$work/windows"; then echo "the window waits"; else fail "the window"; fi
[ $bad = 0 ] && echo "all the same"
exit $bad
