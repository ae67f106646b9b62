//! Typed access to the columns of a record batch that exports need.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, Int64Type, TimeUnit, TimestampNanosecondType, UInt64Type};

use crate::Error;

/// One row, borrowed from its batch. Field names are column names (docs/trace-format.md).
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the column of the same name")]
pub struct Event<'a> {
    pub kind: &'a str,
    pub ts: i64,
    pub duration_ns: Option<i64>,
    pub pid: i32,
    pub tid: i32,
    pub upid: i32,
    pub utid: i32,
    pub parent_upid: Option<i32>,
    pub abi: Option<&'a str>,
    pub nr: Option<i32>,
    pub syscall: Option<&'a str>,
    pub args: [u64; 6],
    pub ret: Option<i64>,
    pub outcome: Option<&'a str>,
    pub fd: Option<i32>,
    pub fd2: Option<i32>,
    pub new_fd: Option<i32>,
    pub new_fd2: Option<i32>,
    pub path: Option<&'a str>,
    pub path2: Option<&'a str>,
    pub fd_type: Option<&'a str>,
    pub protocol: Option<&'a str>,
    pub local_addr: Option<&'a str>,
    pub peer_addr: Option<&'a str>,
    pub cwd: Option<&'a str>,
    pub exit_code: Option<i32>,
    pub signal: Option<&'a str>,
    pub core_dumped: Option<bool>,
    pub memory: Option<&'a [u8]>,
    pub data: Option<&'a [u8]>,
}

const TEXT: [&str; 15] = [
    "kind",
    "abi",
    "syscall",
    "outcome",
    "path",
    "path2",
    "fd_type",
    "protocol",
    "local_addr",
    "peer_addr",
    "cwd",
    "signal",
    "memory",
    "data",
    "core_dumped",
];
const INT32: [&str; 11] =
    ["pid", "tid", "upid", "utid", "parent_upid", "nr", "fd", "fd2", "new_fd", "new_fd2", "exit_code"];
const INT64: [&str; 2] = ["duration_ns", "ret"];
const ARGS: [&str; 6] = ["arg0", "arg1", "arg2", "arg3", "arg4", "arg5"];

/// The columns of a batch, each in the type of format 1 (an engine may have changed strings to views).
#[derive(Debug)]
pub struct Columns {
    text: Vec<ArrayRef>,
    int32: Vec<ArrayRef>,
    int64: Vec<ArrayRef>,
    args: Vec<ArrayRef>,
    ts: ArrayRef,
    rows: usize,
}

impl Columns {
    /// The names of the columns that a batch must have, in no particular order.
    pub fn required() -> impl Iterator<Item = &'static str> {
        TEXT.into_iter().chain(INT32).chain(INT64).chain(ARGS).chain(["ts"])
    }

    /// The columns of a batch.
    pub fn new(batch: &RecordBatch) -> Result<Columns, Error> {
        let column = |name: &'static str, data_type: &DataType| {
            let array = batch.column_by_name(name).ok_or(Error::MissingColumn { column: name })?;
            cast(array, data_type).map_err(|source| Error::Type { column: name, source })
        };
        let all = |names: &[&'static str], data_type: &DataType| {
            names.iter().map(|name| column(name, data_type)).collect::<Result<Vec<_>, Error>>()
        };
        let mut text = all(&TEXT[..12], &DataType::Utf8)?;
        text.extend(all(&TEXT[12..14], &DataType::Binary)?);
        text.extend(all(&TEXT[14..], &DataType::Boolean)?);
        Ok(Columns {
            text,
            int32: all(&INT32, &DataType::Int32)?,
            int64: all(&INT64, &DataType::Int64)?,
            args: all(&ARGS, &DataType::UInt64)?,
            ts: column("ts", &DataType::Timestamp(TimeUnit::Nanosecond, None))?,
            rows: batch.num_rows(),
        })
    }

    /// The rows in order.
    pub fn events(&self) -> impl Iterator<Item = Event<'_>> {
        (0..self.rows).map(|row| self.event(row))
    }

    fn event(&self, row: usize) -> Event<'_> {
        let text = |at: usize| self.text[at].is_valid(row).then(|| self.text[at].as_string::<i32>().value(row));
        let bytes = |at: usize| self.text[at].is_valid(row).then(|| self.text[at].as_binary::<i32>().value(row));
        let int32 = |at: usize| {
            let array = &self.int32[at];
            array.is_valid(row).then(|| array.as_primitive::<Int32Type>().value(row))
        };
        let int64 = |at: usize| {
            let array = &self.int64[at];
            array.is_valid(row).then(|| array.as_primitive::<Int64Type>().value(row))
        };
        let mut args = [0; 6];
        for (arg, array) in args.iter_mut().zip(&self.args).filter(|(_, array)| array.is_valid(row)) {
            *arg = array.as_primitive::<UInt64Type>().value(row);
        }
        Event {
            kind: text(0).unwrap_or_default(),
            abi: text(1),
            syscall: text(2),
            outcome: text(3),
            path: text(4),
            path2: text(5),
            fd_type: text(6),
            protocol: text(7),
            local_addr: text(8),
            peer_addr: text(9),
            cwd: text(10),
            signal: text(11),
            memory: bytes(12),
            data: bytes(13),
            core_dumped: self.text[14].is_valid(row).then(|| self.text[14].as_boolean().value(row)),
            pid: int32(0).unwrap_or_default(),
            tid: int32(1).unwrap_or_default(),
            upid: int32(2).unwrap_or_default(),
            utid: int32(3).unwrap_or_default(),
            parent_upid: int32(4),
            nr: int32(5),
            fd: int32(6),
            fd2: int32(7),
            new_fd: int32(8),
            new_fd2: int32(9),
            exit_code: int32(10),
            duration_ns: int64(0),
            ret: int64(1),
            args,
            ts: self.ts.as_primitive::<TimestampNanosecondType>().value(row),
        }
    }
}
