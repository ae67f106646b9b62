//! docs/commands.md says what the commands say of themselves.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a command prints on its standard output.
fn help(program: &str, args: &[&str]) -> String {
    let mut command = Command::new(program);
    // Nobody's own reports.
    command.args(args).env("XDG_CONFIG_HOME", "/nonexistent").env_remove("COLUMNS");
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{program} {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A line of a help text: its heading, the word or option, what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    heading: String,
    name: String,
    text: String,
}

/// The lists of a help text; lines that are broken are joined.
fn entries(help: &str) -> Vec<Entry> {
    let (mut heading, mut entries) = (String::new(), Vec::<Entry>::new());
    for line in help.lines() {
        let indent = line.len() - line.trim_start().len();
        let (name, text) = line.trim_start().split_once("  ").unwrap_or((line.trim_start(), ""));
        if indent == 0 {
            heading = line.trim_end_matches(':').to_owned();
        } else if indent <= 6 && !heading.is_empty() {
            let entry = Entry { heading: heading.clone(), name: name.to_owned(), text: text.trim().to_owned() };
            entries.push(entry);
        } else if let Some(last) = entries.last_mut() {
            last.text = format!("{} {}", last.text, line.trim()).trim().to_owned();
        }
    }
    entries
}

/// The entries whose names satisfy a condition, as a table.
fn table(title: &str, entries: &[Entry], wanted: impl Fn(&Entry) -> bool) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let rows = entries.iter().filter(|entry| wanted(entry));
    let rows = rows.map(|entry| format!("| `{}` | {} |\n", cell(&entry.name), cell(&entry.text)));
    format!("| {title} | |\n|---|---|\n{}", rows.collect::<String>())
}

fn is_option(entry: &Entry) -> bool {
    entry.name.starts_with('-') && entry.name != "-h, --help" && entry.name != "-V, --version"
}

/// The text between `<!-- name -->` and `<!-- /name -->` of the document.
fn section<'a>(document: &'a str, name: &str) -> &'a str {
    let begin = document.split_once(&format!("<!-- {name} -->\n"));
    let (_, rest) = begin.unwrap_or_else(|| panic!("docs/commands.md has no mark <!-- {name} -->"));
    rest.split_once(&format!("<!-- /{name} -->")).unwrap_or_else(|| panic!("<!-- {name} --> has no end")).0
}

#[test]
fn the_document_of_the_commands_has_exactly_their_options() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    let document = std::fs::read_to_string(path).unwrap();
    let check = |name: &str, expected: String| {
        assert!(section(&document, name) == expected, "put this between the marks of `{name}`:\n\n{expected}");
    };
    check("rec", table("option of `rec`", &entries(&help(super::REC, &["-h"])), is_option));

    let common = entries(&help(super::ANALYZE, &["--help"]));
    check("analyze", table("option of `analyze`", &common, is_option));
    check("verbs", table("verb", &common, |entry| entry.heading == "Verbs"));
    check("reports", table("report", &common, |entry| entry.heading == "Reports"));

    let reports = help(super::ANALYZE, &["help", "reports"]);
    let (_, example) = reports.split_once("\n-- title").unwrap();
    check("example", format!("```sql\n-- title{}\n```\n", example.trim_end()));

    let print = entries(&help(super::ANALYZE, &["print", "--help"]));
    check("print", table("option of `analyze print`", &print, |entry| is_option(entry) && !common.contains(entry)));
    for report in common.iter().filter(|entry| entry.heading == "Reports") {
        let of_report = entries(&help(super::ANALYZE, &["help", &report.name]));
        let own = |entry: &Entry| entry.heading == "Options of this report" || entry.name == "--limit <N>";
        check(&report.name, table(&format!("option of `analyze {}`", report.name), &of_report, own));
    }
}

#[test]
fn a_help_text_is_read_as_it_is_meant() {
    let text = "Usage: x\n\nOptions:\n  -a, --all  All\n             of it\n      --no   None\n\nOutput:\n  -o <FILE>\n          A file\n";
    let read = entries(text);
    let names: Vec<_> = read.iter().map(|entry| (entry.name.as_str(), entry.text.as_str())).collect();
    assert_eq!(names, [("-a, --all", "All of it"), ("--no", "None"), ("-o <FILE>", "A file")]);
    assert_eq!(read[2].heading, "Output");
}
