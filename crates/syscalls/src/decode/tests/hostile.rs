//! Traces that nobody recorded.

use proptest::prelude::*;

use super::line;
use crate::decode::{CallText, NoNames, Style, siginfo};
use crate::memory::{Record, Status, what};
use crate::{Abi, table};

/// Small numbers, which are lengths and indices, as often as any.
fn raw() -> impl Strategy<Value = u64> {
    prop_oneof![0..300u64, any::<u64>(), Just(u64::MAX), Just(0x1000), (0..64u32).prop_map(|bit| 1 << bit)]
}

/// Records that belong to arguments or are found by the addresses that other records hold.
fn record() -> impl Strategy<Value = Vec<u8>> {
    let status = prop_oneof![4 => Just(Status::Ok), 1 => Just(Status::Fault), 1 => Just(Status::Truncated)];
    let bytes = prop_oneof![
        any::<Vec<u8>>(),
        prop::collection::vec(prop_oneof![4 => Just(0u8), 1 => any::<u8>(), 1 => Just(0x10u8)], 0..300),
        prop::collection::vec(raw(), 0..20).prop_map(|words| words.into_iter().flat_map(u64::to_le_bytes).collect()),
    ];
    let what = prop_oneof![4 => 0..6u8, 2 => Just(what::NESTED), 1 => any::<u8>()];
    (what, any::<bool>(), status, any::<bool>(), 0..400u32, raw(), bytes).prop_map(
        |(what, at_exit, status, recovered, full_length, address, bytes)| {
            let mut memory = Vec::new();
            Record { what, at_exit, status, recovered, full_length, address, bytes: &bytes }.write(&mut memory);
            memory
        },
    )
}

fn memory() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![prop::collection::vec(record(), 0..12).prop_map(|records| records.concat()), any::<Vec<u8>>()]
}

/// Every signature of the table: the arguments that select it are set.
fn calls() -> Vec<(i32, Option<(usize, u64)>)> {
    table::all()
        .iter()
        .flat_map(|call| {
            let selected = call.selector.into_iter().flat_map(move |(index, _)| {
                call.variants.iter().map(move |variant| (call.nr, Some((usize::from(index), variant.value))))
            });
            selected.chain([(call.nr, None)])
        })
        .collect()
}

fn is_harmless(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_call_panics_or_prints_control_characters(
        args in prop::array::uniform6(raw()),
        ret in prop_oneof![Just(None), (-600..300i64).prop_map(Some), any::<i64>().prop_map(Some)],
        memory in memory(),
        data: Option<Vec<u8>>,
        path: Option<String>,
        verbose: bool,
        string in 0..40usize,
        abi in prop_oneof![Just(Abi::X86_64), Just(Abi::I386), Just(Abi::X32)],
    ) {
        for (nr, selector) in calls() {
            let mut args = args;
            if let Some((index, value)) = selector {
                args[index] = value;
            }
            let (path, data) = (path.as_deref(), data.as_deref());
            let call = CallText { abi, nr, args, ret, memory: &memory, data, path, path2: path };
            let text = line(&call, &NoNames, Style { string, verbose, ..Style::default() });
            prop_assert!(is_harmless(&text), "{text:?}");
        }
    }

    #[test]
    fn no_signal_panics_or_prints_control_characters(bytes: Vec<u8>, signo in 0..70u32, code in -10..10i32) {
        prop_assert!(is_harmless(&siginfo(&bytes)));
        let mut whole = [signo.to_le_bytes(), [0; 4], code.to_le_bytes()].concat();
        whole.extend(bytes);
        prop_assert!(is_harmless(&siginfo(&whole)));
    }
}
