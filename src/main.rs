//! Entry point of the program. Returns the exit code of `cli::main`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tonghop::cli::main()
}
