//! What can be wrong with an expression.

use std::fmt;

/// Why an expression selects nothing that makes sense; its text says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionError {
    /// There is no word in it.
    Empty {
        /// All of it.
        expr: String,
    },
    /// Neither a call, nor a number of one, nor a class.
    Unknown {
        /// As it was given.
        word: String,
        /// The call or class that may have been meant.
        nearest: Option<String>,
    },
    /// A regular expression that no call's name matches.
    NoMatch {
        /// Without the slash.
        pattern: String,
    },
    /// Not a regular expression.
    Pattern {
        /// Without the slash.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// `none` or `!` among other words.
    NotAlone {
        /// The word.
        word: String,
    },
    /// What follows `@` names no ABI.
    Abi {
        /// The word before it.
        word: String,
        /// What follows.
        designator: String,
    },
    /// Another of strace's expressions: `signal=…`.
    Qualifier {
        /// What stands before `=`.
        qualifier: String,
    },
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectionError::Empty { expr } => write!(
                f,
                "`{expr}` names no system call: give calls (openat,read), a class (%file), a regular expression (/^stat), \
                 all or none"
            ),
            SelectionError::Unknown { word, nearest: Some(nearest) } => {
                write!(f, "there is no system call or class `{word}`: did you mean `{nearest}`?")
            }
            SelectionError::Unknown { word, nearest: None } => write!(
                f,
                "there is no system call or class `{word}`: give calls (openat,read), a class (%file, %network, %process, …) \
                 or a regular expression (/^stat); `?{word}` if it may be unknown"
            ),
            SelectionError::NoMatch { pattern } => {
                write!(f, "no system call matches `/{pattern}`: `?/{pattern}` if that may be so")
            }
            SelectionError::Pattern { pattern, problem } => {
                write!(f, "`/{pattern}` is not a regular expression: {problem}")
            }
            SelectionError::NotAlone { word } if word == "none" => {
                write!(f, "`none` stands alone: leave it out, or the rest")
            }
            SelectionError::NotAlone { word } => {
                write!(f, "`{word}`: `!` stands before the whole set, as in `!openat,read`")
            }
            SelectionError::Abi { word, designator } => {
                write!(f, "`{word}@{designator}`: after `@` stands 64, 32 or x32")
            }
            SelectionError::Qualifier { qualifier } => {
                write!(f, "`{qualifier}=` selects no system calls: leave it out, or say `trace=`")
            }
        }
    }
}

impl std::error::Error for SelectionError {}
