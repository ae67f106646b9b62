//! Optimizer rules that DataFusion lacks.

mod semi_joins;

pub(crate) use semi_joins::DistinctSemiJoins;
