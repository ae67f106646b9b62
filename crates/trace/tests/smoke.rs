//! Smoke.
use trapline_trace::{Metadata, Row, State, TraceFile, TraceWriter, WriterOptions};

#[test]
fn writes_and_reads() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.parquet");
    let md = Metadata { tool: "x".into(), command: vec!["ls".into()], ..Metadata::default() };
    let mut w = TraceWriter::create(&path, &md, WriterOptions { row_group_rows: 100, ..Default::default() }).unwrap();
    for i in 0..250 {
        w.append(&Row { seq: i, kind: "syscall", ts: i * 10, args: Some([1, 2, 3, 4, 5, u64::MAX]), path: Some("/x"), ..Row::default() }).unwrap();
    }
    w.flush([Row { seq: 1000, kind: "syscall", ..Row::default() }]).unwrap();
    let t = TraceFile::open(&path).unwrap();
    assert_eq!(t.rows(), 251);
    assert!(matches!(t.state(), State::Recording { until_ns: 2490 }), "{:?}", t.state());
    assert_eq!(t.batches(None).unwrap().map(|b| b.unwrap().num_rows()).sum::<usize>(), 251);
    w.finish(&md).unwrap();
    let t = TraceFile::open(&path).unwrap();
    assert_eq!(t.rows(), 250);
    assert_eq!(t.state(), State::Finished);
}
