//! The answers to several statements, computed one after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::ScalarValue;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::{LogicalPlan, Statement as PlanStatement};
use datafusion::sql::parser::Statement;
use futures::StreamExt;

use crate::quiet::guard;
use crate::statements::{self, Allowed};
use crate::{Answer, Params, Result, Session, failure};

/// The answers to several statements, one after the other. It ends after its first error.
#[derive(Debug)]
pub struct Answers<'a> {
    session: &'a Session,
    statements: VecDeque<Statement>,
    params: Params,
    allowed: Allowed,
}

impl<'a> Answers<'a> {
    pub(crate) fn new(session: &'a Session, statements: VecDeque<Statement>, params: Params, allowed: Allowed) -> Self {
        Answers { session, statements, params, allowed }
    }

    /// Statements that are not answered yet.
    pub fn remaining(&self) -> usize {
        self.statements.len()
    }

    fn answer(&self, statement: Statement) -> Result<Answer> {
        statements::check_text(&statement)?;
        let session = self.session;
        let plan = guard(&session.paths, || {
            let state = session.context.state();
            session.runtime.block_on(state.statement_to_plan(statement)).map_err(|error| session.explain(error))
        })?;
        statements::check_plan(&plan, self.allowed)?;
        let is_plan = matches!(plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_));
        let stream = guard(&session.paths, || {
            let run = async {
                let frame = session.context.execute_logical_plan(self.bind(plan)?).await?;
                frame.execute_stream().await
            };
            session.runtime.block_on(run).map_err(|error| session.explain(error))
        })?;
        let answer = self.streaming(stream);
        if is_plan { line_by_line(answer) } else { Ok(answer) }
    }

    /// The plan with the values of its parameters.
    fn bind(&self, plan: LogicalPlan) -> datafusion::common::Result<LogicalPlan> {
        let is_prepare = matches!(plan, LogicalPlan::Statement(PlanStatement::Prepare(_)));
        if is_prepare || self.params.is_empty() {
            return Ok(plan);
        }
        let values: Vec<(String, ScalarValue)> =
            self.params.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        plan.with_param_values(values)
    }

    fn streaming(&self, mut stream: SendableRecordBatchStream) -> Answer {
        let runtime = Arc::clone(&self.session.runtime);
        let paths = self.session.paths.clone();
        let schema = stream.schema();
        let mut ended = false;
        let batches = std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let next = guard(&paths, || {
                runtime.block_on(stream.next()).transpose().map_err(|error| failure::of(error, &paths))
            });
            ended = !matches!(next, Ok(Some(_)));
            next.transpose()
        });
        Answer::streaming(schema, batches)
    }
}

impl Iterator for Answers<'_> {
    type Item = Result<Answer>;

    fn next(&mut self) -> Option<Result<Answer>> {
        let statement = self.statements.pop_front()?;
        let answer = self.answer(statement);
        if answer.is_err() {
            self.statements.clear();
        }
        Some(answer)
    }
}

/// A plan with a row for each of its lines: one cell of many lines reads well in no format.
fn line_by_line(answer: Answer) -> Result<Answer> {
    let (mut kinds, mut lines) = (Vec::new(), Vec::new());
    for batch in answer {
        let batch = batch?;
        let columns: Vec<ArrayRef> =
            batch.columns().iter().filter_map(|column| cast(column, &DataType::Utf8).ok()).collect();
        let [kind, plan] = &columns[..] else { continue };
        for (kind, plan) in kind.as_string::<i32>().iter().zip(plan.as_string::<i32>().iter()) {
            for (index, line) in plan.unwrap_or_default().lines().enumerate() {
                kinds.push(kind.filter(|_| index == 0).map(str::to_owned));
                lines.push(Some(line.to_owned()));
            }
        }
    }
    let schema = Arc::new(Schema::new(vec![
        Field::new("plan_type", DataType::Utf8, true),
        Field::new("plan", DataType::Utf8, true),
    ]));
    let columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(kinds)), Arc::new(StringArray::from(lines))];
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(|error| failure::of(error.into(), &[]))?;
    Ok(Answer::new(schema, vec![batch]))
}
