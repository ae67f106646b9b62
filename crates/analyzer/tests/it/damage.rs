//! Forged and torn files: an error or an answer, never a panic.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trapline_analyzer::{Error, Format, Layout, Params, Session, render, traces};

use crate::fixture::{Place, story};

/// Everything that can be asked of a file: all columns of all kinds of rows, decoded, aggregated and joined.
fn ask_everything(path: &std::path::Path) -> Result<(), Error> {
    let session = Session::open(
        &traces::resolve(&[path])?,
        &trapline_analyzer::SessionOptions { threads: Some(1), ..Default::default() },
    )?;
    for sql in [
        "SELECT * FROM syscalls",
        "SELECT * FROM events ORDER BY duration_ns DESC, seq LIMIT 5",
        "SELECT count(*), min(path), max(ts), sum(bytes) FROM events WHERE path LIKE '/etc/%' AND ts > make_timestamp_ns(0)",
        "SELECT * FROM processes",
    ] {
        render::render(session.query(sql, &Params::new())?, &Layout::new(Format::Json), &mut std::io::sink())?;
    }
    Ok(())
}

#[test]
fn no_flipped_bit_makes_a_panic() {
    let place = Place::new();
    let path = place.grouped("trace.parquet", 8, story);
    let bytes = fs::read(&path).unwrap();
    let victim = place.path("victim.parquet");
    let (mut errors, mut tried) = (0, 0);
    // All over the file, a different bit each time; a prime step meets every kind of place.
    for at in (0..bytes.len()).step_by(149) {
        let mut forged = bytes.clone();
        forged[at] ^= 1 << (at % 8);
        fs::write(&victim, &forged).unwrap();
        match catch_unwind(AssertUnwindSafe(|| ask_everything(&victim))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                errors += 1;
                let text = error.to_string();
                assert!(text.contains("victim"), "byte {at}: the file is not named: {text}");
                assert!(text.lines().count() == 1 && text.len() < 1000, "byte {at}: {text}");
            }
            Err(_) => panic!("byte {at} of {} makes it panic", bytes.len()),
        }
        tried += 1;
    }
    assert!(tried > 100 && errors > tried / 10, "{errors} of {tried} flips were noticed");
}

#[test]
fn no_torn_file_makes_a_panic() {
    let place = Place::new();
    let bytes = fs::read(place.grouped("trace.parquet", 8, story)).unwrap();
    let victim = place.path("victim.parquet");
    for length in (0..bytes.len()).step_by(bytes.len() / 40) {
        fs::write(&victim, &bytes[..length]).unwrap();
        let error = ask_everything(&victim).unwrap_err();
        assert!(error.to_string().contains("victim"), "{error}");
    }
}

#[test]
fn garbage_in_pages_is_an_error_that_names_the_file() {
    let place = Place::new();
    let path = place.story();
    let mut bytes = fs::read(&path).unwrap();
    let footer = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
    let pages = bytes.len() - footer - 8;
    bytes[4..pages].fill(0xa5);
    fs::write(&path, &bytes).unwrap();
    let error = ask_everything(&path).unwrap_err();
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
    assert!(error.to_string().contains("trace.parquet"), "{error}");
}
