//! Times in buckets whose width grows with the time (as in HdrHistogram): a quantile is off by at most 2 %.

/// Buckets of each doubling, as a power of two: 32 of them make each 1/32 of its beginning wide.
const BITS: u32 = 5;
const STEPS: usize = 1 << BITS;

/// How many times fell into each bucket.
#[derive(Clone, Debug, Default)]
pub(super) struct Histogram {
    /// Up to the highest that was ever used.
    buckets: Vec<u64>,
    count: u64,
    total: u64,
    min: u64,
    max: u64,
}

/// The bucket of a number: below 32 its own, then 32 in each doubling.
fn bucket(number: u64) -> usize {
    let high = number.checked_ilog2().unwrap_or(0);
    match high.checked_sub(BITS) {
        None | Some(0) if number < 2 * STEPS as u64 => number as usize,
        shift => {
            let shift = shift.unwrap_or(0);
            shift as usize * STEPS + (number >> shift) as usize
        }
    }
}

/// The middle of a bucket.
fn middle(bucket: usize) -> u64 {
    match bucket / STEPS {
        0 | 1 => bucket as u64,
        doubling => {
            let shift = doubling - 1;
            let begin = ((bucket - shift * STEPS) as u64) << shift;
            begin + (1 << shift) / 2
        }
    }
}

impl Histogram {
    pub(super) fn add(&mut self, number: u64) {
        let bucket = bucket(number);
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        self.buckets[bucket] += 1;
        self.min = if self.count == 0 { number } else { self.min.min(number) };
        self.count += 1;
        self.total = self.total.saturating_add(number);
        self.max = self.max.max(number);
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn max(&self) -> u64 {
        self.max
    }

    /// What `percent` of the numbers do not exceed; 0 if there are none.
    pub(super) fn quantile(&self, percent: u64) -> u64 {
        let rank = (u128::from(self.count) * u128::from(percent)).div_ceil(100) as u64;
        let mut below = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            below += count;
            if below >= rank.max(1) {
                return middle(bucket).clamp(self.min, self.max);
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_buckets_numbers_is_near_each_of_them() {
        let mut last = 0;
        for number in (0..5000).chain((0..2000).map(|step| 5000 + step * step * 977)).chain([u64::MAX / 2, u64::MAX]) {
            let found = bucket(number);
            assert!(found >= last, "{number}");
            last = found;
            let off = middle(found).abs_diff(number);
            assert!(off <= number / 50, "{number} → {}", middle(found));
        }
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_numbers() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.quantile(50), histogram.max()), (0, 0));
        histogram.add(6_812_001);
        assert_eq!(histogram.quantile(50), 6_812_001, "the only one");
        let mut histogram = Histogram::default();
        let mut numbers: Vec<u64> = (0..1000).map(|step| 700 + step * step * 31 % 90_000).collect();
        numbers.iter().for_each(|&number| histogram.add(number));
        numbers.sort_unstable();
        for percent in [1, 50, 90, 99, 100] {
            let exact = numbers[(numbers.len() * percent as usize).div_ceil(100) - 1];
            let found = histogram.quantile(percent);
            assert!(found.abs_diff(exact) <= exact / 50, "p{percent}: {found}, exactly {exact}");
        }
        assert_eq!(histogram.total(), numbers.iter().sum::<u64>());
    }
}
