//! Performance counters (perf_event_open(2), include/uapi/linux/perf_event.h).

use super::{Field, Show, StructDef, field};
use crate::decode::Printer;
use crate::decode::number::{half, word};
use crate::flags;

/// Bits of the flags from the lowest on, up to `precise_ip`, which has two.
const FLAGS: [&str; 15] = [
    "disabled",
    "inherit",
    "pinned",
    "exclusive",
    "exclude_user",
    "exclude_kernel",
    "exclude_hv",
    "exclude_idle",
    "mmap",
    "comm",
    "freq",
    "inherit_stat",
    "enable_on_exec",
    "task",
    "watermark",
];

/// Those after it.
const LATER_FLAGS: [&str; 21] = [
    "mmap_data",
    "sample_id_all",
    "exclude_host",
    "exclude_guest",
    "exclude_callchain_kernel",
    "exclude_callchain_user",
    "mmap2",
    "comm_exec",
    "use_clockid",
    "context_switch",
    "write_backward",
    "namespaces",
    "ksymbol",
    "bpf_event",
    "aux_output",
    "cgroup",
    "text_poke",
    "build_id",
    "inherit_thread",
    "remove_on_exec",
    "sigtrap",
];

/// Offset of the flags, and what `precise_ip` means.
const FLAGS_AT: usize = 40;
const PRECISE: [&str; 4] = ["arbitrary skid", "constant skid", "requested to have 0 skid", "must have 0 skid"];

const FREQUENCY: u64 = 1 << 10;
const WATERMARK: u64 = 1 << 14;
const USE_CLOCK: u64 = 1 << 25;
const HARDWARE: u64 = 0;
const SOFTWARE: u64 = 1;
const TRACEPOINT: u64 = 2;
const CACHE: u64 = 3;
const BREAKPOINT: u64 = 5;
const BRANCH_STACK: u64 = 0x800;
const STACK_USER: u64 = 0x2000;

/// `struct perf_event_attr`, which says itself how long it is.
pub static PERF_EVENT_ATTR: StructDef = StructDef::new("perf_event_attr", 128, |printer, bytes| {
    let said = half(bytes, 4);
    let size = if said == 0 { 64 } else { usize::try_from(said).unwrap_or(usize::MAX) };
    let bytes = &bytes[..bytes.len().min(size)];
    printer.out.push_str("{type=");
    flags::PERF_TYPE.print(half(bytes, 0), &mut printer.out);
    printer.out.push_str(", size=");
    flags::PERF_ATTR_SIZE.print(said, &mut printer.out);
    printer.out.push_str(", config=");
    print_config(printer, half(bytes, 0), word(bytes, 8));
    let set = word(bytes, FLAGS_AT);
    let period = if set & FREQUENCY == 0 { "sample_period" } else { "sample_freq" };
    printer.display(format_args!(", {period}={}, sample_type=", word(bytes, 16)));
    flags::PERF_SAMPLE.print(word(bytes, 24), &mut printer.out);
    printer.out.push_str(", read_format=");
    flags::PERF_FORMAT.print(word(bytes, 32), &mut printer.out);
    print_flags(printer, set, &FLAGS, 0);
    let precise = set >> FLAGS.len() & 3;
    printer.display(format_args!(", precise_ip={precise} /* {} */", PRECISE[precise as usize]));
    print_flags(printer, set, &LATER_FLAGS, FLAGS.len() + 2);
    let reserved = set >> (FLAGS.len() + 2 + LATER_FLAGS.len());
    if reserved != 0 {
        printer.display(format_args!(", __reserved_1={reserved:#x} /* Bits 63..38 */"));
    }
    if printer.style.verbose {
        print_rest(printer, bytes, set);
    }
    if !printer.style.verbose || said > bytes.len() as u64 {
        printer.out.push_str(", ...");
    }
    printer.out.push('}');
})
.least(64);

fn print_flags(printer: &mut Printer<'_>, set: u64, names: &[&str], first: usize) {
    for (index, name) in names.iter().enumerate() {
        let bit = set >> (first + index) & 1;
        if printer.style.verbose || bit != 0 {
            printer.display(format_args!(", {name}={bit}"));
        }
    }
}

/// What is counted, by the kind of event.
fn print_config(printer: &mut Printer<'_>, kind: u64, config: u64) {
    let low = config & u64::from(u32::MAX);
    let extended = matches!(kind, HARDWARE | CACHE) && config >> 32 != 0;
    if extended {
        printer.display(format_args!("{:#x}<<32|", config >> 32));
    }
    match kind {
        HARDWARE => flags::PERF_HARDWARE.print(low, &mut printer.out),
        SOFTWARE => flags::PERF_SOFTWARE.print(config, &mut printer.out),
        TRACEPOINT => printer.display(config),
        CACHE => {
            if low >> 24 != 0 {
                printer.display(format_args!("{:#x}<<24|", low >> 24));
            }
            flags::PERF_CACHE_RESULT.print(low >> 16 & 0xff, &mut printer.out);
            printer.out.push_str("<<16|");
            flags::PERF_CACHE_OP.print(low >> 8 & 0xff, &mut printer.out);
            printer.out.push_str("<<8|");
            flags::PERF_CACHE.print(low & 0xff, &mut printer.out);
        }
        _ => printer.hex(config),
    }
}

/// What is shown in verbose style only.
fn print_rest(printer: &mut Printer<'_>, bytes: &[u8], set: u64) {
    let breakpoint = half(bytes, 0) == BREAKPOINT;
    let sample = word(bytes, 24);
    let wakeup = if set & WATERMARK == 0 { "wakeup_events" } else { "wakeup_watermark" };
    let mut fields = vec![Field::new(wakeup, 48, 4, Show::Uint)];
    if breakpoint {
        fields.push(Field::new("bp_type", 52, 4, Show::Flags(&flags::HW_BREAKPOINT)));
    }
    let (first, second) = if breakpoint { ("bp_addr", "bp_len") } else { ("config1", "config2") };
    fields.push(Field::new(first, 56, 8, Show::Hex));
    fields.push(Field::new(second, 64, 8, if breakpoint { Show::Uint } else { Show::Hex }));
    if sample & BRANCH_STACK != 0 {
        fields.push(Field::new("branch_sample_type", 72, 8, Show::Flags(&flags::PERF_BRANCH)));
    }
    fields.push(Field::new("sample_regs_user", 80, 8, Show::Hex));
    if sample & STACK_USER != 0 {
        fields.push(Field::new("sample_stack_user", 88, 4, Show::Hex));
    }
    if set & USE_CLOCK != 0 {
        fields.push(Field::new("clockid", 92, 4, Show::Flags(&flags::CLOCK)));
    }
    fields.push(Field::new("sample_regs_intr", 96, 8, Show::Hex));
    fields.push(Field::new("aux_watermark", 104, 4, Show::Uint));
    fields.push(Field::new("sample_max_stack", 108, 2, Show::Uint));
    for one in &fields {
        field::print_one(printer, bytes, one, ", ");
    }
    if bytes.len() > 110 && half(bytes, 108) >> 16 != 0 {
        printer.display(format_args!(" /* bytes 110..111: {:#x} */", half(bytes, 108) >> 16));
    }
    field::print_one(printer, bytes, &Field::new("aux_sample_size", 112, 4, Show::Uint), ", ");
    if bytes.len() > 116 && half(bytes, 116) != 0 {
        printer.display(format_args!(" /* bytes 116..119: {:#x} */", half(bytes, 116)));
    }
    field::print_one(printer, bytes, &Field::new("sig_data", 120, 8, Show::Hex), ", ");
}
