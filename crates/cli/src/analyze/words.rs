//! What the words of the command line mean: verb, arguments, traces, SQL.
//!
//! (1) A first word that names a verb or report is it, and its shape says how many arguments follow. (2) The last word is
//! SQL if it is `-`, or contains white space and is no existing file. (3) The rest are traces.
//! Pure: what exists and what is a verb is asked of the caller.

use std::ffi::{OsStr, OsString};

use trapline_syscalls::selection::nearest;

/// How many arguments follow a verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Names of arguments that must follow.
    pub required: Vec<String>,
    /// Whether one more may follow.
    pub optional: Optional,
}

/// Whether an argument may follow that need not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Optional {
    /// None may.
    #[default]
    Nothing,
    /// A word that is no file.
    UnlessFile,
    /// Any word.
    Anything,
}

/// The words, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The verb or report.
    pub verb: Option<String>,
    /// Its arguments.
    pub args: Vec<String>,
    /// Files, directories and globs.
    pub traces: Vec<OsString>,
    /// SQL, or where it comes from.
    pub sql: Option<Sql>,
}

/// SQL among the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sql {
    /// As given.
    Text(String),
    /// `-`: standard input.
    Stdin,
}

/// Why words cannot be read: a message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// What is known of the world outside of the words.
pub struct World<'a> {
    /// The shape of the verb or report of this name.
    pub verb: &'a dyn Fn(&str) -> Option<Shape>,
    /// The names of all verbs and reports, for suggestions.
    pub names: &'a dyn Fn() -> Vec<String>,
    /// Whether there is a file of this name.
    pub exists: &'a dyn Fn(&OsStr) -> bool,
    /// SQL was given by an option: no word is SQL.
    pub sql_given: bool,
}

/// Reads words.
///
/// # Errors
/// An argument that is missing, a verb that does not exist, SQL where none belongs.
pub fn read(words: &[OsString], world: &World<'_>) -> Result<Words, Unreadable> {
    let mut read = Words::default();
    let mut rest = words;
    if let Some((first, others)) = words.split_first() {
        match first.to_str().and_then(|name| Some((name, (world.verb)(name)?))) {
            Some((name, shape)) => {
                read.verb = Some(name.to_owned());
                rest = others;
                read.args = arguments(name, &shape, &mut rest, world)?;
            }
            None => known(first, words.len() == 1, world)?,
        }
    }
    if let Some((last, others)) = rest.split_last()
        && let Some(sql) = sql(last, world)
    {
        if let Some(verb) = &read.verb {
            let text = last.display();
            return Err(Unreadable(format!("`{verb}` takes no SQL, but `{text}` reads like some (or is no file)")));
        }
        read.sql = Some(sql);
        rest = others;
    }
    read.traces = rest.to_vec();
    Ok(read)
}

/// Takes a verb's arguments off the front.
fn arguments(verb: &str, shape: &Shape, rest: &mut &[OsString], world: &World<'_>) -> Result<Vec<String>, Unreadable> {
    let mut args = Vec::new();
    let count = shape.required.len();
    let Some((given, others)) = rest.split_at_checked(count) else {
        let missing = shape.required.get(rest.len()).map_or("", String::as_str);
        return Err(Unreadable(format!("`{verb}` needs {missing}; see `analyze {verb} --help`")));
    };
    *rest = others;
    for word in given {
        args.push(text(word)?);
    }
    if let Some((first, others)) = rest.split_first() {
        let taken = match shape.optional {
            Optional::Nothing => false,
            Optional::UnlessFile => !(world.exists)(first) && !is_pattern(first),
            Optional::Anything => true,
        };
        if taken {
            args.push(text(first)?);
            *rest = others;
        }
    }
    Ok(args)
}

/// An argument is text; a trace need not be.
fn text(word: &OsStr) -> Result<String, Unreadable> {
    word.to_str().map(str::to_owned).ok_or_else(|| Unreadable(format!("{} is not UTF-8", word.display())))
}

/// The word as SQL, if it reads like some.
fn sql(word: &OsStr, world: &World<'_>) -> Option<Sql> {
    let text = word.to_str().filter(|_| !world.sql_given)?;
    if text == "-" {
        return Some(Sql::Stdin);
    }
    (text.contains(char::is_whitespace) && !(world.exists)(word)).then(|| Sql::Text(text.to_owned()))
}

/// A first word that is no verb is a trace or SQL; one that can only be a mistyped verb is refused with the nearest.
fn known(word: &OsStr, alone: bool, world: &World<'_>) -> Result<(), Unreadable> {
    let Some(text) = word.to_str() else { return Ok(()) };
    let like_a_verb = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !like_a_verb || text == "-" || (world.exists)(word) {
        return Ok(());
    }
    let names = (world.names)();
    let hint = match nearest(text, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None if alone => "`analyze help` lists the verbs, `analyze help reports` the reports".to_owned(),
        None => "`analyze help` lists the verbs, `analyze help reports` the reports; SQL of one word goes after -c"
            .to_owned(),
    };
    Err(Unreadable(format!("`{text}` is neither a verb nor a file; {hint}")))
}

/// Whether a word may be a glob.
fn is_pattern(word: &OsStr) -> bool {
    word.to_str().is_some_and(|text| text.contains(['*', '?', '[']))
}

/// The first word that is neither an option nor an option's value. `takes_value` tells whether an option, as `--name` or
/// `-n`, is followed by its value.
pub fn first_word<'a>(arguments: &'a [OsString], takes_value: &dyn Fn(&str) -> bool) -> Option<&'a OsStr> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let Some(text) = argument.to_str() else { return Some(argument) };
        if text == "--" {
            return arguments.next().map(OsString::as_os_str);
        }
        if text == "-" || !text.starts_with('-') {
            return Some(argument);
        }
        let value_follows = match text.strip_prefix("--") {
            Some(long) => !long.contains('=') && takes_value(text),
            None => text.chars().count() == 2 && takes_value(text),
        };
        if value_follows {
            arguments.next();
        }
    }
    None
}
