//! The grammar.

use std::borrow::Cow;

use regex_lite::Regex;

use super::numbers::NumberSet;
use super::{ABIS, Selection, SelectionError, nearest, plain};
use crate::abi::X32_BIT;
use crate::{Abi, Classes, table};

/// What stands before `=` in strace's `-e` and is no set of calls.
const QUALIFIERS: [&str; 19] = [
    "abbrev", "a", "verbose", "v", "raw", "x", "signal", "signals", "s", "status", "quiet", "q", "read", "reads",
    "write", "writes", "fault", "inject", "kvm",
];

/// A name behind `@`, and the ABI that it means.
const DESIGNATORS: [(&str, Abi); 3] = [("64", Abi::X86_64), ("32", Abi::I386), ("x32", Abi::X32)];

/// What one word means.
enum Word {
    Calls(String),
    Class(Classes),
    All,
    Number(i32),
    Pattern(Regex),
}

pub(super) fn expression(expr: &str) -> Result<Selection, SelectionError> {
    let set = expr.strip_prefix("trace=").or_else(|| expr.strip_prefix("t=")).unwrap_or(expr);
    if let Some((qualifier, _)) = set.split_once('=')
        && QUALIFIERS.contains(&qualifier)
    {
        return Err(SelectionError::Qualifier { qualifier: qualifier.to_owned() });
    }
    let words = set.trim_start_matches('!');
    let inverted = (set.len() - words.len()) % 2 == 1;
    let mut selection = Selection::NONE;
    if words != "none" {
        let mut words = words.split(',').filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            return Err(SelectionError::Empty { expr: expr.to_owned() });
        }
        words.try_for_each(|word| add(&mut selection, word))?;
    }
    if inverted {
        selection.invert();
    }
    Ok(selection)
}

/// Adds what a word selects.
fn add(selection: &mut Selection, whole: &str) -> Result<(), SelectionError> {
    let word = whole.trim_start_matches('?');
    let tolerant = word.len() < whole.len();
    let (word, abis): (&str, &[Abi]) = match word.rsplit_once('@') {
        None => (word, &ABIS),
        Some((word, designator)) => match DESIGNATORS.iter().position(|(name, _)| *name == designator) {
            Some(at) => (word, &ABIS[at..=at]),
            None => return Err(SelectionError::Abi { word: word.to_owned(), designator: designator.to_owned() }),
        },
    };
    let mut found = false;
    match meaning(word)? {
        Word::All => {
            abis.iter().for_each(|&abi| *selection.set_mut(abi) = NumberSet::ALL);
            found = true;
        }
        Word::Number(nr) => found = add_number(selection, nr, abis),
        Word::Calls(wanted) => add_known(selection, abis, &mut found, |name, _| name == wanted),
        Word::Class(class) => add_known(selection, abis, &mut found, |_, classes| classes.contains(class)),
        Word::Pattern(pattern) => add_known(selection, abis, &mut found, |name, _| pattern.is_match(name)),
    }
    if found || tolerant { Ok(()) } else { Err(unknown(word)) }
}

fn meaning(word: &str) -> Result<Word, SelectionError> {
    if let Some(pattern) = word.strip_prefix('/') {
        let regex = Regex::new(pattern);
        return regex
            .map(Word::Pattern)
            .map_err(|error| SelectionError::Pattern { pattern: pattern.to_owned(), problem: error.to_string() });
    }
    if word == "all" {
        return Ok(Word::All);
    }
    if let Some(class) = Classes::named(word) {
        return Ok(Word::Class(class));
    }
    match word.parse() {
        Ok(nr) if word.starts_with(|c: char| c.is_ascii_digit()) => Ok(Word::Number(nr)),
        _ => Ok(Word::Calls(word.to_owned())),
    }
}

/// Adds a number where it is a call's; one that is no call's in any of the ABIs may be that of a kernel newer than the
/// table, in all of them.
fn add_number(selection: &mut Selection, nr: i32, abis: &[Abi]) -> bool {
    let x32_only = nr & X32_BIT != 0;
    let abis = || abis.iter().copied().filter(|&abi| !x32_only || abi == Abi::X32);
    let known = abis().any(|abi| name(abi, plain(abi, nr)).is_some());
    let mut found = false;
    for abi in abis() {
        let nr = plain(abi, nr);
        if nr < NumberSet::LEN && (!known || name(abi, nr).is_some()) {
            selection.set_mut(abi).insert(nr);
            found = true;
        }
    }
    found
}

/// Adds the calls of the table that satisfy a condition on name and classes.
fn add_known(selection: &mut Selection, abis: &[Abi], found: &mut bool, chosen: impl Fn(&str, Classes) -> bool) {
    for &abi in abis {
        for nr in 0..NumberSet::LEN {
            if name(abi, nr).is_some_and(|(name, classes)| chosen(&name, classes)) {
                selection.set_mut(abi).insert(nr);
                *found = true;
            }
        }
    }
}

/// Name and classes of a call. The numbers of x86_64 that x32 replaces have a name there, too (`execve#64`).
fn name(abi: Abi, nr: i32) -> Option<(Cow<'static, str>, Classes)> {
    let other = || table::lookup(Abi::X86_64, nr).filter(|_| abi == Abi::X32 && nr < 512);
    let call = table::lookup(abi, nr).or_else(other)?;
    Some((table::name(abi, nr), call.classes))
}

/// The error for a word that selects nothing.
fn unknown(word: &str) -> SelectionError {
    if let Some(pattern) = word.strip_prefix('/') {
        return SelectionError::NoMatch { pattern: pattern.to_owned() };
    }
    if word == "none" || word.starts_with('!') {
        return SelectionError::NotAlone { word: word.to_owned() };
    }
    let class = |name: &str| format!("%{name}");
    let nearest = if Classes::NAMES.iter().any(|(name, _)| *name == word) {
        Some(class(word))
    } else {
        let calls = ABIS.into_iter().flat_map(table::numbered).map(|(_, call)| call.name);
        let classes: Vec<String> = Classes::NAMES.iter().map(|(name, _)| class(name)).collect();
        nearest(&word.to_lowercase(), calls.chain(classes.iter().map(String::as_str))).map(str::to_owned)
    };
    SelectionError::Unknown { word: word.to_owned(), nearest }
}
