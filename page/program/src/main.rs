//! The program for the offline page: the command line of tonghop, compiled for WASI. It has no command, format or rule of its
//! own, so that the page gives what the command line gives.
//!
//! Debian's C library for WASI is older than the standard library expects. `libc` has the functions that it lacks.

#[cfg(target_os = "wasi")]
mod libc;

use std::process::ExitCode;

fn main() -> ExitCode {
    tonghop::cli::main()
}
