//! Copying memory at a stop, as the call's signature plans it.

mod copy;
mod rights;

pub(crate) use copy::Capture;
pub(crate) use rights::received;
