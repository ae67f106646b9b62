//! Operations of io_uring: what a program did without system calls, and no report on calls counts.

use super::scope::Scope;
use super::{Finding, Severity};
use crate::{Unit, render};

/// The finding, with the command that shows them.
pub(super) fn bypass(scope: &Scope) -> Option<(Finding, Vec<String>)> {
    let many = render::human(scope.operations as f64, Unit::Count).filter(|_| scope.operations > 0)?;
    let noun = if scope.operations == 1 { "operation" } else { "operations" };
    let finding = Finding {
        id: "io-uring".to_owned(),
        severity: Severity::Medium,
        cost: scope.operations as f64,
        unit: Unit::Count,
        text: format!("{many} {noun} went through io_uring, and no count of calls has them"),
    };
    Some((finding, ["analyze", "io-uring"].map(str::to_owned).to_vec()))
}
