//! Which names are legal: readable as nothing else in Excel, LibreOffice or IronCalc.

use crate::model::text::Text;

/// Why a name may not be used; `None` when it may.
pub fn problem(_name: &str) -> Option<Text> {
    None
}
