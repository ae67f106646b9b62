//! What can be wrong with an option's expression.

use trapline_syscalls::SelectionError;

/// Why an expression means nothing; its text says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// A set of calls.
    #[error(transparent)]
    Calls(#[from] SelectionError),
    /// A word of another list.
    #[error("there is no {what} `{word}`: give one of {known}")]
    Word {
        /// What it should have been.
        what: &'static str,
        /// As it was given.
        word: String,
        /// What there is.
        known: String,
    },
    /// Something that only a tracer can do.
    #[error("`{qualifier}=` means nothing here: give trace=, signal=, status= or quiet=")]
    NotHere {
        /// What stands before `=`.
        qualifier: String,
    },
}

pub(super) fn no_such(what: &'static str, word: &str, known: &str) -> ExpressionError {
    ExpressionError::Word { what, word: word.to_owned(), known: known.to_owned() }
}

/// What stands behind any number of `!`, and whether it is meant to be everything else.
pub(super) fn inverted(value: &str) -> (bool, &str) {
    let rest = value.trim_start_matches('!');
    ((value.len() - rest.len()) % 2 == 1, rest)
}
