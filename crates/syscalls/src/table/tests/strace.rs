//! Classes against what strace 6.1 prints for `-e trace=%CLASS` when a program makes every call that it knows.

use crate::table::{by_name, numbered};
use crate::{Abi, Classes};

/// How many calls of strace 6.1, which knows those up to 450, a class has on x86_64 and on i386.
const SIZES: [(&str, usize, usize); 18] = [
    ("%desc", 123, 142),
    ("%file", 67, 77),
    ("%memory", 26, 28),
    ("%process", 16, 17),
    ("%signal", 17, 26),
    ("%ipc", 12, 12),
    ("%net", 21, 22),
    ("%network", 21, 22),
    ("%creds", 19, 35),
    ("%clock", 8, 12),
    ("%pure", 8, 12),
    ("%stat", 1, 3),
    ("%lstat", 1, 3),
    ("%fstat", 3, 5),
    ("%%stat", 5, 11),
    ("%statfs", 1, 2),
    ("%fstatfs", 1, 2),
    ("%%statfs", 3, 5),
];

fn names(abi: Abi, class: &str) -> Vec<&'static str> {
    let class = Classes::named(class).unwrap();
    let calls = numbered(abi).filter(|&(nr, call)| nr <= 450 && call.classes.contains(class));
    calls.map(|(_, call)| call.name).collect()
}

#[test]
fn classes_are_as_large_as_those_of_strace() {
    for (class, x86_64, i386) in SIZES {
        assert_eq!(names(Abi::X86_64, class).len(), x86_64, "{class} on x86_64");
        assert_eq!(names(Abi::I386, class).len(), i386, "{class} on i386");
    }
}

#[test]
fn small_classes_hold_what_those_of_strace_hold() {
    let expected: [(&str, &str); 9] = [
        (
            "%process",
            "clone fork vfork execve exit wait4 kill rt_sigqueueinfo tkill exit_group tgkill waitid \
                      rt_tgsigqueueinfo execveat pidfd_send_signal clone3",
        ),
        ("%clock", "gettimeofday adjtimex settimeofday time clock_settime clock_gettime clock_getres clock_adjtime"),
        ("%pure", "getpid getuid getgid geteuid getegid getppid getpgrp gettid"),
        ("%ipc", "shmget shmat shmctl semget semop semctl shmdt msgget msgsnd msgrcv msgctl semtimedop"),
        ("%%stat", "stat fstat lstat newfstatat statx"),
        ("%fstat", "fstat newfstatat statx"),
        ("%%statfs", "ustat statfs fstatfs"),
        (
            "%net",
            "sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen getsockname \
                  getpeername socketpair setsockopt getsockopt getpmsg putpmsg accept4 recvmmsg sendmmsg",
        ),
        (
            "%signal",
            "rt_sigaction rt_sigprocmask rt_sigreturn pause kill rt_sigpending rt_sigtimedwait \
                     rt_sigqueueinfo rt_sigsuspend sigaltstack tkill tgkill signalfd signalfd4 rt_tgsigqueueinfo \
                     pidfd_send_signal io_uring_enter",
        ),
    ];
    for (class, calls) in expected {
        assert_eq!(names(Abi::X86_64, class).join(" "), calls, "{class}");
    }
}

#[test]
fn calls_that_are_newer_than_strace_6_1_have_the_classes_of_later_versions() {
    let classes = |name| by_name(Abi::X86_64, name).unwrap().1.classes;
    assert_eq!(classes("fchmodat2"), Classes::DESC | Classes::FILE);
    assert_eq!(classes("mseal"), Classes::MEMORY);
    assert_eq!(classes("futex_wait"), Classes::empty());
    assert_eq!(classes("file_setattr"), Classes::DESC | Classes::FILE);
}

#[test]
fn class_names_follow_the_grammar_of_strace() {
    assert_eq!(Classes::named("file"), Some(Classes::FILE));
    assert_eq!(Classes::named("%net"), Classes::named("%network"));
    assert_eq!(Classes::named("%%stat"), Some(Classes::STAT_LIKE));
    for no_class in ["stat", "creds", "net", "%%", "%", "", "%nothing", "%%file", "%stat ", "openat"] {
        assert_eq!(Classes::named(no_class), None, "{no_class}");
    }
}
