//! Statements: taken apart, and checked for what they would do.

use std::collections::VecDeque;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, Statement as PlanStatement};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::Statement as SqlStatement;

use crate::{Error, Result, failure};

/// What to use where rows were to be written somewhere.
const WRITE_HINT: &str =
    "the query only reads; to write its answer use -o FILE, as in: analyze TRACE \"SELECT ...\" -o answer.csv";
/// What to do where a file was to be read as a table.
const READ_HINT: &str = "only traces are read; name further ones on the command line";
/// Why nothing but reading is possible.
const SELECT_HINT: &str = "only SELECT, WITH, VALUES, EXPLAIN and SHOW are possible in this place";

/// Nesting of expressions and subqueries up to which a text is parsed.
const DEPTH: usize = 50;

/// What statements may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// Anything that stays in memory.
    InMemory,
    /// Only reading.
    Read,
}

/// The statements of a text; a comment is none.
pub(crate) fn parse(sql: &str) -> Result<VecDeque<Statement>> {
    let parser = DFParserBuilder::new(sql).with_recursion_limit(DEPTH).build();
    parser.and_then(|mut parser| parser.parse_statements()).map_err(|error| failure::of(error, &[]))
}

/// Refuses what can be told before a statement is planned.
pub(crate) fn check_text(statement: &Statement) -> Result<()> {
    let refuse = |what: &str, hint| Err(Error::Refused { statement: what.to_owned(), hint });
    match statement {
        Statement::CopyTo(_) => refuse("COPY", WRITE_HINT),
        Statement::CreateExternalTable(_) => refuse("CREATE EXTERNAL TABLE", READ_HINT),
        Statement::Explain(explain) => check_text(&explain.statement),
        Statement::Statement(statement) => match verb_that_writes(statement) {
            Some(verb) => refuse(verb, WRITE_HINT),
            None => Ok(()),
        },
        Statement::Reset(_) => Ok(()),
    }
}

/// The verb of a statement that would change rows; the planner would find other faults with it first.
fn verb_that_writes(statement: &SqlStatement) -> Option<&'static str> {
    Some(match statement {
        SqlStatement::Insert(_) => "INSERT",
        SqlStatement::Update(_) => "UPDATE",
        SqlStatement::Delete(_) => "DELETE",
        SqlStatement::Merge(_) => "MERGE",
        SqlStatement::Truncate(_) => "TRUNCATE",
        _ => return None,
    })
}

/// Refuses a plan that does more than allowed, anywhere in it.
pub(crate) fn check_plan(plan: &LogicalPlan, allowed: Allowed) -> Result<()> {
    let mut refused = None;
    let visited = plan.apply_with_subqueries(|node| {
        refused = refusal(node, allowed);
        Ok(if refused.is_some() { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    visited.map_err(|error| failure::of(error, &[]))?;
    match refused {
        Some((statement, hint)) => Err(Error::Refused { statement, hint }),
        None => Ok(()),
    }
}

/// What is refused in a node, and the hint that goes with it.
fn refusal(node: &LogicalPlan, allowed: Allowed) -> Option<(String, &'static str)> {
    let read_only = |what: &str| (allowed == Allowed::Read).then(|| (what.to_owned(), SELECT_HINT));
    match node {
        LogicalPlan::Copy(_) => Some(("COPY".to_owned(), WRITE_HINT)),
        LogicalPlan::Dml(dml) => Some((dml.op.name().to_uppercase(), WRITE_HINT)),
        LogicalPlan::Ddl(
            ddl @ (DdlStatement::CreateMemoryTable(_)
            | DdlStatement::CreateView(_)
            | DdlStatement::DropTable(_)
            | DdlStatement::DropView(_)),
        ) => read_only(ddl.name()),
        LogicalPlan::Ddl(ddl) => Some((ddl.name().to_owned(), READ_HINT)),
        LogicalPlan::Statement(statement @ (PlanStatement::TransactionStart(_) | PlanStatement::TransactionEnd(_))) => {
            Some((statement.name().to_owned(), "there is nothing to change, hence no transactions"))
        }
        LogicalPlan::Statement(statement) => read_only(statement.name()),
        _ => None,
    }
}
