//! Which rows the filters let through.

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int64Type};
use trapline_analyzer::Answer;

use super::int64;
use crate::analyze::failure::Outcome;

/// The numbers of the rows that the filters let through, in ascending order.
pub struct Chosen {
    batches: Answer,
    current: ArrayRef,
    next: usize,
}

impl Chosen {
    /// The numbers are the first column.
    pub fn new(batches: Answer) -> Chosen {
        Chosen { batches, current: arrow::array::new_empty_array(&DataType::Int64), next: 0 }
    }

    /// Whether a row is among them; to be asked in ascending order.
    pub fn contains(&mut self, seq: i64) -> Outcome<bool> {
        loop {
            let numbers = self.current.as_primitive::<Int64Type>();
            match numbers.values().get(self.next) {
                Some(number) if *number < seq => self.next += 1,
                Some(number) => return Ok(*number == seq),
                None => match self.batches.next() {
                    Some(batch) => (self.current, self.next) = (int64(batch?.column(0))?, 0),
                    None => return Ok(false),
                },
            }
        }
    }
}
