//! Help texts.

use insta::assert_snapshot;

use crate::fixture::Place;

#[test]
fn the_program_explains_itself() {
    let place = Place::empty();
    let help = place.answer(&["--help"]);
    assert_eq!(help, place.answer(&["help"]));
    assert_eq!(help, place.answer(&["-h"]));
    assert_snapshot!(help);
}

#[test]
fn a_report_explains_its_options_and_columns() {
    let place = Place::empty();
    let help = place.answer(&["summary", "--help"]);
    assert_eq!(help, place.answer(&["help", "summary"]));
    assert_snapshot!(help);
}

#[test]
fn a_verb_explains_itself() {
    assert_snapshot!(Place::empty().answer(&["recover", "--help"]));
}

#[test]
fn the_reports_are_listed_with_their_questions() {
    let place = Place::empty();
    assert_snapshot!(place.answer(&["help", "reports"]).replace(&place.root().display().to_string(), "~"));
}

#[test]
fn the_version_is_told() {
    assert_eq!(Place::empty().answer(&["--version"]), concat!("analyze ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn help_on_what_does_not_exist_is_bad_usage() {
    assert_eq!(
        Place::empty().refusal(2, &["help", "slowst"]),
        "no verb or report is named `slowst`; did you mean `slowest`?"
    );
}
