//! Which files the words of a command line mean.

use std::fs;
use std::path::Path;

use trapline_analyzer::{Error, traces};

use crate::fixture::Place;

fn names(words: &[impl AsRef<Path>]) -> Vec<String> {
    let words: Vec<&Path> = words.iter().map(AsRef::as_ref).collect();
    traces::resolve(&words).unwrap().into_iter().map(|source| source.name).collect()
}

fn touch(place: &Place, name: &str) -> std::path::PathBuf {
    let path = place.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    path
}

#[test]
fn files_directories_and_globs_become_traces() {
    let place = Place::new();
    let one = touch(&place, "one.parquet");
    touch(&place, "two.parquet");
    touch(&place, "three.parquet.part");
    touch(&place, "two.parquet.part");
    touch(&place, "notes.txt");
    assert_eq!(names(&[&one]), ["one"]);
    assert_eq!(names(&[place.path("")]), ["one", "three", "two"]);
    assert_eq!(names(&[place.path("t*.parquet")]), ["two"]);
    assert_eq!(names(&[place.path("[ot]*.parquet*")]), ["one", "three", "two", "two~2"]);
    assert_eq!(names(&[place.path("notes.txt")]), ["notes.txt"]);
}

#[test]
fn a_file_that_is_meant_twice_is_opened_once() {
    let place = Place::new();
    let one = touch(&place, "one.parquet");
    assert_eq!(names(&[one.clone(), place.path("*.parquet"), place.path("."), one]), ["one"]);
}

#[test]
fn an_unfinished_trace_answers_to_the_name_that_it_will_have() {
    let place = Place::new();
    let part = touch(&place, "trace.parquet.part");
    let sources = traces::resolve(&[place.path("trace.parquet")]).unwrap();
    assert_eq!(sources[0].path, part);
    assert_eq!(sources[0].name, "trace");
}

#[test]
fn files_of_one_name_are_told_apart_by_their_directories() {
    let place = Place::new();
    let paths = ["a/x/trace.parquet", "b/x/trace.parquet", "b/y/trace.parquet", "other.parquet"]
        .map(|name| touch(&place, name));
    assert_eq!(names(&paths), ["a/x/trace", "b/x/trace", "y/trace", "other"]);
}

#[test]
fn a_word_that_means_nothing_is_an_error() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    for (word, hint) in [("missing.parquet", ""), ("*.parquet", "no file matches"), ("empty", "no *.parquet")] {
        let error = traces::resolve(&[place.path(word)]).unwrap_err();
        assert!(matches!(error, Error::NoSuchTrace { .. }) && error.to_string().contains(hint), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_file_that_is_no_trace_is_an_error_with_its_name() {
    let place = Place::new();
    let path = place.path("letter.parquet");
    fs::write(&path, "Dear Sir or Madam").unwrap();
    let error = trapline_analyzer::Session::open(&traces::resolve(&[&path]).unwrap(), &Default::default()).unwrap_err();
    assert!(error.to_string().contains("letter.parquet is not a trace"), "{error}");
}
