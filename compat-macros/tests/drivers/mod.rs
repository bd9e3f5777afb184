// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers made by chance, valid and not, and a model that says which: for tests of what `#[kernel_ops]` accepts.
//!
//! The model is made from the rules in words, by trying everything out, and shares nothing with the macro's code but the
//! histories. `compat-macros` holds the macro's verdict against it, and `compat-core` has rustc compile such drivers.

pub mod arguments;
pub mod case;
pub mod facts;
pub mod generate;
pub mod model;
pub mod mutate;
pub mod numbers;
pub mod render;
pub mod served;
pub mod shrink;

pub use case::Driver;
pub use facts::Facts;
pub use model::judge;
pub use numbers::Numbers;

/// A driver for that struct and target: a valid one, and up to four mutations of it.
pub fn driver(facts: &Facts, target: Option<&str>, numbers: &mut Numbers) -> Driver {
    let mut driver = generate::valid(facts, target, numbers);
    let mutations = [0, 0, 1, 1, 1, 1, 2, 2, 3, 4];
    for _ in 0..*numbers.choose(&mutations) {
        mutate::mutate(&mut driver, facts, numbers);
    }
    driver
}

/// How many drivers to make: `KERNEL_COMPAT_CASES`, or so many that a test run does not notice.
pub fn count(default: usize) -> usize {
    let count = std::env::var("KERNEL_COMPAT_CASES").ok();
    count.map_or(default, |count| count.parse().expect(&count))
}
