//! Removes contacts from the text of a plan, for what is sent to every unit.

use super::alias;
use crate::plan::hashes::{ADDRESS, CONTACTS};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Returns the text with empty contacts of all units; everything else stays as it is written. `None` if it is no plan.
pub(crate) fn without_contacts(toml: &str) -> Option<String> {
    let mut root = DeTable::parse(toml).ok()?;
    alias::resolve(root.get_mut());
    let mut spans = Vec::new();
    if let Some(DeValue::Array(units)) = root.get_ref().get("units").map(Spanned::get_ref) {
        for unit in units.iter() {
            if let DeValue::Table(unit) = unit.get_ref() {
                let keys = CONTACTS.iter().chain([&ADDRESS]);
                spans.extend(keys.filter_map(|key| Some(unit.get(*key)?.span())));
            }
        }
    }
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let mut out = toml.to_string();
    for span in spans {
        out.replace_range(span, "\"\"");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_empty_and_all_else_stays() {
        let text = "# Đầu\n[[units]]\ncode = \"A\"\nemail = \"a@b.vn\"\nname = \"Một\"\n\n[[units]]\ncode = 'B'\ncontact = '''Bà\nHai'''\nphone=\"09\"\n";
        let bare = "# Đầu\n[[units]]\ncode = \"A\"\nemail = \"\"\nname = \"Một\"\n\n[[units]]\ncode = 'B'\ncontact = \"\"\nphone=\"\"\n";
        assert_eq!(without_contacts(text).as_deref(), Some(bare));
        let short = "units = [{ code = \"A\", phone = \"09\" }]\n";
        assert_eq!(without_contacts(short).as_deref(), Some("units = [{ code = \"A\", phone = \"\" }]\n"));
        assert_eq!(without_contacts("[[units"), None);
    }
}
