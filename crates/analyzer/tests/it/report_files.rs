//! The grammar of report files: what is read, and what is refused where.

use std::collections::BTreeMap;
use std::path::Path;

use trapline_analyzer::report::{
    Arguments, Catalogue, Report, Value, ValueType, parse_bytes, parse_duration, parse_moment,
};
use trapline_analyzer::{Moment, Unit};

/// A header that has all it must have.
const LEAST: &str = "-- title: T\n-- question: Q?\n-- column n count: how many\n";

/// The report with these further header lines and this SQL.
fn read(lines: &str, sql: &str) -> Result<Report, String> {
    let report =
        Report::read("mine", "mine.sql", &format!("{LEAST}{lines}{sql}\n")).map_err(|error| error.to_string())?;
    report.check().map_err(|error| error.to_string())?;
    Ok(report)
}

/// Why these header lines are refused.
fn refusal(lines: &str) -> String {
    read(lines, "SELECT 1 AS n").unwrap_err()
}

fn arguments(report: &Report, given: &[(&str, &str)]) -> Result<Arguments, String> {
    let given: BTreeMap<_, _> = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Arguments::read(&report.header, &given, Path::new("/home/ann")).map_err(|error| error.to_string())
}

#[test]
fn every_key_of_the_grammar_is_read() {
    let text = "-- title: Small I/O
-- question: Which files are read in bits?
-- render: histogram
-- engine: trapline
-- needs: memory | data
--
-- arg file path: the file
-- param below bytes = 512: what is small
-- param note text = 'a: ''b''': with a colon and quotes
-- choice by = comm { comm: comm | all: 'x|}' || (a | b)
--     | pid: pid }: what to group by
-- column n count: how many
-- column cost ns: how long
-- spare: cost, n
-- finding bits when n > 3 AND cost > 0 cost cost severity high: {n} bits cost {cost}
-- next: analyze slowest --where \"{{by}} = '{n}'\"
SELECT {{by}} AS n, $below AS cost, $file, $note FROM syscalls
";
    let report = Report::read("small", "small.sql", text).unwrap();
    report.check().unwrap();
    let header = &report.header;
    assert_eq!((header.title.as_str(), header.sql_line), ("Small I/O", 17));
    assert_eq!(header.args[0].value_type, ValueType::Path);
    assert_eq!(header.params[1].default, "a: 'b'");
    let options: Vec<_> = header.choices[0].options.iter().map(|(key, sql)| format!("{key} → {sql}")).collect();
    assert_eq!(options, ["comm → comm", "all → 'x|}' || (a | b)", "pid → pid"]);
    assert_eq!(header.columns[1].unit, Unit::Ns);
    assert_eq!(header.spare, ["cost", "n"]);
    assert_eq!(header.findings[0].when, "n > 3 AND cost > 0");
    assert_eq!(header.next[0].verb(), "slowest");
}

#[test]
fn what_is_wrong_in_a_header_is_named_with_its_line() {
    let cases = [
        ("-- spare: n, m\n", "mine.sql:4: `m` is no column of the report"),
        ("-- titel: x\n", "mine.sql:4: unknown key `titel`"),
        ("-- title: again\n", "mine.sql:4: `title` stands twice"),
        ("--\n-- render: pie\n", "mine.sql:5: unknown render `pie`; expected table, tree, histogram"),
        ("-- param x float: no default\n", "mine.sql:4: expected `param NAME TYPE = DEFAULT: TEXT`"),
        ("-- param x number = 1: what\n", "mine.sql:4: unknown type `number`"),
        ("-- param X int = 1: what\n", "mine.sql:4: `X` is no name"),
        ("-- param where int = 1: what\n", "mine.sql:4: `where` is an option of every report"),
        ("-- param limit text = 1: what\n", "mine.sql:4: the param `limit` is an int"),
        ("-- arg x int: a\n-- param x int = 1: b\n", "mine.sql:5: `x` stands twice"),
        ("-- choice by = c { a: x | b: y }: what\n", "mine.sql:4: the default `c` is no key of the choice `by`"),
        ("-- choice by = a { a: x | a: y }: what\n", "mine.sql:4: the key `a` stands twice"),
        ("-- choice by = a { a: x\n", "mine.sql:4: expected `choice NAME"),
        ("-- column n count: again\n", "mine.sql:4: the column `n` stands twice"),
        ("-- column m metres: far\n", "mine.sql:4: unknown unit `metres`; expected ns, bytes,"),
        ("-- column m count\n", "mine.sql:4: expected `column NAME UNIT: TEXT`"),
        ("-- finding f when n > 1 severity low: x\n", "mine.sql:4: expected `finding ID when"),
        ("-- finding f when n > 1 cost n severity dire: x\n", "mine.sql:4: unknown severity `dire`"),
        ("-- finding f when n > 1 cost m severity low: x\n", "mine.sql:4: the cost `m` is no column"),
        ("-- finding f when n > 1 cost n severity low: {m}\n", "mine.sql:4: `{m}` is no column"),
        ("-- finding f when n > 1; x cost n severity low: y\n", "mine.sql:4: `;` after the end of the condition"),
        ("-- next: rm -rf {n}\n", "mine.sql:4: expected `next: analyze VERB …`"),
        ("-- next: analyze slowest {m}\n", "mine.sql:4: `{m}` is no column"),
        ("-- next: analyze slowest {{by}}\n", "mine.sql:4: `{{by}}` is no choice"),
        ("-- next: analyze slowest \"x\n", "mine.sql:4: a double quote is not closed"),
        ("-- needs: luck\n", "mine.sql:4: unknown needs `luck`"),
    ];
    for (lines, expected) in cases {
        let message = refusal(lines);
        assert!(message.starts_with(expected), "{lines:?}: {message}");
    }
    let missing = Report::read("x", "x.sql", "-- title: T\n-- column n count: N\nSELECT 1").unwrap_err().to_string();
    assert_eq!(missing, "x.sql:1: the header has no `question: TEXT`");
    let empty = Report::read("x", "x.sql", LEAST).unwrap_err().to_string();
    assert_eq!(empty, "x.sql:3: no SQL under the header");
}

#[test]
fn a_report_is_one_select() {
    let cases = [
        ("SELECT 1 AS n;\nSELECT 2", "mine.sql:5: a report is one SELECT; here begins a second statement (SELECT)"),
        ("DROP TABLE events", "mine.sql:4: a report is one SELECT; DROP is not allowed"),
        ("COPY (SELECT 1) TO 'x.csv'", "mine.sql:4: "),
        ("SET a = 1", "mine.sql:4: a report is one SELECT; SET is not allowed"),
        ("CREATE VIEW v AS SELECT 1", "mine.sql:4: a report is one SELECT; CREATE is not allowed"),
        ("SELECT 1 AS n INTO t", "mine.sql:4: a report only reads; SELECT … INTO is not allowed"),
        ("SELECT 1 AS n\nFROM )", "mine.sql:5: "),
        ("SELECT\n  $nobody AS n", "mine.sql:5: no arg or param is named `$nobody`"),
        ("SELECT\n  {{nobody}} AS n", "mine.sql:5: no choice or column argument is named `nobody`"),
        ("-- note: comments under the header are comments\n;", "mine.sql:4: unknown key `note`"),
    ];
    for (sql, expected) in cases {
        let message = read("", sql).err().unwrap_or_default();
        assert!(message.starts_with(expected), "{sql}: {message}");
    }
    for sql in ["SELECT 1 AS n;", "WITH a AS (SELECT 1 AS n) SELECT n FROM a", "\nSELECT 1 AS n -- ; DROP TABLE x"] {
        read("", sql).unwrap();
    }
}

#[test]
fn a_choice_that_breaks_the_sql_is_found_although_it_is_not_the_default() {
    let message =
        read("-- choice by = a { a: 1 | b: 1) FROM x; DELETE FROM (y }: z\n", "SELECT {{by}} AS n").unwrap_err();
    assert!(message.starts_with("mine.sql:"), "{message}");
}

#[test]
fn values_are_read_by_their_type() {
    let lines = "-- arg file path: f\n-- param i int = 7: i\n-- param f float = 0.5: f\n-- param g glob = *.so_?: g
-- param d duration = 5ms: d\n-- param b bytes = 64KiB: b\n-- param t time = 1.5: t\n-- param y bool = false: y
-- param c column(syscalls) = path: c\n";
    let report = read(lines, "SELECT {{c}} AS n, $file, $i, $f, $g, $d, $b, $t, $y").unwrap();
    let values = arguments(&report, &[("file", "./a//b/../c/"), ("y", "true")]).unwrap().values;
    assert_eq!(values["file"], Value::Text("/home/ann/a/b/../c".into()));
    assert_eq!(values["i"], Value::Int(7));
    assert_eq!(values["f"], Value::Float(0.5));
    assert_eq!(values["g"], Value::Text(r"%.so\__".into()));
    assert_eq!(values["d"], Value::Int(5_000_000));
    assert_eq!(values["b"], Value::Int(65_536));
    assert_eq!(values["t"], Value::Time(Moment::Elapsed(1_500_000_000)));
    assert_eq!(values["y"], Value::Bool(true));
    assert_eq!(values["c"], Value::Column { view: "syscalls".into(), name: "path".into() });

    let wrong = |name, text| arguments(&report, &[("file", "/x"), (name, text)]).unwrap_err();
    assert_eq!(wrong("i", "many"), "--i: `many` is no whole number");
    assert_eq!(wrong("f", "NaN"), "--f: `NaN` is no number");
    assert_eq!(wrong("g", "[ab]"), "--g: `[ab]`: only `*` and `?` have a meaning in patterns here");
    assert!(wrong("d", "5 parsecs").starts_with("--d: `5 parsecs` is no span of time"));
    assert_eq!(wrong("y", "maybe"), "--y: `maybe` is neither true nor false");
    assert_eq!(arguments(&report, &[]).unwrap_err(), "FILE: not given (f)");
    let pipe = arguments(&report, &[("file", "pipe:[7]")]).unwrap();
    assert_eq!(pipe.values["file"], Value::Text("pipe:[7]".into()));
}

#[test]
fn a_choice_takes_one_of_its_keys() {
    let report = read("-- choice by = a { a: 1 + 1 | b: 2 }: x\n", "SELECT {{by}} AS n").unwrap();
    assert_eq!(arguments(&report, &[]).unwrap().expressions["by"], "1 + 1");
    assert_eq!(arguments(&report, &[("by", "b")]).unwrap().expressions["by"], "2");
    assert_eq!(arguments(&report, &[("by", "c")]).unwrap_err(), "--by: `c` is none of a, b");
}

#[test]
fn spans_of_time_are_exact() {
    let cases = [
        ("250ns", 250),
        ("5us", 5_000),
        ("5µs", 5_000),
        ("5ms", 5_000_000),
        ("1.5s", 1_500_000_000),
        ("1.1", 1_100_000_000),
        ("0.000000001", 1),
        (".5s", 500_000_000),
        ("2m", 120_000_000_000),
        ("1h", 3_600_000_000_000),
        ("9007199254740993ns", 9_007_199_254_740_993),
    ];
    for (text, ns) in cases {
        assert_eq!(parse_duration(text), Ok(ns), "{text}");
    }
    for text in ["", "s", ".", "1.2.3", "-5ms", "5 lightyears", "1e9", "99999999999d", "5ms "] {
        assert!(parse_duration(text).is_err(), "{text:?}");
    }
}

#[test]
fn sizes_are_powers_of_1024_unless_they_say_otherwise() {
    let cases = [
        ("512", 512),
        ("64KiB", 65_536),
        ("64k", 65_536),
        ("64kB", 64_000),
        ("10M", 10 << 20),
        ("1.5GiB", 3 << 29),
        ("2GB", 2_000_000_000),
        ("1T", 1 << 40),
    ];
    for (text, bytes) in cases {
        assert_eq!(parse_bytes(text), Ok(bytes), "{text}");
    }
    for text in ["", "K", "-1", "5ms", "99999999999T"] {
        assert!(parse_bytes(text).is_err(), "{text:?}");
    }
}

#[test]
fn moments_are_seconds_of_the_recording_or_dates() {
    let epoch = 1_795_456_800_000_000_000;
    assert_eq!(parse_moment("1.5"), Ok(Moment::Elapsed(1_500_000_000)));
    assert_eq!(parse_moment("250ms"), Ok(Moment::Elapsed(250_000_000)));
    assert_eq!(parse_moment("1795456800"), Ok(Moment::Epoch(epoch)));
    assert_eq!(parse_moment("2026-11-23T18:00:00"), Ok(Moment::Epoch(epoch)));
    assert_eq!(parse_moment("2026-11-23 18:00:00Z"), Ok(Moment::Epoch(epoch)));
    assert_eq!(parse_moment("2026-11-23T19:00:00+01:00"), Ok(Moment::Epoch(epoch)));
    for text in ["", "soon", "18:00", "2026-13-01T00:00:00"] {
        assert!(parse_moment(text).is_err(), "{text:?}");
    }
}

#[test]
fn every_file_of_the_folder_is_a_built_in_report_that_holds_together() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.map(|file| file.strip_suffix(".sql").unwrap().to_owned()).collect();
    files.sort();
    let catalogue = Catalogue::new(None, &[]);
    assert_eq!(catalogue.names(), files);
    let listing = catalogue.list();
    assert_eq!(listing.warnings, Vec::<String>::new());
    assert_eq!(listing.reports.len(), files.len());
    for report in &listing.reports {
        for next in &report.header.next {
            let is_known = next.verb() == "-c" || files.iter().any(|name| name == next.verb());
            assert!(is_known, "{}: {}", report.name, next.source());
        }
    }
}

#[test]
fn broken_reports_of_a_user_are_named_and_the_others_go_on_working() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    file("good.sql", &format!("{LEAST}SELECT 1 AS n"));
    file("broken.sql", &format!("{LEAST}-- colour: red\nSELECT 1 AS n"));
    file("slowest.sql", &format!("{LEAST}SELECT 1 AS n"));
    file("schema.sql", &format!("{LEAST}SELECT 1 AS n"));
    file("Loud.sql", &format!("{LEAST}SELECT 1 AS n"));
    file("notes.txt", "not a report");
    std::fs::write(place.path().join("latin.sql"), b"-- title: \xe9").unwrap();
    let catalogue = Catalogue::new(Some(place.path().to_owned()), &["schema"]);
    let listing = catalogue.list();
    let own: Vec<_> =
        listing.reports.iter().filter(|report| !report.built_in).map(|report| report.name.clone()).collect();
    assert_eq!(own, ["good"]);
    let place = format!("{}/", place.path().display());
    let warnings: Vec<_> = listing.warnings.iter().map(|warning| warning.strip_prefix(&place).unwrap()).collect();
    insta::assert_snapshot!(warnings.join("\n"));
    assert!(catalogue.find("good").unwrap().is_ok());
    assert!(catalogue.find("broken").unwrap().is_err());
    assert!(catalogue.find("slowest").unwrap().unwrap().built_in);
    assert!(catalogue.find("schema").is_none());
    assert!(catalogue.find("../good").is_none());
}

#[test]
fn users_reports_are_where_xdg_says() {
    let directory = |variables: &[(&str, &str)]| {
        let found = Catalogue::users_directory(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
        });
        found.map(|path| path.display().to_string())
    };
    assert_eq!(directory(&[("HOME", "/home/ann")]).as_deref(), Some("/home/ann/.config/trapline/reports"));
    let both = [("HOME", "/home/ann"), ("XDG_CONFIG_HOME", "/etc/xdg")];
    assert_eq!(directory(&both).as_deref(), Some("/etc/xdg/trapline/reports"));
    let relative = [("HOME", "/home/ann"), ("XDG_CONFIG_HOME", "here")];
    assert_eq!(directory(&relative).as_deref(), Some("/home/ann/.config/trapline/reports"));
    assert_eq!(directory(&[]), None);
}
