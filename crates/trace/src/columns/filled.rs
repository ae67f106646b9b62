//! A column of a batch.

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;

/// The values of a column that has any.
#[derive(Clone, Debug)]
pub(crate) enum Filled {
    /// What each row has, null where it has nothing.
    Each(ArrayRef),
    /// One value, which is not null and which all these rows have.
    Same { value: ArrayRef, rows: usize },
}

impl Filled {
    /// As an array of all rows.
    pub(crate) fn spread(&self) -> ArrayRef {
        match self {
            Self::Each(array) => Arc::clone(array),
            Self::Same { value, rows } => {
                let first = UInt32Array::from(vec![0; *rows]);
                take(value, &first, None).expect("an array of one value has a first one")
            }
        }
    }
}

/// A batch of fewer rows has each of its values: it takes little either way.
pub(super) const FEW_ROWS: usize = 64;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::AsArray;
    use arrow::compute::cast;
    use arrow::datatypes::{DataType, Int32Type};
    use proptest::prelude::*;

    use super::super::buffer::{Binary, ColumnBuffer, Int32, Utf8};
    use super::*;

    /// What rows have: the same for a while, and then perhaps something else or nothing.
    fn values() -> impl Strategy<Value = Vec<Option<i32>>> {
        let run = (prop_oneof![4 => Just(Some(0)), 2 => (0..3).prop_map(Some), 1 => Just(None)], 1..150_usize);
        let runs = prop::collection::vec(run, 1..4);
        runs.prop_map(|runs| runs.iter().flat_map(|(value, many)| std::iter::repeat_n(*value, *many)).collect())
    }

    fn word(value: i32) -> String {
        // Nothing, and one that is longer than what is told apart at a glance.
        if value == 0 { String::new() } else { format!("{value}{}", "x".repeat(value as usize * 10)) }
    }

    proptest! {
        #[test]
        fn values_come_back_however_they_are_stored(batches in prop::collection::vec(values(), 1..4)) {
            let (mut numbers, mut words, mut bytes) = (Int32::default(), Utf8::default(), Binary::default());
            for values in batches {
                for (row, value) in values.iter().enumerate() {
                    numbers.push(row, *value, &mut 0);
                    let word = value.map(word);
                    words.push(row, word.as_deref(), &mut 0);
                    bytes.push(row, word.as_ref().map(String::as_bytes), &mut 0);
                }
                let rows = values.len();
                let expected_same = rows >= FEW_ROWS && values[0].is_some() && values.iter().all(|value| *value == values[0]);
                let any = values.iter().any(Option::is_some);
                for (of, column) in [numbers.take(rows), words.take(rows), bytes.take(rows)].into_iter().enumerate() {
                    prop_assert_eq!(column.is_some(), any);
                    let Some(column) = column else { continue };
                    prop_assert_eq!(matches!(column, Filled::Same { .. }), expected_same);
                    let all = column.spread();
                    if of > 0 {
                        let all = cast(&all, &DataType::Utf8).unwrap();
                        let found: Vec<_> = all.as_string::<i32>().iter().map(|word| word.map(str::to_owned)).collect();
                        prop_assert_eq!(found, values.iter().map(|value| value.map(word)).collect::<Vec<_>>());
                    } else {
                        prop_assert_eq!(all.as_primitive::<Int32Type>().iter().collect::<Vec<_>>(), values.clone());
                    }
                    drop(all);
                    if let Filled::Each(array) = column {
                        match of {
                            0 => numbers.reuse(array),
                            1 => words.reuse(array),
                            _ => bytes.reuse(array),
                        }
                    }
                }
            }
        }
    }
}
