//! Answers as text and as data.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch,
    StringArray, StructArray, TimestampNanosecondArray, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use trapline_analyzer::{Answer, Error, Format, Layout, Unit, render};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn answer(columns: Vec<(&str, ArrayRef)>) -> Answer {
    let batch = batch(columns);
    Answer::new(batch.schema(), vec![batch])
}

fn bytes_of(answer: Answer, layout: &Layout) -> Vec<u8> {
    let mut out = Vec::new();
    render::render_one(answer, layout, &mut out).unwrap();
    out
}

fn text_of(answer: Answer, layout: &Layout) -> String {
    String::from_utf8(bytes_of(answer, layout)).unwrap()
}

fn plain(answer: Answer, format: Format) -> String {
    text_of(answer, &Layout::new(format))
}

fn calls() -> Answer {
    answer(vec![
        ("syscall", Arc::new(StringArray::from(vec![Some("openat"), Some("read"), None]))),
        ("calls", Arc::new(Int64Array::from(vec![12_345, 7, 0]))),
        ("total", Arc::new(Int64Array::from(vec![Some(1_240_000), Some(999_950), None]))),
        ("share", Arc::new(Float64Array::from(vec![0.1234, 0.001, f64::NAN]))),
        ("bytes", Arc::new(UInt64Array::from(vec![3_250_586, 512, 1024]))),
    ])
}

fn units() -> Vec<(String, Unit)> {
    [("calls", Unit::Count), ("total", Unit::Ns), ("share", Unit::Ratio), ("bytes", Unit::Bytes)]
        .map(|(name, unit)| (name.to_owned(), unit))
        .to_vec()
}

#[test]
fn a_table_aligns_numbers_to_the_right() {
    insta::assert_snapshot!(plain(calls(), Format::Table), @r"
    syscall  calls    total   share    bytes
    -------  -----  -------  ------  -------
    openat   12345  1240000  0.1234  3250586
    read         7   999950   0.001      512
                 0              NaN     1024
    ");
}

#[test]
fn units_are_for_people_only() {
    let layout = |format| Layout { units: units(), ..Layout::new(format) };
    insta::assert_snapshot!(text_of(calls(), &layout(Format::Table)), @r"
    syscall   calls    total   share    bytes
    -------  ------  -------  ------  -------
    openat   12,345  1.24 ms  12.3 %  3.1 MiB
    read          7  1.00 ms  0.10 %    512 B
                  0              NaN  1.0 KiB
    ");
    insta::assert_snapshot!(text_of(calls(), &layout(Format::Markdown)), @r"
    | syscall | calls | total | share | bytes |
    |---|---:|---:|---:|---:|
    | openat | 12,345 | 1.24 ms | 12.3 % | 3.1 MiB |
    | read | 7 | 1.00 ms | 0.10 % | 512 B |
    |  | 0 |  | NaN | 1.0 KiB |
    ");
    for format in [Format::Csv, Format::Tsv, Format::Json, Format::Ndjson] {
        assert_eq!(text_of(calls(), &layout(format)), plain(calls(), format));
    }
    insta::assert_snapshot!(text_of(calls(), &layout(Format::Csv)), @r"
    syscall,calls,total,share,bytes
    openat,12345,1240000,0.1234,3250586
    read,7,999950,0.001,512
    ,0,,NaN,1024
    ");
}

#[test]
fn numbers_are_rounded_before_their_unit_is_chosen() {
    for (value, unit, expected) in [
        (0.0, Unit::Ns, "0 ns"),
        (999.0, Unit::Ns, "999 ns"),
        (999.7, Unit::Ns, "1.00 µs"),
        (1_240_000.0, Unit::Ns, "1.24 ms"),
        (999_999.0, Unit::Ns, "1.00 ms"),
        (12_345_678.0, Unit::Ns, "12.3 ms"),
        (59_940_000_000.0, Unit::Ns, "59.9 s"),
        (123_000_000_000.0, Unit::Ns, "2 min 03 s"),
        (7_384_000_000_000.0, Unit::Ns, "2 h 03 min"),
        (-1_500.0, Unit::Ns, "-1.50 µs"),
        (1023.0, Unit::Bytes, "1023 B"),
        (1024.0, Unit::Bytes, "1.0 KiB"),
        (3_250_586.0, Unit::Bytes, "3.1 MiB"),
        (219_136.0, Unit::Bytes, "214 KiB"),
        (1_048_575.0, Unit::Bytes, "1.0 MiB"),
        (12_345.0, Unit::Count, "12,345"),
        (1_234_567.5, Unit::Count, "1,234,567.50"),
        (999.0, Unit::Count, "999"),
        (0.1234, Unit::Ratio, "12.3 %"),
        (0.0003, Unit::Ratio, "0.03 %"),
        (1.0, Unit::Ratio, "100.0 %"),
        (1_234_567_890.0, Unit::Time, "1.234568 s"),
    ] {
        assert_eq!(render::human(value, unit).as_deref(), Some(expected), "{value} {unit:?}");
    }
    assert_eq!(render::human(1.0, Unit::Id), None);
    assert_eq!(render::human(1.0, Unit::Text), None);
}

fn paths() -> Answer {
    answer(vec![
        ("pid", Arc::new(Int32Array::from(vec![1, 22_222]))),
        ("path", Arc::new(StringArray::from(vec!["/usr/lib/x86_64-linux-gnu/libc.so.6", "/etc/passwd"]))),
        (
            "args",
            Arc::new(StringArray::from(vec!["AT_FDCWD, \"/usr/lib/x86_64-linux-gnu/libc.so.6\", O_RDONLY", "3, 4096"])),
        ),
    ])
}

#[test]
fn a_terminal_gets_lines_that_fit_and_files_get_everything() {
    let narrow = Layout { width: Some(50), ..Layout::new(Format::Table) };
    let text = text_of(paths(), &narrow);
    assert!(text.lines().all(|line| line.chars().count() <= 50), "{text}");
    insta::assert_snapshot!(text, @r#"
      pid  path                  args
    -----  --------------------  --------------------
        1  /usr/l…gnu/libc.so.6  AT_FDCWD, "/usr/lib…
    22222  /etc/passwd           3, 4096
    "#);
    assert!(plain(paths(), Format::Table).contains("AT_FDCWD, \"/usr/lib/x86_64-linux-gnu/libc.so.6\", O_RDONLY"));
}

#[test]
fn columns_that_can_be_spared_go_before_texts_are_cut() {
    let spare = |width: usize, names: &[&str]| {
        let spare = names.iter().map(|name| (*name).to_owned()).collect();
        text_of(paths(), &Layout { width: Some(width), spare, ..Layout::new(Format::Table) })
    };
    assert!(!spare(100, &["pid", "path"]).contains("no room"));
    // Nobody misses what is left out as long as 20 columns are left for each text.
    assert!(!spare(50, &["pid", "path"]).contains("no room"));
    insta::assert_snapshot!(spare(45, &["pid", "path"]), @r#"
    path                   args
    ---------------------  ---------------------
    /usr/l…-gnu/libc.so.6  AT_FDCWD, "/usr/lib/…
    /etc/passwd            3, 4096
    no room for pid
    "#);
    insta::assert_snapshot!(spare(30, &["pid", "path"]), @r#"
    args
    ------------------------------
    AT_FDCWD, "/usr/lib/x86_64-li…
    3, 4096
    no room for pid, path
    "#);
    // A block has every column.
    let tiny = spare(11, &["pid", "path"]);
    assert!(tiny.starts_with("pid   1\npath  /usr") && !tiny.contains("no room"), "{tiny}");
}

#[test]
fn a_long_name_is_cut_and_its_numbers_are_not() {
    let name = "count(DISTINCT syscalls.upid) FILTER (WHERE syscalls.errno IS NULL)";
    let answer = || answer(vec![(name, Arc::new(Int64Array::from(vec![1_234_567_890_123_456, 7])))]);
    let narrow = Layout { width: Some(20), ..Layout::new(Format::Table) };
    assert_eq!(
        text_of(answer(), &narrow),
        "count(DISTINCT sysc…\n--------------------\n    1234567890123456\n                   7\n"
    );
    assert!(plain(answer(), Format::Table).starts_with(name));
}

#[test]
fn rows_that_cannot_fit_become_blocks() {
    let tiny = Layout { width: Some(25), ..Layout::new(Format::Table) };
    insta::assert_snapshot!(text_of(paths(), &tiny), @r#"
    pid   1
    path  /usr/lib/x86_64-linux-gnu/libc.so.6
    args  AT_FDCWD, "/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY

    pid   22222
    path  /etc/passwd
    args  3, 4096
    "#);
}

#[test]
fn wide_characters_take_two_columns() {
    let answer = answer(vec![
        ("name", Arc::new(StringArray::from(vec!["日本語", "abc", "e\u{301}"]))),
        ("n", Arc::new(Int64Array::from(vec![1, 2, 3]))),
    ]);
    insta::assert_snapshot!(plain(answer, Format::Table), @r"
    name    n
    ------  -
    日本語  1
    abc     2
    é       3
    ");
}

fn nasty() -> Answer {
    let texts = vec![
        Some("\x1b]0;owned\x07\x1b[31mred"),
        Some("two\nlines\ttab\r"),
        Some("safe\u{202e}cod.exe\u{2066}\u{9b}31m\u{7f}"),
        Some("a,b;\"c\" | d\\e `f` <b>&amp;</b>"),
        Some(""),
        None,
    ];
    answer(vec![("text", Arc::new(StringArray::from(texts)))])
}

#[test]
fn control_characters_reach_no_terminal() {
    insta::assert_snapshot!(plain(nasty(), Format::Table), @r#"
    text
    --------------------------------------
    \x1b]0;owned\x07\x1b[31mred
    two\nlines\ttab\r
    safe\u{202e}cod.exe\u{2066}\x9b31m\x7f
    a,b;"c" | d\e `f` <b>&amp;</b>
    "#);
    insta::assert_snapshot!(plain(nasty(), Format::Markdown), @r#"
    | text |
    |---|
    | `\x1b]0;owned\x07\x1b[31mred` |
    | `two\nlines\ttab\r` |
    | `safe\u{202e}cod.exe\u{2066}\x9b31m\x7f` |
    | `` a,b;"c" \| d\e `f` <b>&amp;</b> `` |
    |  |
    |  |
    "#);
    for format in [Format::Table, Format::Markdown] {
        let text = plain(nasty(), format);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && !"\u{202e}\u{2066}".contains(c)), "{text:?}");
    }
}

#[test]
fn csv_and_tsv_keep_every_byte() {
    assert_eq!(
        plain(nasty(), Format::Csv),
        "text\n\x1b]0;owned\x07\x1b[31mred\n\"two\nlines\ttab\r\"\nsafe\u{202e}cod.exe\u{2066}\u{9b}31m\u{7f}\n\
         \"a,b;\"\"c\"\" | d\\e `f` <b>&amp;</b>\"\n\"\"\n\n"
    );
    let tabs = plain(
        answer(vec![("a", Arc::new(StringArray::from(vec!["x\ty"]))), ("b", Arc::new(StringArray::from(vec!["z,z"])))]),
        Format::Tsv,
    );
    assert_eq!(tabs, "a\tb\n\"x\ty\"\tz,z\n");
}

#[test]
fn json_is_faithful_and_exact() {
    let argv = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None, Some(vec![])]);
    let keys = DictionaryArray::<Int32Type>::from_iter([Some("a"), Some("b"), None]);
    let inner: StructArray = vec![
        (Arc::new(Field::new("x", DataType::Int64, true)), Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef),
        (Arc::new(Field::new("y", DataType::Utf8, true)), Arc::new(StringArray::from(vec!["p", "q", "r"])) as ArrayRef),
    ]
    .into();
    let answer = || {
        answer(vec![
            ("i", Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_992), Some(-9_007_199_254_740_993), None]))),
            ("u", Arc::new(UInt64Array::from(vec![u64::MAX, 1, 2]))),
            ("f", Arc::new(Float64Array::from(vec![1.5, f64::NAN, f64::INFINITY]))),
            ("b", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
            ("s", Arc::new(StringArray::from(vec!["q\"\\\n", "\x1b", "é\u{9b}"]))),
            ("m", Arc::new(BinaryArray::from(vec![&b"\x00\xff"[..], b"", b"a"]))),
            ("ts", Arc::new(TimestampNanosecondArray::from(vec![1_795_456_800_123_456_789, 0, 1]))),
            ("l", Arc::new(argv.clone())),
            ("d", Arc::new(keys.clone())),
            ("st", Arc::new(inner.clone())),
        ])
    };
    insta::assert_snapshot!(plain(answer(), Format::Json), @r#"
    [
    {"i": 9007199254740992, "u": "18446744073709551615", "f": 1.5, "b": true, "s": "q\"\\\n", "m": "00ff", "ts": "2026-11-23 18:00:00.123456789", "l": [1, null], "d": "a", "st": {"x": 1, "y": "p"}},
    {"i": "-9007199254740993", "u": 1, "f": null, "b": false, "s": "\u001b", "m": "", "ts": "1970-01-01 00:00:00.000000000", "l": null, "d": "b", "st": {"x": 2, "y": "q"}},
    {"i": null, "u": 2, "f": null, "b": null, "s": "é\u009b", "m": "61", "ts": "1970-01-01 00:00:00.000000001", "l": [], "d": null, "st": {"x": 3, "y": "r"}}
    ]
    "#);
    let parsed: serde_json::Value = serde_json::from_str(&plain(answer(), Format::Json)).unwrap();
    assert_eq!(parsed[1]["i"], "-9007199254740993");
    assert_eq!(parsed[0]["i"], 9_007_199_254_740_992i64);
    assert_eq!(plain(answer(), Format::Ndjson).lines().count(), 3);
    insta::assert_snapshot!(plain(answer(), Format::Csv), @r#"
    i,u,f,b,s,m,ts,l,d,st
    9007199254740992,18446744073709551615,1.5,true,"q""\
    ",00ff,2026-11-23 18:00:00.123456789,"[1, null]",a,"{""x"": 1, ""y"": ""p""}"
    -9007199254740993,1,NaN,false,,"",1970-01-01 00:00:00.000000000,,b,"{""x"": 2, ""y"": ""q""}"
    ,2,inf,,é,61,1970-01-01 00:00:00.000000001,[],,"{""x"": 3, ""y"": ""r""}"
    "#);
}

#[test]
fn names_that_occur_twice_are_numbered() {
    let twice = || answer(vec![("a", Arc::new(Int64Array::from(vec![1]))), ("a", Arc::new(Int64Array::from(vec![2])))]);
    assert_eq!(plain(twice(), Format::Ndjson), "{\"a\": 1, \"a_1\": 2}\n");
    assert!(bytes_of(twice(), &Layout::new(Format::Parquet)).starts_with(b"PAR1"));
}

#[test]
fn no_rows_leave_the_header() {
    let none = || {
        answer(vec![
            ("a", Arc::new(Int64Array::from(Vec::<i64>::new()))),
            ("b", Arc::new(StringArray::from(Vec::<&str>::new()))),
        ])
    };
    let all: Vec<String> = Format::ALL
        .into_iter()
        .filter(|format| *format != Format::Parquet)
        .map(|format| format!("{}:\n{}", format.name(), plain(none(), format)))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @r"
    table:
    a  b
    -  -

    csv:
    a,b

    tsv:
    a	b

    json:
    []

    ndjson:

    markdown:
    | a | b |
    |---:|---|
    ");
    let empty = Answer::new(none().schema().clone(), Vec::new());
    assert_eq!(plain(empty, Format::Table), plain(none(), Format::Table));
}

#[test]
fn parquet_can_be_read_back() {
    let written = Bytes::from(bytes_of(calls(), &Layout::new(Format::Parquet)));
    let reader = ParquetRecordBatchReaderBuilder::try_new(written).unwrap().build().unwrap();
    let read: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(read, calls().collect().unwrap());
}

#[test]
fn parquet_holds_one_answer() {
    let error = render::render([Ok(calls()), Ok(calls())], &Layout::new(Format::Parquet), &mut io::sink()).unwrap_err();
    assert!(matches!(error, Error::Format(_)), "{error:?}");
}

#[test]
fn a_table_of_many_rows_is_written_in_blocks_that_stay_aligned() {
    let numbers: Vec<i64> = (0..25_000).collect();
    let texts: Vec<String> = numbers.iter().map(|n| format!("row {n}")).collect();
    let rows = batch(vec![("n", Arc::new(Int64Array::from(numbers))), ("text", Arc::new(StringArray::from(texts)))]);
    let pieces = (0..25).map(|piece| rows.slice(piece * 1000, 1000)).collect();
    let text = plain(Answer::new(rows.schema(), pieces), Format::Table);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 25_002);
    assert_eq!(lines[2], "   0  row 0");
    assert_eq!(lines[25_001], "24999  row 24999");
}

#[test]
fn a_closed_pipe_is_told_from_other_failures() {
    struct Closed(io::ErrorKind);
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        let fails = |kind| render::render_one(calls(), &Layout::new(format), &mut Closed(kind)).unwrap_err();
        assert!(fails(io::ErrorKind::BrokenPipe).is_broken_pipe(), "{format:?}");
        assert!(!fails(io::ErrorKind::StorageFull).is_broken_pipe(), "{format:?}");
    }
}

#[test]
fn an_ending_chooses_the_format() {
    use std::path::Path;
    assert_eq!(Format::from_path(Path::new("a.CSV")), Some(Format::Csv));
    assert_eq!(Format::from_path(Path::new("a.jsonl")), Some(Format::Ndjson));
    assert_eq!(Format::from_path(Path::new("a.b")), None);
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
}
