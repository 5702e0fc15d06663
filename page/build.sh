#!/usr/bin/env bash
# page/build.sh [OUT.html]: builds the offline page without a campaign (target/page/trang-kiem-tra.html). For Debian 12 with Node.js
# 20; installs what it needs. Debian's Rust builds std for WASI from its own source; no other installed toolchain has one.
# TONGHOP_PAGE_FAST=1 leaves out link-time optimisation, for trying. wasm-opt is not used: of this program packed by xz it saves nothing.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m "${1:-../target/page/trang-kiem-tra.html}")
target=$(realpath -m ../target/page)
need=()
[ -d /usr/lib/rustlib/src/rust/library ] || need+=(rustc-web cargo-web rust-web-src)
command -v wasm-ld-22 > /dev/null || need+=(lld-22)
command -v xz > /dev/null || need+=(xz-utils)
command -v npm > /dev/null || need+=(nodejs npm)
[ -f /usr/lib/wasm32-wasi/libc.a ] || need+=(wasi-libc)
if [ ${#need[@]} -gt 0 ]; then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" > /dev/null
fi
[ -d node_modules ] || npm ci --no-audit --no-fund --ignore-scripts --silent

# A trap is told by the page, so that no text of a panic is needed: they are a tenth of the program.
flags="-C link-self-contained=no -Z unstable-options -C panic=immediate-abort -Z location-detail=none"
flags+=" --remap-path-prefix=$(realpath ..)=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
fast=()
[ -z "${TONGHOP_PAGE_FAST:-}" ] || fast=(--config profile.page.lto=false --config profile.page.codegen-units=16)
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_WASIP1_LINKER=wasm-ld-22 \
  CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS=$flags \
  /usr/bin/cargo build --locked --profile page -p tonghop-page -Zbuild-std=std,panic_abort \
  -Zbuild-std-features=optimize_for_size --target wasm32-wasip1 \
  --target-dir "$target" "${fast[@]}"
program=$target/wasm32-wasip1/page/tonghop-page.wasm
mkdir -p "$(dirname "$out")"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' ../Cargo.toml | head -1)
node bundle.mjs "$program" "$out" "$version"
