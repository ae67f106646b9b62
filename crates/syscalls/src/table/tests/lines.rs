//! That every line makes sense.

use crate::table::{all, by_name, numbered};
use crate::{Abi, Call, Cloexec, Effect, Kind, Len, Ret, Signature, flags, roles};

/// Every signature of every ABI, with the name of its call and variant.
fn signatures() -> Vec<(String, &'static Call, &'static Signature)> {
    let calls = [Abi::X86_64, Abi::I386, Abi::X32].into_iter().flat_map(numbered);
    let of_call = |(nr, call): (i32, &'static Call)| {
        let own = (format!("{nr} {}", call.name), call, &call.signature);
        let variants = call.variants.iter();
        let variants = variants.map(move |one| (format!("{nr} {} {}", call.name, one.name), call, &one.signature));
        std::iter::once(own).chain(variants)
    };
    calls.flat_map(of_call).collect()
}

fn kind(signature: &Signature, index: u8) -> Option<&Kind> {
    signature.args.get(usize::from(index)).map(|arg| arg.kind.bare())
}

fn has(signature: &Signature, wanted: impl Fn(&Kind) -> bool) -> bool {
    signature.args.iter().any(|arg| wanted(arg.kind.bare()))
}

fn length(kind: &Kind) -> Option<Len> {
    match *kind {
        Kind::Buf(_, len)
        | Kind::StrOut(len)
        | Kind::Sized(_, _, len)
        | Kind::Array(_, _, len)
        | Kind::Sockaddr(_, len)
        | Kind::SockOpt(_, len)
        | Kind::IoVec(_, len)
        | Kind::MmsgHdr(_, len)
        | Kind::FdSet(len)
        | Kind::SigSet(_, len)
        | Kind::CpuSet(_, len) => Some(len),
        _ => None,
    }
}

#[test]
fn a_call_has_at_most_six_arguments_with_names_of_their_own() {
    for (name, _, signature) in signatures() {
        assert!(signature.args.len() <= 6, "{name}");
        let mut names: Vec<_> = signature.args.iter().map(|arg| arg.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{name}: {names:?}");
    }
}

#[test]
fn lengths_come_from_arguments_that_hold_lengths() {
    for (name, _, signature) in signatures() {
        for arg in signature.args {
            match length(arg.kind.bare()) {
                Some(Len::Arg(index) | Len::RetAtMost(index) | Len::Units { arg: index, .. }) => assert!(
                    matches!(
                        kind(signature, index),
                        Some(Kind::Int | Kind::Uint | Kind::Long | Kind::Ulong | Kind::Size | Kind::Count)
                    ),
                    "{name}: {}",
                    arg.name
                ),
                Some(Len::At(index)) => {
                    assert!(matches!(kind(signature, index), Some(Kind::IntPtr(_))), "{name}: {}", arg.name);
                }
                Some(Len::Const(count)) => assert_ne!(count, 0, "{name}: {}", arg.name),
                Some(Len::Ret) | None => {}
            }
        }
    }
}

#[test]
fn variants_are_sorted_and_can_be_selected() {
    for call in all().iter().chain(numbered(Abi::I386).map(|(_, call)| call)) {
        let Some((index, mask)) = call.selector else {
            assert!(call.variants.is_empty(), "{} has variants and no selector", call.name);
            continue;
        };
        let selector = call.signature.args[usize::from(index)].name;
        assert!(call.variants.windows(2).all(|pair| pair[0].value < pair[1].value), "{}", call.name);
        for variant in call.variants {
            assert_eq!(variant.value & mask, variant.value, "{} {}", call.name, variant.name);
            assert_eq!(variant.signature.args[usize::from(index)].name, selector, "{} {}", call.name, variant.name);
            let mut args = [0; 6];
            args[usize::from(index)] = variant.value | !mask;
            assert!(std::ptr::eq(call.signature(&args), &variant.signature), "{} {}", call.name, variant.name);
        }
    }
}

#[test]
fn variants_bear_the_names_that_the_selector_prints() {
    let mut wrong = Vec::new();
    for call in all() {
        let Some((index, _)) = call.selector else { continue };
        for variant in call.variants {
            let Some(Kind::Flags(set)) = kind(&variant.signature, index) else { continue };
            let mut text = String::new();
            set.print(variant.value, &mut text);
            let comment = format!(" /* {} */", variant.name);
            if !text.ends_with(&comment) && !text.split(" or ").any(|text| text == variant.name) {
                wrong.push(format!("{}: {} prints as {text}", call.name, variant.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_returns_a_descriptor_makes_one_and_the_other_way_round() {
    for (name, _, signature) in signatures() {
        let makes = matches!(
            signature.effect,
            Effect::Open(_) | Effect::Make(..) | Effect::Socket(_) | Effect::Accept(_) | Effect::Dup(_)
        );
        assert_eq!(signature.ret == Ret::Fd, makes, "{name}");
        let pair = matches!(signature.effect, Effect::Pipe(_) | Effect::SocketPair(_));
        assert_eq!(roles::roles(signature).fd_pair.is_some(), pair, "{name}");
    }
}

#[test]
fn effects_have_the_arguments_that_they_speak_of() {
    for (name, _, signature) in signatures() {
        let roles = roles::roles(signature);
        let holds = match signature.effect {
            Effect::Open(_) | Effect::Chdir | Effect::Chroot | Effect::Exec => roles.path.is_some(),
            Effect::Connect | Effect::Bind | Effect::LocalAddress | Effect::PeerAddress | Effect::Accept(_) => {
                roles.fd.is_some() && roles.sockaddr.is_some()
            }
            Effect::Receive => {
                roles.fd.is_some() && has(signature, |kind| matches!(kind, Kind::MsgHdr(_) | Kind::MmsgHdr(..)))
            }
            Effect::Copy => roles.fd.is_some() && roles.fd2.is_some() && roles.size.is_some(),
            Effect::Dup(_)
            | Effect::Close
            | Effect::Cloexec(_)
            | Effect::Seek
            | Effect::Read
            | Effect::Write
            | Effect::Fchdir
            | Effect::Setns => roles.fd.is_some(),
            Effect::SetCloexec | Effect::SetStatus => matches!(kind(signature, 2), Some(Kind::Flags(_))),
            Effect::CloseRange => signature.args.len() == 3,
            Effect::Socket(_) | Effect::SocketPair(_) => signature.args.len() >= 3,
            Effect::Clone | Effect::Unshare => matches!(kind(signature, 0), Some(Kind::Flags(_))),
            Effect::Clone3 => matches!(kind(signature, 0), Some(Kind::Sized(..))),
            Effect::SetName => has(signature, |kind| matches!(kind, Kind::Text(_))),
            Effect::SetIds => has(signature, |kind| matches!(kind, Kind::Uid | Kind::Gid)),
            Effect::GetAffinity => {
                matches!(kind(signature, 0), Some(Kind::Pid)) && matches!(kind(signature, 2), Some(Kind::CpuSet(..)))
            }
            Effect::SetAffinity => matches!(kind(signature, 0), Some(Kind::Pid)),
            Effect::None | Effect::Make(..) | Effect::Pipe(_) | Effect::Fork | Effect::Vfork => true,
        };
        assert!(holds, "{name}: {:?}", signature.effect);
    }
}

#[test]
fn close_on_exec_is_asked_for_in_a_flags_argument() {
    for (name, _, signature) in signatures() {
        let (Effect::Open(cloexec)
        | Effect::Make(_, cloexec)
        | Effect::Pipe(cloexec)
        | Effect::Socket(cloexec)
        | Effect::SocketPair(cloexec)
        | Effect::Accept(cloexec)
        | Effect::Dup(cloexec)) = signature.effect
        else {
            continue;
        };
        match cloexec {
            Cloexec::If { arg, mask } => {
                let Some(Kind::Flags(set)) = kind(signature, arg) else { panic!("{name}: no flags at {arg}") };
                let mut text = String::new();
                set.print(mask, &mut text);
                assert!(text.ends_with("_CLOEXEC"), "{name}: {mask:#x} is {text}");
            }
            Cloexec::IfAt { arg, .. } => assert!(matches!(kind(signature, arg), Some(Kind::Sized(..))), "{name}"),
            Cloexec::No | Cloexec::Yes => {}
        }
    }
}

#[test]
fn only_calls_that_return_a_number_of_bytes_ask_for_a_number_of_bytes() {
    for (name, _, signature) in signatures() {
        let roles = roles::roles(signature);
        if roles.size.is_some() {
            assert_eq!(signature.ret, Ret::Bytes, "{name}");
        }
        if signature.ret == Ret::Bytes {
            assert!(roles.size.is_some() || roles.vector.is_some(), "{name}");
        }
    }
}

#[test]
fn arguments_that_depend_on_the_one_before_stand_behind_it() {
    for (name, _, signature) in signatures() {
        for pair in signature.args.windows(2) {
            match (pair[0].kind.bare(), pair[1].kind.bare()) {
                (before, Kind::OffsetHigh) => assert!(matches!(before, Kind::Offset), "{name}"),
                (before, Kind::OpenMode) => {
                    assert!(matches!(before, Kind::Flags(set) if std::ptr::eq(*set, &flags::OPEN)), "{name}");
                }
                (Kind::DirFd, after) => {
                    assert!(matches!(after, Kind::Path | Kind::Path2), "{name}: nothing relative to {}", pair[0].name);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn calls_that_never_return_say_so() {
    for name in ["exit", "exit_group", "rt_sigreturn"] {
        assert_eq!(by_name(Abi::X86_64, name).unwrap().1.signature.ret, Ret::Never);
    }
    assert_eq!(by_name(Abi::I386, "sigreturn").unwrap().1.signature.ret, Ret::Never);
}
