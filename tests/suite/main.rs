//! Tests of the whole program.

mod sample;
