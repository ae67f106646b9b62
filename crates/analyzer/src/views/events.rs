//! The rows themselves, with their times since the recording began.

use trapline_trace::schema::COLUMNS;

use crate::Filters;
use crate::scan::{START, TRACE};

/// Every row: the columns of the file, then `t`, `end_t` and `trace`; from the table `rows`.
pub(crate) fn recorded() -> String {
    format!(
        "SELECT {}, epoch_ns(ts) - {START} AS t, epoch_ns(ts) - {START} + duration_ns AS end_t, {TRACE} FROM rows",
        columns()
    )
}

/// The rows that count. A condition may use what `syscalls` adds to them.
pub(crate) fn events(filters: &Filters) -> String {
    if filters.is_empty() {
        return "SELECT * FROM recorded".to_owned();
    }
    format!(
        "SELECT {}, t, end_t, {TRACE} FROM (
           SELECT *,
             syscall_args(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) AS args,
             result_text(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) AS result,
             syscall_category(syscall) AS category
           FROM recorded
         ) AS events WHERE {}",
        columns(),
        filters.condition()
    )
}

fn columns() -> String {
    COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}
