//! From header lines to a [`Header`]: the grammar of report files.
//!
//! ```text
//! -- title: TEXT                     -- question: TEXT               -- render: table | tree | histogram
//! -- arg NAME TYPE: TEXT
//! -- param NAME TYPE = DEFAULT: TEXT                                 DEFAULT may stand in '…'
//! -- choice NAME = KEY { KEY: SQL-EXPR | KEY: SQL-EXPR }: TEXT
//! -- column NAME UNIT: TEXT
//! -- spare: COLUMN, COLUMN
//! -- finding ID when SQL-BOOL cost COLUMN severity high|medium|low: TEXT with {column}
//! -- next: analyze VERB … {column} {{choice}}
//! -- needs: memory | data | env | sched | io_uring                   -- engine: any | trapline
//! ```
//! A line that is indented by four blanks after its `--` continues the one before.

use super::error::Flaw;
use super::header::{Arg, Choice, Engine, FindingRule, Header, Need, Param, Render, ReportColumn, Severity, ValueType};
use super::lines::{self, Entry};
use super::template::{NextTemplate, Piece, TextTemplate, is_name};
use super::unit;

/// Options that every report has; a report may name its own `limit` (an int), which then takes the common option's value.
pub const COMMON_OPTIONS: [&str; 15] = [
    "format", "output", "command", "file", "where", "pid", "comm", "from", "to", "sql", "memory", "color", "no_pager",
    "help", "version",
];

/// Reads the header of a report file.
pub(super) fn parse(text: &str) -> Result<Header, Flaw> {
    let (entries, sql_line) = lines::split(text)?;
    let mut draft = Draft { sql_line, ..Draft::default() };
    for entry in &entries {
        draft.read(entry).map_err(|problem| Flaw::new(entry.line, problem))?;
    }
    draft.finish()
}

/// How a value comes: as a word of its own, or behind an option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Word,
    Option,
}

/// A header while it is read.
#[derive(Default)]
struct Draft {
    title: Option<String>,
    question: Option<String>,
    render: Option<Render>,
    engine: Option<Engine>,
    needs: Option<Vec<Need>>,
    args: Vec<Arg>,
    params: Vec<Param>,
    choices: Vec<Choice>,
    columns: Vec<ReportColumn>,
    spare: Option<(usize, Vec<String>)>,
    findings: Vec<FindingRule>,
    next: Vec<(usize, NextTemplate)>,
    sql_line: usize,
}

const RENDERS: [(&str, Render); 3] =
    [("table", Render::Table), ("tree", Render::Tree), ("histogram", Render::Histogram)];
const ENGINES: [(&str, Engine); 2] = [("any", Engine::Any), ("trapline", Engine::Trapline)];
const NEEDS: [(&str, Need); 5] = [
    ("memory", Need::Memory),
    ("data", Need::Data),
    ("env", Need::Env),
    ("sched", Need::Sched),
    ("io_uring", Need::IoUring),
];
const SEVERITIES: [(&str, Severity); 3] =
    [("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low)];
const TYPES: [(&str, ValueType); 9] = [
    ("int", ValueType::Int),
    ("float", ValueType::Float),
    ("text", ValueType::Text),
    ("path", ValueType::Path),
    ("glob", ValueType::Glob),
    ("duration", ValueType::Duration),
    ("bytes", ValueType::Bytes),
    ("time", ValueType::Time),
    ("bool", ValueType::Bool),
];

/// The value of a word in one of the tables above.
fn word<T: Clone>(table: &[(&str, T)], what: &str, text: &str) -> Result<T, String> {
    table.iter().find(|(known, _)| *known == text).map(|(_, value)| value.clone()).ok_or_else(|| {
        let known: Vec<_> = table.iter().map(|(known, _)| *known).collect();
        format!("unknown {what} `{text}`; expected {}", known.join(", "))
    })
}

impl Draft {
    fn read(&mut self, entry: &Entry) -> Result<(), String> {
        let end = entry.text.find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(entry.text.len());
        let (key, rest) = entry.text.split_at(end);
        let rest = rest.trim_start();
        match (key, rest.strip_prefix(':').map(str::trim)) {
            ("title", Some(text)) => once(&mut self.title, key, text.to_owned()),
            ("question", Some(text)) => once(&mut self.question, key, text.to_owned()),
            ("render", Some(text)) => once(&mut self.render, key, word(&RENDERS, key, text)?),
            ("engine", Some(text)) => once(&mut self.engine, key, word(&ENGINES, key, text)?),
            ("needs", Some(text)) => {
                let needs = text.split([',', '|']).map(|need| word(&NEEDS, key, need.trim()));
                once(&mut self.needs, key, needs.collect::<Result<_, _>>()?)
            }
            ("spare", Some(text)) => {
                let names = text.split(',').map(|name| name.trim().to_owned());
                once(&mut self.spare, key, (entry.line, names.collect()))
            }
            ("next", Some(text)) => {
                self.next.push((entry.line, NextTemplate::parse(text)?));
                Ok(())
            }
            ("arg", None) => self.arg(rest),
            ("param", None) => self.param(rest),
            ("choice", None) => self.choice(rest),
            ("column", None) => self.column(rest),
            ("finding", None) => self.finding(rest, entry.line),
            ("title" | "question" | "render" | "engine" | "needs" | "spare" | "next", None) => {
                Err(format!("expected `{key}: …`"))
            }
            ("arg" | "param" | "choice" | "column" | "finding", Some(_)) => {
                Err(format!("expected `{key} NAME …: TEXT`"))
            }
            _ => Err(format!(
                "unknown key `{key}`; a header line begins with title, question, render, arg, param, choice, column, \
                 spare, finding, next, needs or engine"
            )),
        }
    }

    fn arg(&mut self, rest: &str) -> Result<(), String> {
        let (declaration, text) = described(rest, "arg NAME TYPE: TEXT")?;
        let (name, value_type) = self.named_type(declaration, "arg NAME TYPE: TEXT", Given::Word)?;
        self.args.push(Arg { name, value_type, text });
        Ok(())
    }

    fn param(&mut self, rest: &str) -> Result<(), String> {
        const SHAPE: &str = "param NAME TYPE = DEFAULT: TEXT";
        let (declaration, rest) = rest.split_once('=').ok_or_else(|| format!("expected `{SHAPE}`"))?;
        let (name, value_type) = self.named_type(declaration, SHAPE, Given::Option)?;
        let (default, rest) = literal(rest.trim_start()).ok_or_else(|| format!("expected `{SHAPE}`"))?;
        let text = rest.trim_start().strip_prefix(':').ok_or_else(|| format!("expected `{SHAPE}`"))?.trim();
        if name == "limit" && value_type != ValueType::Int {
            return Err("the param `limit` is an int: it takes the value of the common option --limit".to_owned());
        }
        self.params.push(Param { name, value_type, default, text: nonempty(text, SHAPE)? });
        Ok(())
    }

    fn choice(&mut self, rest: &str) -> Result<(), String> {
        const SHAPE: &str = "choice NAME = KEY { KEY: SQL-EXPR | KEY: SQL-EXPR }: TEXT";
        let shape = || format!("expected `{SHAPE}`");
        let (name, rest) = rest.split_once('=').ok_or_else(shape)?;
        let name = self.new_name(name.trim(), Given::Option)?;
        let (default, rest) = rest.split_once('{').ok_or_else(shape)?;
        let (inside, rest) = alternatives(rest).ok_or_else(shape)?;
        let text = nonempty(rest.trim_start().strip_prefix(':').ok_or_else(shape)?.trim(), SHAPE)?;
        let mut options: Vec<(String, String)> = Vec::new();
        for option in inside {
            let (key, sql) = option.split_once(':').ok_or_else(shape)?;
            let (key, sql) = (key.trim().to_owned(), sql.trim().to_owned());
            if !is_name(&key) || sql.is_empty() {
                return Err(shape());
            }
            if options.iter().any(|(known, _)| *known == key) {
                return Err(format!("the key `{key}` stands twice in the choice `{name}`"));
            }
            options.push((key, sql));
        }
        let default = default.trim().to_owned();
        if !options.iter().any(|(key, _)| *key == default) {
            return Err(format!("the default `{default}` is no key of the choice `{name}`"));
        }
        self.choices.push(Choice { name, default, options, text });
        Ok(())
    }

    fn column(&mut self, rest: &str) -> Result<(), String> {
        const SHAPE: &str = "column NAME UNIT: TEXT";
        let (declaration, text) = described(rest, SHAPE)?;
        let [name, unit_name] = two_words(declaration, SHAPE)?;
        if !is_name(name) {
            return Err(format!("`{name}` is no name (a-z, 0-9 and _, beginning with a letter)"));
        }
        if self.columns.iter().any(|column| column.name == name) {
            return Err(format!("the column `{name}` stands twice"));
        }
        let unit =
            unit::from_name(unit_name).ok_or_else(|| format!("unknown unit `{unit_name}`; expected {}", unit::ALL))?;
        self.columns.push(ReportColumn { name: name.to_owned(), unit, text });
        Ok(())
    }

    fn finding(&mut self, rest: &str, line: usize) -> Result<(), String> {
        let shape = || "expected `finding ID when SQL-BOOL cost COLUMN severity high|medium|low: TEXT`".to_owned();
        let (id, rest) = rest.split_once(" when ").ok_or_else(shape)?;
        let id = id.trim();
        if !id.starts_with(|c: char| c.is_ascii_lowercase())
            || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        {
            return Err(format!("`{id}` is no name of a finding (a-z, 0-9 and -)"));
        }
        if self.findings.iter().any(|finding| finding.id == id) {
            return Err(format!("the finding `{id}` stands twice"));
        }
        // The condition is SQL and may hold any of the words that follow it: what counts is the whole tail.
        let (when, cost, severity, text) = rest
            .match_indices(" cost ")
            .find_map(|(at, separator)| {
                let (cost, tail) = rest[at + separator.len()..].split_once(" severity ")?;
                let (severity, text) = tail.split_once(':')?;
                is_name(cost.trim()).then_some((&rest[..at], cost.trim(), severity.trim(), text.trim()))
            })
            .ok_or_else(shape)?;
        if when.trim().is_empty() || text.is_empty() {
            return Err(shape());
        }
        self.findings.push(FindingRule {
            id: id.to_owned(),
            when: when.trim().to_owned(),
            cost: cost.to_owned(),
            severity: word(&SEVERITIES, "severity", severity)?,
            text: TextTemplate::parse(text)?,
            line,
        });
        Ok(())
    }

    /// `NAME TYPE`, the name one that is not taken.
    fn named_type(&self, declaration: &str, shape: &str, given: Given) -> Result<(String, ValueType), String> {
        let [name, type_name] = two_words(declaration, shape)?;
        let value_type = match type_name.strip_prefix("column(").and_then(|rest| rest.strip_suffix(')')) {
            Some(view) if is_name(view) => ValueType::Column(view.to_owned()),
            _ => word(&TYPES, "type", type_name).map_err(|problem| format!("{problem} or column(VIEW)"))?,
        };
        Ok((self.new_name(name, given)?, value_type))
    }

    /// A name for an argument or option that is not taken.
    fn new_name(&self, name: &str, given: Given) -> Result<String, String> {
        if !is_name(name) {
            return Err(format!("`{name}` is no name (a-z, 0-9 and _, beginning with a letter)"));
        }
        if given == Given::Option && COMMON_OPTIONS.contains(&name) {
            return Err(format!("`{name}` is an option of every report; choose another name"));
        }
        let taken = self.args.iter().map(|arg| &arg.name);
        let taken = taken.chain(self.params.iter().map(|param| &param.name));
        let mut taken = taken.chain(self.choices.iter().map(|choice| &choice.name));
        if taken.any(|known| known == name) {
            return Err(format!("`{name}` stands twice"));
        }
        Ok(name.to_owned())
    }

    /// The header, once every line was read.
    fn finish(self) -> Result<Header, Flaw> {
        let missing = |key: &str| Flaw::new(1, format!("the header has no `{key}`"));
        if self.columns.is_empty() {
            return Err(missing("column NAME UNIT: TEXT"));
        }
        let column = |name: &str| self.columns.iter().any(|column| column.name == name);
        let (line, spare) = self.spare.unwrap_or_default();
        if let Some(name) = spare.iter().find(|name| !column(name)) {
            return Err(Flaw::new(line, format!("`{name}` is no column of the report")));
        }
        for finding in &self.findings {
            let flaw = |problem: String| Err(Flaw::new(finding.line, problem));
            if !column(&finding.cost) {
                return flaw(format!("the cost `{}` is no column of the report", finding.cost));
            }
            for hole in finding.text.holes() {
                match hole {
                    Piece::Column(name) if column(name) => {}
                    Piece::Column(name) => return flaw(format!("`{{{name}}}` is no column of the report")),
                    _ => return flaw("a finding's text holds columns only".to_owned()),
                }
            }
        }
        for (line, next) in &self.next {
            for hole in next.holes() {
                match hole {
                    Piece::Column(name) if !column(name) => {
                        return Err(Flaw::new(*line, format!("`{{{name}}}` is no column of the report")));
                    }
                    Piece::Choice(name) if !self.choices.iter().any(|choice| choice.name == *name) => {
                        return Err(Flaw::new(*line, format!("`{{{{{name}}}}}` is no choice of the report")));
                    }
                    _ => {}
                }
            }
        }
        Ok(Header {
            title: self.title.filter(|text| !text.is_empty()).ok_or_else(|| missing("title: TEXT"))?,
            question: self.question.filter(|text| !text.is_empty()).ok_or_else(|| missing("question: TEXT"))?,
            render: self.render.unwrap_or_default(),
            args: self.args,
            params: self.params,
            choices: self.choices,
            columns: self.columns,
            spare,
            findings: self.findings,
            next: self.next.into_iter().map(|(_, next)| next).collect(),
            needs: self.needs.unwrap_or_default(),
            engine: self.engine.unwrap_or_default(),
            sql_line: self.sql_line,
        })
    }
}

/// Sets what may stand once.
fn once<T>(slot: &mut Option<T>, key: &str, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("`{key}` stands twice")),
    }
}

fn nonempty(text: &str, shape: &str) -> Result<String, String> {
    if text.is_empty() { Err(format!("expected `{shape}`")) } else { Ok(text.to_owned()) }
}

/// `DECLARATION: TEXT`.
fn described<'a>(rest: &'a str, shape: &str) -> Result<(&'a str, String), String> {
    let (declaration, text) = rest.split_once(':').ok_or_else(|| format!("expected `{shape}`"))?;
    Ok((declaration, nonempty(text.trim(), shape)?))
}

fn two_words<'a>(text: &'a str, shape: &str) -> Result<[&'a str; 2], String> {
    let words: Vec<_> = text.split_whitespace().collect();
    <[&str; 2]>::try_from(words).map_err(|_| format!("expected `{shape}`"))
}

/// A default: `'…'` (a quote within it doubled) or what stands before the colon; and the rest.
fn literal(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('\'') else {
        let (value, _) = text.split_once(':')?;
        let value = value.trim_end();
        return (!value.is_empty()).then(|| (value.to_owned(), &text[value.len()..]));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((value, &quoted[at + 1..]));
        }
    }
    None
}

/// What stands between `{` and `}`, split at single `|` outside of quotes and parentheses; and the rest.
fn alternatives(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0usize, None);
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            (None, '|') if depth == 0 && bytes.get(at + 1) != Some(&b'|') && (at == 0 || bytes[at - 1] != b'|') => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            (None, '}') if depth == 0 => {
                found.push(&text[start..at]);
                return Some((found, &text[at + 1..]));
            }
            (None, _) => {}
        }
    }
    None
}
