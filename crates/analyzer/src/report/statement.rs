//! The SQL of a report: one SELECT, its parameters declared.

use std::collections::BTreeMap;

use datafusion::common::ScalarValue;
use datafusion::sql::sqlparser::ast::{Query, SetExpr, Statement, Visit, Visitor};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use std::ops::ControlFlow;

use super::error::Flaw;
use super::header::Header;

/// Checks that the text (whole file, choices spliced in) holds one SELECT and only parameters that the header declares.
///
/// # Errors
/// The line and what is wrong with it.
pub(super) fn check(text: &str, header: &Header) -> Result<(), Flaw> {
    let tokens = Tokenizer::new(&GenericDialect {}, text)
        .tokenize_with_location()
        .map_err(|error| Flaw::new(line_in(&error.to_string(), header.sql_line), error.to_string()))?;
    let declared = |name: &str| {
        header.args.iter().any(|arg| arg.name == name) || header.params.iter().any(|param| param.name == name)
    };
    for token in &tokens {
        if let Token::Placeholder(placeholder) = &token.token
            && !placeholder.strip_prefix('$').is_some_and(declared)
        {
            let line = usize::try_from(token.span.start.line).unwrap_or(header.sql_line);
            return Err(Flaw::new(line, format!("no arg or param is named `{placeholder}`")));
        }
    }
    let statements = Parser::parse_sql(&GenericDialect {}, text).map_err(|error| {
        let message = error.to_string();
        let message = message.strip_prefix("sql parser error: ").unwrap_or(&message).to_owned();
        Flaw::new(line_in(&message, header.sql_line), message)
    })?;
    match statements.as_slice() {
        [Statement::Query(query)] => only_reads(query).map_err(|problem| Flaw::new(header.sql_line, problem)),
        [] => Err(Flaw::new(header.sql_line, "no SQL under the header")),
        [other] => {
            let text = other.to_string();
            let verb = text.split_whitespace().next().unwrap_or_default();
            Err(Flaw::new(header.sql_line, format!("a report is one SELECT; {verb} is not allowed")))
        }
        [_, second, ..] => {
            let begin = second_begins(&tokens).unwrap_or(header.sql_line);
            let text = second.to_string();
            let verb = text.split_whitespace().next().unwrap_or_default();
            Err(Flaw::new(begin, format!("a report is one SELECT; here begins a second statement ({verb})")))
        }
    }
}

/// The line of the first word after the first semicolon.
fn second_begins(tokens: &[datafusion::sql::sqlparser::tokenizer::TokenWithSpan]) -> Option<usize> {
    let after = tokens.iter().skip_while(|token| token.token != Token::SemiColon).skip(1);
    let mut words = after.filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::SemiColon));
    usize::try_from(words.next()?.span.start.line).ok()
}

/// The line that a parser's message names ("… at Line: 3, Column: 7").
fn line_in(message: &str, otherwise: usize) -> usize {
    let after = message.rsplit_once("Line: ").map_or("", |(_, after)| after);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|line| *line > 0).unwrap_or(otherwise)
}

/// Finds what writes inside a query: `SELECT … INTO`, and data-modifying subqueries.
struct Writes;

impl Visitor for Writes {
    type Break = String;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        match query.body.as_ref() {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                ControlFlow::Break("a report only reads; INSERT, UPDATE, DELETE and MERGE are not allowed".to_owned())
            }
            SetExpr::Select(select) if select.into.is_some() => {
                ControlFlow::Break("a report only reads; SELECT … INTO is not allowed".to_owned())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

fn only_reads(query: &Query) -> Result<(), String> {
    match query.visit(&mut Writes) {
        ControlFlow::Break(problem) => Err(problem),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// The SQL with its parameters replaced by literals, to be read or run elsewhere.
pub(super) fn with_literals(sql: &str, values: &BTreeMap<String, ScalarValue>) -> String {
    let Ok(tokens) = Tokenizer::new(&GenericDialect {}, sql).with_unescape(false).tokenize() else {
        return sql.to_owned();
    };
    let replaced = tokens.into_iter().map(|token| match &token {
        Token::Placeholder(name) => match name.strip_prefix('$').and_then(|name| values.get(name)) {
            Some(value) => literal(value),
            None => token.to_string(),
        },
        _ => token.to_string(),
    });
    replaced.collect()
}

/// A value as SQL writes it.
fn literal(value: &ScalarValue) -> String {
    match value {
        ScalarValue::Utf8(Some(text)) => format!("'{}'", text.replace('\'', "''")),
        other if other.is_null() => "NULL".to_owned(),
        other => other.to_string(),
    }
}

/// Checks that a finding's condition is one expression.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check_condition(sql: &str) -> Result<(), String> {
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect).try_with_sql(sql).map_err(|error| error.to_string())?;
    parser.parse_expr().map_err(|error| error.to_string())?;
    match parser.peek_token().token {
        Token::EOF => Ok(()),
        other => Err(format!("`{other}` after the end of the condition")),
    }
}
