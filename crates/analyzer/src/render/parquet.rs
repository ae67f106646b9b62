//! Parquet files.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::names::unique;
use crate::{Answer, Error, Result};

/// Writes a Parquet file with the columns of the answer; a name that occurs twice gets a number.
pub(super) fn write(answer: Answer, out: &mut dyn Write) -> Result<()> {
    let names = unique(answer.schema());
    let fields = answer.schema().fields().iter().zip(names).map(|(field, name)| Field::clone(field).with_name(name));
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    // The writer wants to own a `Write + Send`: it fills a buffer that is emptied into the output after each batch. The
    // positions in the footer come from the writer's own count, so emptying it does not disturb them.
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(unwritable)?;
    for batch in answer {
        let batch = batch?;
        let batch = RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec())
            .map_err(|error| Error::Format(error.to_string()))?;
        writer.write(&batch).map_err(unwritable)?;
        drain(writer.inner_mut(), out)?;
    }
    let mut rest = writer.into_inner().map_err(unwritable)?;
    drain(&mut rest, out)
}

fn drain(buffer: &mut Vec<u8>, out: &mut dyn Write) -> Result<()> {
    out.write_all(buffer).map_err(Error::Write)?;
    buffer.clear();
    Ok(())
}

fn unwritable(error: ParquetError) -> Error {
    Error::Format(format!("cannot write this answer as parquet: {error}"))
}
