//! Reads the rosters and the narratives.

use super::choices::choices;
use super::lists::read_list;
use super::node::KeyNeed::{Optional, Required};
use super::node::TableReader;

use crate::plan::{Narrative, Roster, RosterColumn, RosterKind, UniqueScope};

const KINDS: [(&str, RosterKind); 4] = [
    ("text", RosterKind::Text),
    ("number", RosterKind::Number),
    ("date", RosterKind::Date),
    ("choice", RosterKind::Choice),
];

const SCOPES: [(&str, UniqueScope); 4] = [
    ("no", UniqueScope::No),
    ("file", UniqueScope::File),
    ("period", UniqueScope::Period),
    ("campaign", UniqueScope::Campaign),
];

const SCOPES_TOGETHER: [(&str, UniqueScope); 3] =
    [("file", UniqueScope::File), ("period", UniqueScope::Period), ("campaign", UniqueScope::Campaign)];

/// Reads one roster.
pub(super) fn roster(node: &TableReader) -> Roster {
    let unique = node.texts("unique", Optional);
    let over = node.word("unique_over", &SCOPES_TOGETHER, Optional).unwrap_or(UniqueScope::File);
    let is_compared = !unique.is_empty() || node.has("unique_over");
    Roster {
        code: node.text("code"),
        prefix: node.text("prefix"),
        title: node.text("title"),
        personal: node.bool("personal"),
        unique_over: if is_compared { over } else { UniqueScope::No },
        unique,
        carry: node.bool("carry"),
        validity: node.validity(),
        columns: read_list(node, "columns", Required, |n| {
            let kind = n.word("kind", &KINDS, Required);
            RosterColumn {
                heading: n.text("heading"),
                name: n.text("name"),
                required: n.bool("required"),
                personal: n.bool("personal"),
                unique: n.word("unique", &SCOPES, Optional).unwrap_or(UniqueScope::No),
                choices: choices(n, kind.map(|k| k == RosterKind::Choice)),
                kind: kind.unwrap_or(RosterKind::Text),
                validity: n.validity(),
            }
        }),
    }
}

/// Reads one narrative.
pub(super) fn narrative(node: &TableReader) -> Narrative {
    Narrative {
        code: node.text("code"),
        name: node.text("name"),
        question: node.text("question"),
        personal: node.bool("personal"),
        validity: node.validity(),
    }
}
