//! What the numbers of a column mean.

/// What a column's numbers mean, which decides how they are shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds: `1.24 ms`.
    Ns,
    /// Bytes: `3.1 MiB`.
    Bytes,
    /// A number of things: `12,345`.
    Count,
    /// A share of one: `12.3 %`.
    Ratio,
    /// Nanoseconds since the recording began: `1.234568 s`.
    Time,
    /// Text.
    Text,
    /// A number that names something (pid, fd): as it is.
    Id,
}
