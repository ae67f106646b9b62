//! Medians and spreads.

/// The middle of some numbers, the least and the most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Of an even number of values, the mean of the two in the middle.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

impl Spread {
    /// `None` of nothing.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (&min, &max) = (values.first()?, values.last()?);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 };
        Some(Spread { median, min, max })
    }

    /// The ratio of two series that took turns: of their medians, and the least and the most of any round.
    pub fn ratio(values: &[f64], to: &[f64]) -> Option<Spread> {
        let (of, base) = (Spread::of(values.iter().copied())?, Spread::of(to.iter().copied())?);
        let rounds = Spread::of(values.iter().zip(to).map(|(value, to)| value / to))?;
        let median = of.median / base.median;
        // The medians may be of different rounds, and so may their ratio lie outside of every round's.
        Some(Spread { median, min: rounds.min.min(median), max: rounds.max.max(median) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_in_whatever_order() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Some(Spread { median: 2.0, min: 1.0, max: 3.0 }));
        assert_eq!(Spread::of([4.0, 1.0]), Some(Spread { median: 2.5, min: 1.0, max: 4.0 }));
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn a_ratio_compares_round_by_round() {
        let ratio = Spread::ratio(&[2.0, 3.0, 8.0], &[1.0, 2.0, 4.0]);
        assert_eq!(ratio, Some(Spread { median: 1.5, min: 1.5, max: 2.0 }));
        assert_eq!(Spread::ratio(&[], &[1.0]), None);
    }
}
