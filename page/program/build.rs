//! Arguments of the linker for WASI: Debian's C library, a large stack, and a memory that the page hands in, so that the page
//! decides how much an instance may use.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("wasi") {
        return;
    }
    // The start of the program and the C library of Debian's package wasi-libc.
    let library = "/usr/lib/wasm32-wasi";
    for argument in [
        format!("-L{library}"),
        format!("{library}/crt1-command.o"),
        "-zstack-size=16777216".to_string(),
        "--import-memory".to_string(),
        "--export-memory".to_string(),
        // page/src/program.js has the same number.
        "--initial-memory=33554432".to_string(),
        "--max-memory=4294967296".to_string(),
    ] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
