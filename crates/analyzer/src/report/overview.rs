//! The overview: what was recorded, and the first rows of the reports that people ask for first.

use std::io::Write;

use serde_json::json;

use super::about::About;
use super::arguments::Arguments;
use super::bypass::bypass;
use super::envelope::{self, envelope};
use super::run::ReportAnswer;
use super::scope::{self, Scope};
use super::unreturned::unreturned;
use super::{Catalogue, ENVELOPE_VERSION, Finding, Report, Severity};
use crate::{Error, Result, Session, Unit, render};

/// The reports that it runs, with the rows that it shows of each.
const SECTIONS: [(&str, usize); 4] = [("summary", 8), ("slowest", 5), ("errors", 5), ("files", 5)];

/// What was recorded, and what stands out in it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The recordings.
    pub about: Vec<About>,
    /// What it is made of.
    pub scope: Scope,
    /// Calls that failed.
    pub failed: i64,
    /// Processes that took part.
    pub processes: i64,
    /// Threads that took part.
    pub threads: i64,
    /// The reports, cut to their first rows.
    pub reports: Vec<ReportAnswer>,
    /// What stands out in any of them, the gravest first.
    pub findings: Vec<Finding>,
    /// Commands to try next, words quoted for a shell; the trace is not among them.
    pub next: Vec<Vec<String>>,
}

impl Overview {
    /// Runs the reports over the traces of a session; each shows `limit` rows if that is given.
    ///
    /// # Errors
    /// Whatever one of the reports fails with.
    pub fn of(session: &Session, limit: Option<usize>) -> Result<Overview> {
        let scope = Scope::of(session)?;
        let (mut reports, mut findings) = (Vec::new(), Vec::new());
        for (report, rows) in sections()? {
            let arguments = Arguments::read(&report.header, &Default::default(), std::path::Path::new("/"))?;
            // What stands out may stand below the rows that are shown.
            let answer = report.run(session, &scope, &arguments, None)?;
            findings.extend(answer.findings.iter().cloned());
            reports.push(answer.first(limit.unwrap_or(rows)));
        }
        findings.extend(losses(&scope));
        let mut next: Vec<Vec<String>> = reports.iter().flat_map(|answer| answer.next.first().cloned()).collect();
        for (finding, command) in [bypass(&scope), unreturned(session)?].into_iter().flatten() {
            findings.push(finding);
            next.insert(0, command);
        }
        findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.cost.total_cmp(&a.cost)));
        let count = |sql| scope::number(session, sql).map(Option::unwrap_or_default);
        Ok(Overview {
            about: session.traces().iter().map(About::of).collect(),
            failed: count("SELECT count(*) FROM errors")?,
            processes: count("SELECT count(*) FROM processes")?,
            threads: count("SELECT count(*) FROM threads")?,
            next,
            scope,
            findings,
            reports,
        })
    }

    /// The SQL of its reports, one statement after the other.
    ///
    /// # Errors
    /// None that a built-in report can cause.
    pub fn sql(limit: Option<usize>) -> Result<String> {
        let mut statements = Vec::new();
        for (report, rows) in sections()? {
            let arguments = Arguments::read(&report.header, &Default::default(), std::path::Path::new("/"))?;
            let sql = report.sql(None, &arguments, Some(limit.unwrap_or(rows)))?;
            statements.push(format!("-- {}\n{sql};", report.header.title));
        }
        Ok(statements.join("\n\n"))
    }

    /// Writes it as one JSON object, followed by a newline: the envelope of a report, with `about`, the counts, and the
    /// envelopes of the reports under `reports`.
    ///
    /// # Errors
    /// [`Error::Write`] where the output fails.
    pub fn write_json(&self, out: &mut dyn Write) -> Result<()> {
        let number = |number: i64| number.to_string();
        let text = envelope::members(&[
            ("report", json!("overview").to_string()),
            ("version", ENVELOPE_VERSION.to_string()),
            ("trace", json!(self.scope.traces).to_string()),
            ("considered", number(self.scope.considered)),
            ("lost", number(self.scope.lost)),
            ("filters", json!(self.scope.filters).to_string()),
            ("failed", number(self.failed)),
            ("processes", number(self.processes)),
            ("threads", number(self.threads)),
            ("about", envelope::list(self.about.iter().map(About::json))),
            ("reports", envelope::list(self.reports.iter().map(envelope).collect::<Result<Vec<_>>>()?.into_iter())),
            ("findings", envelope::list(self.findings.iter().map(envelope::finding))),
            ("next", envelope::list(self.next.iter().map(|words| json!(words.join(" ")).to_string()))),
        ]);
        writeln!(out, "{text}").map_err(Error::Write)
    }
}

/// The built-in reports of the sections.
fn sections() -> Result<Vec<(Report, usize)>> {
    let catalogue = Catalogue::new(None, &[]);
    let found = SECTIONS.iter().filter_map(|(name, rows)| Some((catalogue.find(name)?, *rows)));
    found.map(|(report, rows)| Ok((report?, rows))).collect()
}

/// Lost events make every count too low, which stands out before all else.
fn losses(scope: &Scope) -> Option<Finding> {
    let lost = render::human(scope.lost as f64, Unit::Count)?;
    (scope.lost > 0).then(|| Finding {
        id: "lost-events".to_owned(),
        severity: Severity::High,
        cost: scope.lost as f64,
        unit: Unit::Count,
        text: format!(
            "{lost} events were lost while recording, so counts are too low: SELECT * FROM losses says when and why"
        ),
    })
}
