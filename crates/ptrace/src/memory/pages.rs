//! Ranges of addresses, and where pages end.

/// A range in a tracee's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins.
    pub address: u64,
    /// How long it is, in bytes.
    pub length: usize,
}

/// Bytes from `address` to the end of its page (`page` is a power of two), at least one.
pub fn to_page_end(address: u64, page: usize) -> usize {
    page - (address as usize & (page - 1))
}

impl Range {
    /// Its parts, none of which crosses from one page into another. Ends at the top of the address space.
    pub(crate) fn parts(self, page: usize) -> impl Iterator<Item = Range> {
        let mut next = Some(self.address);
        let mut left = self.length;
        std::iter::from_fn(move || {
            let address = next?;
            if left == 0 {
                return None;
            }
            let length = left.min(to_page_end(address, page));
            left -= length;
            next = address.checked_add(length as u64);
            Some(Range { address, length })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(address: u64, length: usize) -> Vec<(u64, usize)> {
        Range { address, length }.parts(4096).map(|part| (part.address, part.length)).collect()
    }

    #[test]
    fn a_range_is_split_at_page_ends_only() {
        assert_eq!(parts(0x1000, 10), [(0x1000, 10)]);
        assert_eq!(parts(0x1ffe, 2), [(0x1ffe, 2)]);
        assert_eq!(parts(0x1ffe, 3), [(0x1ffe, 2), (0x2000, 1)]);
        assert_eq!(parts(0x1ffe, 4100), [(0x1ffe, 2), (0x2000, 4096), (0x3000, 2)]);
        assert_eq!(parts(0x1000, 0), []);
    }

    #[test]
    fn a_range_does_not_wrap_around_the_address_space() {
        assert_eq!(parts(u64::MAX - 1, 100), [(u64::MAX - 1, 2)]);
        assert_eq!(parts(u64::MAX, 1), [(u64::MAX, 1)]);
    }
}
