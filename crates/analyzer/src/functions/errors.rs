//! Numbers of errors and signals by name.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray};
use arrow::datatypes::{DataType, Int64Type};
use trapline_syscalls::{errno, signal};

use super::Function;
use super::scalar::Scalar;

/// Text for each number; null for null and for what has no text.
fn texts<T: AsRef<str>>(numbers: &ArrayRef, text: impl Fn(i32) -> Option<T>) -> ArrayRef {
    let numbers = numbers.as_primitive::<Int64Type>();
    Arc::new(numbers.iter().map(|number| text(i32::try_from(number?).ok()?)).collect::<StringViewArray>())
}

pub(super) const ERRNO_NAME: Scalar = Scalar {
    function: Function {
        name: "errno_name",
        usage: "errno_name(n) → Utf8",
        doc: "the symbol of an error number: `ENOENT` for 2; null for an unknown one",
    },
    arguments: &[DataType::Int64],
    result: DataType::Utf8View,
    run: |args| Ok(texts(&args[0], errno::name)),
};

pub(super) const ERRNO_TEXT: Scalar = Scalar {
    function: Function {
        name: "errno_text",
        usage: "errno_text(n) → Utf8",
        doc: "an error number in words: `No such file or directory` for 2; null for an unknown one",
    },
    arguments: &[DataType::Int64],
    result: DataType::Utf8View,
    run: |args| Ok(texts(&args[0], errno::message)),
};

pub(super) const SIGNAL_NAME: Scalar = Scalar {
    function: Function {
        name: "signal_name",
        usage: "signal_name(n) → Utf8",
        doc: "the name of a signal number: `SIGTERM` for 15",
    },
    arguments: &[DataType::Int64],
    result: DataType::Utf8View,
    run: |args| Ok(texts(&args[0], |number| Some(signal::name(number)))),
};
