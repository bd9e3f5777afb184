// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! How a driver's check grows with the histories that compat-data embeds, and with the layouts of the driver's struct.

use super::driver::{Driver, head, ops};
use super::made_up::{self, STRUCT};
use super::measure::{Contestant, in_turns, milliseconds};
use crate::error::{Error, Result};
use crate::{table, workspace};

/// How often each driver is checked, and how often its build script runs.
const ROUNDS: usize = 11;
const SCRIPT_ROUNDS: usize = 5;

/// Measures in turns, and prints the tables.
pub fn bench() -> Result<()> {
    let folder = workspace::target().join("bench/growth");
    let histories = compat_data::names().count();
    let layouts = made_up::recorded()?.layouts.len();
    let named = |histories: usize, layouts: usize| {
        format!("{histories} histories, {layouts} layouts of {STRUCT}")
    };
    let kinds = [
        (named(histories, layouts), "as-it-is", None, None),
        (named(100, layouts), "histories-100", Some(100), None),
        (named(1000, layouts), "histories-1000", Some(1000), None),
        (named(histories, 50), "layouts-50", None, Some(50)),
        (named(histories, 200), "layouts-200", None, Some(200)),
    ];
    let ops = ops()?;
    let mut drivers = Vec::new();
    for (name, short, histories, layouts) in kinds {
        eprintln!("building what a driver needs: {name}");
        let folder = folder.join(short);
        let crates = folder.join("crates");
        made_up::write(&crates, histories, layouts)?;
        let driver = Driver::write(name, folder.join("driver"), &crates, &ops)?;
        driver.prepare()?;
        drivers.push(driver);
    }
    for round in 1..=ROUNDS {
        eprintln!("checks, round {round} of {ROUNDS}");
        for driver in &mut drivers {
            driver.measure()?;
        }
    }
    let mut rows = vec![head("cargo check of the exporter, its source touched")];
    rows.extend(drivers.iter().map(Driver::row));
    println!("{}\n", table::lines(&rows).join("\n"));
    build_scripts(&drivers)
}

fn build_scripts(drivers: &[Driver]) -> Result<()> {
    let contestants = drivers.iter().map(|driver| {
        Ok(Contestant {
            name: driver.name.clone(),
            command: driver.build_script()?,
            product: None,
            rounds: SCRIPT_ROUNDS,
        })
    });
    let results = in_turns(contestants.collect::<Result<_>>()?);
    let mut rows = vec![
        [
            "its build script, unoptimised",
            "median ms",
            "least ms",
            "runs",
        ]
        .map(str::to_owned),
    ];
    for (name, result) in results {
        let times = result.map_err(|error| Error::new(format!("{name}: {error}")))?;
        rows.push([
            name,
            milliseconds(times.median()),
            milliseconds(times.minimum()),
            times.count().to_string(),
        ]);
    }
    println!("{}", table::lines(&rows).join("\n"));
    Ok(())
}
