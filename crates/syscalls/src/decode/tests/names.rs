//! Names of descriptors and paths, and the limits of the style.

use super::{bare, line, nr, text};
use crate::decode::{CallText, Constants, FdName, FdNames, NoNames, Quoting, Style, args, siginfo};
use crate::memory::{Record, Status, what};

/// Every descriptor is `/dir/fd`, and the directory is `/cwd`.
struct Named;

impl FdNames for Named {
    fn fd_name(&self, fd: i32) -> Option<FdName> {
        Some(format!("/dir/{fd}").as_str().into())
    }
    fn cwd(&self) -> Option<FdName> {
        Some("/c\n\"wd".into())
    }
}

fn named(call: &CallText<'_>) -> String {
    line(call, &Named, Style::default())
}

fn at_enter(what: u8, address: u64, bytes: &[u8]) -> Vec<u8> {
    let mut memory = Vec::new();
    let full_length = bytes.len() as u32;
    let record = Record { what, at_exit: false, status: Status::Ok, recovered: false, full_length, address, bytes };
    record.write(&mut memory);
    memory
}

#[test]
fn descriptors_are_named_where_they_are_arguments_and_results() {
    let memory = at_enter(1, 0x1000, b"file");
    let openat = CallText { memory: &memory, ..bare(nr("openat"), [-100i64 as u64, 0x1000, 0, 0, 0, 0], Some(3)) };
    assert_eq!(named(&openat), r#"openat(AT_FDCWD</c\n\"wd>, "file", O_RDONLY) = 3</dir/3>"#);
    assert_eq!(named(&bare(nr("dup2"), [3, 4, 0, 0, 0, 0], Some(4))), "dup2(3</dir/3>, 4</dir/4>) = 4</dir/4>");
    assert_eq!(
        named(&bare(nr("close"), [9, 0, 0, 0, 0, 0], Some(-9))),
        "close(9</dir/9>) = -1 EBADF (Bad file descriptor)"
    );
}

#[test]
fn a_path_without_a_record_is_what_the_row_says() {
    let rename = CallText {
        path: Some("/a\u{1b}[31m"),
        path2: Some("/b"),
        ..bare(nr("rename"), [0x1000, 0x2000, 0, 0, 0, 0], Some(0))
    };
    assert_eq!(text(&rename), r#"rename("/a\33[31m", "/b") = 0"#);
    let faulty = CallText { path: None, path2: None, ..rename };
    assert_eq!(text(&faulty), "rename(0x1000, 0x2000) = 0");
    let null = CallText { args: [0; 6], ..rename };
    assert_eq!(text(&null), "rename(NULL, NULL) = 0");
}

#[test]
fn paths_are_never_cut_and_strings_are() {
    let long = [b'x'; 40];
    let memory = [at_enter(0, 0x1000, &long), at_enter(1, 0x2000, &long)].concat();
    let call = CallText { memory: &memory, ..bare(nr("removexattr"), [0x1000, 0x2000, 0, 0, 0, 0], Some(0)) };
    let (path, name) = ("x".repeat(40), "x".repeat(32));
    assert_eq!(text(&call), format!("removexattr(\"{path}\", \"{name}\"...) = 0"));
    let style = Style { string: 2, ..Style::default() };
    assert_eq!(line(&call, &NoNames, style), format!("removexattr(\"{path}\", \"xx\"...) = 0"));
}

/// A descriptor with this name.
struct One(FdName);

impl FdNames for One {
    fn fd_name(&self, _: i32) -> Option<FdName> {
        Some(self.0.clone())
    }
    fn cwd(&self) -> Option<FdName> {
        None
    }
}

#[test]
fn names_are_escaped_and_tell_of_devices_and_removal() {
    let close = bare(nr("close"), [3, 0, 0, 0, 0, 0], Some(0));
    let named = |name: FdName, style| line(&close, &One(name), style);
    let plain = Style::default();
    assert_eq!(named("/a\"<>\\b\u{1b}".into(), plain), r#"close(3</a\"\74\76\\b\33>) = 0"#);
    assert_eq!(named("/tmp/x (deleted)".into(), plain), "close(3</tmp/x>(deleted)) = 0");
    let null = FdName { path: "/dev/null".to_owned(), details: "<char 1:3>".to_owned() };
    assert_eq!(named(null.clone(), plain), "close(3</dev/null<char 1:3>>) = 0");
    let socket = FdName { path: String::new(), details: "UNIX:[1->2,\"/x\u{7}\"]".to_owned() };
    assert_eq!(named(socket, plain), r#"close(3<UNIX:[1->2,"/x\7"]>) = 0"#);
    let hex = Style { quoting: Quoting::Hex, ..plain };
    assert_eq!(named(null, hex), r"close(3<\x2f\x64\x65\x76\x2f\x6e\x75\x6c\x6c<char 1:3>>) = 0");
}

#[test]
fn what_is_known_at_exit_is_told_from_what_is_printed_at_enter() {
    let halves = |name: &str, raw: [u64; 6], memory: &[u8], ret| {
        let args = args(&CallText { memory, ..bare(nr(name), raw, ret) }, &NoNames, Style::default());
        let (enter, exit) = args.text.split_at(args.at_enter);
        format!("{enter} | {exit}")
    };
    let timespec = at_enter(0, 0x10, &[0; 16]);
    assert_eq!(halves("read", [3, 0x1000, 10, 0, 0, 0], &[], None), "3,  | 0x1000, 10");
    assert_eq!(halves("nanosleep", [0x10, 0, 0, 0, 0, 0], &timespec, Some(0)), "{tv_sec=0, tv_nsec=0},  | NULL");
    assert_eq!(halves("wait4", [-1i64 as u64, 0, 0, 0, 0, 0], &[], Some(7)), "-1,  | NULL, 0, NULL");
    assert_eq!(halves("write", [1, 0x1000, 10, 0, 0, 0], &[], None), "1, 0x1000, 10 | ");
    assert_eq!(halves("ioctl", [1, 0x5401, 0x1000, 0, 0, 0], &[], None), "1, TCGETS | , 0x1000");
    assert_eq!(
        halves("clone", [0x0120_0011, 0, 0, 0x10, 0, 0], &[], Some(7)),
        "child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD | , child_tidptr=0x10"
    );
    assert_eq!(halves("pause", [0; 6], &[], None), " | ");
}

#[test]
fn constants_are_names_numbers_or_both() {
    let memory = at_enter(1, 0x1000, b"f");
    let openat =
        CallText { memory: &memory, ..bare(nr("openat"), [-100i64 as u64, 0x1000, 0x80000, 0, 0, 0], Some(3)) };
    let lseek = bare(nr("lseek"), [3, 0, 0, 0, 0, 0], Some(0));
    let unknown = bare(nr("lseek"), [3, 0, 77, 0, 0, 0], Some(-22));
    let shown = |constants| {
        [&openat, &lseek, &unknown].map(|call| line(call, &NoNames, Style { constants, ..Style::default() }))
    };
    let [open, seek, unknown] = shown(Constants::Numbers);
    assert_eq!([open.as_str(), &seek], ["openat(-100, \"f\", 0x80000) = 3", "lseek(3, 0, 0) = 0"]);
    assert!(unknown.starts_with("lseek(3, 0, 0x4d) = "), "{unknown}");
    assert!(siginfo(&[15], Style { constants: Constants::Numbers, ..Style::default() }).starts_with("{si_signo=15, "));
    let [open, seek, unknown] = shown(Constants::Both);
    assert_eq!(open, "openat(-100 /* AT_FDCWD */, \"f\", 0x80000 /* O_RDONLY|O_CLOEXEC */) = 3");
    assert_eq!(seek, "lseek(3, 0, 0 /* SEEK_SET */) = 0");
    assert!(unknown.starts_with("lseek(3, 0, 0x4d /* SEEK_??? */) = "), "{unknown}");
}

#[test]
fn payload_is_shown_only_if_it_was_recorded() {
    let write = bare(nr("write"), [1, 0x1000, 5, 0, 0, 0], Some(5));
    assert_eq!(text(&write), "write(1, 0x1000, 5) = 5");
    assert_eq!(text(&CallText { data: Some(b"hello"), ..write }), "write(1, \"hello\", 5) = 5");
    assert_eq!(text(&CallText { data: Some(b"he"), ..write }), "write(1, \"he\"..., 5) = 5");
    let read = bare(nr("read"), [0, 0x1000, 100, 0, 0, 0], Some(0));
    assert_eq!(text(&read), "read(0, \"\", 100) = 0");
    assert_eq!(
        text(&CallText { ret: Some(-512), ..read }),
        "read(0, 0x1000, 100) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)"
    );
}

#[test]
fn an_environment_is_counted_or_shown() {
    let mut memory = Vec::new();
    let mut record = Record {
        what: 2,
        at_exit: false,
        status: Status::Ok,
        recovered: false,
        full_length: 1,
        address: 0x3000,
        bytes: &[],
    };
    record.write(&mut memory);
    let execve = bare(nr("execve"), [0, 0, 0x3000, 0, 0, 0], Some(0));
    assert_eq!(text(&CallText { memory: &memory, ..execve }), "execve(NULL, NULL, 0x3000 /* 1 var */) = 0");
    let pointers = 0x5000u64.to_le_bytes();
    (record.bytes, record.full_length) = (&pointers, 8);
    let mut memory = at_enter(what::NESTED, 0x5000, b"A=b");
    record.write(&mut memory);
    let shown = CallText { memory: &memory, ..execve };
    assert_eq!(text(&shown), "execve(NULL, NULL, 0x3000 /* 1 var */) = 0");
    let verbose = Style { verbose: true, ..Style::default() };
    assert_eq!(line(&shown, &NoNames, verbose), "execve(NULL, NULL, [\"A=b\"]) = 0");
}

#[test]
fn a_call_that_has_not_returned_has_a_question_mark() {
    assert_eq!(text(&bare(nr("pause"), [0; 6], None)), "pause() = ?");
    assert_eq!(text(&bare(nr("exit_group"), [1, 0, 0, 0, 0, 0], None)), "exit_group(1) = ?");
}

#[test]
fn unknown_calls_and_errors_print_as_numbers() {
    assert_eq!(
        text(&bare(9999, [1, 0, 0xff, 0, 0, u64::MAX], Some(5))),
        "syscall_0x270f(0x1, 0, 0xff, 0, 0, 0xffffffffffffffff) = 5"
    );
    assert_eq!(text(&bare(nr("sync"), [0; 6], Some(-4000))), "sync() = -1 (errno 4000)");
    assert_eq!(text(&bare(nr("sync"), [0; 6], Some(-4096))), "sync() = -4096");
}

#[test]
fn what_has_a_name_or_a_text_is_also_a_number_or_bytes() {
    let numbers = Style { constants: Constants::Numbers, ..Style::default() };
    let both = Style { constants: Constants::Both, ..Style::default() };
    let mut info = [0; 128];
    (info[0], info[8]) = (11, 1);
    assert_eq!(siginfo(&info, numbers), "{si_signo=11, si_code=0x1, si_addr=NULL}");
    assert_eq!(siginfo(&info, both), "{si_signo=11 /* SIGSEGV */, si_code=0x1 /* SEGV_MAPERR */, si_addr=NULL}");
    let memory = at_enter(1, 0x10, &[2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let connect = CallText { memory: &memory, ..bare(nr("connect"), [3, 0x10, 16, 0, 0, 0], Some(0)) };
    assert_eq!(
        line(&connect, &NoNames, numbers),
        r#"connect(3, {sa_family=0x2, sin_port="\x00\x50", sin_addr="\x7f\x00\x00\x01"}, 16) = 0"#
    );
    assert_eq!(
        line(&connect, &NoNames, both),
        r#"connect(3, {sa_family=0x2 /* AF_INET */, sin_port="\x00\x50" /* htons(80) */, sin_addr="\x7f\x00\x00\x01" /* inet_addr("127.0.0.1") */}, 16) = 0"#
    );
    // The signal of a clone is a number of its own.
    for (flags, as_numbers, as_both) in [
        (0x1200011, "0x1200000|17", "0x1200000 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID */|17 /* SIGCHLD */"),
        (0x1200000, "0x1200000", "0x1200000 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID */"),
        (17, "17", "17 /* SIGCHLD */"),
        (0, "0", "0"),
    ] {
        let clone = bare(nr("clone"), [flags, 0, 0, 0, 0, 0], Some(7));
        for (style, expected) in [(numbers, as_numbers), (both, as_both)] {
            let text = line(&clone, &NoNames, style);
            assert!(text.starts_with(&format!("clone(child_stack=NULL, flags={expected}")), "{text}");
        }
    }
}

#[test]
fn a_signal_tells_who_sent_it_or_what_faulted() {
    let info = |signo: u32, code: i32, rest: &[(usize, u64)]| {
        let mut bytes = [0; 128];
        bytes[..4].copy_from_slice(&signo.to_le_bytes());
        bytes[8..12].copy_from_slice(&code.to_le_bytes());
        for (at, value) in rest {
            bytes[*at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        siginfo(&bytes, Style::default())
    };
    let cases = [
        (info(11, 1, &[(16, 0)]), "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}"),
        (info(8, 1, &[(16, 0x401000)]), "{si_signo=SIGFPE, si_code=FPE_INTDIV, si_addr=0x401000}"),
        (info(14, 0x80, &[]), "{si_signo=SIGALRM, si_code=SI_KERNEL}"),
        (
            info(17, 1, &[(16, 7 | 1000 << 32), (24, 3), (32, 12)]),
            "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=1000, si_status=3, si_utime=12 /* 0.12 s */, \
             si_stime=0}",
        ),
        (
            info(17, 2, &[(24, 9)]),
            "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=0, si_uid=0, si_status=SIGKILL, si_utime=0, si_stime=0}",
        ),
        (
            info(31, 1, &[(16, 0x401000), (24, 257 | 0xc000_003e << 32)]),
            "{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x401000, si_syscall=__NR_openat, \
             si_arch=AUDIT_ARCH_X86_64}",
        ),
        (
            info(34, -2, &[(16, 1), (24, 5)]),
            "{si_signo=SIGRT_2, si_code=SI_TIMER, si_timerid=0x1, si_overrun=0, si_int=5, si_ptr=0x5}",
        ),
        (info(0, 0, &[]), "{}"),
        (siginfo(&[], Style::default()), "{}"),
        (siginfo(&[10], Style::default()), "{si_signo=SIGUSR1, si_code=SI_USER, si_pid=0, si_uid=0}"),
    ];
    for (text, expected) in cases {
        assert_eq!(text, expected);
    }
}
