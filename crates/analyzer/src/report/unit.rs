//! The names of units, in headers and in the JSON envelope.

use crate::Unit;

/// Every unit with its name.
const NAMES: [(&str, Unit); 7] = [
    ("ns", Unit::Ns),
    ("bytes", Unit::Bytes),
    ("count", Unit::Count),
    ("ratio", Unit::Ratio),
    ("time", Unit::Time),
    ("text", Unit::Text),
    ("id", Unit::Id),
];

/// The names of all units, for messages.
pub(super) const ALL: &str = "ns, bytes, count, ratio, time, text or id";

/// The unit of this name.
pub(super) fn from_name(name: &str) -> Option<Unit> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
}

/// The name of a unit.
pub(super) fn name(unit: Unit) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == unit).map_or("text", |(name, _)| name)
}
