//! Values for the `$name` parameters of a statement.

use std::collections::BTreeMap;

use datafusion::common::ScalarValue;

/// Values for the `$name` parameters of a statement. They are bound, never spliced into the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params {
    values: BTreeMap<String, ScalarValue>,
}

impl Params {
    /// No values.
    pub fn new() -> Params {
        Params::default()
    }

    /// These values and one more. `name` is without the `$`; the type is that of the value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<ScalarValue>) -> Params {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ScalarValue)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }
}
