//! Little-endian numbers of any width.

/// The number in up to eight bytes; further ones are ignored.
pub fn unsigned(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The same, sign-extended from the highest byte.
pub fn signed(bytes: &[u8]) -> i64 {
    let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
    (unsigned(bytes) << unused) as i64 >> unused
}

/// The `u64` at an offset; 0 where the bytes end before.
pub fn word(bytes: &[u8], at: usize) -> u64 {
    unsigned(bytes.get(at..).and_then(|rest| rest.get(..8)).unwrap_or_default())
}

/// The `u32` at an offset, likewise.
pub fn half(bytes: &[u8], at: usize) -> u64 {
    unsigned(bytes.get(at..).and_then(|rest| rest.get(..4)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_are_read() {
        assert_eq!(unsigned(&[]), 0);
        assert_eq!(signed(&[]), 0);
        assert_eq!(unsigned(&[1, 2]), 0x201);
        assert_eq!(signed(&[0xff]), -1);
        assert_eq!(signed(&[0xfe, 0xff, 0xff, 0xff]), -2);
        assert_eq!(unsigned(&[0xff; 9]), u64::MAX);
        assert_eq!(signed(&[0xff; 8]), -1);
    }

    #[test]
    fn numbers_beyond_the_end_are_zero() {
        let bytes = [1, 0, 0, 0, 2, 0, 0, 0];
        assert_eq!((word(&bytes, 0), word(&bytes, 1), word(&bytes, usize::MAX)), (0x2_0000_0001, 0, 0));
        assert_eq!((half(&bytes, 4), half(&bytes, 5)), (2, 0));
    }
}
