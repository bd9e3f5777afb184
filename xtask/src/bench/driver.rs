// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The example exporter in a crate of its own, to be checked again and again.

use super::files;
use super::measure::{Times, milliseconds, processor_time_and_output};
use crate::command::{inside, standard_output};
use crate::error::{Error, Result};
use crate::workspace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The target.
pub const RELEASE: &str = "6.12";

/// The name of the crate.
pub const PACKAGE: &str = "driver";

/// A crate with the exporter's source, and the times of its checks.
pub struct Driver {
    /// What the table calls it.
    pub name: String,
    folder: PathBuf,
    /// Processor seconds of `cargo check` after the source was touched.
    pub check: Times,
    /// What rustc says that it spent on expanding macros.
    pub expansion: Times,
}

/// The exporter's ops, as they are.
pub fn ops() -> Result<String> {
    let file = source().join("ops.rs");
    fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))
}

fn source() -> PathBuf {
    workspace::root().join("examples/dma-buf-exporter/src")
}

impl Driver {
    /// Writes the exporter into that folder, outside of the workspace, with these ops, on the crates in another folder.
    pub fn write(name: String, folder: PathBuf, crates: &Path, ops: &str) -> Result<Driver> {
        let manifest = format!(
            "[package]\nname = \"{PACKAGE}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\ncompat-core = {{ path = {:?} }}\n\n[build-dependencies]\ncompat-build = {{ path = {:?} }}\n",
            crates.join("compat-core"),
            crates.join("compat-build"),
        );
        let read = |path: &Path| fs::read(path).map_err(|error| Error::at(path, &error));
        let lock = read(&workspace::root().join("Cargo.lock"))?;
        files::write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        files::write(&folder.join("Cargo.lock"), &lock)?;
        let build = b"fn main() { compat_build::emit() }\n";
        files::write(&folder.join("build.rs"), build)?;
        let source = source();
        for entry in fs::read_dir(&source).map_err(|error| Error::at(&source, &error))? {
            let path = entry.map_err(|error| Error::at(&source, &error))?.path();
            if let Some(name) = path.file_name().filter(|name| *name != "ops.rs") {
                files::write(&folder.join("src").join(name), &read(&path)?)?;
            }
        }
        files::write(&folder.join("src/ops.rs"), ops.as_bytes())?;
        Ok(Driver {
            name,
            folder,
            check: Times::default(),
            expansion: Times::default(),
        })
    }

    /// Checks it once, to build what it needs.
    pub fn prepare(&self) -> Result<()> {
        self.run().map(drop)
    }

    /// Checks it after its source was touched, for which its build script runs, too.
    pub fn measure(&mut self) -> Result<()> {
        let file = self.folder.join("src/lib.rs");
        let text = fs::read(&file).map_err(|error| Error::at(&file, &error))?;
        fs::write(&file, text).map_err(|error| Error::at(&file, &error))?;
        let (time, printed) = self.run()?;
        let expansion = expansion(&printed).ok_or_else(|| {
            Error::new(format!(
                "rustc does not say how long it expanded macros; it printed:\n{printed}"
            ))
        })?;
        self.check.add(time);
        self.expansion.add(expansion);
        Ok(())
    }

    fn run(&self) -> Result<(Duration, String)> {
        let mut cargo = inside(&self.folder, "cargo");
        // As `cargo check`, with options for the crate's own rustc.
        cargo
            .args(["rustc", "--profile", "check", "--quiet", "--offline"])
            .args(["--lib", "--", "-Ztime-passes", "-Ztime-passes-format=json"])
            .env("CARGO_TARGET_DIR", self.target())
            .env("KERNEL_COMPAT_TARGET", RELEASE)
            // For this one crate, lest its libraries see another compiler.
            .env("RUSTC_BOOTSTRAP", PACKAGE)
            .env_remove("CARGO")
            .env_remove("RUSTFLAGS");
        processor_time_and_output(&mut cargo)
    }

    /// A build of it, as for a module, into a folder that is empty.
    pub fn clean_build(&self) -> Result<Command> {
        let out = self.folder.join("clean");
        if out.exists() {
            fs::remove_dir_all(&out).map_err(|error| Error::at(&out, &error))?;
        }
        let mut cargo = inside(&self.folder, "cargo");
        cargo
            .args(["build", "--quiet", "--offline", "--release", "--lib"])
            .env("CARGO_TARGET_DIR", out)
            .env("KERNEL_COMPAT_TARGET", RELEASE)
            .env_remove("CARGO")
            .env_remove("RUSTFLAGS");
        Ok(cargo)
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// The build script that cargo built, to be run by itself as cargo runs it. What it writes goes into a folder of
    /// its own.
    pub fn build_script(&self) -> Result<Command> {
        let folder = self.target().join("debug/build");
        let entries = fs::read_dir(&folder).map_err(|error| Error::at(&folder, &error))?;
        let newest = entries
            .filter_map(|entry| Some(entry.ok()?.path().join("build-script-build")))
            .filter(|program| is_of_package(program))
            .max_by_key(|program| program.metadata().and_then(|data| data.modified()).ok());
        let program = newest
            .ok_or_else(|| Error::new(format!("{}: there is no build script", folder.display())))?;
        let out = self.target().join("build-script-out");
        fs::create_dir_all(&out).map_err(|error| Error::at(&out, &error))?;
        let rustc = standard_output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("OUT_DIR", out)
            .env("RUSTC", Path::new(rustc.trim()).join("bin/rustc"))
            .env("KERNEL_COMPAT_TARGET", RELEASE);
        Ok(command)
    }

    /// The cells of a table: its name, its check, its macros' expansion, how often.
    pub fn row(&self) -> [String; 6] {
        [
            self.name.clone(),
            milliseconds(self.check.median()),
            milliseconds(self.check.minimum()),
            milliseconds(self.expansion.median()),
            milliseconds(self.expansion.minimum()),
            self.check.count().to_string(),
        ]
    }
}

/// The head of a table of drivers' rows.
pub fn head(what: &str) -> [String; 6] {
    [
        what,
        "median CPU ms",
        "least CPU ms",
        "median expansion ms",
        "least expansion ms",
        "runs",
    ]
    .map(str::to_owned)
}

/// Whether it stands in the folder of the driver's own package: `driver-` and a hash.
fn is_of_package(program: &Path) -> bool {
    let folder = program.parent().and_then(Path::file_name);
    let hash = folder
        .and_then(|name| name.to_str()?.strip_prefix(PACKAGE)?.strip_prefix('-'))
        .unwrap_or("-");
    program.is_file() && !hash.contains('-')
}

/// The time of rustc's pass `macro_expand_crate`, in what `-Ztime-passes-format=json` prints.
fn expansion(printed: &str) -> Option<Duration> {
    let line = printed
        .lines()
        .find(|line| line.starts_with("time: ") && line.contains("\"macro_expand_crate\""))?;
    let (_, rest) = line.split_once("\"time\":")?;
    let seconds = rest.split([',', '}']).next()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_that_of_the_macros() {
        let printed = "warning: x\n\
             time: {\"pass\":\"expand_crate\",\"time\":0.5,\"rss_start\":1,\"rss_end\":2}\n\
             time: {\"pass\":\"macro_expand_crate\",\"time\":0.001588107,\"rss_start\":1,\"rss_end\":2}\n";
        assert_eq!(expansion(printed), Some(Duration::from_nanos(1_588_107)));
        assert_eq!(expansion(&printed.replace("0.00", "-0.00")), None);
        assert_eq!(expansion("time: 0.002 macro_expand_crate"), None);
        assert_eq!(expansion(""), None);
    }
}
