//! What the numbers of a column are, so that people see `1.24 ms` and machines see nanoseconds.

use std::fmt;

/// The unit that a report declares for a column of its result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// A span of time in nanoseconds.
    Ns,
    /// A number of bytes.
    Bytes,
    /// How many of something.
    Count,
    /// A part of a whole: 0.25 is a quarter.
    Ratio,
    /// A moment: nanoseconds since the recording began.
    Time,
    /// Words. Also what a column is that nobody described.
    #[default]
    Text,
    /// A number that names something (a pid, a descriptor) and is never added up.
    Id,
}

/// Every unit with its name in a report's header and in the JSON envelope.
const NAMES: [(&str, Unit); 7] = [
    ("ns", Unit::Ns),
    ("bytes", Unit::Bytes),
    ("count", Unit::Count),
    ("ratio", Unit::Ratio),
    ("time", Unit::Time),
    ("text", Unit::Text),
    ("id", Unit::Id),
];

impl Unit {
    /// The unit of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    }

    /// The name in headers and JSON.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, unit)| *unit == self).map_or("text", |(name, _)| name)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
