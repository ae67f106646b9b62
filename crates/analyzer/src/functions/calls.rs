//! What the table of system calls says about a name.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int32Array, StringViewArray};
use arrow::datatypes::{DataType, UInt64Type};
use datafusion::common::{Result, plan_err};
use trapline_syscalls::{Call, Classes, Effect, table};

use super::Function;
use super::scalar::Scalar;

/// Every call by its name.
static BY_NAME: LazyLock<HashMap<&'static str, &'static Call>> =
    LazyLock::new(|| table::all().iter().map(|call| (call.name, call)).collect());

/// The classes that make a category, the more telling ones first, and what each is called.
const CATEGORIES: [(Classes, &str); 9] = [
    (Classes::NETWORK, "network"),
    (Classes::FILE, "file"),
    (Classes::PROCESS, "process"),
    (Classes::MEMORY, "memory"),
    (Classes::SIGNAL, "signal"),
    (Classes::IPC, "ipc"),
    (Classes::CREDS, "creds"),
    (Classes::CLOCK, "clock"),
    (Classes::DESC, "desc"),
];

/// The class of a name: `file`, `%file`, `%%stat`, in any case.
fn class(name: &str) -> Option<Classes> {
    let plain = name.strip_prefix('%').unwrap_or(name);
    let upper = plain.to_ascii_uppercase();
    match upper.strip_prefix('%') {
        Some(family) => Classes::from_name(&format!("{family}_LIKE")),
        None => Classes::from_name(&upper),
    }
}

fn effect(effect: Effect) -> Option<&'static str> {
    Some(match effect {
        Effect::Open(_) => "open",
        Effect::Make(..) | Effect::Pipe(_) => "make",
        Effect::Socket(_) | Effect::SocketPair(_) => "socket",
        Effect::Accept(_) => "accept",
        Effect::Connect => "connect",
        Effect::Bind => "bind",
        Effect::Dup(_) => "dup",
        Effect::Close | Effect::CloseRange => "close",
        Effect::Seek => "seek",
        Effect::Read | Effect::Receive => "read",
        Effect::Write => "write",
        Effect::Copy => "copy",
        Effect::Chdir | Effect::Fchdir | Effect::Chroot => "chdir",
        Effect::Clone | Effect::Clone3 | Effect::Fork | Effect::Vfork => "fork",
        Effect::Exec => "exec",
        _ => return None,
    })
}

/// Text for each call name; null for null and unknown names.
fn texts(names: &ArrayRef, text: impl Fn(&Call) -> Option<&'static str>) -> ArrayRef {
    let names = names.as_string_view().iter();
    Arc::new(names.map(|name| text(BY_NAME.get(name?)?)).collect::<StringViewArray>())
}

pub(super) const FD_ARG: Scalar = Scalar {
    function: Function {
        name: "fd_arg",
        usage: "fd_arg(arg) → Int32",
        doc: "a raw argument as the kernel reads a descriptor, its low 32 bits with a sign: -100 is AT_FDCWD",
    },
    arguments: &[DataType::UInt64],
    result: DataType::Int32,
    run: |args| {
        let raw = args[0].as_primitive::<UInt64Type>();
        Ok(Arc::new(raw.iter().map(|value| value.map(|value| value as i32)).collect::<Int32Array>()))
    },
};

pub(super) const IN_CLASS: Scalar = Scalar {
    function: Function {
        name: "in_class",
        usage: "in_class(syscall, class) → Boolean",
        doc: "whether a call is in one of strace's classes: `in_class(syscall, 'file')`; false for unknown calls",
    },
    arguments: &[DataType::Utf8View, DataType::Utf8View],
    result: DataType::Boolean,
    run: |args| {
        let mut known: (&str, Option<Classes>) = ("", None);
        let pairs = args[0].as_string_view().iter().zip(args[1].as_string_view().iter());
        let mut is_in = |name: &str, wanted| -> Result<bool> {
            if known.1.is_none() || known.0 != wanted {
                known = (wanted, class(wanted));
            }
            match known.1 {
                Some(class) => Ok(BY_NAME.get(name).is_some_and(|call| call.classes.contains(class))),
                None => plan_err!("no class of system calls is called '{wanted}'; known are {}", class_names()),
            }
        };
        let cells = pairs.map(|pair| match pair {
            (Some(name), Some(wanted)) => is_in(name, wanted).map(Some),
            _ => Ok(None),
        });
        Ok(Arc::new(cells.collect::<Result<BooleanArray>>()?))
    },
};

/// The classes as users write them.
fn class_names() -> String {
    let names = Classes::all().iter_names().map(|(name, _)| match name.strip_suffix("_LIKE") {
        Some(family) => format!("%%{}", family.to_ascii_lowercase()),
        None => name.to_ascii_lowercase(),
    });
    names.collect::<Vec<_>>().join(", ")
}

pub(super) const SYSCALL_CATEGORY: Scalar = Scalar {
    function: Function {
        name: "syscall_category",
        usage: "syscall_category(syscall) → Utf8",
        doc: "the most telling class of a call: `network`, `file`, `process`, `memory`, `signal`, `ipc`, `creds`, `clock`, `desc` (works on a descriptor), `other`",
    },
    arguments: &[DataType::Utf8View],
    result: DataType::Utf8View,
    run: |args| {
        let names = args[0].as_string_view().iter();
        let category = |name: &str| {
            let classes = BY_NAME.get(name).map_or(Classes::empty(), |call| call.classes);
            CATEGORIES.iter().find(|(class, _)| classes.contains(*class)).map_or("other", |(_, word)| word)
        };
        Ok(Arc::new(names.map(|name| name.map(category)).collect::<StringViewArray>()))
    },
};

pub(super) const SYSCALL_EFFECT: Scalar = Scalar {
    function: Function {
        name: "syscall_effect",
        usage: "syscall_effect(syscall) → Utf8",
        doc: "what a call does when it succeeds: `open`, `make` (a descriptor without a path), `socket`, `accept`, `connect`, `bind`, `dup`, `close`, `seek`, `read`, `write`, `copy` (from `fd` to `fd2`), `chdir`, `fork`, `exec`; null for others",
    },
    arguments: &[DataType::Utf8View],
    result: DataType::Utf8View,
    run: |args| Ok(texts(&args[0], |call| effect(call.signature.effect))),
};
