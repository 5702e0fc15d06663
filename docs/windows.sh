#!/usr/bin/env bash
# docs/windows.sh [FOLDER]: builds tonghop.exe for 64-bit Windows and runs it under Wine beside the Linux program. Every command must
# print the same and write the same bytes. For Debian 12; installs what it needs. It is not part of the tests of each change: from
# nothing it takes a quarter of an hour on two cores. The .exe is left in FOLDER (target/windows). It is built without link-time
# optimisation, to save time. What each step shows: docs/windows.md.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-target/windows}")
if ! command -v x86_64-w64-mingw32-gcc wine > /dev/null || [ ! -d /usr/lib/rustlib/src/rust/library ]; then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends \
    rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 wine wine64 > /dev/null
fi

# Debian's Rust builds std from its own source; no other installed toolchain has a std for Windows.
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc \
  /usr/bin/cargo build --locked --release -Zbuild-std=std,panic_unwind --target x86_64-pc-windows-gnu \
  --target-dir "$folder" --config profile.release.lto=false --config profile.release.codegen-units=16
cargo build --locked
exe=$folder/tonghop.exe own=$PWD/target/debug/tonghop
cp "$folder/x86_64-pc-windows-gnu/release/tonghop.exe" "$exe"
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
# Prints a file with paths as Linux shows them.
plain() { tr -d '\r' < "$1" | tr '\\' / | sed "s#Z:$work/windows#$work/linux#g"; }
# both WORDS…: runs the same command in both copies of the campaign.
both() {
  local one=0 two=0
  (cd "$work/windows"; timeout 300 wine "$exe" "$@" > "$work/1" 2> "$work/2") || one=$?
  (cd "$work/linux"; "$own" "$@" > "$work/3" 2> "$work/4") || two=$?
  if [ $one = $two ] && [ "$(plain "$work/1")" = "$(cat "$work/3")" ] && [ "$(plain "$work/2")" = "$(cat "$work/4")" ]
  then echo "same: $* (exit $one)"
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
trees

# A hundred hostile files among good ones: each is read in a worker, which may crash.
python3 tests/hostile/hostile.py samples/277-lai-chau/tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx "$work/lạ" > "$work/list"
# Needs more than a worker's heap on Windows, less than its address space on Linux: refused on both, for different reasons.
rm "$work/lạ/xlsb-dai.xlsb"
for copy in windows linux; do cp -r "$work/lạ" "$work/$copy/tra-loi/lạ"; done
# The Linux program is a debug build.
both merge . --limit file_seconds=120
trees

# A result that another program has open, as Excel does.
result=ket-qua/Tong-hop-2022-Q1.xlsx
rm -rf "$work/windows/tra-loi/lạ"
before=$(sha256sum < "$work/windows/$result")
(cd "$work/windows"; exec wine "$folder/hold.exe" "$result" 8) & holder=$!
sleep 3
code=0
(cd "$work/windows"; wine "$exe" merge . > "$work/1" 2> "$work/2") || code=$?
if [ $code = 2 ] && grep -q "Hãy đóng tệp đang mở trong Excel" "$work/2" && [ "$before" = "$(sha256sum < "$work/windows/$result")" ]
then echo "held open: told, and the old result stays"; else fail "held open, exit $code"; cat "$work/2"; fi
wait $holder

# A path beyond 260 characters.
long=$work/windows
for i in 1 2 3 4 5 6; do long=$long/thư-mục-dài-thứ-$i-$(printf 'x%.0s' {1..40}); done
mkdir -p "$long"
cp -r samples/277-lai-chau/{ke-hoach.toml,phu-luc.tsv,tra-loi} "$long"
wine "$exe" merge "Z:$long" --quiet > /dev/null || true
if [ -s "$long/$result" ]; then echo "long path (${#long}): written"; else fail "long path"; fi

# Started from the desktop the program waits for Enter; started by another program it does not.
if python3 docs/windows/window.py "$folder" "$exe"; then echo "the window waits"; else fail "the window"; fi
[ $bad = 0 ] && echo "all the same"
exit $bad
