//! Parquet's `DELTA_BINARY_PACKED`, for numbers that grow or hover.
//! (Specification: `Encodings.md` of parquet-format, "Delta Encoding".)

/// Miniblocks of a block.
const MINIBLOCKS: usize = 4;

/// The values of a page: the first, and for blocks of the others their differences to the value before, each as what it is
/// more than the least of its block.
#[derive(Debug)]
pub(super) struct Deltas {
    /// The bits above this one are not the numbers': differences wrap round at the width of the column.
    shift: u32,
    /// Differences of a block.
    block: usize,
    count: usize,
    first: i64,
    last: i64,
    /// Differences of the open block.
    open: Vec<i64>,
    blocks: Vec<u8>,
}

impl Deltas {
    /// None, of numbers that take `width` bytes in Parquet: 4 or 8.
    pub(super) fn new(width: usize) -> Self {
        Self {
            shift: 64 - 8 * width as u32,
            block: 32 * width,
            count: 0,
            first: 0,
            last: 0,
            open: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// Adds a number; bits beyond its width do not count.
    #[inline]
    pub(super) fn push(&mut self, number: u64) {
        let number = number as i64;
        if self.count == 0 {
            self.first = self.narrow(number);
        } else {
            self.open.push(self.narrow(number.wrapping_sub(self.last)));
            if self.open.len() == self.block {
                self.end_block();
            }
        }
        self.last = number;
        self.count += 1;
    }

    /// Adds a number several times.
    pub(super) fn push_same(&mut self, number: u64, times: usize) {
        let mut left = times;
        while left > 0 && (self.count == 0 || !self.open.is_empty() || self.last != number as i64) {
            self.push(number);
            left -= 1;
        }
        // Blocks without a difference take no bits but their own.
        for _ in 0..left / self.block {
            self.blocks.extend_from_slice(&[0; 1 + MINIBLOCKS]);
        }
        self.count += left / self.block * self.block;
        (0..left % self.block).for_each(|_| self.push(number));
    }

    /// Bytes so far, about.
    pub(super) fn bytes(&self) -> usize {
        self.blocks.len() + self.open.len()
    }

    /// Appends all to a page, and begins anew.
    pub(super) fn take(&mut self, page: &mut Vec<u8>) {
        self.end_block();
        unsigned(self.block as u64, page);
        unsigned(MINIBLOCKS as u64, page);
        unsigned(self.count as u64, page);
        signed(self.first, page);
        page.append(&mut self.blocks);
        self.count = 0;
    }

    fn end_block(&mut self) {
        let Some(&least) = self.open.iter().min() else { return };
        signed(least, &mut self.blocks);
        let widths = self.blocks.len();
        self.blocks.resize(widths + MINIBLOCKS, 0);
        let miniblock = self.block / MINIBLOCKS;
        for (index, deltas) in self.open.chunks(miniblock).enumerate() {
            let mask = u64::MAX >> self.shift;
            let above = |delta: &i64| delta.wrapping_sub(least) as u64 & mask;
            let width = u64::BITS - deltas.iter().map(above).fold(0, |all, one| all | one).leading_zeros();
            self.blocks[widths + index] = width as u8;
            pack(deltas.iter().map(above), miniblock, width, &mut self.blocks);
        }
        self.open.clear();
    }

    /// A number or difference as one of the column's width.
    #[inline]
    fn narrow(&self, number: i64) -> i64 {
        number << self.shift >> self.shift
    }
}

/// Bit-packs values, filled up with zeros to `count`, a multiple of 8; lowest bits first.
fn pack(values: impl Iterator<Item = u64>, count: usize, width: u32, out: &mut Vec<u8>) {
    if width == 0 {
        return;
    }
    let end = out.len() + count * width as usize / 8;
    let (mut bits, mut filled) = (0, 0);
    for value in values {
        bits |= value << filled;
        filled += width;
        if filled >= 64 {
            out.extend_from_slice(&bits.to_le_bytes());
            filled -= 64;
            bits = if filled == 0 { 0 } else { value >> (width - filled) };
        }
    }
    out.extend_from_slice(&bits.to_le_bytes());
    // What was one word too many, or what is missing.
    out.resize(end, 0);
}

/// An unsigned LEB128 number.
fn unsigned(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number as an unsigned one that is small where it is near zero ("zigzag").
fn signed(number: i64, out: &mut Vec<u8>) {
    unsigned((number << 1 ^ number >> 63) as u64, out);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a reader makes of a page.
    fn decode(bytes: &[u8], width: u32) -> Vec<i64> {
        let mut at = 0;
        let byte = |at: &mut usize| {
            *at += 1;
            bytes[*at - 1]
        };
        let unsigned = |at: &mut usize| {
            let mut number = 0;
            for shift in (0..).step_by(7) {
                let next = byte(at);
                number |= u64::from(next & 0x7f) << shift;
                if next < 0x80 {
                    break;
                }
            }
            number
        };
        let signed = |at: &mut usize| {
            let number = unsigned(at);
            (number >> 1) as i64 ^ -((number & 1) as i64)
        };
        let (block, miniblocks, count) = (unsigned(&mut at), unsigned(&mut at), unsigned(&mut at) as usize);
        assert!(block % 128 == 0 && block / miniblocks % 32 == 0);
        let narrow = |number: i64| number << (64 - width) >> (64 - width);
        let first = signed(&mut at);
        let mut numbers = if count > 0 { vec![first] } else { Vec::new() };
        while numbers.len() < count {
            let least = signed(&mut at);
            let widths: Vec<_> = (0..miniblocks).map(|_| usize::from(byte(&mut at))).collect();
            for bits in widths {
                for index in 0..(block / miniblocks) as usize {
                    if numbers.len() < count {
                        let bit = |bit: usize| u64::from(bytes[at + bit / 8] >> (bit % 8) & 1);
                        let above = (0..bits).fold(0, |sum, one| sum | bit(index * bits + one) << one);
                        let last = numbers[numbers.len() - 1];
                        numbers.push(narrow(last.wrapping_add(least).wrapping_add(above as i64)));
                    }
                }
                at += (block / miniblocks) as usize * bits / 8;
            }
        }
        assert_eq!(at, bytes.len());
        numbers
    }

    /// Numbers that hover, repeat, grow, or leap from one end of their type to the other.
    fn numbers() -> impl Strategy<Value = Vec<(i64, usize)>> {
        let number = prop_oneof![
            4 => -3..3_i64,
            2 => 1_700_000_000_000..1_700_000_100_000_i64,
            1 => any::<i64>(),
            1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(i32::MIN.into()), Just(i32::MAX.into())],
        ];
        let times = prop_oneof![4 => Just(1), 1 => 2..40_usize, 1 => 250..900_usize];
        prop::collection::vec((number, times), 0..300)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn numbers_come_back(pages in prop::collection::vec(numbers(), 1..3)) {
            for width in [4, 8] {
                let mut deltas = Deltas::new(width);
                for numbers in &pages {
                    for &(number, times) in numbers {
                        if times == 1 { deltas.push(number as u64) } else { deltas.push_same(number as u64, times) }
                    }
                    let mut page = Vec::new();
                    deltas.take(&mut page);
                    let narrow = |number: i64| if width == 4 { (number as i32).into() } else { number };
                    let all = numbers.iter().flat_map(|&(number, times)| std::iter::repeat_n(narrow(number), times));
                    prop_assert_eq!(decode(&page, 8 * width as u32), all.collect::<Vec<_>>());
                }
            }
        }
    }
}
