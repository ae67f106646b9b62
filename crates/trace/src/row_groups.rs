//! Row groups: batches into the Parquet file, and the footer of those written so far.

use std::io::Write;
use std::sync::Arc;

use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::errors::ParquetError;
use parquet::file::metadata::{FileMetaData, KeyValue, ParquetMetaDataBuilder, ParquetMetaDataWriter};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

use crate::Finished;
use crate::columns::Filled;
use crate::open_group::{OpenGroup, Zstds};
use crate::properties::properties;
use crate::schema;

/// The Parquet file being written.
pub(crate) struct RowGroups {
    file: SerializedFileWriter<Box<dyn Write + Send>>,
    schema: SchemaDescPtr,
    factory: ArrowRowGroupWriterFactory,
    zstd: Zstds,
    open: Option<OpenGroup>,
}

impl RowGroups {
    pub(crate) fn new(file: Box<dyn Write + Send>) -> Result<Self, ParquetError> {
        let schema = schema::arrow_schema();
        let parquet_schema = parquet_schema();
        let file = SerializedFileWriter::new(file, parquet_schema.root_schema_ptr(), Arc::new(properties()))?;
        let factory = ArrowRowGroupWriterFactory::new(&file, schema);
        let zstd = Zstds::new()?;
        Ok(Self { file, schema: Arc::new(parquet_schema), factory, zstd, open: None })
    }

    /// Rows in the row group that is being filled.
    pub(crate) fn open_rows(&self) -> usize {
        self.open.as_ref().map_or(0, OpenGroup::rows)
    }

    /// What they take encoded, about.
    pub(crate) fn open_bytes(&self) -> usize {
        self.open.as_ref().map_or(0, OpenGroup::bytes)
    }

    /// Bytes of the row groups that are closed.
    pub(crate) fn closed_bytes(&self) -> u64 {
        self.file.bytes_written() as u64
    }

    /// Encodes a batch of `rows` rows: all columns in file order, `None` for those without any value.
    pub(crate) fn append(&mut self, rows: usize, columns: &[Option<Filled>]) -> Result<(), ParquetError> {
        let group = match &mut self.open {
            Some(group) => group,
            none => {
                let writers = self.factory.create_column_writers(self.file.flushed_row_groups().len())?;
                none.insert(OpenGroup::new(writers, &self.schema))
            }
        };
        group.append(rows, columns, &mut self.zstd)
    }

    /// Writes the row group that is being filled, if any, and hands it to the system.
    pub(crate) fn close_group(&mut self) -> Result<(), ParquetError> {
        if let Some(group) = self.open.take() {
            let mut writer = self.file.next_row_group()?;
            group.close(&mut writer, &mut self.zstd)?;
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

/// The Parquet schema of format 1.
pub(crate) fn parquet_schema() -> SchemaDescriptor {
    let converter = ArrowSchemaConverter::new().schema_root("trace");
    converter.convert(&schema::arrow_schema()).expect("Parquet has every type of the table of columns")
}
