//! The functions that are added to SQL.

use trapline_analyzer::functions;

use crate::fixture::{Place, cells, open, refusal};

#[test]
fn functions_do_what_they_say() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let one = |expression: &str| cells(&session, &format!("SELECT {expression}"));
    for (expression, expected) in [
        ("epoch_ns(make_timestamp_ns(1795456800123456789))", "1795456800123456789"),
        ("make_timestamp_ns(1795456800123456789)", "2026-11-23 18:00:00.123456789"),
        ("make_timestamp_ns(-1)", "1969-12-31 23:59:59.999999999"),
        ("epoch_ns(CAST('1970-01-01T00:00:01' AS TIMESTAMP))", "1000000000"),
        ("epoch_ns(NULL)", ""),
        ("fd_arg(CAST(18446744073709551516 AS BIGINT UNSIGNED))", "-100"),
        ("fd_arg(CAST(4294967196 AS BIGINT UNSIGNED))", "-100"),
        ("fd_arg(CAST(3 AS BIGINT UNSIGNED))", "3"),
        ("in_class('openat', 'file')", "true"),
        ("in_class('openat', '%FILE')", "true"),
        ("in_class('openat', 'network')", "false"),
        ("in_class('newfstatat', '%%stat')", "true"),
        ("in_class('no_such_call', 'file')", "false"),
        ("in_class(NULL, 'file')", ""),
        ("syscall_category('connect')", "network"),
        ("syscall_category('mmap')", "memory"),
        ("syscall_category('read')", "desc"),
        ("syscall_category('syscall_0x1bd')", "other"),
        ("syscall_effect('openat')", "open"),
        ("syscall_effect('sendfile')", "copy"),
        ("syscall_effect('recvfrom')", "read"),
        ("syscall_effect('getpid')", ""),
        ("errno_name(2)", "ENOENT"),
        ("errno_name(512)", "ERESTARTSYS"),
        ("errno_name(99999)", ""),
        ("errno_text(2)", "No such file or directory"),
        ("signal_name(15)", "SIGTERM"),
    ] {
        assert_eq!(one(expression), expected, "{expression}");
    }
}

#[test]
fn an_unknown_class_is_an_error_that_lists_the_known_ones() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let error = refusal(&session, "SELECT in_class('read', 'fiel')");
    assert!(error.contains("'fiel'") && error.contains("network") && error.contains("%%stat"), "{error}");
}

#[test]
fn the_value_of_the_greatest_key_is_found() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    let sql = "SELECT max_by(v, k), min_by(v, k), arg_max(v, k), max_by(v, k) FILTER (WHERE k < 3), max_by(v, -k)
               FROM (VALUES ('a', 1), ('b', 3), ('c', NULL), ('d', 2)) AS x(v, k)";
    assert_eq!(cells(&session, sql), "b,a,b,d,a");
    let sql = "SELECT g, max_by(v, k) FROM (VALUES (1, 'a', 1), (1, 'b', 2), (2, 'c', 1), (3, 'd', NULL)) AS x(g, v, k) GROUP BY g ORDER BY g";
    assert_eq!(cells(&session, sql), "1,b\n2,c\n3,");
}

#[test]
fn every_function_is_documented_and_known_under_its_name() {
    let place = Place::new();
    let session = open(&[&place.story()]);
    for function in functions() {
        assert!(function.usage.starts_with(&format!("{}(", function.name)) && !function.doc.is_empty(), "{function:?}");
        let sql = format!("SELECT {}()", function.name);
        let error = refusal(&session, &sql);
        assert!(!error.contains("Invalid function"), "{error}");
    }
}
