//! `tonghop` reads the Excel returns that units submit each period and checks them against the plan. The modules stand in
//! the order of the data:
//!
//! [`grid`] streams a file's cells; [`read`] makes a [`model::submission::Submission`] of them; [`check`] settles
//! versions and asks the plan's rules, which gives a [`model::ledger::Ledger`]; [`form`] fills a [`book::Book`];
//! [`engine`] gives its formulas values; [`write`](mod@write) makes bytes. [`plan`] and [`formula`] hold what is written
//! once and used everywhere; [`pipeline`] calls the stages.

pub mod audit;
pub mod book;
pub mod check;
pub mod consolidate;
pub mod engine;
pub mod explain;
pub mod export;
pub mod form;
pub mod grid;
pub mod read;
pub mod report;
pub mod unpack;
pub mod write;

pub mod formula;
pub mod model;
pub mod number;
pub mod plan;

pub mod cli;
pub mod error;
pub mod lang;
pub mod limits;
pub mod pipeline;
pub mod share;
pub mod world;
