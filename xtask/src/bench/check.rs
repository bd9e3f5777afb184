// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What it costs to check a driver against every kernel: `cargo check` of the example exporter for all kernels, and for the
//! target alone.

use super::measure::{Times, milliseconds, processor_time};
use crate::command::inside;
use crate::error::{Error, Result};
use crate::{table, workspace};
use std::fs;
use std::path::{Path, PathBuf};

const ROUNDS: usize = 15;

/// The target, and the layout that it has.
const RELEASE: &str = "6.12";

/// The exporter, with another file of ops.
struct Variant {
    name: &'static str,
    folder: PathBuf,
    times: Times,
}

/// Measures in turns, and prints the table.
pub fn bench() -> Result<()> {
    let folder = workspace::target().join("bench/check");
    let source = workspace::root().join("examples/dma-buf-exporter/src");
    let file = source.join("ops.rs");
    let ops = fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))?;
    let alone = for_target_alone(&ops)?;
    let variants = [
        ("checked for every kernel", "every", ops),
        ("checked for the target alone", "alone", alone),
    ];
    let mut variants: Vec<Variant> = variants
        .into_iter()
        .map(|(name, short, ops)| {
            let folder = folder.join(short);
            write(&folder, &source, &ops)?;
            Ok(Variant {
                name,
                folder,
                times: Times::default(),
            })
        })
        .collect::<Result<_>>()?;
    for variant in &variants {
        variant.check()?;
    }
    for round in 1..=ROUNDS {
        eprintln!("checks, round {round} of {ROUNDS}");
        for variant in &mut variants {
            let time = variant.check()?;
            variant.times.add(time);
        }
    }
    print(&variants);
    Ok(())
}

impl Variant {
    /// Checks the driver after its source was touched, and says how many processor seconds that took.
    fn check(&self) -> Result<std::time::Duration> {
        let file = self.folder.join("src/lib.rs");
        let text = fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))?;
        fs::write(&file, text).map_err(|error| Error::at(&file, &error))?;
        let mut cargo = inside(&self.folder, "cargo");
        cargo
            .args(["check", "--quiet", "--offline", "--lib"])
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("KERNEL_COMPAT_TARGET", RELEASE)
            .env_remove("CARGO")
            .env_remove("RUSTFLAGS");
        processor_time(&mut cargo)
    }
}

/// The exporter's crate, outside of the workspace, with these ops.
fn write(folder: &Path, source: &Path, ops: &str) -> Result<()> {
    let root = workspace::root();
    let manifest = format!(
        "[package]\nname = \"driver\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ncompat-core = {{ path = {:?} }}\n\n[build-dependencies]\ncompat-build = {{ path = {:?} }}\n",
        root.join("compat-core"),
        root.join("compat-build"),
    );
    let place = |path: PathBuf, text: &[u8]| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Error::at(parent, &error))?;
        fs::write(&path, text).map_err(|error| Error::at(&path, &error))
    };
    let read = |path: PathBuf| fs::read(&path).map_err(|error| Error::at(&path, &error));
    place(folder.join("Cargo.toml"), manifest.as_bytes())?;
    place(folder.join("Cargo.lock"), &read(root.join("Cargo.lock"))?)?;
    place(
        folder.join("build.rs"),
        b"fn main() { compat_build::emit() }\n",
    )?;
    for entry in fs::read_dir(source).map_err(|error| Error::at(source, &error))? {
        let path = entry.map_err(|error| Error::at(source, &error))?.path();
        if let Some(name) = path.file_name().filter(|name| *name != "ops.rs") {
            place(folder.join("src").join(name), &read(path.clone())?)?;
        }
    }
    place(folder.join("src/ops.rs"), ops.as_bytes())
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

fn print(variants: &[Variant]) {
    let head = [
        "cargo check of the exporter",
        "median CPU ms",
        "least CPU ms",
        "runs",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(variants.iter().map(|variant| {
        [
            variant.name.to_owned(),
            milliseconds(variant.times.median()),
            milliseconds(variant.times.minimum()),
            variant.times.count().to_string(),
        ]
    }));
    println!("{}", table::lines(&rows).join("\n"));
    if let [every, alone] = variants {
        let ratio = |time: fn(&Times) -> std::time::Duration| {
            time(&every.times).as_secs_f64() / time(&alone.times).as_secs_f64()
        };
        println!(
            "every kernel takes {:.2} times the target alone, by the least {:.2}",
            ratio(Times::median),
            ratio(Times::minimum)
        );
    }
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
