//! Tests of the analyzer, in one binary: linking DataFusion is slow.
