// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! How a driver's build and check grow with the histories that compat-data embeds, and with the layouts of the driver's
//! struct.

use super::driver::{Driver, PACKAGE, head, ops};
use super::instructions;
use super::made_up::{self, STRUCT};
use super::measure::{Contestant, Times, in_turns, milliseconds, processor_time};
use crate::command::exists;
use crate::error::{Error, Result};
use crate::{table, workspace};
use std::path::Path;

/// How many histories are embedded, the first of which the others are held against.
const HISTORIES: [usize; 3] = [1, 100, 1000];

/// How many layouts the driver's struct has, beside as many as are recorded.
const LAYOUTS: [usize; 2] = [50, 200];

/// How often each driver is checked, how often its build script runs, and how often it is built clean.
const ROUNDS: usize = 11;
const SCRIPT_ROUNDS: usize = 5;
const CLEAN_ROUNDS: usize = 5;

/// What the histories are in when a driver is built: compat-data with their text, the macros that are linked with it, and the
/// driver with its build script, which is, too.
const PACKAGES: [&str; 3] = ["compat-data", "compat-macros", PACKAGE];

/// Measures in turns, and prints the tables.
pub fn bench() -> Result<()> {
    let folder = workspace::target().join("bench/growth");
    let mut by_histories = Vec::new();
    for histories in HISTORIES {
        let name = format!("histories: {histories}");
        by_histories.push(driver(&folder, name, Some(histories), None)?);
    }
    let recorded = made_up::recorded()?.layouts.len();
    let name = format!("layouts of {STRUCT}: {recorded}, as recorded");
    let mut by_layouts = vec![driver(&folder, name, None, None)?];
    for layouts in LAYOUTS {
        by_layouts.push(driver(
            &folder,
            format!("layouts of {STRUCT}: {layouts}"),
            None,
            Some(layouts),
        )?);
    }
    for drivers in [&mut by_histories, &mut by_layouts] {
        checks(drivers)?;
        build_scripts(drivers)?;
    }
    clean_builds(&by_histories)?;
    counts(&by_histories, &folder.join("counts"))
}

/// A driver on crates with so many histories embedded, and so many layouts of [`STRUCT`], built once.
fn driver(
    folder: &Path,
    name: String,
    histories: Option<usize>,
    layouts: Option<usize>,
) -> Result<Driver> {
    eprintln!("building what a driver needs: {name}");
    let folder = folder.join(name.replace([':', ','], "").replace(' ', "-"));
    let crates = folder.join("crates");
    made_up::write(&crates, histories, layouts)?;
    let driver = Driver::write(name, folder.join("driver"), &crates, &ops()?)?;
    driver.prepare()?;
    Ok(driver)
}

fn checks(drivers: &mut [Driver]) -> Result<()> {
    for round in 1..=ROUNDS {
        eprintln!("checks, round {round} of {ROUNDS}");
        for driver in &mut *drivers {
            driver.measure()?;
        }
    }
    let mut rows = vec![head("cargo check of the exporter, its source touched")];
    rows.extend(drivers.iter().map(Driver::row));
    println!("{}\n", table::lines(&rows).join("\n"));
    Ok(())
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
    let results = results.into_iter().map(|(name, result)| match result {
        Ok(times) => Ok((name, times)),
        Err(error) => Err(Error::new(format!("{name}: {error}"))),
    });
    let results = results.collect::<Result<Vec<_>>>()?;
    print("its build script, unoptimised", "ms", &results);
    Ok(())
}

fn clean_builds(drivers: &[Driver]) -> Result<()> {
    let mut results: Vec<(String, Times)> = drivers
        .iter()
        .map(|driver| (driver.name.clone(), Times::default()))
        .collect();
    for round in 1..=CLEAN_ROUNDS {
        eprintln!("clean builds, round {round} of {CLEAN_ROUNDS}");
        for (driver, (_, times)) in drivers.iter().zip(&mut results) {
            times.add(processor_time(&mut driver.clean_build()?)?);
        }
    }
    print("clean build of the exporter", "CPU ms", &results);
    Ok(())
}

/// Times, each also as a part of the first.
fn print(what: &str, unit: &str, results: &[(String, Times)]) {
    let first = results.first().map(|(_, times)| times.minimum());
    let first = first.unwrap_or_default().as_secs_f64();
    let mut rows = vec![[
        what.to_owned(),
        format!("median {unit}"),
        format!("least {unit}"),
        "× least".to_owned(),
        "runs".to_owned(),
    ]];
    rows.extend(results.iter().map(|(name, times)| {
        [
            name.clone(),
            milliseconds(times.median()),
            milliseconds(times.minimum()),
            format!("{:.2}", times.minimum().as_secs_f64() / first),
            times.count().to_string(),
        ]
    }));
    println!("{}\n", table::lines(&rows).join("\n"));
}

/// Counts instructions: of the build script, and of a clean build of what holds the histories.
fn counts(drivers: &[Driver], folder: &Path) -> Result<()> {
    if !exists("valgrind") {
        println!("NOT MEASURED: instructions: valgrind is not installed");
        return Ok(());
    }
    let [data, macros, driver] = PACKAGES.map(|name| format!("rustc of {name}"));
    let [what, run] = ["10⁶ instructions", "run of build.rs"].map(str::to_owned);
    let mut rows = vec![[what, run, data, macros, driver]];
    for driver in drivers {
        eprintln!("counting instructions: {}", driver.name);
        let run = instructions::of_program(&driver.build_script()?, folder)?;
        let build = instructions::of_packages(&mut driver.clean_build()?, &PACKAGES, folder)?;
        let millions = |count: u64| format!("{:.2}", count as f64 / 1e6);
        let [data, macros, package] = PACKAGES.map(|name| match build.get(name) {
            Some(&count) => millions(count),
            None => "-".to_owned(),
        });
        rows.push([driver.name.clone(), millions(run), data, macros, package]);
    }
    println!("{}", table::lines(&rows).join("\n"));
    Ok(())
}
