//! `tonghop` reads the Excel returns that units submit each period and checks them against the plan. The modules in the
//! order of the data flow:
//!
//! [`grid`] reads the cells of a file; [`read`] extracts a [`model::submission::Submission`] from them; [`check`]
//! selects submissions and evaluates the plan's rules, which gives a [`model::ledger::Ledger`]; [`form`] builds a
//! [`workbook::Workbook`]; [`engine`] evaluates its formulas; [`write`](mod@write) writes the file. [`plan`] and [`formula`]
//! define what is written once and used everywhere; [`pipeline`] runs the stages.
//!
//! Public is only what the tests, fuzz targets and benchmarks need; the lint `unreachable_pub` reports the rest.

// The offline page has a part of the commands.
#![cfg_attr(target_family = "wasm", allow(dead_code, unused_imports))]

pub mod audit;
pub mod workbook;
pub mod check;
pub mod consolidate;
pub(crate) mod document;
pub mod engine;
pub mod explain;
pub(crate) mod export;
pub mod feedback;
pub mod form;
pub mod grid;
pub mod read;
pub(crate) mod report;
pub mod unpack;
pub mod write;

pub mod formula;
pub mod model;
pub mod number;
pub mod plan;

pub mod cli;
pub mod error;
pub mod limits;
pub mod pipeline;
pub(crate) mod parallel;
pub mod system;
