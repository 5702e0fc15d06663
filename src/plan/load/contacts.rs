//! Removes contacts, and what the board wrote about single units, from the text of a plan, for what is sent to every unit.

use super::alias;
use crate::plan::hashes::{ADDRESS, CONTACTS};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Texts that the board wrote about single units: table and keys. Reasons and remarks may name persons.
const TEXTS: [(&str, &[&str]); 2] = [("waivers", &["reason", "by"]), ("remarks", &["text"])];
/// Takes the place of such a text, which may not be empty.
const LEFT_OUT: &str = "\"–\"";

/// Returns the text with empty contacts of all units and without the words of waivers and remarks; everything else stays as
/// it is written. `None` if it is no plan.
pub(crate) fn without_contacts(toml: &str) -> Option<String> {
    let mut root = DeTable::parse(toml).ok()?;
    alias::resolve(root.get_mut());
    let contacts: Vec<&str> = CONTACTS.iter().chain([&ADDRESS]).copied().collect();
    let units = [("units", contacts.as_slice(), "\"\"")];
    let mut spans = Vec::new();
    for (table, keys, text) in TEXTS.into_iter().map(|(table, keys)| (table, keys, LEFT_OUT)).chain(units) {
        let Some(DeValue::Array(rows)) = root.get_ref().get(table).map(Spanned::get_ref) else { continue };
        for row in rows.iter() {
            if let DeValue::Table(row) = row.get_ref() {
                spans.extend(keys.iter().filter_map(|key| Some((row.get(*key)?.span(), text))));
            }
        }
    }
    spans.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut out = toml.to_string();
    for (span, text) in spans {
        out.replace_range(span, text);
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
        let said = "[[waivers]]\nunit = \"A\"\nreason = \"Chị Hai ốm\"\nby = \"Ông Ba\"\n[[remarks]]\nunit = \"A\"\ntext = \"Gọi chị Tư\"\n";
        let bare = "[[waivers]]\nunit = \"A\"\nreason = \"–\"\nby = \"–\"\n[[remarks]]\nunit = \"A\"\ntext = \"–\"\n";
        assert_eq!(without_contacts(said).as_deref(), Some(bare));
    }
}
