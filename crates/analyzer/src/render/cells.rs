//! The values of one column of a batch, as text and as JSON.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, UInt64Type};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::{Error, Result};

/// Nanoseconds are always written in full, so that texts of moments sort like moments.
const OPTIONS: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.9f"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.9f%:z"))
    .with_datetime_format(Some("%Y-%m-%d %H:%M:%S%.9f"));

/// The greatest integer up to which every integer is a JSON number that all readers keep exact (RFC 8259, section 6).
const JSON_EXACT: u64 = 1 << 53;

/// The columns of a batch, dictionaries resolved.
pub(super) fn columns(batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    batch
        .columns()
        .iter()
        .map(|column| match column.data_type() {
            DataType::Dictionary(_, values) => cast(column, values).map_err(unreadable),
            _ => Ok(Arc::clone(column)),
        })
        .collect()
}

/// The values of one column.
pub(super) struct Cells<'a> {
    array: &'a dyn Array,
    formatter: ArrayFormatter<'a>,
    shape: Shape<'a>,
}

/// How a value is written in JSON.
enum Shape<'a> {
    Bare,
    Signed,
    Unsigned,
    Float,
    Text,
    List(Box<Cells<'a>>),
    Struct(Vec<(String, Cells<'a>)>),
}

impl<'a> Cells<'a> {
    /// The values of an array of any type.
    pub(super) fn new(array: &'a dyn Array) -> Result<Cells<'a>> {
        let shape = match array.data_type() {
            DataType::Null | DataType::Boolean => Shape::Bare,
            DataType::Int8 | DataType::Int16 | DataType::Int32 => Shape::Bare,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Shape::Bare,
            DataType::Int64 => Shape::Signed,
            DataType::UInt64 => Shape::Unsigned,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Shape::Float,
            DataType::List(_) => Shape::List(Box::new(Cells::new(array.as_list::<i32>().values())?)),
            DataType::LargeList(_) => Shape::List(Box::new(Cells::new(array.as_list::<i64>().values())?)),
            DataType::FixedSizeList(..) => Shape::List(Box::new(Cells::new(array.as_fixed_size_list().values())?)),
            DataType::Struct(fields) => {
                let columns = array.as_struct().columns();
                let members =
                    fields.iter().zip(columns).map(|(field, column)| Ok((field.name().clone(), Cells::new(column)?)));
                Shape::Struct(members.collect::<Result<_>>()?)
            }
            _ => Shape::Text,
        };
        Ok(Cells { array, formatter: ArrayFormatter::try_new(array, &OPTIONS).map_err(unreadable)?, shape })
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row) || *self.array.data_type() == DataType::Null
    }

    /// Appends the value as plain text; nothing for null.
    pub(super) fn text(&self, row: usize, out: &mut String) -> Result<()> {
        match self.shape {
            _ if self.is_null(row) => Ok(()),
            Shape::List(_) | Shape::Struct(_) => self.json(row, out),
            _ => self.formatter.value(row).write(out).map_err(unreadable),
        }
    }

    /// Appends the value as JSON.
    pub(super) fn json(&self, row: usize, out: &mut String) -> Result<()> {
        if self.is_null(row) {
            out.push_str("null");
            return Ok(());
        }
        match &self.shape {
            Shape::Bare => self.formatter.value(row).write(out).map_err(unreadable),
            Shape::Signed => {
                let value = self.array.as_primitive::<Int64Type>().value(row);
                number(value, value.unsigned_abs(), out);
                Ok(())
            }
            Shape::Unsigned => {
                let value = self.array.as_primitive::<UInt64Type>().value(row);
                number(value, value, out);
                Ok(())
            }
            Shape::Float => {
                let start = out.len();
                self.formatter.value(row).write(out).map_err(unreadable)?;
                // JSON has no word for NaN and infinities.
                if out[start..].contains(['n', 'N', 'i']) {
                    out.truncate(start);
                    out.push_str("null");
                }
                Ok(())
            }
            Shape::Text => {
                let mut text = String::new();
                self.formatter.value(row).write(&mut text).map_err(unreadable)?;
                quote(&text, out);
                Ok(())
            }
            Shape::List(values) => {
                out.push('[');
                for (index, row) in self.elements(row).enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    values.json(row, out)?;
                }
                out.push(']');
                Ok(())
            }
            Shape::Struct(members) => {
                out.push('{');
                for (index, (name, cells)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    quote(name, out);
                    out.push_str(": ");
                    cells.json(row, out)?;
                }
                out.push('}');
                Ok(())
            }
        }
    }

    /// Which of the inner values are those of a row of a list.
    fn elements(&self, row: usize) -> Range<usize> {
        match self.array.data_type() {
            DataType::List(_) => {
                let offsets = self.array.as_list::<i32>().value_offsets();
                offsets[row] as usize..offsets[row + 1] as usize
            }
            DataType::LargeList(_) => {
                let offsets = self.array.as_list::<i64>().value_offsets();
                offsets[row] as usize..offsets[row + 1] as usize
            }
            DataType::FixedSizeList(_, size) => {
                let size = *size as usize;
                row * size..(row + 1) * size
            }
            _ => 0..0,
        }
    }
}

fn number(value: impl std::fmt::Display, magnitude: u64, out: &mut String) {
    let quotes = if magnitude > JSON_EXACT { "\"" } else { "" };
    // Writing to a String cannot fail.
    let _ = write!(out, "{quotes}{value}{quotes}");
}

/// Appends a JSON string.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // C1 controls and DEL need no escape in JSON, but JSON is also read in terminals.
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn unreadable(error: ArrowError) -> Error {
    Error::Format(format!("a value cannot be shown: {error}"))
}
