//! Running a report: values are bound, the SQL is asked, the result is held against what the header promises.

use std::collections::BTreeMap;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::ScalarValue;

use super::arguments::Arguments;
use super::cell;
use super::error::Flaw;
use super::finding::{self, Finding};
use super::header::{Header, Need};
use super::scope::{self, Scope};
use super::value::Value;
use super::{Report, statement};
use crate::{Error, Moment, Params, Result, Session};

/// What a report answers.
#[derive(Clone, Debug)]
pub struct ReportAnswer {
    /// The report's name.
    pub report: String,
    /// What it says about itself, units of the columns included.
    pub header: Header,
    /// What it was made of.
    pub scope: Scope,
    /// Names and types of the columns, as the header declares them.
    pub schema: SchemaRef,
    /// All rows.
    pub rows: RecordBatch,
    /// Whether there were more rows than the limit.
    pub more: bool,
    /// What stands out.
    pub findings: Vec<Finding>,
    /// Commands to try next, words quoted for a shell; the trace is not among them.
    pub next: Vec<Vec<String>>,
}

impl ReportAnswer {
    /// How many events it was made of, and what one and several of them are called.
    pub(super) fn considered(&self) -> (i64, [&'static str; 2]) {
        if self.header.needs.contains(&Need::IoUring) {
            (self.scope.operations, ["operation", "operations"])
        } else {
            (self.scope.considered, ["call", "calls"])
        }
    }

    /// The same answer with at most so many rows.
    #[must_use]
    pub fn first(self, rows: usize) -> ReportAnswer {
        let shown = rows.min(self.rows.num_rows());
        ReportAnswer { more: self.more || shown < self.rows.num_rows(), rows: self.rows.slice(0, shown), ..self }
    }
}

impl Report {
    /// Runs the report over the traces of a session. `limit` cuts the result; a report with a param `limit` gives as
    /// many rows as that says.
    ///
    /// # Errors
    /// [`Error::Report`] if the result is not what the header declares, [`Error::Argument`] for an unknown column, and
    /// whatever the SQL fails with.
    pub fn run(
        &self,
        session: &Session,
        scope: &Scope,
        arguments: &Arguments,
        limit: Option<usize>,
    ) -> Result<ReportAnswer> {
        self.check_needs(session)?;
        let sql = self.spliced(arguments)?;
        let mut values = bound(Some(session), arguments)?;
        let limit = match arguments.values.get("limit") {
            Some(Value::Int(own)) if self.header.params.iter().any(|param| param.name == "limit") => {
                let own = limit.map_or(*own, |limit| i64::try_from(limit).unwrap_or(i64::MAX)).max(0);
                // One more than is shown: so it is known whether there are more.
                values.insert("limit".to_owned(), ScalarValue::from(own.saturating_add(1)));
                usize::try_from(own).ok()
            }
            _ => limit,
        };
        let params = values.into_iter().fold(Params::new(), |params, (name, value)| params.with(&name, value));
        let answer = session.select(&sql, &params)?;
        let schema = answer.schema().clone();
        self.check_columns(&schema)?;
        let batches = answer.collect()?;
        let all = concat_batches(&schema, &batches).map_err(|error| Error::Sql(error.to_string()))?;
        let shown = limit.map_or(all.num_rows(), |limit| limit.min(all.num_rows()));
        let rows = all.slice(0, shown);
        Ok(ReportAnswer {
            report: self.name.clone(),
            scope: scope.clone(),
            more: shown < all.num_rows(),
            findings: finding::evaluate(&self.header, &self.file, &schema, &rows)?,
            next: self.next(&schema, &rows, arguments),
            header: self.header.clone(),
            schema,
            rows,
        })
    }

    /// The report's SQL with all values written out: it runs as it stands, here or in DuckDB.
    ///
    /// # Errors
    /// As for [`Report::run`].
    pub fn sql(&self, session: Option<&Session>, arguments: &Arguments, limit: Option<usize>) -> Result<String> {
        let text = self.spliced(arguments)?;
        let body: Vec<_> = text.lines().skip(self.header.sql_line - 1).collect();
        let mut values = bound(session, arguments)?;
        if let (Some(limit), true) = (limit, values.contains_key("limit")) {
            values.insert("limit".to_owned(), ScalarValue::from(i64::try_from(limit).unwrap_or(i64::MAX)));
        }
        Ok(statement::with_literals(body.join("\n").trim(), &values))
    }

    /// The columns of the result are those of the header, in its order.
    fn check_columns(&self, schema: &SchemaRef) -> Result<()> {
        let given = schema.fields().iter().map(|field| field.name().as_str());
        let declared = self.header.columns.iter().map(|column| column.name.as_str());
        if given.clone().eq(declared.clone()) {
            return Ok(());
        }
        let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(", ");
        let problem = format!(
            "the SQL gives the columns {}, but the header declares {}",
            list(&mut given.into_iter()),
            list(&mut declared.into_iter())
        );
        Err(Error::Report(Flaw::new(self.header.sql_line, problem).of(&self.file)))
    }

    /// The recordings hold what the report needs.
    fn check_needs(&self, session: &Session) -> Result<()> {
        for need in &self.header.needs {
            let (held, what, remedy) = match need {
                Need::Memory => ("memory_limit > 0", "argument memory", "which they keep unless told otherwise"),
                Need::Data => ("data_limit > 0", "I/O payload", "which `rec --data 4096 -- COMMAND` records"),
                Need::Env => ("env <> 'none'", "environments", "which `rec --env -- COMMAND` records"),
                Need::Sched => ("sched = 'yes'", "scheduling", "which `rec --sched -- COMMAND` records"),
                Need::IoUring => {
                    ("io_uring = 'yes'", "operations of io_uring", "which `rec --backend ebpf -- COMMAND` records")
                }
            };
            let lacking = format!("SELECT count(*) FROM traces WHERE NOT coalesce({held}, false)");
            if scope::number(session, &lacking)? != Some(0) {
                let report = &self.name;
                return Err(Error::Sql(format!("`{report}` needs recordings with {what}, {remedy}")));
            }
        }
        Ok(())
    }

    /// The commands to try next, for the first row.
    fn next(&self, schema: &SchemaRef, rows: &RecordBatch, arguments: &Arguments) -> Vec<Vec<String>> {
        let value = |name: &str| {
            let column = rows.column(schema.index_of(name).ok()?);
            (rows.num_rows() > 0).then(|| cell::raw(column, 0)).flatten()
        };
        let expression = |name: &str| arguments.expressions.get(name).cloned();
        self.header.next.iter().filter_map(|next| next.fill(value, expression)).collect()
    }
}

/// Values for the parameters of the SQL. Without a session nothing is looked up: columns are taken on trust, and dates
/// cannot be placed in a recording.
fn bound(session: Option<&Session>, arguments: &Arguments) -> Result<BTreeMap<String, ScalarValue>> {
    let mut values = BTreeMap::new();
    for (name, value) in &arguments.values {
        let fail = |message| Error::Argument { name: name.replace('_', "-"), message };
        let scalar = match value {
            Value::Int(number) => ScalarValue::from(*number),
            Value::Float(number) => ScalarValue::from(*number),
            Value::Text(text) => ScalarValue::from(text.as_str()),
            Value::Bool(yes) => ScalarValue::from(*yes),
            Value::Time(Moment::Elapsed(ns)) => ScalarValue::from(*ns),
            Value::Time(Moment::Epoch(ns)) => {
                let session = session.ok_or_else(|| fail("a date needs the trace that it is about".to_owned()))?;
                ScalarValue::from(ns.saturating_sub(start(session).map_err(fail)?))
            }
            Value::Column { view, name: column } => {
                session.map_or(Ok(()), |session| check_column(session, view, column)).map_err(fail)?;
                continue;
            }
        };
        values.insert(name.clone(), scalar);
    }
    Ok(values)
}

/// When the recording began, in nanoseconds since the Unix epoch.
fn start(session: &Session) -> Result<i64, String> {
    match session.traces() {
        [one] => Ok(one.metadata().start_ns),
        _ => Err("with several traces, give the time in seconds since the recording began".to_owned()),
    }
}

/// The view has this column.
fn check_column(session: &Session, view: &str, column: &str) -> Result<(), String> {
    let mut names = Vec::new();
    for batch in session.schema(Some(view)).and_then(crate::Answer::collect).map_err(|error| error.to_string())? {
        let Some(values) = batch.column_by_name("column") else { continue };
        let values = cast(values, &DataType::Utf8).map_err(|error| error.to_string())?;
        names.extend(values.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    if names.iter().any(|name| name == column) {
        return Ok(());
    }
    Err(format!("`{column}` is no column of {view}; its columns are {}", names.join(", ")))
}
