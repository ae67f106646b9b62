//! How the words of the command line are read.

use std::ffi::{OsStr, OsString};

use crate::words::{Optional, Shape, Sql, Unreadable, Words, World, first_word, read};

fn shape(name: &str) -> Option<Shape> {
    let required = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    match name {
        "slowest" | "overview" => Some(Shape::default()),
        "changes" => Some(Shape { required: required(&["PATH"]), optional: Optional::Nothing }),
        "schema" => Some(Shape { required: required(&[]), optional: Optional::UnlessFile }),
        "help" => Some(Shape { required: required(&[]), optional: Optional::Anything }),
        _ => None,
    }
}

/// Reads words where these files exist.
fn with_files(words: &[&str], files: &[&str], sql_given: bool) -> Result<Words, Unreadable> {
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    let names = || ["slowest", "overview", "changes", "schema"].map(str::to_owned).to_vec();
    let exists = |word: &OsStr| files.iter().any(|file| *file == word);
    read(&words, &World { verb: &shape, names: &names, exists: &exists, sql_given })
}

fn words(words: &[&str]) -> Words {
    with_files(words, &["a.parquet", "b.parquet"], false).unwrap()
}

fn refusal(words: &[&str]) -> String {
    with_files(words, &["a.parquet"], false).unwrap_err().0
}

fn traces(names: &[&str]) -> Vec<OsString> {
    names.iter().map(OsString::from).collect()
}

#[test]
fn nothing_means_nothing() {
    assert_eq!(words(&[]), Words::default());
}

#[test]
fn a_first_word_that_names_a_verb_is_it() {
    let read = words(&["slowest", "a.parquet", "b.parquet"]);
    assert_eq!(
        read,
        Words { verb: Some("slowest".into()), traces: traces(&["a.parquet", "b.parquet"]), ..Words::default() }
    );
    // Even where there is a file of that name.
    assert_eq!(with_files(&["slowest"], &["slowest"], false).unwrap().verb.as_deref(), Some("slowest"));
    assert_eq!(with_files(&["./slowest"], &["./slowest"], false).unwrap().traces, traces(&["./slowest"]));
}

#[test]
fn a_verbs_shape_says_how_many_arguments_follow() {
    let read = words(&["changes", "/etc/my file", "a.parquet"]);
    assert_eq!((read.args, read.traces), (vec!["/etc/my file".to_owned()], traces(&["a.parquet"])));
    assert_eq!(refusal(&["changes"]), "`changes` needs PATH; see `analyze changes --help`");
}

#[test]
fn an_optional_argument_is_a_word_that_is_no_file() {
    assert_eq!(words(&["schema"]).args, Vec::<String>::new());
    assert_eq!(words(&["schema", "syscalls"]).args, ["syscalls"]);
    assert_eq!(words(&["schema", "a.parquet"]).traces, traces(&["a.parquet"]));
    let topic = with_files(&["help", "reports"], &["reports"], false).unwrap();
    assert_eq!((topic.args, topic.traces), (vec!["reports".to_owned()], traces(&[])), "even where there is a file");
    let both = words(&["schema", "syscalls", "a.parquet"]);
    assert_eq!((both.args.len(), both.traces), (1, traces(&["a.parquet"])));
}

#[test]
fn the_last_word_is_sql_if_it_has_white_space_and_is_no_file() {
    let read = words(&["a.parquet", "SELECT 1"]);
    assert_eq!((read.traces, read.sql), (traces(&["a.parquet"]), Some(Sql::Text("SELECT 1".into()))));
    assert_eq!(words(&["SELECT\n1"]).sql, Some(Sql::Text("SELECT\n1".into())));
    let file = with_files(&["my trace.parquet"], &["my trace.parquet"], false).unwrap();
    assert_eq!((file.traces, file.sql), (traces(&["my trace.parquet"]), None));
    assert_eq!(words(&["SELECT 1", "a.parquet"]).sql, None, "only the last word");
}

#[test]
fn a_dash_is_sql_from_standard_input() {
    assert_eq!(words(&["-"]).sql, Some(Sql::Stdin));
    let read = words(&["a.parquet", "-"]);
    assert_eq!((read.traces, read.sql), (traces(&["a.parquet"]), Some(Sql::Stdin)));
}

#[test]
fn no_word_is_sql_where_an_option_gave_it() {
    let read = with_files(&["a b.parquet"], &[], true).unwrap();
    assert_eq!((read.traces, read.sql), (traces(&["a b.parquet"]), None));
}

#[test]
fn a_verb_takes_no_sql() {
    let message = refusal(&["slowest", "a.parquet", "SELECT 1"]);
    assert_eq!(message, "`slowest` takes no SQL, but `SELECT 1` reads like some (or is no file)");
    assert!(refusal(&["slowest", "-"]).contains("takes no SQL"));
}

#[test]
fn an_unknown_first_word_that_is_no_file_suggests_the_nearest_verb() {
    assert_eq!(refusal(&["slowst", "a.parquet"]), "`slowst` is neither a verb nor a file; did you mean `slowest`?");
    assert_eq!(refusal(&["overveiw"]), "`overveiw` is neither a verb nor a file; did you mean `overview`?");
    assert!(refusal(&["xyzzy"]).starts_with("`xyzzy` is neither a verb nor a file; `analyze help` lists"));
    // What looks like a path is one, and whoever opens it says that it is missing.
    for path in ["missing.parquet", "./slowst", "runs/*", "dir/x"] {
        assert_eq!(with_files(&[path], &[], false).unwrap().traces, traces(&[path]));
    }
    assert_eq!(with_files(&["slowst"], &["slowst"], false).unwrap().traces, traces(&["slowst"]));
}

#[test]
fn names_that_are_no_text_are_traces() {
    use std::os::unix::ffi::OsStringExt;
    let name = OsString::from_vec(b"tr\xffce.parquet".to_vec());
    let world = World { verb: &shape, names: &Vec::new, exists: &|_| false, sql_given: false };
    assert_eq!(read(std::slice::from_ref(&name), &world).unwrap().traces, [name]);
}

#[test]
fn the_first_word_is_found_behind_options() {
    let takes_value = |option: &str| matches!(option, "--format" | "-o" | "--where");
    let first = |arguments: &[&str]| {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        first_word(&arguments, &takes_value).map(|word| word.to_str().unwrap().to_owned())
    };
    assert_eq!(first(&["slowest", "x"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["--format", "json", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["--format=json", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["-o", "x.csv", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["-ox.csv", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["--no-pager", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["--", "slowest"]).as_deref(), Some("slowest"));
    assert_eq!(first(&["-"]).as_deref(), Some("-"));
    assert_eq!(first(&["--format"]), None);
    assert_eq!(first(&[]), None);
}
