//! `tonghop` reads the Excel returns that units submit each quarter, checks them against the plan, and writes one
//! consolidated workbook with live gap columns. The modules stand in the order of the data:
//!
//! [`intake`] finds the files; [`grid`] streams their cells; [`read`] makes a [`model::submission::Submission`] of
//! them; [`check`] settles versions and asks the plan's rules, which gives a [`model::ledger::Ledger`];
//! [`consolidate`] and [`form`] fill a [`book::Book`]; [`engine`] gives its formulas values; [`write`](mod@write) makes bytes.
//! [`plan`] and [`formula`] hold what is written once and used everywhere; [`pipeline`] calls the stages.

pub mod book;
pub mod check;
pub mod consolidate;
pub mod engine;
pub mod form;
pub mod grid;
pub mod intake;
pub mod read;
pub mod report;
pub mod write;

pub mod formula;
pub mod model;
pub mod plan;

pub mod cli;
pub mod error;
pub mod lang;
pub mod limits;
pub mod pipeline;
pub mod world;
