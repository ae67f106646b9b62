//! Reading bytes of row groups out of trace files that are already open.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::ParquetFileReaderFactory;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::{BoxFuture, ready};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use trapline_trace::TraceFile;

use super::statistics;

/// A trace's file as DataFusion is to see it: the open file itself travels along, names are for messages only.
pub(super) fn partitioned_file(
    trace: &TraceFile,
    constants: Vec<ScalarValue>,
    table: &SchemaRef,
) -> Result<PartitionedFile> {
    let size = trace.file().metadata()?.len();
    let metadata = without_order(trace.parquet())?;
    let statistics = statistics::of_file(&metadata, table)?;
    let open = Open { file: Arc::clone(trace.file()), path: trace.path().to_owned(), size, metadata };
    // The schema is that of the Parquet columns, which was checked; what an embedded Arrow schema says is not trusted.
    Ok(PartitionedFile::new(trace.path().to_string_lossy(), size)
        .with_partition_values(constants)
        .with_statistics(Arc::new(statistics))
        .with_arrow_schema(Arc::clone(trace.file_schema()))
        .with_extension(open))
}

/// The metadata without what it claims about the order of rows.
fn without_order(metadata: &Arc<ParquetMetaData>) -> Result<Arc<ParquetMetaData>> {
    if metadata.row_groups().iter().all(|group| group.sorting_columns().is_none()) {
        return Ok(Arc::clone(metadata));
    }
    let groups: ParquetResult<Vec<RowGroupMetaData>> = metadata
        .row_groups()
        .iter()
        .map(|group| group.clone().into_builder().set_sorting_columns(None).build())
        .collect();
    let metadata = ParquetMetaData::clone(metadata).into_builder().set_row_groups(groups?).build();
    Ok(Arc::new(metadata))
}

#[derive(Clone)]
struct Open {
    file: Arc<File>,
    path: PathBuf,
    size: u64,
    metadata: Arc<ParquetMetaData>,
}

/// Makes readers of the open files that partitioned files carry.
#[derive(Debug)]
pub(super) struct Readers;

impl ParquetFileReaderFactory for Readers {
    fn create_reader(
        &self,
        _: usize,
        file: PartitionedFile,
        _: Option<usize>,
        _: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        match file.extension::<Open>() {
            Some(open) => Ok(Box::new(open.clone())),
            None => Err(DataFusionError::Internal(format!("{} is no open trace", file.path()))),
        }
    }
}

impl AsyncFileReader for Open {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        ready(self.read(range)).boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        ready(Ok(Arc::clone(&self.metadata))).boxed()
    }
}

impl Open {
    /// The bytes of a range. A range beyond the file is refused before memory is allocated for it.
    fn read(&self, range: Range<u64>) -> ParquetResult<Bytes> {
        let fail = |what: String| ParquetError::General(format!("{}: {what}", self.path.display()));
        if range.start > range.end || range.end > self.size {
            let path = self.path.display();
            let what = format!("{path} is damaged: bytes {} to {} are beyond its end", range.start, range.end);
            return Err(ParquetError::General(what));
        }
        let length = usize::try_from(range.end - range.start).map_err(|error| fail(error.to_string()))?;
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, range.start).map_err(|error| fail(error.to_string()))?;
        Ok(bytes.into())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}
