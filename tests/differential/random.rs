//! Chance that can be repeated: the same seed gives the same sequence, on every machine.

/// `SplitMix64`.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        // Mixed, so that the next seed's sequence is not this one from its second number on.
        Random(Random(seed).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`, which is not 0.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % count
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    /// One of the values, each as often as its weight says.
    pub fn weighted<T: Clone>(&mut self, values: &[(usize, T)]) -> T {
        let mut left = self.below(values.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in values {
            if left < *weight {
                return value.clone();
            }
            left -= weight;
        }
        values[0].1.clone()
    }
}
