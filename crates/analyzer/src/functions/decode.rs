//! Raw arguments and results as strace's text.
//!
//! Decoding costs more than all else that is done to a row, so it must happen to few rows: these functions run only where
//! their result is selected, and after `ORDER BY … LIMIT` has chosen its rows (a rule of [`crate::rules`]).

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::{DataType, Int32Type, Int64Type, UInt64Type};
use datafusion::common::Result;
use trapline_syscalls::Abi;
use trapline_syscalls::decode::{self, CallText, FdNames, NoNames, Style};

use super::Function;
use super::scalar::Scalar;

/// `abi, nr, arg0 … arg5, ret, memory, data, path, path2`.
const CALL: &[DataType] = &[
    DataType::Utf8View,
    DataType::Int32,
    DataType::UInt64,
    DataType::UInt64,
    DataType::UInt64,
    DataType::UInt64,
    DataType::UInt64,
    DataType::UInt64,
    DataType::Int64,
    DataType::BinaryView,
    DataType::BinaryView,
    DataType::Utf8View,
    DataType::Utf8View,
];

pub(super) const SYSCALL_ARGS: Scalar = Scalar {
    function: Function {
        name: "syscall_args",
        usage: "syscall_args(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) → Utf8",
        doc: "the arguments of a call as strace prints them; the column `args` of `syscalls`",
    },
    arguments: CALL,
    result: DataType::Utf8View,
    run: |args| texts(args, |call, names, style| decode::args(call, names, style).text),
};

pub(super) const RESULT_TEXT: Scalar = Scalar {
    function: Function {
        name: "result_text",
        usage: "result_text(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) → Utf8",
        doc: "the result of a call as strace prints it after `=`; the column `result` of `syscalls`",
    },
    arguments: CALL,
    result: DataType::Utf8View,
    run: |args| texts(args, decode::result),
};

/// Whether a function of this name decodes: worth running on as few rows as possible.
pub(crate) fn is_decoder(name: &str) -> bool {
    [SYSCALL_ARGS.function.name, RESULT_TEXT.function.name].contains(&name)
}

fn texts(args: &[ArrayRef], text: fn(&CallText<'_>, &dyn FdNames, Style) -> String) -> Result<ArrayRef> {
    let abi = args[0].as_string_view();
    let nr = args[1].as_primitive::<Int32Type>();
    let registers: Vec<_> = args[2..8].iter().map(|array| array.as_primitive::<UInt64Type>()).collect();
    let ret = args[8].as_primitive::<Int64Type>();
    let (memory, data) = (args[9].as_binary_view(), args[10].as_binary_view());
    let (path, path2) = (args[11].as_string_view(), args[12].as_string_view());

    let mut out = StringViewBuilder::with_capacity(args[0].len());
    for (row, abi) in abi.iter().enumerate() {
        // A row that is no call, or of an ABI that this version does not know, has no text.
        let Some((abi, nr)) = abi.and_then(Abi::from_name).zip(is_valid(nr, row).then(|| nr.value(row))) else {
            out.append_null();
            continue;
        };
        let mut raw = [0; 6];
        for (value, register) in raw.iter_mut().zip(&registers) {
            *value = if is_valid(*register, row) { register.value(row) } else { 0 };
        }
        let call = CallText {
            abi,
            nr,
            args: raw,
            ret: is_valid(ret, row).then(|| ret.value(row)),
            memory: if is_valid(memory, row) { memory.value(row) } else { &[] },
            data: is_valid(data, row).then(|| data.value(row)),
            path: is_valid(path, row).then(|| path.value(row)),
            path2: is_valid(path2, row).then(|| path2.value(row)),
        };
        out.append_value(text(&call, &NoNames, Style::default()));
    }
    Ok(Arc::new(out.finish()))
}

fn is_valid(array: &dyn arrow::array::Array, row: usize) -> bool {
    array.is_valid(row)
}
