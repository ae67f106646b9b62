//! Row groups: columns of a batch into Parquet, and the footer of those written so far.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, new_null_array};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding as ParquetEncoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{FileMetaData, KeyValue, ParquetMetaDataBuilder, ParquetMetaDataWriter};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, SchemaDescPtr, SchemaDescriptor};

use crate::Finished;
use crate::schema::{self, COLUMNS, Column, ColumnType, Encoding};

/// The Parquet file being written.
pub(crate) struct RowGroups {
    file: SerializedFileWriter<Box<dyn Write + Send>>,
    schema: SchemaDescPtr,
    factory: ArrowRowGroupWriterFactory,
    open: Option<OpenGroup>,
}

/// The row group being filled.
struct OpenGroup {
    columns: Vec<ArrowColumnWriter>,
    /// For each column, the rows since its last value that have not been handed to its writer.
    absent: Vec<usize>,
    rows: usize,
}

impl RowGroups {
    pub(crate) fn new(file: Box<dyn Write + Send>) -> Result<Self, ParquetError> {
        let schema = schema::arrow_schema();
        let parquet_schema = parquet_schema();
        let file = SerializedFileWriter::new(file, parquet_schema.root_schema_ptr(), Arc::new(properties()))?;
        let factory = ArrowRowGroupWriterFactory::new(&file, schema);
        Ok(Self { file, schema: Arc::new(parquet_schema), factory, open: None })
    }

    /// Rows in the row group that is being filled.
    pub(crate) fn open_rows(&self) -> usize {
        self.open.as_ref().map_or(0, |group| group.rows)
    }

    /// What they take encoded, about.
    pub(crate) fn open_bytes(&self) -> usize {
        self.open.iter().flat_map(|group| &group.columns).map(ArrowColumnWriter::get_estimated_total_bytes).sum()
    }

    /// Bytes of the row groups that are closed.
    pub(crate) fn closed_bytes(&self) -> u64 {
        self.file.bytes_written() as u64
    }

    /// Encodes a batch of `rows` rows: all columns in file order, `None` for those without any value.
    pub(crate) fn append(&mut self, rows: usize, arrays: &[Option<ArrayRef>]) -> Result<(), ParquetError> {
        let group = match &mut self.open {
            Some(group) => group,
            none => {
                let columns = self.factory.create_column_writers(self.file.flushed_row_groups().len())?;
                none.insert(OpenGroup { columns, absent: vec![0; COLUMNS.len()], rows: 0 })
            }
        };
        let schema = schema::arrow_schema();
        for (index, array) in arrays.iter().enumerate() {
            match array {
                None => group.absent[index] += rows,
                Some(array) => {
                    group.fill(index)?;
                    for leaf in compute_leaves(schema.field(index), array)? {
                        group.columns[index].write(&leaf)?;
                    }
                }
            }
        }
        group.rows += rows;
        Ok(())
    }

    /// Writes the row group that is being filled, if any, and hands it to the system.
    pub(crate) fn close_group(&mut self) -> Result<(), ParquetError> {
        if let Some(mut group) = self.open.take() {
            for index in 0..COLUMNS.len() {
                group.fill(index)?;
            }
            let mut writer = self.file.next_row_group()?;
            for column in group.columns {
                column.close()?.append_to_row_group(&mut writer)?;
            }
            writer.close()?;
        }
        self.file.flush()?;
        Ok(())
    }

    /// A footer for the row groups written so far, as it would stand at the end of the file.
    pub(crate) fn footer(&self) -> Result<Vec<u8>, ParquetError> {
        let groups = self.file.flushed_row_groups();
        let rows = groups.iter().map(|group| group.num_rows()).sum();
        let properties = self.file.properties();
        let file = FileMetaData::new(
            properties.writer_version().as_num(),
            rows,
            Some(properties.created_by().to_owned()),
            None,
            Arc::clone(&self.schema),
            None,
        );
        let metadata = ParquetMetaDataBuilder::new(file).set_row_groups(groups.to_vec()).build();
        let mut bytes = Vec::new();
        ParquetMetaDataWriter::new(&mut bytes, &metadata).finish()?;
        Ok(bytes)
    }

    /// Writes what remains and the file's own footer with these key-value pairs.
    pub(crate) fn finish(mut self, pairs: Vec<KeyValue>) -> Result<Finished, ParquetError> {
        self.close_group()?;
        pairs.into_iter().for_each(|pair| self.file.append_key_value_metadata(pair));
        let metadata = self.file.finish()?;
        let rows = metadata.file_metadata().num_rows() as u64;
        let bytes = self.file.bytes_written() as u64;
        self.file.flush()?;
        Ok(Finished { rows, bytes })
    }
}

impl OpenGroup {
    /// Hands a column's outstanding absent rows to its writer.
    fn fill(&mut self, index: usize) -> Result<(), ParquetError> {
        let absent = std::mem::take(&mut self.absent[index]);
        if absent > 0 {
            let schema = schema::arrow_schema();
            let field = schema.field(index);
            for leaf in compute_leaves(field, &new_null_array(field.data_type(), absent))? {
                self.columns[index].write(&leaf)?;
            }
        }
        Ok(())
    }
}

/// The Parquet schema of format 1.
pub(crate) fn parquet_schema() -> SchemaDescriptor {
    let converter = ArrowSchemaConverter::new().schema_root("trace");
    converter.convert(&schema::arrow_schema()).expect("Parquet has every type of the table of columns")
}

/// How the file is encoded.
fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("trapline ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::None)
        .set_data_page_row_count_limit(PAGE_ROWS);
    for Column { name, ty, encoding, .. } in COLUMNS {
        let path = match ty {
            ColumnType::Utf8List => ColumnPath::new(vec![(*name).to_owned(), "list".into(), "element".into()]),
            _ => ColumnPath::from(*name),
        };
        let (parquet_encoding, level) = match encoding {
            Encoding::Dictionary => (None, 3),
            Encoding::Plain => (Some(ParquetEncoding::PLAIN), 3),
            Encoding::Noise => (Some(ParquetEncoding::PLAIN), 1),
            Encoding::Delta => (Some(ParquetEncoding::DELTA_BINARY_PACKED), 1),
        };
        let level = ZstdLevel::try_new(level).expect("1 and 3 are levels of zstd");
        properties = properties.set_column_compression(path.clone(), Compression::ZSTD(level));
        if let Some(parquet_encoding) = parquet_encoding {
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path.clone(), parquet_encoding);
        }
        if matches!(ty, ColumnType::Utf8 | ColumnType::Utf8List) {
            properties = properties.set_column_dictionary_page_size_limit(path.clone(), TEXT_DICTIONARY_BYTES);
        }
        if WITH_STATISTICS.contains(name) {
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::Page);
        }
    }
    properties.build()
}

/// Rows of a page. A page is compressed by itself: with a tenth of this, the file is an eighth larger.
const PAGE_ROWS: usize = 200_000;

/// A column of text gives up its dictionary at this size. Programs that walk a tree name many files, and each of them
/// several times: twice the size without.
const TEXT_DICTIONARY_BYTES: usize = 4 << 20;

/// The columns that are ordered enough, or asked for often enough, that least and greatest value of a page let a reader
/// pass over it. For others they would cost time and tell nothing.
const WITH_STATISTICS: [&str; 6] = ["seq", "ts", "duration_ns", "pid", "upid", "utid"];
