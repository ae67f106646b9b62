//! The documentation of the format says what the code says.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use trapline_trace::{metadata, schema};

/// The text between `<!-- name -->` and `<!-- /name -->`.
fn section(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/trace-format.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n")).unwrap();
    rest.split_once(&format!("<!-- /{name} -->")).unwrap().0.to_owned()
}

#[test]
fn the_document_has_exactly_the_table_of_columns() {
    assert!(section("columns") == schema::markdown(), "put this between the markers:\n\n{}", schema::markdown());
}

#[test]
fn the_document_has_exactly_the_fields_of_the_metadata() {
    assert!(section("metadata") == metadata::markdown(), "put this between the markers:\n\n{}", metadata::markdown());
}

#[test]
fn the_document_names_every_kind_of_row() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/trace-format.md");
    let text = fs::read_to_string(path).unwrap();
    for kind in schema::KINDS {
        assert!(text.contains(&format!("| `{}` | {}", kind.name, kind.doc)), "{kind:?}");
    }
}
