//! All columns of a batch, filled row by row.

use super::buffer::*;
use super::filled::Filled;
use crate::Row;

macro_rules! column_buffers {
    ($row:ident; $($name:ident $ty:ident $encoding:ident $share:ident $value:expr, $doc:literal;)*) => {
        /// A buffer for every column of format 1.
        #[derive(Default)]
        pub(crate) struct ColumnBuffers {
            row_count: usize,
            value_bytes: usize,
            $($name: $ty,)*
        }

        impl ColumnBuffers {
            /// Adds a row. Returns the bytes that the values of all rows so far take beyond their fixed share.
            pub(crate) fn append(&mut self, $row: &Row<'_>) -> usize {
                let position = self.row_count;
                let mut bytes = self.value_bytes;
                $(self.$name.push(position, $value, &mut bytes);)*
                self.row_count = position + 1;
                self.value_bytes = bytes;
                bytes
            }

            /// The columns of the rows so far, in file order, `None` where no row has a value. Leaves no rows.
            pub(crate) fn take(&mut self) -> (usize, Vec<Option<Filled>>) {
                let rows = std::mem::take(&mut self.row_count);
                self.value_bytes = 0;
                (rows, vec![$(self.$name.take(rows)),*])
            }

            /// Takes back what [`take`](Self::take) gave, for the memory of the next batch.
            pub(crate) fn reuse(&mut self, columns: Vec<Option<Filled>>) {
                let mut columns = columns.into_iter();
                $(if let Some(Some(Filled::Each(column))) = columns.next() {
                    self.$name.reuse(column);
                })*
            }
        }
    };
}

columns!(column_buffers, row);

impl ColumnBuffers {
    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.row_count
    }
}
