//! End-to-end tests in one binary, so that the engine is linked once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod libreoffice;

mod audit;
mod cli;
mod conformance;
mod containers;
mod consolidated;
mod explain;
mod faults;
mod fonts;
mod form;
mod formats;
mod hostile;
mod house;
mod inert;
mod layers;
mod limits;
mod mail;
mod merge;
mod messy;
mod minimal;
mod odd;
mod oracle;
mod other_form;
mod overwrite;
mod own_plan;
mod pieces;
mod plan_command;
mod plan_workbook;
mod print;
mod reference;
mod rollup;
mod rosters;
mod rows;
mod room;
mod sample;
mod screen;
mod second;
mod since;
mod unclaimed;
mod unchecked;
mod values;
mod versions;
