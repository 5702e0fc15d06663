//! Types that the stages exchange. They read no file, depend on no external format, and contain no user text.

pub mod amount;
pub mod balance;
pub mod received_file;
pub mod day;
pub mod finding;
pub mod fold;
pub mod ledger;
pub mod bounded_cache;
pub mod period;
pub mod size;
pub mod spelling;
pub mod submission;
pub mod text;
pub mod visible;
pub mod shared_str;
