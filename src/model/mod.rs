//! Types that the stages exchange. They read no file, depend on no external format, and contain no user text.

pub mod amount;
pub(crate) mod balance;
pub(crate) mod changes;
pub mod received_file;
pub(crate) mod day;
pub mod finding;
pub(crate) mod fold;
pub mod ledger;
pub(crate) mod litter;
pub(crate) mod bounded_cache;
pub mod period;
pub(crate) mod period_text;
pub(crate) mod previous;
pub(crate) mod size;
pub(crate) mod spelling;
pub mod span;
pub mod submission;
pub mod text;
pub(crate) mod unchecked_rule;
pub(crate) mod validity;
pub(crate) mod visible;
pub mod shared_str;
