//! When a recording ends by itself.

use std::time::Duration;

/// Ends a recording before those whose calls it records; they run on, untraced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// How long it lasts at most.
    pub duration: Option<Duration>,
    /// How many bytes the file has at most, about: what is being encoded counts before it is written.
    pub size: Option<u64>,
}

impl Bounds {
    /// Whether there are none.
    pub(crate) fn is_none(&self) -> bool {
        *self == Bounds::default()
    }

    /// Why the recording ends now, as the metadata have it; `None` if it goes on.
    pub(crate) fn reached(&self, elapsed: Duration, size: u64) -> Option<&'static str> {
        match () {
            () if self.duration.is_some_and(|most| elapsed >= most) => Some("--duration reached"),
            () if self.size.is_some_and(|most| size >= most) => Some("--max-size reached"),
            () => None,
        }
    }

    /// As options, for the metadata.
    pub(crate) fn words(&self) -> impl Iterator<Item = String> {
        let duration = self.duration.map(|duration| format!("--duration {}", duration.as_secs_f64()));
        let size = self.size.map(|size| format!("--max-size {size}"));
        duration.into_iter().chain(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_bound_ends_the_recording() {
        let second = Duration::from_secs(1);
        let both = Bounds { duration: Some(second), size: Some(100) };
        assert_eq!(both.reached(second / 2, 99), None);
        assert_eq!(both.reached(second, 0), Some("--duration reached"));
        assert_eq!(both.reached(second / 2, 100), Some("--max-size reached"));
        assert_eq!(Bounds::default().reached(second * 1000, u64::MAX), None);
        assert_eq!(both.words().collect::<Vec<_>>(), ["--duration 1", "--max-size 100"]);
    }
}
