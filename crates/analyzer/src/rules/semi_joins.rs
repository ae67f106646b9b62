//! `IN`, `NOT IN`, `EXISTS` without quadratic time.
//!
//! DataFusion 55 compares each row of the outer side with every equal row of the subquery. Traces repeat the same paths
//! thousands of times, and such a query then takes minutes. Which rows a semi or anti join lets through depends only on
//! the set of the subquery's rows, never on how often one occurs, so each is kept once.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::Transformed;
use datafusion::logical_expr::{Aggregate, Distinct, Expr, JoinType, LogicalPlan};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

/// Removes duplicates from the side of a semi, anti or mark join of which only the existence of rows matters.
#[derive(Debug)]
pub(crate) struct DistinctSemiJoins;

impl OptimizerRule for DistinctSemiJoins {
    fn name(&self) -> &str {
        "distinct_semi_joins"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Join(mut join) = plan else { return Ok(Transformed::no(plan)) };
        let side = match join.join_type {
            JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => &mut join.right,
            JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => &mut join.left,
            _ => return Ok(Transformed::no(LogicalPlan::Join(join))),
        };
        if is_distinct(side) {
            return Ok(Transformed::no(LogicalPlan::Join(join)));
        }
        let columns = side.schema().columns().into_iter().map(Expr::Column).collect();
        *side = Arc::new(LogicalPlan::Aggregate(Aggregate::try_new(Arc::clone(side), columns, Vec::new())?));
        Ok(Transformed::yes(LogicalPlan::Join(join)))
    }
}

/// Whether no two rows are equal, as far as is plain to see: every run of the optimizer asks again.
fn is_distinct(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Aggregate(_) | LogicalPlan::Distinct(Distinct::All(_)) => true,
        LogicalPlan::SubqueryAlias(alias) => is_distinct(&alias.input),
        LogicalPlan::Filter(filter) => is_distinct(&filter.input),
        LogicalPlan::EmptyRelation(_) => true,
        // Renaming keeps rows apart as long as no column is lost.
        LogicalPlan::Projection(projection) => {
            projection.expr.len() == projection.input.schema().fields().len()
                && projection.expr.iter().all(|expr| matches!(expr.clone().unalias(), Expr::Column(_)))
                && is_distinct(&projection.input)
        }
        _ => false,
    }
}
