//! Which reports there are: those that are built in, and the user's own.

use std::ffi::OsString;
use std::path::PathBuf;

use super::arguments::Arguments;
use super::error::{Flaw, ReportError};
use super::header::Header;
use super::{parse, statement, template};

/// The built-in reports; a test holds this list against the folder.
const BUILT_IN: &[(&str, &str)] = &[
    ("errors", include_str!("../../reports/errors.sql")),
    ("files", include_str!("../../reports/files.sql")),
    ("io-uring", include_str!("../../reports/io-uring.sql")),
    ("slowest", include_str!("../../reports/slowest.sql")),
    ("summary", include_str!("../../reports/summary.sql")),
    ("waits", include_str!("../../reports/waits.sql")),
];

/// A report: its header, and its SQL.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What it is called by: the file's name without `.sql`.
    pub name: String,
    /// The file, for messages.
    pub file: String,
    /// What it says about itself.
    pub header: Header,
    /// Whether it came with the program.
    pub built_in: bool,
    /// The whole file: the header is a comment in SQL, and so lines of messages are lines of the file.
    text: String,
}

impl Report {
    /// Reads a report from the text of its file.
    ///
    /// # Errors
    /// The first line of the header that is wrong.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Report, ReportError> {
        let header = parse::parse(text).map_err(|flaw| flaw.of(file))?;
        let (name, file, text) = (name.to_owned(), file.to_owned(), text.to_owned());
        Ok(Report { name, file, header, built_in: false, text })
    }

    /// Checks all that can be checked without a trace: the SQL with each of the choices, and the findings' conditions.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn check(&self) -> Result<(), ReportError> {
        let flaw = |flaw: Flaw| flaw.of(&self.file);
        for finding in &self.header.findings {
            statement::check_condition(&finding.when).map_err(|problem| flaw(Flaw::new(finding.line, problem)))?;
        }
        let most = self.header.choices.iter().map(|choice| choice.options.len()).max().unwrap_or(1);
        for index in 0..most {
            let expressions = self.header.choices.iter().map(|choice| {
                let (_, expression) = &choice.options[index % choice.options.len()];
                (choice.name.clone(), expression.clone())
            });
            let arguments = Arguments { expressions: expressions.collect(), ..Arguments::default() };
            self.spliced(&arguments)?;
        }
        Ok(())
    }

    /// The whole text with the chosen expressions and columns spliced in, checked to be one SELECT.
    ///
    /// # Errors
    /// The line that is wrong.
    pub(super) fn spliced(&self, arguments: &Arguments) -> Result<String, ReportError> {
        let lines: Vec<_> = self.text.lines().zip(1..).collect();
        let mut text = String::with_capacity(self.text.len());
        for (line, number) in lines {
            if number < self.header.sql_line {
                text.push_str(line);
            } else {
                let spliced = template::splice(line, |name| self.replacement(name, arguments));
                text.push_str(&spliced.map_err(|problem| Flaw::new(number, problem).of(&self.file))?);
            }
            text.push('\n');
        }
        statement::check(&text, &self.header).map_err(|flaw| flaw.of(&self.file))?;
        Ok(text)
    }

    /// What stands for `{{name}}`: a chosen expression in parentheses, or a column as a quoted identifier.
    fn replacement(&self, name: &str, arguments: &Arguments) -> Option<String> {
        if let Some(expression) = arguments.expressions.get(name) {
            return Some(format!("({expression})"));
        }
        if let Some(super::Value::Column { name, .. }) = arguments.values.get(name) {
            return Some(format!("\"{}\"", name.replace('"', "\"\"")));
        }
        // While a report is only checked, its column arguments have no values yet.
        let is_column = |value_type: &_| matches!(value_type, super::ValueType::Column(_));
        let columns = self.header.args.iter().filter(|arg| is_column(&arg.value_type)).map(|arg| &arg.name);
        let params = self.header.params.iter().filter(|param| is_column(&param.value_type));
        let mut columns = columns.chain(params.map(|param| &param.name));
        columns.any(|column| column == name).then(|| format!("\"{name}\""))
    }
}

/// All reports that there are, and why others cannot be used.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// By name.
    pub reports: Vec<Report>,
    /// One line for each file that cannot be used.
    pub warnings: Vec<String>,
}

/// Where reports are found: the built-in ones first, so that a name means the same on every machine; then the user's.
#[derive(Clone, Debug)]
pub struct Catalogue {
    directory: Option<PathBuf>,
    reserved: Vec<String>,
}

impl Catalogue {
    /// The built-in reports and those in `directory`. A user's report cannot have a name in `reserved` (other verbs) or
    /// that of a built-in one.
    pub fn new(directory: Option<PathBuf>, reserved: &[&str]) -> Catalogue {
        Catalogue { directory, reserved: reserved.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Where users keep their reports: `$XDG_CONFIG_HOME/trapline/reports`, else `~/.config/trapline/reports`.
    /// `variable` gives the environment.
    pub fn users_directory(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
        let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let config = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
        Some(config.join("trapline/reports"))
    }

    /// The report of this name, its header read; `None` if there is none.
    ///
    /// # Errors
    /// A file of that name that cannot be used.
    pub fn find(&self, name: &str) -> Option<Result<Report, ReportError>> {
        if let Some((name, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
            let report = Report::read(name, &format!("{name}.sql"), text);
            return Some(report.map(|report| Report { built_in: true, ..report }));
        }
        if !is_report_name(name) || self.reserved.iter().any(|known| known == name) {
            return None;
        }
        let path = self.directory.as_ref()?.join(format!("{name}.sql"));
        path.is_file().then(|| read_file(name, &path))
    }

    /// Names and questions of the built-in reports.
    pub fn built_in(&self) -> impl Iterator<Item = (String, String)> {
        BUILT_IN.iter().filter_map(|(name, _)| {
            let report = self.find(name)?.ok()?;
            Some((report.name, report.header.question))
        })
    }

    /// The names of all reports, unread.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
        names.extend(self.users_files().into_iter().filter_map(|(name, _)| name.ok()));
        names.sort();
        names
    }

    /// Every report, read and checked.
    pub fn list(&self) -> Listing {
        let mut listing = Listing::default();
        let built_in = BUILT_IN.iter().filter_map(|(name, _)| self.find(name));
        let users = self.users_files().into_iter().map(|(name, path)| match name {
            Ok(name) => read_file(&name, &path),
            Err(problem) => Err(Flaw::new(1, problem).of(&path.display().to_string())),
        });
        for report in built_in.chain(users) {
            match report.and_then(|report| report.check().map(|()| report)) {
                Ok(report) => listing.reports.push(report),
                Err(error) => listing.warnings.push(error.to_string()),
            }
        }
        listing.reports.sort_by(|a, b| a.name.cmp(&b.name));
        listing
    }

    /// The user's `.sql` files: the name of each, or why it cannot be one.
    fn users_files(&self) -> Vec<(Result<String, String>, PathBuf)> {
        let entries = self.directory.as_ref().and_then(|directory| std::fs::read_dir(directory).ok());
        let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "sql")).collect();
        paths.sort();
        let named = paths.into_iter().map(|path| {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let name = if !is_report_name(&name) {
                Err("the name of a report is a-z, 0-9 and -, beginning with a letter; rename the file".to_owned())
            } else if BUILT_IN.iter().any(|(known, _)| *known == name) {
                Err(format!("`{name}` is a built-in report, which is used instead; rename the file"))
            } else if self.reserved.contains(&name) {
                Err(format!("`{name}` is a verb of analyze; rename the file"))
            } else {
                Ok(name)
            };
            (name, path)
        });
        named.collect()
    }
}

/// Reads a user's report.
fn read_file(name: &str, path: &std::path::Path) -> Result<Report, ReportError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Flaw::new(1, error.to_string()).of(&file))?;
    Report::read(name, &file, &text)
}

/// `[a-z][a-z0-9-]*`
fn is_report_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
