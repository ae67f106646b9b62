//! The values with which a report runs: what was given, and defaults for the rest.

use std::collections::BTreeMap;
use std::path::Path;

use super::header::Header;
use super::value::{self, Value};
use crate::{Error, Result};

/// Values for every argument and option of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    /// Values of args and params by name.
    pub values: BTreeMap<String, Value>,
    /// The chosen SQL expressions by the name of the choice.
    pub expressions: BTreeMap<String, String>,
}

impl Arguments {
    /// Reads what was given, as `(name, text)`, and fills in the defaults. `cwd` is where relative paths begin.
    ///
    /// # Errors
    /// [`Error::Argument`] for a value that is missing, of the wrong type, or not among the choices.
    pub fn read(header: &Header, given: &BTreeMap<String, String>, cwd: &Path) -> Result<Arguments> {
        let mut arguments = Arguments::default();
        let mut set = |option: String, name: &str, value_type, text: &str| {
            let value =
                value::parse(value_type, text, cwd).map_err(|message| Error::Argument { name: option, message })?;
            arguments.values.insert(name.to_owned(), value);
            Ok::<(), Error>(())
        };
        for arg in &header.args {
            let word = arg.name.to_uppercase();
            let Some(text) = given.get(&arg.name) else {
                let message = format!("not given ({})", arg.text);
                return Err(Error::Argument { name: word, message });
            };
            set(word, &arg.name, &arg.value_type, text)?;
        }
        for param in &header.params {
            let text = given.get(&param.name).unwrap_or(&param.default);
            set(option(&param.name), &param.name, &param.value_type, text)?;
        }
        for choice in &header.choices {
            let key = given.get(&choice.name).unwrap_or(&choice.default);
            let Some(expression) = choice.expression(key) else {
                let keys: Vec<_> = choice.options.iter().map(|(key, _)| key.as_str()).collect();
                let message = format!("`{key}` is none of {}", keys.join(", "));
                return Err(Error::Argument { name: option(&choice.name), message });
            };
            arguments.expressions.insert(choice.name.clone(), expression.to_owned());
        }
        Ok(arguments)
    }
}

/// The option of a param or choice: `min_size` is `--min-size`.
fn option(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}
