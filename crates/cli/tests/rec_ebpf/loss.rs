//! Loss: counted exactly, told, and a way to fail.

use crate::{Place, output_of, text};

const STORM: &str = "#include <sys/syscall.h>
#include <unistd.h>
#include <sys/wait.h>
int main(void) {
    int child = fork();
    for (int i = 0; i < 150000; i++) syscall(SYS_getppid);
    return child ? wait(0) != child : 0;
}
";

#[test]
fn what_is_recorded_and_what_is_lost_make_up_all_calls() {
    let place = Place::new();
    std::fs::write(place.path("storm.c"), STORM).unwrap();
    let mut cc = std::process::Command::new("cc");
    assert!(cc.args(["-O1", "-o", "storm", "storm.c"]).current_dir(place.0.path()).status().unwrap().success());
    // Two processes that make as many calls as two processors can, into the smallest rings there are.
    for _ in 0..5 {
        storm(&place);
    }
}

fn storm(place: &Place) {
    let mut rec = place.rec(&["--fail-on-loss", "--buffer", "64K", "-e", "getppid", "--", "./storm"]);
    let output = output_of(&mut rec);
    let rows = place.rows();
    let recorded = rows.iter().filter(|row| row.text("syscall") == "getppid").count() as i64;
    let losses = rows.iter().filter(|row| row.text("kind") == "lost");
    // What else there is no room for is told apart.
    let losses: Vec<_> = losses.filter(|row| row.text("lost_reason") == "ring_full").collect();
    let lost: i64 = losses.iter().map(|row| row.int("lost").unwrap()).sum();
    assert_eq!(recorded + lost, 300_000, "{recorded} recorded, {lost} lost");
    assert!(lost > 0, "64 KiB were enough for two storms");
    // A gap is one row, however many were lost in it; a ring that is emptied once has room for more than 500.
    assert!((losses.len() as i64) < recorded / 100 + 20, "{} rows of loss beside {recorded} calls", losses.len());
    assert!(losses.iter().all(|row| row.int("ts").is_some()));
    assert_eq!(output.status.code(), Some(125), "--fail-on-loss");
    assert!(text(&output.stderr).contains("--buffer"), "the remedy: {output:?}");
}
