//! What a session says of itself: its tables, its functions, its traces.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use trapline_trace::schema::KINDS;

use crate::views::{self, names};
use crate::{Answer, Error, Params, Result, Session, functions};

impl Session {
    /// Tables, views and their columns with types and meanings: `(view, column, type, unit, doc)`, for `analyze schema`.
    /// With a name, only that table or view.
    ///
    /// # Errors
    /// No table or view of that name.
    pub fn schema(&self, view: Option<&str>) -> Result<Answer> {
        let chosen: Vec<&str> = names().filter(|name| view.is_none_or(|view| view == *name)).collect();
        if chosen.is_empty() {
            let known = names().collect::<Vec<_>>().join(", ");
            return Err(Error::Sql(format!("no view named {}; there are {known}", view.unwrap_or_default())));
        }
        let mut rows = Vec::new();
        for name in chosen {
            let Some(described) = views::describe(name) else { continue };
            let table =
                self.runtime.block_on(self.context.table_provider(name)).map_err(|error| self.explain(error))?;
            for field in table.schema().fields() {
                let (unit, doc) = described.column(field.name()).unwrap_or(("", ""));
                rows.push([name, field.name(), &type_name(field.data_type()), unit, doc].map(str::to_owned));
            }
        }
        Ok(table(["view", "column", "type", "unit", "doc"], rows))
    }

    /// Tables and views with what a row of each is: `(view, doc)`.
    pub fn views(&self) -> Answer {
        let rows = names()
            .map(|name| [name.to_owned(), views::describe(name).map(|described| described.doc).unwrap_or_default()]);
        table(["view", "doc"], rows.collect())
    }

    /// The functions that this program adds: `(function, doc)`.
    pub fn functions(&self) -> Answer {
        let rows = functions().map(|function| [function.usage, function.doc].map(str::to_owned));
        table(["function", "doc"], rows.collect())
    }

    /// The metadata of the open traces, one row for each fact that is known: `(trace, key, value)`, for `analyze info`.
    /// Keys are the columns of `traces`.
    pub fn info(&self) -> Answer {
        let facts = self
            .traces()
            .iter()
            .flat_map(|trace| views::facts(trace).map(|(key, value)| [trace.name().to_owned(), key.to_owned(), value]));
        table(["trace", "key", "value"], facts.collect())
    }

    /// How many rows are of kinds that this version does not know: they are in `events` alone. Reads the column `kind`.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn unknown_rows(&self) -> Result<i64> {
        let known: Vec<String> = KINDS.iter().map(|kind| format!("'{}'", kind.name)).collect();
        let sql = format!("SELECT count(*) FROM events WHERE kind NOT IN ({})", known.join(", "));
        let batches = self.select(&sql, &Params::new())?.collect()?;
        Ok(batches.first().map_or(0, |batch| batch.column(0).as_primitive::<Int64Type>().value(0)))
    }
}

/// A type as the documentation of the format calls it.
fn type_name(ty: &DataType) -> String {
    match ty {
        DataType::Utf8View => "Utf8".to_owned(),
        DataType::BinaryView => "Binary".to_owned(),
        DataType::List(element) => format!("List({})", type_name(element.data_type())),
        DataType::Timestamp(..) => "Timestamp(ns)".to_owned(),
        other => other.to_string(),
    }
}

/// An answer of texts.
fn table<const N: usize>(names: [&str; N], rows: Vec<[String; N]>) -> Answer {
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let column = |index: usize| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(row[index].as_str())).collect::<StringArray>())
    };
    let batch = RecordBatch::try_new(Arc::clone(&schema), (0..N).map(column).collect());
    Answer::new(schema, vec![batch.expect("all columns are texts of one length")])
}
