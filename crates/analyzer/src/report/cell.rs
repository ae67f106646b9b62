//! Single values of a result.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::Unit;
use crate::render;

/// The value as a number.
pub(super) fn number(values: &ArrayRef, row: usize) -> Option<f64> {
    let values = cast(&values.slice(row, 1), &DataType::Float64).ok()?;
    values.is_valid(0).then(|| values.as_primitive::<Float64Type>().value(0))
}

/// The value as SQL and options take it; `None` for NULL.
pub(super) fn raw(values: &ArrayRef, row: usize) -> Option<String> {
    if values.is_null(row) {
        return None;
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(values.as_ref(), &options).ok()?;
    Some(formatter.value(row).to_string())
}

/// The value as people see it: with its unit, control characters escaped; empty for NULL.
pub(super) fn shown(values: &ArrayRef, row: usize, unit: Unit) -> String {
    let with_unit = number(values, row).and_then(|number| render::human(number, unit));
    with_unit.unwrap_or_else(|| render::escape(&raw(values, row).unwrap_or_default()).to_string())
}
