//! Moments as numbers and back, with DuckDB's names.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampNanosecondType};

use super::Function;
use super::scalar::Scalar;

const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Nanosecond, None);

pub(super) const EPOCH_NS: Scalar = Scalar {
    function: Function {
        name: "epoch_ns",
        usage: "epoch_ns(ts) → Int64",
        doc: "nanoseconds since 1970-01-01 00:00:00 UTC",
    },
    arguments: &[TIMESTAMP],
    result: DataType::Int64,
    run: |args| {
        let moments = args[0].as_primitive::<TimestampNanosecondType>();
        Ok(Arc::new(moments.reinterpret_cast::<Int64Type>()))
    },
};

pub(super) const MAKE_TIMESTAMP_NS: Scalar = Scalar {
    function: Function {
        name: "make_timestamp_ns",
        usage: "make_timestamp_ns(n) → Timestamp(ns)",
        doc: "the moment so many nanoseconds after 1970-01-01 00:00:00 UTC; the inverse of `epoch_ns`",
    },
    arguments: &[DataType::Int64],
    result: TIMESTAMP,
    run: |args| {
        let numbers = args[0].as_primitive::<Int64Type>();
        Ok(Arc::new(numbers.reinterpret_cast::<TimestampNanosecondType>()))
    },
};
