//! Rows to and from Arrow IPC streams.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, RecordBatch, RunArray};
use arrow::buffer::Buffer;
use arrow::datatypes::{Field, Int32Type, Schema};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::StreamEncoder;

use super::narrow::narrow;
use crate::columns::Filled;
use crate::schema::COLUMNS;

/// One stream of one batch with the columns that have values, in file order: text and bytes by dictionary, numbers in as few bytes as
/// they need, a value that all rows have as one run.
pub(super) fn encode(columns: &[Option<Filled>]) -> Result<Vec<Buffer>, ArrowError> {
    let present = COLUMNS.iter().zip(columns).filter_map(|(column, filled)| Some((column.name, filled.as_ref()?)));
    let fields = present.map(|(name, filled)| {
        let array = array(name, filled)?;
        Ok((Field::new(name, array.data_type().clone(), true), array))
    });
    let (fields, columns): (Vec<_>, Vec<_>) = fields.collect::<Result<Vec<_>, ArrowError>>()?.into_iter().unzip();
    let schema = Arc::new(Schema::new(fields));
    let mut encoder = StreamEncoder::try_new(&schema)?;
    let mut buffers = encoder.encode(&RecordBatch::try_new(schema, columns)?)?;
    buffers.extend(encoder.finish()?);
    Ok(buffers)
}

fn array(name: &str, column: &Filled) -> Result<ArrayRef, ArrowError> {
    match column {
        // By the bytes that these take a reader tells how many rows there can be at most.
        Filled::Each(array) if name == "seq" => Ok(Arc::clone(array)),
        Filled::Each(array) => Ok(narrow(array)),
        Filled::Same { value, rows } => {
            let rows = i32::try_from(*rows).map_err(|error| ArrowError::InvalidArgumentError(error.to_string()))?;
            Ok(Arc::new(RunArray::<Int32Type>::try_new(&Int32Array::from(vec![rows]), value)?))
        }
    }
}

/// The batches of a stream as they were written; what is wrong with it, where something is.
///
/// The decoder checks what it builds, but meets some forged messages with a panic instead of an error; that panic ends
/// here.
pub(super) fn decode(stream: Buffer) -> Result<Vec<RecordBatch>, String> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let mut stream = stream;
        let mut decoder = StreamDecoder::new();
        let mut batches = Vec::new();
        // The end-of-stream marker is left unread: the decoder takes anything after it for an error.
        while stream.len() > END_OF_STREAM.len() {
            batches.extend(decoder.decode(&mut stream)?);
        }
        Ok::<_, ArrowError>(batches)
    }));
    match decoded {
        Ok(batches) => batches.map_err(|error| error.to_string()),
        Err(_) => Err("rows in the journal do not form an Arrow stream".to_owned()),
    }
}

const END_OF_STREAM: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
