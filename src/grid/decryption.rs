//! Opens files that are encrypted with Excel's own default password ([MS-OFFCRYPTO] 2.4.2.3): Excel opens them without a
//! question, so the sender does not know that they are encrypted. Excel writes them for a protected structure in .xls, and for
//! some settings of read-only files. No other password is tried.

mod biff;
mod ooxml;

pub(super) use biff::decrypted_stream;
pub(super) use ooxml::decrypted_package;

/// The password.
const PASSWORD: &str = "VelvetSweatshop";

/// Returns the password in the form that keys are derived from.
fn password() -> Vec<u8> {
    PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
