//! The row group that is being filled: columns of a batch into Parquet.

use std::io::{self, Write};

use arrow::array::{Array, new_null_array};
use parquet::arrow::arrow_writer::{ArrowColumnWriter, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::SchemaDescriptor;

use crate::chunk::{ChunkWriter, Zstd};
use crate::columns::Filled;
use crate::properties::{EASY, HARD, PAGE_ROWS, WITH_STATISTICS, level};
use crate::schema::{self, COLUMNS};

/// The row group being filled.
pub(crate) struct OpenGroup {
    columns: Vec<ColumnWriter>,
    /// For each column, the rows since its last value that have not been handed to its writer.
    absent: Vec<usize>,
    rows: usize,
}

/// Compression by effort, for the columns that are encoded here: one memory for all of them.
pub(crate) struct Zstds {
    hard: Zstd,
    easy: Zstd,
}

impl Zstds {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { hard: Zstd::new(HARD)?, easy: Zstd::new(EASY)? })
    }

    /// That of a column.
    fn of(&mut self, index: usize) -> &mut Zstd {
        if level(COLUMNS[index].encoding) == HARD { &mut self.hard } else { &mut self.easy }
    }
}

/// What encodes a column.
enum ColumnWriter {
    Ours(Box<ChunkWriter>),
    Arrow(Box<ArrowColumnWriter>),
}

impl ColumnWriter {
    /// Bytes so far, about.
    fn bytes(&self) -> usize {
        match self {
            Self::Ours(column) => column.bytes(),
            Self::Arrow(column) => column.get_estimated_total_bytes(),
        }
    }
}

impl OpenGroup {
    /// An empty one, from the crate's writers of all columns.
    pub(crate) fn new(writers: Vec<ArrowColumnWriter>, schema: &SchemaDescriptor) -> Self {
        let columns = COLUMNS.iter().zip(schema.columns()).zip(writers);
        let columns = columns.map(|((column, descriptor), writer)| {
            let with_statistics = WITH_STATISTICS.contains(&column.name);
            let ours = ChunkWriter::new(column.ty, column.encoding, with_statistics, descriptor.clone());
            ours.map_or_else(|| ColumnWriter::Arrow(writer.into()), |ours| ColumnWriter::Ours(ours.into()))
        });
        Self { columns: columns.collect(), absent: vec![0; COLUMNS.len()], rows: 0 }
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// What they take encoded, about.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(ColumnWriter::bytes).sum()
    }

    /// Encodes a batch of `rows` rows: all columns in file order, `None` for those without any value.
    pub(crate) fn append(
        &mut self,
        rows: usize,
        columns: &[Option<Filled>],
        zstd: &mut Zstds,
    ) -> Result<(), ParquetError> {
        let schema = schema::arrow_schema();
        for (index, filled) in columns.iter().enumerate() {
            let Some(filled) = filled else {
                self.absent[index] += rows;
                continue;
            };
            self.fill(index)?;
            match &mut self.columns[index] {
                ColumnWriter::Ours(column) => column.append(filled, PAGE_ROWS, zstd.of(index))?,
                ColumnWriter::Arrow(column) => {
                    for leaf in compute_leaves(schema.field(index), &filled.spread())? {
                        column.write(&leaf)?;
                    }
                }
            }
        }
        self.rows += rows;
        Ok(())
    }

    /// Writes all columns.
    pub(crate) fn close<W: Write + Send>(
        mut self,
        writer: &mut SerializedRowGroupWriter<'_, W>,
        zstd: &mut Zstds,
    ) -> Result<(), ParquetError> {
        for index in 0..COLUMNS.len() {
            self.fill(index)?;
        }
        for (index, column) in self.columns.into_iter().enumerate() {
            match column {
                ColumnWriter::Ours(column) => column.close(zstd.of(index), writer)?,
                ColumnWriter::Arrow(column) => column.close()?.append_to_row_group(writer)?,
            }
        }
        Ok(())
    }

    /// Hands a column's outstanding absent rows to its writer.
    fn fill(&mut self, index: usize) -> Result<(), ParquetError> {
        let mut absent = std::mem::take(&mut self.absent[index]);
        match &mut self.columns[index] {
            ColumnWriter::Ours(column) => column.append_absent(absent),
            ColumnWriter::Arrow(_) if absent == 0 => {}
            ColumnWriter::Arrow(column) => {
                let schema = schema::arrow_schema();
                let field = schema.field(index);
                let nulls = new_null_array(field.data_type(), absent.min(NULLS));
                while absent > 0 {
                    let rows = absent.min(NULLS);
                    for leaf in compute_leaves(field, &nulls.slice(0, rows))? {
                        column.write(&leaf)?;
                    }
                    absent -= rows;
                }
            }
        }
        Ok(())
    }
}

/// Absent rows that are handed to a writer at a time: an array of a whole row group's would be many pages of zeros.
const NULLS: usize = 16_384;
