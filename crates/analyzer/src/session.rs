//! Open traces, and the statements that are asked of them.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::catalog::MemTable;
use datafusion::catalog::view::ViewTable;
use datafusion::common::DataFusionError;
use datafusion::prelude::SessionContext;
use tokio::runtime::{Builder, Runtime};
use trapline_trace::TraceFile;

use crate::quiet::{guard, silence_thread};
use crate::scan::Rows;
use crate::statements::{self, Allowed};
use crate::{Answer, Answers, Error, Filters, OpenTrace, Params, Result, SessionOptions, TraceSource, failure, views};

/// One or several open traces: the tables and views over them, ready for SQL.
///
/// Not to be used from inside an asynchronous runtime: it has one of its own and waits for it.
pub struct Session {
    pub(crate) context: SessionContext,
    pub(crate) runtime: Arc<Runtime>,
    traces: Vec<OpenTrace>,
    /// The files as they were given, for messages.
    pub(crate) paths: Vec<PathBuf>,
}

impl Session {
    /// Opens traces: reads their metadata and registers tables, views and functions; no rows are read yet.
    ///
    /// # Errors
    /// A file that cannot be read or is no trace; a filter that is wrong.
    pub fn open(sources: &[TraceSource], options: &SessionOptions) -> Result<Session> {
        let paths: Vec<PathBuf> = sources.iter().map(|source| source.path.clone()).collect();
        guard(&paths, || {
            let open = |source: &TraceSource| Ok(OpenTrace::new(source.name.clone(), TraceFile::open(&source.path)?));
            let traces: Vec<OpenTrace> = sources.iter().map(open).collect::<Result<_>>()?;
            let runtime = Builder::new_multi_thread()
                .worker_threads(options.threads())
                .thread_name("analyze")
                .on_thread_start(silence_thread)
                .build()
                .map_err(Error::Threads)?;
            let planned = |error| failure::of(error, &paths);
            let context = options.context().map_err(planned)?;
            let private = options.context().map_err(planned)?;
            runtime.block_on(register(&private, &context, &traces, &paths, &options.filters))?;
            Ok(Session { context, runtime: Arc::new(runtime), traces, paths: paths.clone() })
        })
    }

    /// The open traces, in the order in which they were given.
    pub fn traces(&self) -> &[OpenTrace] {
        &self.traces
    }

    /// Answers one or several statements. All of them are parsed here; each is planned and run when its answer is asked
    /// for, so that a view made by one is seen by the next.
    ///
    /// Views and tables may be created, in memory. Statements that write files are refused.
    ///
    /// # Errors
    /// A syntax error anywhere in the text; no statement in it.
    pub fn query(&self, sql: &str, params: &Params) -> Result<Answers<'_>> {
        let statements = guard(&[], || statements::parse(sql))?;
        if statements.is_empty() {
            return Err(Error::Sql("there is no statement".to_owned()));
        }
        Ok(Answers::new(self, statements, params.clone(), Allowed::InMemory))
    }

    /// Answers exactly one statement that only reads (`SELECT`, `WITH`, `VALUES`, `EXPLAIN`).
    ///
    /// # Errors
    /// Anything that is wrong with the statement up to its first row.
    pub fn select(&self, sql: &str, params: &Params) -> Result<Answer> {
        let statements = guard(&[], || statements::parse(sql))?;
        if statements.len() > 1 {
            return Err(Error::Sql("one statement is expected here, and there are several".to_owned()));
        }
        let answer = Answers::new(self, statements, params.clone(), Allowed::Read).next();
        answer.unwrap_or_else(|| Err(Error::Sql("there is no statement".to_owned())))
    }

    /// What an error of DataFusion means here.
    pub(crate) fn explain(&self, error: DataFusionError) -> Error {
        failure::of(error, &self.paths)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("traces", &self.traces).finish_non_exhaustive()
    }
}

/// Makes the views and gives them to `context`. What they are made of stays in `private`: only what is documented can be
/// named in a query.
async fn register(
    private: &SessionContext,
    context: &SessionContext,
    traces: &[OpenTrace],
    paths: &[PathBuf],
    filters: &Filters,
) -> Result<()> {
    let explain = |error| failure::of(error, paths);
    let rows = Rows::new(traces).map_err(explain)?;
    private.register_table("rows", Arc::new(rows)).map_err(explain)?;

    let metadata = views::traces(traces).map_err(|error| explain(error.into()))?;
    let metadata = MemTable::try_new(metadata.schema(), vec![vec![metadata]]).map_err(explain)?;
    let metadata = Arc::new(metadata);
    private.register_table("traces", metadata.clone()).map_err(explain)?;
    context.register_table("traces", metadata).map_err(explain)?;

    view(private, "recorded", &views::recorded()).await.map_err(explain)?;
    if let Some(sql) = &filters.where_sql {
        let wrong = |error| Error::Filter { option: "--where", message: failure::of(error, &[]).to_string() };
        let dialect = private.copied_config().options().sql_parser.dialect;
        private.state().sql_to_expr(sql, &dialect).map_err(wrong)?;
        // The rest of the condition is ours and right: what is wrong is what was given.
        view(private, "events", &views::events(filters)).await.map_err(wrong)?;
    } else {
        view(private, "events", &views::events(filters)).await.map_err(explain)?;
    }
    for (name, sql) in views::VIEWS {
        view(private, name, sql).await.map_err(explain)?;
    }
    for name in std::iter::once("events").chain(views::VIEWS.iter().map(|(name, _)| *name)) {
        let table = private.table_provider(name).await.map_err(explain)?;
        context.register_table(name, table).map_err(explain)?;
    }
    Ok(())
}

async fn view(context: &SessionContext, name: &str, sql: &str) -> datafusion::common::Result<()> {
    let plan = context.state().create_logical_plan(sql).await?;
    context.register_table(name, Arc::new(ViewTable::new(plan, Some(sql.to_owned()))))?;
    Ok(())
}
