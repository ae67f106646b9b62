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
}
