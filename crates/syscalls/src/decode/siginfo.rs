//! What a signal says of itself (sigaction(2), include/uapi/asm-generic/siginfo.h).

use super::{Printer, number};
use crate::flags::{self, FlagSet, Hex};
use crate::structs::{Field, Show, field};

const SIGILL: i64 = 4;
const SIGTRAP: i64 = 5;
const SIGBUS: i64 = 7;
const SIGFPE: i64 = 8;
const SIGSEGV: i64 = 11;
const SIGCHLD: i64 = 17;
const SIGIO: i64 = 29;
const SIGSYS: i64 = 31;

const SI_USER: i64 = 0;
const SI_TIMER: i64 = -2;
const SI_SIGIO: i64 = -5;
const SI_TKILL: i64 = -6;
const SI_NOINFO: i64 = 32767;
const CLD_EXITED: i64 = 1;
const BUS_MCEERR: [i64; 2] = [4, 5];
const SEGV_BNDERR: i64 = 3;
const SEGV_PKUERR: i64 = 4;
const POLL_IN: i64 = 1;
const POLL_HUP: i64 = 6;

const PID: Field = Field::new("si_pid", 16, 4, Show::Int);
const UID: Field = Field::new("si_uid", 20, 4, Show::Id);
const INT: Field = Field::new("si_int", 24, 4, Show::Int);
const PTR: Field = Field::new("si_ptr", 24, 8, Show::Addr);
const BAND: Field = Field::new("si_band", 16, 8, Show::Int);
const FD: Field = Field::new("si_fd", 24, 4, Show::Fd);
const ADDR: Field = Field::new("si_addr", 16, 8, Show::Addr);
const UTIME: Field = Field::new("si_utime", 32, 8, Show::Ticks);
const STIME: Field = Field::new("si_stime", 40, 8, Show::Ticks);

/// Codes of a signal's own, beside those of any signal.
const CODES: [(i64, &FlagSet); 8] = [
    (SIGILL, &flags::ILL_CODE),
    (SIGTRAP, &flags::TRAP_CODE),
    (SIGBUS, &flags::BUS_CODE),
    (SIGFPE, &flags::FPE_CODE),
    (SIGSEGV, &flags::SEGV_CODE),
    (SIGCHLD, &flags::CLD_CODE),
    (SIGIO, &flags::POLL_CODE),
    (SIGSYS, &flags::SYS_CODE),
];

/// Appends `{si_signo=…, si_code=…, …}`; `{}` for no signal.
pub fn print(printer: &mut Printer<'_>, bytes: &[u8]) {
    let mut whole = [0; 128];
    for (to, &from) in whole.iter_mut().zip(bytes) {
        *to = from;
    }
    let (signo, code) = (number::signed(&whole[..4]), number::signed(&whole[8..12]));
    let mut fields = Vec::new();
    printer.out.push('{');
    if signo != 0 {
        printer.out.push_str("si_signo=");
        printer.signal(signo as i32);
        printer.out.push_str(", si_code=");
        print_code(printer, signo, code);
        if code != SI_NOINFO {
            if number::unsigned(&whole[4..8]) != 0 {
                fields.push(Field::new("si_errno", 4, 4, Show::With(print_error)));
            }
            push_rest(signo, code, number::unsigned(&whole[24..32]) != 0, &whole, &mut fields);
        }
    }
    for field in &fields {
        field::print_one(printer, &whole, field, ", ");
    }
    printer.out.push('}');
}

fn print_error(printer: &mut Printer<'_>, bytes: &[u8]) {
    let error = number::signed(bytes) as i32;
    match crate::errno::name(error) {
        Some(name) => printer.out.push_str(name),
        None => printer.display(error),
    }
}

fn print_code(printer: &mut Printer<'_>, signo: i64, code: i64) {
    let raw = u64::from(code as u32);
    let own = CODES.iter().find(|&&(of, _)| of == signo).and_then(|(_, set)| set.value_name(raw));
    match flags::SI_CODE.value_name(raw).or(own) {
        Some(name) => printer.constant(Hex(raw), name),
        None => printer.hex(raw),
    }
}

/// The members that the signal and its code give a meaning to.
fn push_rest(signo: i64, code: i64, has_value: bool, whole: &[u8], fields: &mut Vec<Field>) {
    let sender = [PID, UID];
    let value = [INT, PTR];
    if code <= 0 {
        match code {
            SI_USER | SI_TKILL => fields.extend(sender),
            SI_TIMER => {
                fields.push(Field::new("si_timerid", 16, 4, Show::Hex));
                fields.push(Field::new("si_overrun", 20, 4, Show::Int));
                fields.extend(value);
            }
            SI_SIGIO => fields.extend([BAND, FD]),
            _ => {
                fields.extend(sender);
                if has_value {
                    fields.extend(value);
                }
            }
        }
        return;
    }
    match signo {
        SIGCHLD => {
            let status = if code == CLD_EXITED { Show::Int } else { Show::Signal };
            fields.extend(sender);
            fields.extend([Field::new("si_status", 24, 4, status), UTIME, STIME]);
        }
        SIGILL | SIGFPE | SIGTRAP => fields.push(ADDR),
        SIGBUS => {
            fields.push(ADDR);
            if BUS_MCEERR.contains(&code) {
                fields.push(Field::new("si_addr_lsb", 24, 2, Show::Hex));
            }
        }
        SIGSEGV => {
            fields.push(ADDR);
            if code == SEGV_BNDERR {
                fields.push(Field::new("si_lower", 32, 8, Show::Addr));
                fields.push(Field::new("si_upper", 40, 8, Show::Addr));
            } else if code == SEGV_PKUERR {
                fields.push(Field::new("si_pkey", 32, 4, Show::Uint));
            }
        }
        SIGIO if (POLL_IN..=POLL_HUP).contains(&code) => fields.extend([BAND, FD]),
        SIGIO => {}
        SIGSYS => {
            fields.push(Field::new("si_call_addr", 16, 8, Show::Addr));
            fields.push(Field::new("si_syscall", 24, 4, Show::With(print_syscall)));
            fields.push(Field::new("si_arch", 28, 4, Show::Flags(&flags::AUDIT_ARCH)));
        }
        _ => {
            if number::unsigned(&whole[16..24]) != 0 {
                fields.extend(sender);
            }
            if has_value {
                fields.extend(value);
            }
        }
    }
}

/// `__NR_openat`; the number where the call is unknown. The audit architecture follows in memory, out of sight here,
/// and is x86_64's on all that is recorded but i386 programs.
fn print_syscall(printer: &mut Printer<'_>, bytes: &[u8]) {
    let nr = number::signed(bytes) as i32;
    match crate::table::lookup(crate::Abi::X86_64, nr) {
        Some(call) => printer.display(format_args!("__NR_{}", call.name)),
        None => printer.hex(u64::from(nr as u32)),
    }
}
