// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Smaller drivers of which the same still holds.

use super::case::{Driver, Returns, Value};

/// The smallest driver that can be had by leaving out one thing after the other while `holds`.
pub fn shrink(mut driver: Driver, holds: impl Fn(&Driver) -> bool) -> Driver {
    while let Some(smaller) = smaller(&driver).into_iter().find(&holds) {
        driver = smaller;
    }
    driver
}

/// The drivers that lack one thing of this one.
fn smaller(driver: &Driver) -> Vec<Driver> {
    let mut all = Vec::new();
    let mut add = |change: &dyn Fn(&mut Driver)| {
        let mut smaller = driver.clone();
        change(&mut smaller);
        if smaller != *driver {
            all.push(smaller);
        }
    };
    for at in 0..driver.entries.len() {
        add(&|driver| drop(driver.entries.remove(at)));
    }
    add(&|driver| driver.kernels = None);
    for at in 0..driver.kernels.iter().flatten().count().saturating_sub(1) {
        add(&|driver| {
            if let Some(ranges) = &mut driver.kernels {
                ranges.remove(at);
            }
        });
    }
    for (at, entry) in driver.entries.iter().enumerate() {
        add(&|driver| driver.entries[at].since = None);
        add(&|driver| driver.entries[at].until = None);
        add(&|driver| driver.entries[at].optional = false);
        for list in 0..entry.lists.len() {
            add(&|driver| drop(driver.entries[at].lists.remove(list)));
        }
        let Value::Method { parameters, .. } = &entry.value else {
            continue;
        };
        for parameter in 0..parameters.len() {
            add(&|driver| {
                if let Value::Method { parameters, .. } = &mut driver.entries[at].value {
                    parameters.remove(parameter);
                }
            });
            add(&|driver| {
                if let Value::Method { parameters, .. } = &mut driver.entries[at].value {
                    parameters[parameter].optional = false;
                }
            });
        }
        add(&|driver| {
            if let Value::Method { returns, .. } = &mut driver.entries[at].value {
                *returns = Returns::Never;
            }
        });
    }
    all
}
