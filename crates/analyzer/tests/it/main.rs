//! Tests of the analyzer, in one binary: linking DataFusion is slow.
#![allow(clippy::unwrap_used)]

mod damage;
mod describe;
mod filters;
mod fixture;
mod functions;
mod lazy;
mod render;
mod report_files;
mod reports;
mod scan;
mod sql;
mod views;
mod words;
