//! The SQL functions that Trapline adds, each with its documentation: [`functions`] is what `analyze schema` shows.

mod calls;
mod decode;
mod errors;
mod extremes;
mod scalar;
mod times;

use datafusion::prelude::SessionContext;

pub(crate) use decode::is_decoder;
use scalar::Scalar;

/// One added function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called and what it returns: `epoch_ns(ts) → Int64`.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
}

static SCALARS: [Scalar; 11] = [
    times::EPOCH_NS,
    times::MAKE_TIMESTAMP_NS,
    calls::FD_ARG,
    calls::IN_CLASS,
    calls::SYSCALL_CATEGORY,
    calls::SYSCALL_EFFECT,
    errors::ERRNO_NAME,
    errors::ERRNO_TEXT,
    errors::SIGNAL_NAME,
    decode::SYSCALL_ARGS,
    decode::RESULT_TEXT,
];

/// Every added function.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    SCALARS.iter().map(|scalar| &scalar.function).chain(extremes::FUNCTIONS)
}

/// Makes the functions known to a session.
pub(crate) fn register(context: &SessionContext) {
    for scalar in &SCALARS {
        context.register_udf(scalar.udf());
    }
    for aggregate in extremes::aggregates() {
        context.register_udaf(aggregate);
    }
}
