//! The rows of all open traces as one table of DataFusion.
//!
//! Row groups are read by DataFusion's own Parquet reader, with the metadata that [`trapline_trace::TraceFile`] checked (so that an
//! unfinished file needs no footer); rows that are in no row group yet follow from memory.
//!
//! **No order is ever declared.** Row groups of a trace overlap, and DataFusion takes a file's word for its order.

mod reader;
mod statistics;
mod tail;

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::catalog::memory::{DataSourceExec, MemorySourceConfig};
use datafusion::common::{Result, ScalarValue};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::datasource::{TableProvider, TableType};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::union::UnionExec;
use trapline_trace::schema::{COLUMNS, ColumnType};

use crate::OpenTrace;
use reader::Readers;

/// Column with the moment at which a row's recording began, in nanoseconds since the Unix epoch. Not shown in any view.
pub(crate) const START: &str = "recording_start";
/// Column with the name of a row's trace.
pub(crate) const TRACE: &str = "trace";

/// From how many columns on it pays to evaluate a filter on its own columns first and to read the others only for the
/// rows that pass. Below, evaluating it twice costs more than it saves (measured: reports by path slow down by a third).
const WIDE: usize = 9;
/// Columns that are dear enough alone.
const DEAR: [&str; 4] = ["memory", "data", "argv", "env"];

/// All rows of all open traces: the columns of format 1, then [`TRACE`] and [`START`].
#[derive(Debug)]
pub(crate) struct Rows {
    table: TableSchema,
    files: Vec<PartitionedFile>,
    statistics: datafusion::common::Statistics,
    /// Rows that are in no row group.
    tails: Vec<arrow::array::RecordBatch>,
}

impl Rows {
    /// The rows of traces with these names. Statistics are computed from their metadata; no row is read.
    pub(crate) fn new(traces: &[OpenTrace]) -> Result<Rows> {
        let fields: Vec<Field> =
            COLUMNS.iter().map(|column| Field::new(column.name, scanned(column.ty), true)).collect();
        let constants = vec![
            Arc::new(Field::new(TRACE, DataType::Utf8View, false)),
            Arc::new(Field::new(START, DataType::Int64, false)),
        ];
        let table = TableSchema::builder(Arc::new(Schema::new(fields))).with_table_partition_cols(constants).build();

        let mut files = Vec::new();
        let mut tails = Vec::new();
        for open in traces {
            let trace = open.file();
            let start = trace.metadata().start_ns;
            let constants = vec![ScalarValue::Utf8View(Some(open.name().to_owned())), ScalarValue::Int64(Some(start))];
            if trace.parquet().num_row_groups() > 0 {
                files.push(reader::partitioned_file(trace, constants.clone(), table.file_schema())?);
            }
            for batch in trace.tail() {
                tails.push(tail::with_constants(batch, &constants, table.table_schema())?);
            }
        }
        let statistics = statistics::of_all(&files, table.table_schema())?;
        Ok(Rows { table, files, statistics, tails })
    }

    fn parquet(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let global = state.config_options().execution.parquet.clone();
        let wide = global.pushdown_filters || self.is_wide(projection);
        let options = TableParquetOptions { global, ..TableParquetOptions::default() };
        let source = ParquetSource::new(self.table.clone())
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(Readers))
            .with_pushdown_filters(wide)
            .with_reorder_filters(wide);
        let scan = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
            .with_file_group(FileGroup::new(self.files.clone()))
            .with_statistics(self.statistics.clone())
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(scan))
    }

    fn is_wide(&self, projection: Option<&Vec<usize>>) -> bool {
        let Some(projection) = projection else { return true };
        let fields = self.table.table_schema().fields();
        projection.len() >= WIDE || projection.iter().any(|&index| DEAR.contains(&fields[index].name().as_str()))
    }
}

/// Arrow's view types are what DataFusion computes with fastest; Parquet's pages are read straight into them.
fn scanned(ty: ColumnType) -> DataType {
    match ty {
        ColumnType::Utf8 => DataType::Utf8View,
        ColumnType::Binary => DataType::BinaryView,
        other => other.arrow(),
    }
}

#[async_trait]
impl TableProvider for Rows {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.table.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut parts: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        if !self.files.is_empty() {
            parts.push(self.parquet(state, projection, limit)?);
        }
        if !self.tails.is_empty() || parts.is_empty() {
            let tails = std::slice::from_ref(&self.tails);
            parts.push(MemorySourceConfig::try_new_exec(tails, self.schema(), projection.cloned())?);
        }
        match parts.len() {
            1 => Ok(parts.remove(0)),
            _ => UnionExec::try_new(parts),
        }
    }

    /// Statistics and, where a scan is wide, the pages themselves are filtered; the optimizer hands the conditions down
    /// to the reader, and drops its own filter only where the reader answers for every row.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}
