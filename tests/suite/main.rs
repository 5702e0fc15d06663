//! The integration suite: whole workbooks, LibreOffice as the second opinion, the layering of the sources.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod libreoffice;
mod oracle;
