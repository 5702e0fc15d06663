//! `--limit NAME=VALUE`: raises or lowers a limit for one run.

use crate::error::Error;
use crate::limits::Limits;
use crate::model::text::BilingualText;
use crate::model::visible;
use crate::plan::diagnostic::nearest;
use serde_json::{Map, Value};

/// Returns the default limits changed by these settings (`file_bytes=128M`). K, M and G mean 1024, 1024² and 1024³.
///
/// # Errors
///
/// The limit does not exist, or the value is not a whole number.
pub(super) fn limits(given: &[String]) -> Result<Limits, Error> {
    let defaults = Limits::default();
    let Ok(Value::Object(mut all)) = serde_json::to_value(&defaults) else { return Ok(defaults) };
    for setting in given {
        let known = known(setting, &all);
        let given = visible::line(setting);
        let bad = || {
            Error::Usage(BilingualText::new(
                format!("\"{given}\" không đặt được giới hạn. Hãy ghi TÊN=SỐ (K, M, G được dùng), với tên: {known}."),
                format!("\"{given}\" sets no limit. Write NAME=NUMBER (K, M, G are known) with a name of: {known}."),
            ))
        };
        let (name, value) = setting.split_once('=').ok_or_else(bad)?;
        let number = number(value.trim()).ok_or_else(bad)?;
        *all.get_mut(name.trim()).ok_or_else(bad)? = Value::from(number);
    }
    serde_json::from_value(Value::Object(all)).map_err(|e| Error::internal("limits")(e.to_string()))
}

fn number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['K', 'M', 'G', 'k', 'm', 'g']);
    let unit = match text.strip_prefix(digits)? {
        "" => 1,
        "K" | "k" => 1 << 10,
        "M" | "m" => 1 << 20,
        "G" | "g" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// Returns the limits with similar names, or all limits if there are none.
fn known(setting: &str, all: &Map<String, Value>) -> String {
    let name = setting.split('=').next().unwrap_or_default();
    if all.contains_key(name) {
        return name.to_string();
    }
    let like: Vec<&str> = nearest(name, all.keys().map(String::as_str)).into_iter().collect();
    if like.is_empty() { all.keys().cloned().collect::<Vec<_>>().join(", ") } else { like.join(", ") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn setting_changes_only_its_limit() {
        let given = ["file_bytes=128M", " cells = 7", "worker_bytes=1G"].map(String::from);
        let limits = limits(&given).unwrap();
        assert_eq!((limits.file_bytes, limits.cells, limits.worker_bytes), (128 << 20, 7, 1 << 30));
        assert_eq!(limits.sheets, Limits::default().sheets);
    }

    #[test]
    fn unknown_limit_lists_the_known_ones() {
        for (given, like) in [("cell=7", "cells"), ("cells", "cells"), ("cells=-1", "cells"), ("cells=1KM", "cells")] {
            let said = limits(&[given.to_string()]).unwrap_err().text().vi;
            assert!(said.contains(given) && said.contains(like), "{said}");
        }
        let said = limits(&["x=1".to_string()]).unwrap_err().text().vi;
        assert!(said.contains("file_bytes") && said.contains("file_seconds"), "{said}");
    }
}
