//! A projection that stays where it is.
//!
//! DataFusion moves an ordinary projection that narrows its input below sorts and into scans, which is what late decoding
//! undoes.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

/// An ordinary projection in a shell that the optimizer does not look into.
#[derive(Debug)]
pub(super) struct LateProjection {
    projection: Arc<ProjectionExec>,
    schema: SchemaRef,
}

impl LateProjection {
    /// Computes the columns of a schema over an input.
    pub(super) fn try_new(
        columns: Vec<ProjectionExpr>,
        input: Arc<dyn ExecutionPlan>,
        schema: &SchemaRef,
    ) -> Result<Self> {
        let projection = Arc::new(ProjectionExec::try_new_with_schema_metadata(columns, input, schema)?);
        Ok(LateProjection { projection, schema: Arc::clone(schema) })
    }
}

impl DisplayAs for LateProjection {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Late")?;
        self.projection.fmt_as(format, f)
    }
}

impl ExecutionPlan for LateProjection {
    fn name(&self) -> &'static str {
        "LateProjection"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.projection.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.projection.children()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.projection.apply_expressions(f)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let columns = self.projection.expr().to_vec();
        let Some(input) = children.into_iter().next() else { return Ok(self) };
        Ok(Arc::new(LateProjection::try_new(columns, input, &self.schema)?))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.projection.execute(partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.projection.metrics()
    }
}
