//! Formats checked files as JSON for other programs, independent of the language of the screen.

use super::CheckedFile;
use crate::model::visible;

/// Formats the files as an array with one object for each return (or file without a return), indented, with a final
/// line end.
///
/// # Errors
///
/// The message of the serialiser; it does not fail for these types.
pub fn checked(files: &[CheckedFile]) -> Result<String, String> {
    serde_json::to_string_pretty(files).map(|text| visible::json(text) + "\n").map_err(|e| e.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::finding::{Finding, Severity};
    use crate::model::text::BilingualText;
    use crate::model::unchecked_rule::UncheckedRule;

    #[test]
    fn json_has_fixed_field_names() {
        let mut finding = Finding::new("R10", Severity::Error, BilingualText::new("Sai", "Wrong"));
        finding.cell = Some("E25".into());
        let checked = super::checked(&[CheckedFile {
            file: "a.xlsx".into(),
            sha256: "00".into(),
            unit: Some("TP".into()),
            period: Some("2022-Q1".parse().unwrap()),
            submission: Some(1),
            findings: vec![finding],
            unchecked: vec![UncheckedRule {
                rule: "R20".into(),
                unit: "TP".into(),
                period: "2022-Q1".parse().unwrap(),
                file: "a.xlsx".into(),
                names: vec!["pl_x".into()],
                labels: vec![BilingualText::new("phụ lục “X”", "annex “X”")],
                times: 1,
            }],
        }]);
        let value: serde_json::Value = serde_json::from_str(&checked.unwrap()).unwrap();
        let first = &value[0];
        assert_eq!((&first["period"], &first["submission"]), (&"2022-Q1".into(), &1.into()));
        let finding = &first["findings"][0];
        assert_eq!(finding["severity"], "error");
        assert_eq!((&finding["cell"], &finding["message"]["vi"]), (&"E25".into(), &"Sai".into()));
        assert!(finding["waived"].is_null());
        let unchecked = &first["unchecked"][0];
        assert_eq!((&unchecked["rule"], &unchecked["names"][0]), (&"R20".into(), &"pl_x".into()));
        assert_eq!((&unchecked["labels"][0]["en"], &unchecked["times"]), (&"annex “X”".into(), &1.into()));
    }
}
