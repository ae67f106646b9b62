//! What is written is read, at every stage of a recording.

#![allow(clippy::unwrap_used)]

mod rows;

use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::file::statistics::Statistics;
use proptest::prelude::*;
use rows::{all, call, read, sequence, small, soon, started, unfinished};
use trapline_trace::metadata::{Counts, End};
use trapline_trace::{BatchRows, Metadata, Row, State, TraceFile, TraceWriter, WriterOptions};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_rows_come_back_as_they_were(
        material in rows::material(40),
        row_group_rows in 1_usize..20,
        batch_rows in 1_usize..20,
        flush_every in 1_usize..20,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trace.parquet");
        let mut writer = small(&path, row_group_rows, batch_rows);
        let written = material.rows();
        for (index, row) in written.iter().enumerate() {
            writer.append(row).unwrap();
            if index % flush_every == 0 {
                writer.flush([]).unwrap();
            }
        }
        writer.flush([]).unwrap();
        let unfinished = read(&TraceFile::open(&path).unwrap());
        prop_assert_eq!(&in_order(&unfinished), &written);

        let result = writer.finish(&started()).unwrap();
        prop_assert_eq!(result.rows, written.len() as u64);
        prop_assert_eq!(result.bytes, std::fs::metadata(&path).unwrap().len());
        let finished = read(&TraceFile::open(&path).unwrap());
        prop_assert_eq!(&in_order(&finished), &written);
    }

    /// Most batches of one program have columns in which all rows agree.
    #[test]
    fn rows_that_agree_come_back_as_they_were(
        material in rows::material(4),
        each in 1_usize..300,
        row_group_rows in 100_usize..500,
        batch_rows in 64_usize..200,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trace.parquet");
        let mut writer = small(&path, row_group_rows, batch_rows);
        let rows = material.rows();
        let rows = rows.iter().flat_map(|row| std::iter::repeat_n(*row, each));
        let written: Vec<_> = (1..).zip(rows).map(|(seq, row)| Row { seq, ..row }).collect();
        written.iter().for_each(|row| writer.append(row).unwrap());
        writer.flush([]).unwrap();
        let unfinished = read(&TraceFile::open(&path).unwrap());
        prop_assert_eq!(&in_order(&unfinished), &written);
        writer.finish(&started()).unwrap();
        let finished = read(&TraceFile::open(&path).unwrap());
        prop_assert_eq!(&in_order(&finished), &written);
    }
}

/// What readers pass over pages by is what is in them.
#[test]
fn the_footer_says_what_pages_hold() {
    const ROWS: i64 = 450_000;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
    for seq in 1..=ROWS {
        let duration_ns = (seq % 1000 != 0).then_some(seq % 1000);
        writer
            .append(&Row { seq, kind: "syscall", pid: 1000 + (seq / 100_000) as i32, duration_ns, ..Row::default() })
            .unwrap();
    }
    writer.finish(&started()).unwrap();
    let options = ReadOptionsBuilder::new().with_page_index().build();
    let file = SerializedFileReader::new_with_options(std::fs::File::open(&path).unwrap(), options).unwrap();
    let (metadata, mut pages) = (file.metadata(), 0);
    let group = metadata.row_group(0);
    let column = |name: &str| group.columns().iter().position(|column| column.column_path().string() == name).unwrap();
    let index = |name: &str| &metadata.column_index().unwrap()[0][column(name)];
    let ends = |name: &str| group.column(column(name)).statistics().cloned().unwrap();
    assert_eq!(ends("seq"), Statistics::int64(Some(1), Some(ROWS), None, Some(0), false));
    assert_eq!(ends("pid"), Statistics::int32(Some(1000), Some(1004), None, Some(0), false));
    assert_eq!(ends("duration_ns"), Statistics::int64(Some(1), Some(999), None, Some(450), false));
    assert_eq!(index("tid"), &ColumnIndexMetaData::NONE, "nobody asks for it");
    let (ColumnIndexMetaData::INT64(seq), ColumnIndexMetaData::INT32(pid)) = (index("seq"), index("pid")) else {
        panic!("there is no index")
    };
    let locations = metadata.offset_index().unwrap()[0][column("seq")].page_locations();
    for (page, location) in locations.iter().enumerate() {
        let (first, last) =
            (location.first_row_index, locations.get(page + 1).map_or(ROWS, |next| next.first_row_index));
        assert_eq!((seq.min_value(page), seq.max_value(page)), (Some(&(first + 1)), Some(&last)));
        let pid_of = |seq: i64| 1000 + (seq / 100_000) as i32;
        assert_eq!((pid.min_value(page), pid.max_value(page)), (Some(&pid_of(first + 1)), Some(&pid_of(last))));
        pages += 1;
    }
    assert!(pages > 1, "one page tells nothing");
}

/// All rows by `seq`: a batch has its calls first and other rows behind them.
fn in_order(batches: &[BatchRows]) -> Vec<Row<'_>> {
    let mut rows = all(batches);
    rows.sort_by_key(|row| row.seq);
    rows
}

#[test]
fn values_come_back_when_a_columns_dictionary_is_full() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
    // Each more than a dictionary takes: 4 MiB of text or bytes, 1 MiB of numbers.
    let long = "x".repeat(40);
    let name = |seq: i64| (seq % 3 != 0).then(|| format!("/{long}/{seq}"));
    let memory = |seq: i64| (seq % 2 == 0).then(|| [&[7; 70][..], &seq.to_le_bytes()].concat());
    for seq in 1..=150_000 {
        let (name, memory) = (name(seq), memory(seq));
        let args = [seq as u64, 0, 0, 0, 0, 0].into();
        writer.append(&Row { path: name.as_deref(), memory: memory.as_deref(), args, ..call(seq) }).unwrap();
    }
    writer.finish(&started()).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    for name in ["path", "memory", "arg0"] {
        let pages = column(&trace, name).page_encoding_stats_mask().unwrap();
        assert!(pages.is_set(Encoding::RLE_DICTIONARY), "{name} began without a dictionary");
        assert!(pages.is_set(Encoding::PLAIN), "{name} never gave up its dictionary");
    }
    let batches = read(&trace);
    let rows = all(&batches);
    assert_eq!(rows.len(), 150_000);
    for (row, seq) in rows.iter().zip(1_i64..) {
        assert_eq!((row.seq, row.args.get(0)), (seq, Some(seq as u64)));
        assert_eq!(row.path, name(seq).as_deref());
        assert_eq!(row.memory, memory(seq).as_deref());
    }
}

#[test]
fn memory_that_repeats_is_stored_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
    let stat = [[1; 144], [2; 144]];
    for seq in 1..=40_000 {
        writer.append(&Row { memory: Some(&stat[seq as usize / 3 % 2]), ..call(seq) }).unwrap();
    }
    writer.finish(&started()).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    let size = column(&trace, "memory").uncompressed_size();
    assert!(size < 10_000, "a bit a row and two values take {size} bytes");
    let batches = read(&trace);
    assert!(all(&batches).iter().all(|row| row.memory == Some(&stat[row.seq as usize / 3 % 2])));
}

#[test]
fn a_page_of_bytes_that_repeat_is_no_longer_than_another() {
    let dir = tempfile::tempdir().unwrap();
    let data = [vec![1; 4000], vec![2; 4000]];
    // One after the other, and all of a batch the same.
    for (name, by) in [("turns.parquet", 1), ("runs.parquet", 10_000)] {
        let path = dir.path().join(name);
        let mut writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
        for seq in 1..=20_000 {
            writer.append(&Row { data: Some(&data[seq as usize / by % 2]), ..call(seq) }).unwrap();
        }
        writer.finish(&started()).unwrap();
        let trace = TraceFile::open(&path).unwrap();
        let data = column(&trace, "data");
        let group = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let group = group.get_row_group(0).unwrap();
        let pages = group.get_column_page_reader(group.num_columns() - 1).unwrap();
        let longest = pages.map(|page| page.unwrap().buffer().len()).max().unwrap();
        assert!(data.uncompressed_size() > 80_000_000 && longest < 3 << 20, "{name}: a page of {longest} bytes");
    }
}

/// A column of the first row group.
fn column<'a>(trace: &'a TraceFile, name: &str) -> &'a ColumnChunkMetaData {
    let columns = trace.parquet().row_group(0).columns();
    columns.iter().find(|column| column.column_path().string() == name).unwrap()
}

#[test]
fn a_trace_without_rows_is_a_trace() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
    assert_eq!(TraceFile::open(&path).unwrap().rows(), 0);
    writer.finish(&started()).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    assert_eq!((trace.rows(), trace.state()), (0, State::Finished));
    assert!(sequence(&trace).is_empty());
}

#[test]
fn metadata_of_the_start_is_there_at_once_and_that_of_the_end_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let writer = TraceWriter::create(&path, &started(), WriterOptions::default()).unwrap();
    let id = writer.id();
    assert_eq!(TraceFile::open(&path).unwrap().metadata(), &Metadata { id, ..started() });
    let end = End { exit_code: Some(3), counts: Counts { rows: 7, ..Counts::default() }, ..End::default() };
    let ended = Metadata { end: Some(end), ..started() };
    writer.finish(&ended).unwrap();
    assert_eq!(TraceFile::open(&path).unwrap().metadata(), &Metadata { id, ..ended });
}

#[test]
fn a_chosen_id_is_kept_and_others_are_random() {
    let dir = tempfile::tempdir().unwrap();
    let create = |name: &str, metadata| {
        TraceWriter::create(&dir.path().join(name), &metadata, WriterOptions::default()).unwrap().id()
    };
    let id = create("a", started());
    assert_eq!(create("b", Metadata { id, ..started() }), id);
    assert_ne!(create("c", started()), id);
}

#[test]
fn a_row_group_closes_by_rows_or_by_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.parquet");
    let mut writer = small(&path, 7, 100);
    (1..=20).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.finish(&started()).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    let rows: Vec<_> = trace.parquet().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(rows, [7, 7, 6]);

    let path = dir.path().join("bytes.parquet");
    let options = WriterOptions { row_group_bytes: 20_000, batch_rows: 8, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
    let noise: Vec<u8> = (0..1100_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for seq in 1..=100 {
        writer.append(&Row { memory: Some(&noise[seq as usize..][..1000]), ..call(seq) }).unwrap();
    }
    writer.finish(&started()).unwrap();
    let groups = TraceFile::open(&path).unwrap().parquet().num_row_groups();
    assert!((3..=8).contains(&groups), "{groups} row groups");
}

#[test]
fn rows_of_other_kinds_stand_behind_the_calls_of_their_batch() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 100, 4);
    for seq in 1..=8 {
        writer.append(&Row { kind: if seq % 3 == 1 { "signal" } else { "syscall" }, ..call(seq) }).unwrap();
    }
    writer.finish(&started()).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [2, 3, 1, 4, 5, 6, 8, 7]);
}

#[test]
fn a_batch_closes_before_its_bytes_pile_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let options = WriterOptions { batch_bytes: 1000, row_group_bytes: 1, ..WriterOptions::default() };
    let mut writer = TraceWriter::create(&path, &started(), options).unwrap();
    let data = [7; 300];
    // Without any flush, rows are in a row group only because a batch was full.
    for (seq, readable) in [(1, 0), (2, 0), (3, 3), (4, 3)] {
        writer.append(&Row { data: Some(&data), ..call(seq) }).unwrap();
        soon(|| TraceFile::open(&path).unwrap().rows() == readable);
    }
}

#[test]
fn only_the_wanted_columns_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 3, 100);
    (1..=5).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.flush([]).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    let batches = trace.batches(Some(&["path", "seq", "no such column"])).unwrap();
    assert_eq!(
        batches.schema().fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>(),
        ["seq", "path"]
    );
    assert_eq!(batches.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 5);
    let none = trace.batches(Some(&[])).unwrap();
    assert_eq!(none.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 5, "rows without columns are counted");
}

#[test]
fn an_earlier_trace_of_the_name_is_kept_as_old() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    for seq in 1..=3 {
        let mut writer = small(&path, 10, 10);
        writer.append(&call(seq)).unwrap();
        writer.finish(&started()).unwrap();
    }
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [3]);
    assert_eq!(sequence(&TraceFile::open(&dir.path().join("trace.parquet.old")).unwrap()), [2]);
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing else stays behind: {names:?}");
}

#[test]
fn two_recordings_cannot_write_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut first = small(&path, 10, 10);
    first.append(&call(1)).unwrap();
    let error = TraceWriter::create(&path, &started(), WriterOptions::default()).err().unwrap();
    assert!(matches!(error, trapline_trace::Error::InUse { .. }), "{error}");
    first.finish(&started()).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [1]);
}

#[test]
fn a_broken_off_recording_is_kept_when_the_next_one_begins() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut first = small(&path, 2, 2);
    (1..=3).for_each(|seq| first.append(&call(seq)).unwrap());
    first.flush([unfinished(4)]).unwrap();
    drop(first);
    let mut second = small(&path, 10, 10);
    second.append(&call(9)).unwrap();
    second.finish(&started()).unwrap();
    assert_eq!(sequence(&TraceFile::open(&path).unwrap()), [9]);
    let old = TraceFile::open(&dir.path().join("trace.parquet.old")).unwrap();
    assert_eq!(sequence(&old), [1, 2, 3, 4]);
    assert!(matches!(old.state(), State::CutShort { .. }));
}

#[test]
fn a_finished_trace_says_that_a_later_recording_is_unfinished() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    small(&path, 10, 10).finish(&started()).unwrap();
    assert_eq!(TraceFile::open(&path).unwrap().unfinished_sibling(), None);
    let _second = small(&path, 10, 10);
    let part = dir.path().join("trace.parquet.part");
    assert_eq!(TraceFile::open(&path).unwrap().unfinished_sibling(), Some(part.as_path()));
}

#[test]
fn reading_goes_on_when_the_recording_ends_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 2, 2);
    (1..=5).for_each(|seq| writer.append(&call(seq)).unwrap());
    writer.flush([]).unwrap();
    let trace = TraceFile::open(&path).unwrap();
    writer.finish(&started()).unwrap();
    assert_eq!(sequence(&trace), [1, 2, 3, 4, 5]);
}

#[test]
fn a_recording_can_be_opened_at_any_moment_while_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let mut writer = small(&path, 50, 7);
    writer.append(&call(1)).unwrap();
    writer.flush([]).unwrap();
    let recording = std::thread::spawn(move || {
        for seq in 2..=5000 {
            writer.append(&call(seq)).unwrap();
            if seq % 11 == 0 {
                writer.flush([unfinished(seq + 1)]).unwrap();
            }
        }
        writer.finish(&started()).unwrap();
    });
    let mut last = 0;
    let mut opened = 0;
    loop {
        let over = recording.is_finished();
        let trace = TraceFile::open(&path).unwrap();
        let seen = sequence(&trace);
        assert_eq!(seen, (1..=seen.len() as i64).collect::<Vec<_>>());
        assert!(seen.len() >= last, "rows that were there are gone");
        last = seen.len();
        opened += 1;
        if over {
            assert_eq!(trace.state(), State::Finished);
            break;
        }
    }
    recording.join().unwrap();
    assert_eq!(last, 5000);
    assert!(opened > 2);
}
