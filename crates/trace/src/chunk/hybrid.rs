//! Parquet's hybrid of run-length encoding and bit-packing, for indices and for definition levels.
//! (Specification: `Encodings.md` of parquet-format, "Run Length Encoding / Bit-Packing Hybrid".)

/// Values that are bit-packed together, and the length from which a repetition is worth a run.
const GROUP: usize = 8;

/// Groups under one header, so that it takes one byte.
const MOST_GROUPS: usize = 63;

/// Appends `values` and behind them a value several times, each of less than 2^`width`. `width` is at most 32.
pub(super) fn encode(values: &[u32], (last, times): (u32, usize), width: usize, out: &mut Vec<u8>) {
    let mut packed = 0;
    let mut at = 0;
    while at < values.len() {
        let run = run_length(&values[at..]);
        if run >= GROUP {
            pack(&values[packed..at], 0, width, out);
            repeat(values[at], run, width, out);
            at += run;
            packed = at;
        } else {
            at += GROUP;
        }
    }
    let rest = &values[packed..];
    pack(rest, last, width, out);
    // Those that filled up the last group are done.
    let done = rest.len().next_multiple_of(GROUP) - rest.len();
    repeat(last, times.saturating_sub(done), width, out);
}

fn repeat(value: u32, times: usize, width: usize, out: &mut Vec<u8>) {
    if times > 0 {
        header((times as u64) << 1, out);
        out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8)]);
    }
}

/// How often the first value comes in a row.
#[inline]
fn run_length(values: &[u32]) -> usize {
    // Most groups are no run, which their last value tells.
    if values.len() < GROUP || values[GROUP - 1] != values[0] {
        return 0;
    }
    values.iter().take_while(|value| **value == values[0]).count()
}

/// Bit-packs values, of which only the last ones of all may be no whole group; it is filled up with another.
fn pack(values: &[u32], filling: u32, width: usize, out: &mut Vec<u8>) {
    for values in values.chunks(GROUP * MOST_GROUPS) {
        header((values.len().div_ceil(GROUP) as u64) << 1 | 1, out);
        let (mut bits, mut count) = (0_u64, 0);
        let missing = values.len().next_multiple_of(GROUP) - values.len();
        for value in values.iter().copied().chain(std::iter::repeat_n(filling, missing)) {
            bits |= u64::from(value) << count;
            count += width;
            if count >= 32 {
                out.extend_from_slice(&(bits as u32).to_le_bytes());
                bits >>= 32;
                count -= 32;
            }
        }
        out.extend_from_slice(&bits.to_le_bytes()[..count / 8]);
    }
}

/// Appends the first `count` bits of `bitmap`, lowest bit of a byte first: the same as [`encode`] with a width of 1.
pub(super) fn encode_bits(bitmap: &[u8], count: usize, out: &mut Vec<u8>) {
    let mut packed = Vec::new();
    let mut at = 0;
    while at < count {
        let (bits, valid) = bits_at(bitmap, at);
        let group = bits as u8;
        if valid.min(count - at) >= GROUP && (group == 0 || group == 0xff) {
            pack_bits(&mut packed, out);
            let run = bit_run(bitmap, at, count);
            header((run as u64) << 1, out);
            out.push(group & 1);
            at += run;
        } else {
            let left = count - at;
            packed.push(if left < GROUP { group & ((1 << left) - 1) } else { group });
            at += GROUP;
        }
    }
    pack_bits(&mut packed, out);
}

/// The bits from bit `at` on, and how many of them are valid: at least 8 if there are as many.
#[inline]
fn bits_at(bitmap: &[u8], at: usize) -> (u64, usize) {
    let (rest, shift) = (&bitmap[at / 8..], at % 8);
    let bits = match rest.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |bits, byte| bits << 8 | u64::from(*byte)),
    };
    (bits >> shift, rest.len().min(8) * 8 - shift)
}

/// How many bits from `at` on, of those before `end`, are equal.
fn bit_run(bitmap: &[u8], at: usize, end: usize) -> usize {
    let value = if bits_at(bitmap, at).0 & 1 == 1 { u64::MAX } else { 0 };
    let mut next = at;
    while next < end {
        let (bits, valid) = bits_at(bitmap, next);
        let equal = ((bits ^ value).trailing_zeros() as usize).min(valid);
        next += equal;
        if equal < valid {
            break;
        }
    }
    next.min(end) - at
}

fn pack_bits(packed: &mut Vec<u8>, out: &mut Vec<u8>) {
    for bytes in packed.chunks(MOST_GROUPS) {
        header((bytes.len() as u64) << 1 | 1, out);
        out.extend_from_slice(bytes);
    }
    packed.clear();
}

/// An unsigned LEB128 number.
fn header(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a reader makes of it.
    fn decode(mut bytes: &[u8], width: usize, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let mut number = 0_u64;
            for shift in (0..).step_by(7) {
                number |= u64::from(bytes[0] & 0x7f) << shift;
                let more = bytes[0] >= 0x80;
                bytes = &bytes[1..];
                if !more {
                    break;
                }
            }
            let many = (number >> 1) as usize;
            if number & 1 == 0 {
                let (value, rest) = bytes.split_at(width.div_ceil(8));
                let value = value.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
                values.extend(std::iter::repeat_n(value, many));
                bytes = rest;
            } else {
                let (packed, rest) = bytes.split_at(many * width);
                let bit = |at: usize| u32::from(packed[at / 8] >> (at % 8) & 1);
                values.extend((0..many * 8).map(|n| (0..width).map(|b| bit(n * width + b) << b).sum::<u32>()));
                bytes = rest;
            }
        }
        assert!(bytes.is_empty(), "{} bytes are left", bytes.len());
        assert!(values.len() < count + 8);
        values.truncate(count);
        values
    }

    /// Runs of any length, long enough to need several headers of packed groups between them.
    fn runs() -> impl Strategy<Value = Vec<u32>> {
        let run = (any::<u32>(), prop_oneof![4 => 1..4_usize, 1 => 1..40_usize, 1 => 500..600_usize]);
        let runs = prop::collection::vec(run, 0..400);
        runs.prop_map(|runs| runs.iter().flat_map(|(value, many)| std::iter::repeat_n(*value, *many)).collect())
    }

    proptest! {
        #[test]
        fn indices_come_back(values in runs(), last in any::<u32>(), times in 0..40_usize, width in 0..=32_usize) {
            let narrow = |value: u32| (u64::from(value) & ((1 << width) - 1)) as u32;
            let mut values: Vec<u32> = values.iter().map(|value| narrow(*value)).collect();
            let mut bytes = Vec::new();
            encode(&values, (narrow(last), times), width, &mut bytes);
            values.extend(std::iter::repeat_n(narrow(last), times));
            prop_assert_eq!(decode(&bytes, width, values.len()), values);
        }

        #[test]
        fn levels_come_back(values in runs()) {
            let values: Vec<u32> = values.iter().map(|value| value & 1).collect();
            let bits = |eight: &[u32]| eight.iter().rev().fold(0, |byte, bit| byte << 1 | *bit as u8);
            let bitmap: Vec<u8> = values.chunks(8).map(bits).collect();
            let mut bytes = Vec::new();
            encode_bits(&bitmap, values.len(), &mut bytes);
            let mut same = Vec::new();
            encode(&values, (0, 0), 1, &mut same);
            prop_assert_eq!(&bytes, &same);
            prop_assert_eq!(decode(&bytes, 1, values.len()), values);
        }
    }
}
