//! XXH64, the checksum of the journal's frames: as fast as memory, and too little code to be a dependency.
//! (Specification: `xxhash_spec.md` of the xxHash project.)

const PRIMES: [u64; 5] =
    [0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63, 0x27d4_eb2f_1656_67c5];

/// A checksum in the making.
#[derive(Clone)]
pub(super) struct Xxh64 {
    lanes: [u64; 4],
    length: u64,
    /// Bytes that do not make up a stripe yet.
    rest: [u8; STRIPE],
}

/// Bytes that the four lanes take in together.
const STRIPE: usize = 32;

impl Xxh64 {
    pub(super) fn new() -> Self {
        let lanes = [PRIMES[0].wrapping_add(PRIMES[1]), PRIMES[1], 0, 0_u64.wrapping_sub(PRIMES[0])];
        Self { lanes, length: 0, rest: [0; STRIPE] }
    }

    pub(super) fn update(mut self, mut bytes: &[u8]) -> Self {
        let waiting = self.length as usize % STRIPE;
        self.length += bytes.len() as u64;
        if waiting > 0 {
            let (fill, after) = bytes.split_at(bytes.len().min(STRIPE - waiting));
            self.rest[waiting..waiting + fill.len()].copy_from_slice(fill);
            if waiting + fill.len() < STRIPE {
                return self;
            }
            let stripe = self.rest;
            take_in(&mut self.lanes, &stripe);
            bytes = after;
        }
        let (stripes, after) = bytes.as_chunks::<STRIPE>();
        stripes.iter().for_each(|stripe| take_in(&mut self.lanes, stripe));
        self.rest[..after.len()].copy_from_slice(after);
        self
    }

    pub(super) fn finish(self) -> u64 {
        let [a, b, c, d] = self.lanes;
        let mut sum = if self.length >= STRIPE as u64 {
            let sum = a.rotate_left(1).wrapping_add(b.rotate_left(7));
            let sum = sum.wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18));
            self.lanes
                .iter()
                .fold(sum, |sum, lane| (sum ^ round(0, *lane)).wrapping_mul(PRIMES[0]).wrapping_add(PRIMES[3]))
        } else {
            PRIMES[4]
        };
        sum = sum.wrapping_add(self.length);
        let (words, after) = self.rest[..self.length as usize % STRIPE].as_chunks::<8>();
        for word in words {
            sum ^= round(0, u64::from_le_bytes(*word));
            sum = sum.rotate_left(27).wrapping_mul(PRIMES[0]).wrapping_add(PRIMES[3]);
        }
        let (halves, after) = after.as_chunks::<4>();
        for half in halves {
            sum ^= u64::from(u32::from_le_bytes(*half)).wrapping_mul(PRIMES[0]);
            sum = sum.rotate_left(23).wrapping_mul(PRIMES[1]).wrapping_add(PRIMES[2]);
        }
        for byte in after {
            sum ^= u64::from(*byte).wrapping_mul(PRIMES[4]);
            sum = sum.rotate_left(11).wrapping_mul(PRIMES[0]);
        }
        sum = (sum ^ sum >> 33).wrapping_mul(PRIMES[1]);
        sum = (sum ^ sum >> 29).wrapping_mul(PRIMES[2]);
        sum ^ sum >> 32
    }
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(PRIMES[1])).rotate_left(31).wrapping_mul(PRIMES[0])
}

#[inline]
fn take_in(lanes: &mut [u64; 4], stripe: &[u8; STRIPE]) {
    let (words, _) = stripe.as_chunks::<8>();
    for (lane, word) in lanes.iter_mut().zip(words) {
        *lane = round(*lane, u64::from_le_bytes(*word));
    }
}

#[cfg(test)]
mod tests {
    use super::Xxh64;

    #[test]
    fn agrees_with_published_values() {
        let sum = |text: &str| Xxh64::new().update(text.as_bytes()).finish();
        assert_eq!(sum(""), 0xef46_db37_51d8_e999);
        assert_eq!(sum("a"), 0xd24e_c4f1_a98c_6e5b);
        assert_eq!(sum("abc"), 0x44bc_2cf5_ad77_0999);
        assert_eq!(sum("Nobody inspects the spammish repetition"), 0xfbce_a83c_8a37_8bf1);
    }

    #[test]
    fn pieces_add_up_wherever_they_are_cut() {
        let bytes: Vec<u8> = (0..200).collect();
        let whole = Xxh64::new().update(&bytes).finish();
        for cut in 0..bytes.len() {
            for second in cut..bytes.len() {
                let pieces = [&bytes[..cut], &bytes[cut..second], &bytes[second..]];
                assert_eq!(pieces.iter().fold(Xxh64::new(), |sum, piece| sum.update(piece)).finish(), whole);
            }
        }
    }
}
