//! `ORDER BY … LIMIT` before the arguments of calls are decoded.
//!
//! The view `syscalls` decodes, and a query sorts what the view gives: as written, every call is decoded so that twenty
//! can be shown. Where no sort key depends on the decoded text, the first rows are chosen by raw values, and only they
//! are decoded.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::sorts::sort::SortExec;

use super::late_projection::LateProjection;
use crate::functions::is_decoder;

/// Moves decoding behind sorting with a limit.
#[derive(Debug)]
pub(crate) struct LateDecoding;

impl PhysicalOptimizerRule for LateDecoding {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let moved = match node.downcast_ref::<SortExec>() {
                Some(sort) if sort.fetch().is_some() => late(sort)?,
                _ => None,
            };
            Ok(moved.map_or(Transformed::no(node), Transformed::yes))
        })
        .data()
    }

    fn name(&self) -> &str {
        "late_decoding"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The same rows as the sort's in the same order, decoded last; `None` where there is nothing to gain.
fn late(sort: &SortExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some((columns, input)) = computed(sort.input())? else { return Ok(None) };
    let decodes: Vec<bool> = columns.iter().map(|column| has_decoder(&column.expr)).collect();
    let is_key = |index: usize| sort.expr().iter().any(|key| uses(&key.expr, index));
    if !decodes.contains(&true) || (0..columns.len()).any(|index| decodes[index] && is_key(index)) {
        return Ok(None);
    }

    // Below the sort: everything that is not decoded, then the raw columns that decoding needs.
    let mut early: Vec<ProjectionExpr> = Vec::new();
    let mut place = Vec::new();
    for (column, decodes) in columns.iter().zip(&decodes) {
        place.push(early.len());
        if !decodes {
            early.push(column.clone());
        }
    }
    let fields = input.schema();
    let raw_begin = early.len();
    let mut raw: Vec<usize> = Vec::new();
    for (column, _) in columns.iter().zip(&decodes).filter(|(_, decodes)| **decodes) {
        for index in (0..fields.fields().len()).filter(|index| uses(&column.expr, *index)) {
            if !raw.contains(&index) {
                raw.push(index);
                early.push(ProjectionExpr::new(
                    Arc::new(Column::new(fields.field(index).name(), index)),
                    raw_name(index),
                ));
            }
        }
    }
    let early: Arc<dyn ExecutionPlan> = Arc::new(ProjectionExec::try_new(early, input)?);

    let mut keys = Vec::new();
    for key in sort.expr().iter() {
        let mut key = key.clone();
        key.expr = with_columns(&key.expr, &|column| Arc::new(Column::new(column.name(), place[column.index()])))?;
        keys.push(key);
    }
    let Some(keys) = LexOrdering::new(keys) else { return Ok(None) };
    let sorted =
        SortExec::new(keys, early).with_fetch(sort.fetch()).with_preserve_partitioning(sort.preserve_partitioning());

    // Above it: the columns as they were.
    let raw_place = |index: usize| raw_begin + raw.iter().position(|raw| *raw == index).unwrap_or_default();
    let mut last = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let expr = if decodes[index] {
            with_columns(&column.expr, &|column| {
                Arc::new(Column::new(&raw_name(column.index()), raw_place(column.index())))
            })?
        } else {
            Arc::new(Column::new(&column.alias, place[index]))
        };
        last.push(ProjectionExpr::new(expr, column.alias.clone()));
    }
    let schema = sort.schema();
    Ok(Some(Arc::new(LateProjection::try_new(last, Arc::new(sorted), &schema)?)))
}

fn raw_name(index: usize) -> String {
    format!("raw {index}")
}

/// Columns, and the input that they are computed over.
type Computed = (Vec<ProjectionExpr>, Arc<dyn ExecutionPlan>);

/// What stacked projections compute, over what is below all of them; `None` if there is no projection.
fn computed(plan: &Arc<dyn ExecutionPlan>) -> Result<Option<Computed>> {
    let Some(top) = plan.downcast_ref::<ProjectionExec>() else { return Ok(None) };
    let mut columns = top.expr().to_vec();
    let mut input = Arc::clone(top.input());
    while let Some(below) = Arc::clone(&input).downcast_ref::<ProjectionExec>() {
        for column in &mut columns {
            column.expr = with_columns(&column.expr, &|inner| Arc::clone(&below.expr()[inner.index()].expr))?;
        }
        input = Arc::clone(below.input());
    }
    Ok(Some((columns, input)))
}

/// The expression with other expressions for its columns.
fn with_columns(
    expr: &Arc<dyn PhysicalExpr>,
    replace: &dyn Fn(&Column) -> Arc<dyn PhysicalExpr>,
) -> Result<Arc<dyn PhysicalExpr>> {
    // From the leaves up: what comes in place of a column is not looked at again.
    let replaced = Arc::clone(expr).transform_up(|node| {
        let other = node.downcast_ref::<Column>().map(replace);
        Ok(other.map_or(Transformed::no(node), Transformed::yes))
    });
    replaced.data()
}

fn has_decoder(expr: &Arc<dyn PhysicalExpr>) -> bool {
    found(expr, &|node| node.downcast_ref::<ScalarFunctionExpr>().is_some_and(|function| is_decoder(function.name())))
}

fn uses(expr: &Arc<dyn PhysicalExpr>, index: usize) -> bool {
    found(expr, &|node| node.downcast_ref::<Column>().is_some_and(|column| column.index() == index))
}

fn found(expr: &Arc<dyn PhysicalExpr>, is_it: &dyn Fn(&Arc<dyn PhysicalExpr>) -> bool) -> bool {
    is_it(expr) || expr.children().into_iter().any(|child| found(child, is_it))
}
