//! How fast the writer is, journal included, and how small its files are.
//!
//! Rows come from the trace that the environment variable `TRAPLINE_BENCH_TRACE` names, or from a made-up mix. They are
//! in memory before the clock starts, and go to the writer one by one as a recorder would hand them over, with a flush
//! after each half second's worth at the rate that is required. One iteration writes one whole file and finishes it.

#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod mix;

use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use trapline_trace::{BatchRows, Metadata, Row, TraceFile, TraceWriter, WriterOptions};

/// Rows between two flushes.
const FLUSH_EVERY: usize = 600_000;

/// Rows are lent to the writer in pieces that fit the processor's cache: a recorder makes each row just before it hands
/// it over, and half a million of them would be read from main memory.
const PIECE: usize = 64;

enum Source {
    Recorded(Vec<BatchRows>),
    MadeUp(mix::Mix),
}

impl Source {
    fn load() -> Self {
        let Some(path) = std::env::var_os("TRAPLINE_BENCH_TRACE") else { return Self::MadeUp(mix::Mix::new(400_000)) };
        let trace = TraceFile::open(Path::new(&path)).unwrap();
        Self::Recorded(trace.batches(None).unwrap().map(|batch| BatchRows::new(&batch.unwrap()).unwrap()).collect())
    }

    fn each(&self, mut use_piece: impl FnMut(&[Row<'_>])) {
        match self {
            Self::Recorded(batches) => {
                for batch in batches {
                    let mut rows = batch.iter().peekable();
                    while rows.peek().is_some() {
                        use_piece(&rows.by_ref().take(PIECE).collect::<Vec<_>>());
                    }
                }
            }
            Self::MadeUp(mix) => {
                for calls in mix.calls.chunks(PIECE) {
                    use_piece(&calls.iter().map(|call| mix.row(call)).collect::<Vec<_>>());
                }
            }
        }
    }
}

/// Writes all rows once: the time that the writer took, and the bytes of the file.
fn write(source: &Source, alter: impl for<'a> Fn(&Row<'a>) -> Row<'a>) -> (Duration, u64) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trace.parquet");
    let metadata = Metadata { tool: "benchmark".into(), ..Metadata::default() };
    let mut writer = TraceWriter::create(&path, &metadata, WriterOptions::default()).unwrap();
    let mut time = Duration::ZERO;
    let mut since_flush = 0;
    source.each(|rows| {
        let rows: Vec<_> = rows.iter().map(&alter).collect();
        let start = Instant::now();
        for row in &rows {
            writer.append(row).unwrap();
        }
        since_flush += rows.len();
        if since_flush >= FLUSH_EVERY {
            writer.flush([]).unwrap();
            since_flush = 0;
        }
        time += start.elapsed();
    });
    let start = Instant::now();
    let finished = writer.finish(&metadata).unwrap();
    (time + start.elapsed(), finished.bytes)
}

fn writer(criterion: &mut Criterion) {
    let source = Source::load();
    let mut rows = 0;
    source.each(|piece| rows += piece.len() as u64);

    let with = write(&source, |row| *row).1 as f64 / rows as f64;
    let without = write(&source, |row| Row { memory: None, data: None, ..*row }).1 as f64 / rows as f64;
    eprintln!("{rows} rows: {without:.2} bytes a row without memory and data, {with:.2} with");

    let mut group = criterion.benchmark_group("writer");
    group.throughput(Throughput::Elements(rows)).sample_size(20);
    group.bench_function("rows with journal", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| write(&source, |row| *row).0).sum());
    });
    group.finish();
}

criterion_group!(benches, writer);
criterion_main!(benches);
