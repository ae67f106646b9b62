//! Kinds of tracers.

/// What kind of tracer it is: which workloads are for it, and how long its storms are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// None: every workload runs without one, too.
    Native,
    /// Two programs in the kernel that do nothing, at the beginning and at the end of each call.
    Empty,
    /// Records every call, at microseconds each and less: storms are long, or the tracer's start would decide.
    Fast,
    /// Records every call, at tens of microseconds each.
    Slow,
    /// Records what the workload never calls: what does a filter cost?
    Filter,
}

impl Class {
    /// It makes a recording of the calls of a workload.
    pub fn records(self) -> bool {
        matches!(self, Class::Fast | Class::Slow)
    }

    /// Its storms are long.
    pub fn is_quick(self) -> bool {
        !matches!(self, Class::Slow)
    }
}
