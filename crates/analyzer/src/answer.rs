//! What a statement answers: columns, and rows in batches.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::Result;

/// The result of one statement: a schema, and an iterator over batches of rows that are computed as they are asked for.
pub struct Answer {
    schema: SchemaRef,
    batches: Box<dyn Iterator<Item = Result<RecordBatch>>>,
}

impl Answer {
    /// An answer from rows that are at hand. Every batch has the given schema.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Answer {
        Answer { schema, batches: Box::new(batches.into_iter().map(Ok)) }
    }

    /// An answer whose rows are computed one batch at a time. The iterator ends after its first error.
    pub fn streaming(schema: SchemaRef, batches: impl Iterator<Item = Result<RecordBatch>> + 'static) -> Answer {
        Answer { schema, batches: Box::new(batches) }
    }

    /// Names and types of the columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// All rows at once; for answers that are known to be small.
    ///
    /// # Errors
    /// Whatever stops the computation.
    pub fn collect(self) -> Result<Vec<RecordBatch>> {
        self.batches.collect()
    }
}

impl Iterator for Answer {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Result<RecordBatch>> {
        self.batches.next()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("schema", &self.schema).finish_non_exhaustive()
    }
}
