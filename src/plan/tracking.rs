//! What the board follows beside the computed columns: how stocks move by cause, and which cases of a roster to work on next.

/// A stock that changes by causes: opening balance plus increases less decreases is the closing balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Heading of its table.
    pub heading: String,
    /// Indicator of the opening balance.
    pub opening: String,
    /// Indicators of the causes of increase.
    pub increase: Vec<String>,
    /// Indicators of the causes of decrease.
    pub decrease: Vec<String>,
    /// Indicator of the closing balance.
    pub closing: String,
}

/// The cases of a roster that are to be worked on next: the largest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Code of the roster.
    pub roster: String,
    /// Title of the list.
    pub title: String,
    /// Roster column of numbers, the largest first.
    pub largest: String,
    /// Roster column of whole numbers, the smallest first among equal cases; `None` keeps their order.
    pub earliest: Option<String>,
    /// Roster columns that the list shows.
    pub columns: Vec<String>,
}
