// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What it costs to check a driver against every kernel: `cargo check` of the example exporter for all kernels, and for the
//! target alone.

use super::driver::{Driver, RELEASE, head, ops};
use super::measure::Times;
use crate::error::{Error, Result};
use crate::{table, workspace};
use std::time::Duration;

const ROUNDS: usize = 15;

/// Measures in turns, and prints the table.
pub fn bench() -> Result<()> {
    let folder = workspace::target().join("bench/check");
    let every = ops()?;
    let alone = for_target_alone(&every)?;
    let driver = |name: &str, short: &str, ops: &str| {
        Driver::write(name.to_owned(), folder.join(short), workspace::root(), ops)
    };
    let mut drivers = [
        driver("checked for every kernel", "every", &every)?,
        driver("checked for the target alone", "alone", &alone)?,
    ];
    for driver in &drivers {
        driver.prepare()?;
    }
    for round in 1..=ROUNDS {
        eprintln!("checks, round {round} of {ROUNDS}");
        for driver in &mut drivers {
            driver.measure()?;
        }
    }
    print(&drivers);
    Ok(())
}

/// The ops without what is for other kernels, and with a range that has the target alone.
fn for_target_alone(ops: &str) -> Result<String> {
    let range = "kernels = \"4.4..\"";
    if !ops.contains(range) {
        return Err(Error::new(format!(
            "the exporter's ops are not for {range}"
        )));
    }
    let items = ops.split("\n\n").filter(|item| {
        let mut lines = item.lines().map(str::trim);
        !lines.any(|line| line.starts_with("#[kernel(until = "))
    });
    let items: Vec<&str> = items.collect();
    let text = items.join("\n\n");
    Ok(text.replace(range, &format!("kernels = \"{RELEASE}\"")))
}

fn print([every, alone]: &[Driver; 2]) {
    let rows = [
        head("cargo check of the exporter"),
        every.row(),
        alone.row(),
    ];
    println!("{}", table::lines(&rows).join("\n"));
    let ratio = |time: fn(&Times) -> Duration| {
        time(&every.check).as_secs_f64() / time(&alone.check).as_secs_f64()
    };
    println!(
        "every kernel takes {:.2} times the target alone, by the least {:.2}",
        ratio(Times::median),
        ratio(Times::minimum)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_other_kernels_goes() {
        let ops = "#[kernel_ops(x, kernels = \"4.4..\")]\nimpl A {\n    fn a() {}\n\n    #[kernel(until = \"5.5\")]\n    fn b() {}\n\n    #[kernel(since = \"5.11\")]\n    fn c() {}\n}\n";
        let alone = for_target_alone(ops).unwrap();
        assert!(alone.contains("kernels = \"6.12\"") && alone.contains("fn c"));
        assert!(!alone.contains("fn b"));
        assert!(for_target_alone("impl A {}").is_err());
    }
}
