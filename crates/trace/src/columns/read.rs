//! Columns turned back into rows.

use arrow::array::{
    Array, ArrowPrimitiveType, AsArray, BinaryArray, BooleanArray, PrimitiveArray, RecordBatch, StringArray,
};
use arrow::datatypes::{Int16Type, Int32Type, Int64Type, TimestampNanosecondType, UInt64Type};

use crate::{Args, Row};

/// A column of a batch, with its type.
trait Column: Sized {
    /// The column, if it has this type.
    fn of(array: &dyn Array) -> Option<Self>;
}

type Int16 = PrimitiveArray<Int16Type>;
type Int32 = PrimitiveArray<Int32Type>;
type Int64 = PrimitiveArray<Int64Type>;
type UInt64 = PrimitiveArray<UInt64Type>;
type Timestamp = PrimitiveArray<TimestampNanosecondType>;
type Boolean = BooleanArray;
type Utf8 = StringArray;
type Binary = BinaryArray;

/// Lists of text, decoded: a row lends them as slices of strings.
struct Utf8List(Vec<Option<Vec<String>>>);

impl<T: ArrowPrimitiveType> Column for PrimitiveArray<T> {
    fn of(array: &dyn Array) -> Option<Self> {
        array.as_primitive_opt().cloned()
    }
}

impl Column for BooleanArray {
    fn of(array: &dyn Array) -> Option<Self> {
        array.as_boolean_opt().cloned()
    }
}

impl Column for StringArray {
    fn of(array: &dyn Array) -> Option<Self> {
        array.as_string_opt().cloned()
    }
}

impl Column for BinaryArray {
    fn of(array: &dyn Array) -> Option<Self> {
        array.as_binary_opt().cloned()
    }
}

impl Column for Utf8List {
    fn of(array: &dyn Array) -> Option<Self> {
        let lists = array.as_list_opt::<i32>()?;
        lists.values().as_string_opt::<i32>()?;
        let words = |words: &StringArray| words.iter().map(|word| word.unwrap_or_default().to_owned()).collect();
        let list = |row| lists.is_valid(row).then(|| words(lists.value(row).as_string()));
        Some(Self((0..lists.len()).map(list).collect()))
    }
}

/// The value of a column in a row, `None` where it is null.
trait Value {
    type Of<'a>
    where
        Self: 'a;
    fn get(&self, row: usize) -> Option<Self::Of<'_>>;
}

impl<T: ArrowPrimitiveType> Value for PrimitiveArray<T> {
    type Of<'a> = T::Native;
    fn get(&self, row: usize) -> Option<T::Native> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl Value for BooleanArray {
    type Of<'a> = bool;
    fn get(&self, row: usize) -> Option<bool> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl Value for StringArray {
    type Of<'a> = &'a str;
    fn get(&self, row: usize) -> Option<&str> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl Value for BinaryArray {
    type Of<'a> = &'a [u8];
    fn get(&self, row: usize) -> Option<&[u8]> {
        self.is_valid(row).then(|| self.value(row))
    }
}

impl Value for Utf8List {
    type Of<'a> = &'a [String];
    fn get(&self, row: usize) -> Option<&[String]> {
        self.0[row].as_deref()
    }
}

macro_rules! batch_rows {
    ($row:ident; $($name:ident $ty:ident $encoding:ident $share:ident $value:expr, $doc:literal;)*) => {
        /// The rows of a batch that has the columns of format 1, as [`TraceFile::batches`](crate::TraceFile::batches)
        /// gives it where all are asked for.
        pub struct BatchRows {
            len: usize,
            $($name: $ty,)*
        }

        impl BatchRows {
            /// `None` where a column is missing or has another type.
            pub fn new(batch: &RecordBatch) -> Option<Self> {
                Some(Self {
                    len: batch.num_rows(),
                    $($name: $ty::of(batch.column_by_name(stringify!($name))?)?,)*
                })
            }
        }
    };
}

columns!(batch_rows, row);

impl BatchRows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len).map(|row| self.get(row))
    }

    /// The row of that index, which must be less than [`len`](Self::len). Columns that every row has are zero or empty
    /// where the file has null.
    pub fn get(&self, row: usize) -> Row<'_> {
        Row {
            seq: self.seq.get(row).unwrap_or_default(),
            kind: self.kind.get(row).unwrap_or_default(),
            ts: self.ts.get(row).unwrap_or_default(),
            duration_ns: self.duration_ns.get(row),
            pid: self.pid.get(row).unwrap_or_default(),
            tid: self.tid.get(row).unwrap_or_default(),
            cpu: self.cpu.get(row),
            cpu_ns: self.cpu_ns.get(row),
            upid: self.upid.get(row).unwrap_or_default(),
            utid: self.utid.get(row).unwrap_or_default(),
            parent_pid: self.parent_pid.get(row),
            parent_upid: self.parent_upid.get(row),
            ns_pid: self.ns_pid.get(row),
            comm: self.comm.get(row),
            abi: self.abi.get(row),
            nr: self.nr.get(row),
            syscall: self.syscall.get(row),
            opcode: self.opcode.get(row),
            args: self.args(row),
            ret: self.ret.get(row),
            errno: self.errno.get(row),
            error: self.error.get(row),
            outcome: self.outcome.get(row),
            fd: self.fd.get(row),
            fd2: self.fd2.get(row),
            new_fd: self.new_fd.get(row),
            new_fd2: self.new_fd2.get(row),
            path: self.path.get(row),
            path2: self.path2.get(row),
            fd_type: self.fd_type.get(row),
            protocol: self.protocol.get(row),
            local_addr: self.local_addr.get(row),
            peer_addr: self.peer_addr.get(row),
            requested: self.requested.get(row),
            bytes: self.bytes.get(row),
            file_offset: self.file_offset.get(row),
            argv: self.argv.get(row),
            cwd: self.cwd.get(row),
            root: self.root.get(row),
            fd_table: self.fd_table.get(row),
            file_id: self.file_id.get(row),
            uid: self.uid.get(row),
            gid: self.gid.get(row),
            cgroup: self.cgroup.get(row),
            env_count: self.env_count.get(row),
            env: self.env.get(row),
            origin: self.origin.get(row),
            fate: self.fate.get(row),
            reads: self.reads.get(row),
            writes: self.writes.get(row),
            bytes_read: self.bytes_read.get(row),
            bytes_written: self.bytes_written.get(row),
            exit_code: self.exit_code.get(row),
            signal: self.signal.get(row),
            core_dumped: self.core_dumped.get(row),
            user_ns: self.user_ns.get(row),
            system_ns: self.system_ns.get(row),
            max_rss_kb: self.max_rss_kb.get(row),
            lost: self.lost.get(row),
            lost_reason: self.lost_reason.get(row),
            sender_pid: self.sender_pid.get(row),
            si_code: self.si_code.get(row),
            memory: self.memory.get(row),
            data: self.data.get(row),
        }
    }

    /// The registers up to the first that is null.
    fn args(&self, row: usize) -> Args {
        let columns = [&self.arg0, &self.arg1, &self.arg2, &self.arg3, &self.arg4, &self.arg5];
        let (mut registers, mut count) = ([0; 6], 0);
        while let Some(value) = columns.get(count).and_then(|column| column.get(row)) {
            registers[count] = value;
            count += 1;
        }
        Args::first(count, &registers)
    }
}
