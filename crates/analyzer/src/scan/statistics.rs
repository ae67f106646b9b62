//! What is known of the rows before reading any: counts, least and greatest values.

use arrow::datatypes::SchemaRef;
use datafusion::common::{Result, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use parquet::file::metadata::ParquetMetaData;

/// Statistics of one file, for the columns of the table.
pub(super) fn of_file(metadata: &ParquetMetaData, table: &SchemaRef) -> Result<Statistics> {
    DFParquetMetadata::statistics_from_parquet_metadata(metadata, table)
}

/// Statistics of all files together.
pub(super) fn of_all(files: &[PartitionedFile], table: &SchemaRef) -> Result<Statistics> {
    let known: Vec<&Statistics> = files.iter().filter_map(|file| file.statistics.as_deref()).collect();
    if known.is_empty() {
        return Ok(Statistics::new_unknown(table));
    }
    Statistics::try_merge_iter(known, table)
}
