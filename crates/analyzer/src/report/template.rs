//! Sentences and commands with holes for the values of a row.

use super::shell;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Literal(String),
    /// `{name}`: a column's value.
    Column(String),
    /// `{{name}}`: the SQL expression that is chosen.
    Choice(String),
}

/// A sentence with `{column}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTemplate(Vec<Piece>);

/// A command with `{column}` and `{{choice}}`, word by word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextTemplate {
    source: String,
    words: Vec<Vec<Piece>>,
}

impl TextTemplate {
    /// Reads a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        pieces(text).map(Self)
    }

    /// Its holes.
    pub(super) fn holes(&self) -> impl Iterator<Item = &Piece> {
        self.0.iter().filter(|piece| !matches!(piece, Piece::Literal(_)))
    }

    /// The sentence with each column's value as `value` gives it.
    pub(super) fn fill(&self, value: impl Fn(&str) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) | Piece::Choice(text) => text.clone(),
                Piece::Column(name) => value(name),
            })
            .collect()
    }
}

impl NextTemplate {
    /// Reads a command; `"…"` holds a word with blanks together.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let words = shell::split(text).ok_or("a double quote is not closed")?;
        if words.first().is_none_or(|word| word != "analyze") || words.len() < 2 {
            return Err("expected `next: analyze VERB …`".to_owned());
        }
        let words = words.iter().map(|word| pieces(word)).collect::<Result<_, _>>()?;
        Ok(Self { source: text.to_owned(), words })
    }

    /// The command as the header has it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The verb.
    pub fn verb(&self) -> &str {
        match self.words.get(1).map(Vec::as_slice) {
            Some([Piece::Literal(verb)]) => verb,
            _ => "",
        }
    }

    /// Its holes.
    pub(super) fn holes(&self) -> impl Iterator<Item = &Piece> {
        self.words.iter().flatten().filter(|piece| !matches!(piece, Piece::Literal(_)))
    }

    /// The command with values filled in and every word quoted for the shell; a value that stands between the single
    /// quotes of an SQL string has its own single quotes doubled first. `None` where a value is missing.
    pub(super) fn fill(
        &self,
        value: impl Fn(&str) -> Option<String>,
        expression: impl Fn(&str) -> Option<String>,
    ) -> Option<Vec<String>> {
        self.words
            .iter()
            .map(|word| {
                let mut text = String::new();
                let mut in_string = false;
                for piece in word {
                    match piece {
                        Piece::Literal(literal) => {
                            in_string ^= literal.matches('\'').count() % 2 == 1;
                            text.push_str(literal);
                        }
                        Piece::Column(name) if in_string => text.push_str(&value(name)?.replace('\'', "''")),
                        Piece::Column(name) => text.push_str(&value(name)?),
                        Piece::Choice(name) => text.push_str(&as_operand(&expression(name)?)),
                    }
                }
                Some(shell::quote_sql(&text))
            })
            .collect()
    }
}

/// The expression, in parentheses unless it is one word or call: beside an operator it must stay whole.
fn as_operand(expression: &str) -> String {
    let mut depth = 0usize;
    let loose = expression.chars().any(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    if loose { format!("({expression})") } else { expression.to_owned() }
}

/// Splits at `{name}` and `{{name}}`.
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        if start > 0 {
            pieces.push(Piece::Literal(rest[..start].to_owned()));
        }
        rest = &rest[start..];
        let (open, close) = if rest.starts_with("{{") { ("{{", "}}") } else { ("{", "}") };
        let end = rest.find(close).ok_or_else(|| format!("`{open}` is not closed"))?;
        let name = rest[open.len()..end].to_owned();
        if !is_name(&name) {
            return Err(format!("`{open}{name}{close}` does not hold a name"));
        }
        pieces.push(if open == "{" { Piece::Column(name) } else { Piece::Choice(name) });
        rest = &rest[end + close.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

/// Whether this can name a column, an argument or an option: `[a-z][a-z0-9_]*`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The SQL with every `{{name}}` replaced.
///
/// # Errors
/// A name for which there is no replacement.
pub(super) fn splice(sql: &str, replacement: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(start) = rest.find("{{") {
        out.push_str(&rest[..start]);
        let end = rest[start..].find("}}").ok_or("`{{` is not closed")? + start;
        let name = rest[start + 2..end].trim();
        out.push_str(&replacement(name).ok_or_else(|| format!("no choice or column argument is named `{name}`"))?);
        rest = &rest[end + 2..];
    }
    out.push_str(rest);
    Ok(out)
}
