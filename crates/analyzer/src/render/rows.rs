//! Rows as the texts that people are shown.

use arrow::array::RecordBatch;
use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};

use super::cells::{Cells, columns};
use super::{Layout, Unit, human, names};
use crate::{Answer, Result};

/// Rows of texts, all of one width in columns.
pub(super) struct Rows {
    text: String,
    /// Where each cell ends in `text`; `None` for null.
    cells: Vec<(usize, bool)>,
    columns: usize,
}

impl Rows {
    pub(super) fn new(columns: usize) -> Rows {
        Rows { text: String::new(), cells: Vec::new(), columns }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    /// The text of a cell; `None` for null.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let index = row * self.columns + column;
        let start = index.checked_sub(1).map_or(0, |before| self.cells[before].0);
        let (end, is_null) = self.cells[index];
        (!is_null).then(|| &self.text[start..end])
    }

    /// Adds the rows of a batch, with units where the layout has some, control characters escaped.
    pub(super) fn add(&mut self, batch: &RecordBatch, layout: &Layout) -> Result<()> {
        let arrays = columns(batch)?;
        let schema = batch.schema();
        let columns = arrays
            .iter()
            .zip(schema.fields())
            .map(|(array, field)| {
                Ok((Cells::new(array)?, layout.unit(field.name()).and_then(|unit| Numbers::new(array, unit))))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut value = String::new();
        for row in 0..batch.num_rows() {
            for (cells, numbers) in &columns {
                let is_null = cells.is_null(row);
                if !is_null {
                    match numbers.as_ref().and_then(|numbers| numbers.text(row)) {
                        Some(text) => self.text.push_str(&text),
                        None => {
                            value.clear();
                            cells.text(row, &mut value)?;
                            self.text.push_str(&super::escape(&value));
                        }
                    }
                }
                self.cells.push((self.text.len(), is_null));
            }
        }
        Ok(())
    }
}

/// A column of numbers that have a unit.
struct Numbers {
    values: arrow::array::ArrayRef,
    unit: Unit,
}

impl Numbers {
    fn new(array: &arrow::array::ArrayRef, unit: Unit) -> Option<Numbers> {
        let target = match array.data_type() {
            DataType::Int64 | DataType::UInt64 => None,
            ty if ty.is_integer() => Some(DataType::Int64),
            ty if ty.is_numeric() => Some(DataType::Float64),
            _ => return None,
        };
        let values = match target {
            None => std::sync::Arc::clone(array),
            Some(target) => cast(array, &target).ok()?,
        };
        Some(Numbers { values, unit })
    }

    fn text(&self, row: usize) -> Option<String> {
        let value = match self.values.data_type() {
            DataType::Int64 => self.values.as_primitive::<Int64Type>().value(row) as f64,
            DataType::UInt64 => self.values.as_primitive::<UInt64Type>().value(row) as f64,
            _ => self.values.as_primitive::<Float64Type>().value(row),
        };
        human(value, self.unit)
    }
}

/// The header of a column that people are shown.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) is_number: bool,
}

/// The headers of an answer.
pub(super) fn heads(answer: &Answer) -> Vec<Head> {
    let fields = answer.schema().fields();
    let names = names::unique(answer.schema());
    let heads = names.into_iter().zip(fields).map(|(name, field)| Head {
        name: super::escape(&name).into_owned(),
        is_number: field.data_type().is_numeric(),
    });
    heads.collect()
}
