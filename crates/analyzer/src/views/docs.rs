//! What the columns of views mean.

use trapline_trace::schema;

use super::{VIEWS, traces};

/// A table or view with the meaning of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    /// What one row is.
    pub(crate) doc: String,
    header: Vec<(String, String, String)>,
}

/// The documentation of a table or view, if there is one of that name.
pub(crate) fn describe(name: &str) -> Option<Described> {
    if name == "events" {
        return Some(Described {
            doc: "one row for each event, of whatever kind: the file itself".to_owned(),
            header: Vec::new(),
        });
    }
    if name == "traces" {
        let header = traces::COLUMNS
            .iter()
            .map(|column| (column.name.to_owned(), column.unit.to_owned(), column.doc.to_owned()));
        return Some(Described {
            doc: "one row for each open trace: its metadata".to_owned(),
            header: header.collect(),
        });
    }
    let (_, text) = VIEWS.iter().find(|(view, _)| *view == name)?;
    let lines = || text.lines().map_while(|line| line.strip_prefix("-- "));
    let doc = lines().find_map(|line| line.strip_prefix("view: "))?.to_owned();
    let columns = lines().filter_map(|line| {
        let (head, doc) = line.strip_prefix("column ")?.split_once(": ")?;
        let (name, unit) = head.split_once(' ')?;
        Some((name.to_owned(), unit.to_owned(), doc.to_owned()))
    });
    Some(Described { doc, header: columns.collect() })
}

impl Described {
    /// Unit and meaning of a column; `None` if it has none, which a test forbids.
    pub(crate) fn column(&self, name: &str) -> Option<(&str, &str)> {
        if let Some((_, unit, doc)) = self.header.iter().find(|(column, ..)| column == name) {
            return Some((unit, doc));
        }
        let everywhere = EVERYWHERE.iter().find(|(column, ..)| *column == name).map(|&(_, unit, doc)| (unit, doc));
        everywhere.or_else(|| Some((unit(name), schema::column(name)?.doc)))
    }
}

/// Columns that mean the same in every view.
const EVERYWHERE: [(&str, &str, &str); 3] = [
    ("t", "time", "when it began, nanoseconds since the recording began"),
    ("end_t", "time", "when it ended, nanoseconds since the recording began; null while it had not"),
    ("trace", "text", "which trace the row is from: the file's name without its ending"),
];

/// The unit of a column of the file.
fn unit(name: &str) -> &'static str {
    const UNITS: [(&str, &str); 17] = [
        ("ts", "time"),
        ("duration_ns", "ns"),
        ("user_ns", "ns"),
        ("system_ns", "ns"),
        ("requested", "bytes"),
        ("bytes", "bytes"),
        ("bytes_read", "bytes"),
        ("bytes_written", "bytes"),
        ("file_offset", "bytes"),
        ("reads", "count"),
        ("writes", "count"),
        ("lost", "count"),
        ("env_count", "count"),
        ("memory", "text"),
        ("data", "text"),
        ("argv", "text"),
        ("env", "text"),
    ];
    let is_text = schema::column(name).is_some_and(|column| column.ty == schema::ColumnType::Utf8);
    let known = UNITS.iter().find(|(column, _)| *column == name).map(|&(_, unit)| unit);
    known.unwrap_or(if is_text { "text" } else { "id" })
}
