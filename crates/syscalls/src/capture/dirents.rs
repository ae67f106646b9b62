//! Entries of directories.

/// Where `d_reclen` stands in `struct linux_dirent` and `struct linux_dirent64` (getdents(2)).
const RECORD_LENGTH: usize = 16;
/// The least that an entry has: everything before its name.
const LEAST: usize = 18;

/// The number of entries in what getdents filled in. Ends at the first that is cut short.
pub fn count_dirents(mut bytes: &[u8]) -> u32 {
    let mut count = 0;
    while let Some(&[low, high]) = bytes.get(RECORD_LENGTH..RECORD_LENGTH + 2) {
        let length = usize::from(u16::from_le_bytes([low, high]));
        if length < LEAST || length > bytes.len() {
            break;
        }
        bytes = &bytes[length..];
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(length: u16) -> Vec<u8> {
        let mut bytes = vec![0; usize::from(length).max(LEAST)];
        bytes[RECORD_LENGTH..LEAST].copy_from_slice(&length.to_le_bytes());
        bytes
    }

    #[test]
    fn entries_are_counted_by_their_lengths() {
        assert_eq!(count_dirents(&[]), 0);
        assert_eq!(count_dirents(&[entry(24), entry(32), entry(24)].concat()), 3);
    }

    #[test]
    fn lengths_that_lead_nowhere_end_the_counting() {
        assert_eq!(count_dirents(&[entry(24), entry(0)].concat()), 1);
        assert_eq!(count_dirents(&[entry(24), entry(24)].concat()[..40]), 1);
    }
}
