// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Numbers that look random and are the same each time.

/// xorshift64, by George Marsaglia.
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of that case: neighbouring cases have nothing in common.
    pub fn of_case(case: u64) -> Self {
        // The golden ratio spreads the bits; zero is the one state that xorshift does not leave.
        let mut numbers = Self((case + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            numbers.next();
        }
        numbers
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below that one.
    pub fn below(&mut self, bound: usize) -> usize {
        ((self.next() >> 16) % bound as u64) as usize
    }

    /// Yes in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of these.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// These in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
