//! The integration suite: whole workbooks, LibreOffice as the second opinion, the layering of the sources.

mod libreoffice;
mod oracle;
