//! Optimizer rules that DataFusion lacks.

mod late_decoding;
mod late_projection;
mod semi_joins;

pub(crate) use late_decoding::LateDecoding;
pub(crate) use semi_joins::DistinctSemiJoins;
