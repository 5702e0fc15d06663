//! Reads movements and cases to work on next.

use super::lists::read_list;
use super::node::KeyNeed::Optional;
use super::node::TableReader;
use crate::plan::{FollowUp, Movement};

/// Reads `[[movements]]`.
pub(super) fn movements(root: &TableReader) -> Vec<Movement> {
    read_list(root, "movements", Optional, |n| Movement {
        heading: n.text("heading"),
        opening: n.text("opening"),
        increase: n.texts("increase", Optional),
        decrease: n.texts("decrease", Optional),
        closing: n.text("closing"),
    })
}

/// Reads `[[follow_ups]]`.
pub(super) fn follow_ups(root: &TableReader) -> Vec<FollowUp> {
    read_list(root, "follow_ups", Optional, |n| FollowUp {
        roster: n.text("roster"),
        title: n.text("title"),
        largest: n.text("largest"),
        earliest: n.optional_text("earliest"),
        columns: n.texts("columns", Optional),
    })
}
