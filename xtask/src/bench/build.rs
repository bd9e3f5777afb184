// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What a driver's clean build costs: the example's, against a crate whose macro has no more than its parser, and
//! against the example of an older commit.

use super::measure::{Times, milliseconds, processor_time};
use crate::command::{capture, inside};
use crate::error::{Error, Result};
use crate::kernels::{DebianKernel, KernelChoice, fetch};
use crate::{table, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often each is built.
const ROUNDS: usize = 5;
const RUST_TARGET: &str = "x86_64-unknown-none";

/// The kernel that the drivers are built for, whose type information is a file.
const RELEASE: &str = "6.12";

/// One kind of build.
struct Build {
    name: String,
    /// The workspace.
    folder: PathBuf,
    package: &'static str,
    /// The kernel's build tree; none: `KERNEL_COMPAT_TARGET` names the release.
    tree: Option<PathBuf>,
}

/// Measures in turns, and prints the table; `against` is a commit with the example to compare with.
pub fn bench(against: Option<&str>) -> Result<()> {
    let kernels = fetch(&[KernelChoice::named(RELEASE)?])?;
    let folder = workspace::target().join("bench/build");
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    let yardstick = write_yardstick(&folder.join("yardstick"))?;
    let older = against
        .map(|commit| Checkout::of(commit, &folder.join("against")))
        .transpose()?;
    let mut builds = vec![yardstick];
    for kernel in &kernels {
        if let (Some(checkout), Some(commit)) = (&older, against) {
            builds.extend(drivers(commit, &checkout.folder, kernel));
        }
        builds.extend(drivers("this checkout", workspace::root(), kernel));
    }
    // Once to fetch what is missing, and to warm up.
    for build in &builds {
        build.fetch()?;
        build.run(&folder.join("out"))?;
    }
    let mut times = vec![Times::default(); builds.len()];
    for round in 1..=ROUNDS {
        eprintln!("clean builds, round {round} of {ROUNDS}");
        for (build, times) in builds.iter().zip(&mut times) {
            times.add(build.run(&folder.join("out"))?);
        }
    }
    print(&builds, &times);
    Ok(())
}

fn drivers(what: &str, folder: &Path, kernel: &DebianKernel) -> [Build; 2] {
    let build = |how: String, tree| Build {
        name: format!("{what}: {how}"),
        folder: folder.to_owned(),
        package: "dma-buf-exporter",
        tree,
    };
    [
        build(format!("KERNEL_COMPAT_TARGET={RELEASE}"), None),
        build(
            format!("KDIR of {}", kernel.name),
            Some(kernel.build_tree.clone()),
        ),
    ]
}

impl Build {
    fn fetch(&self) -> Result<()> {
        let mut cargo = inside(&self.folder, "cargo");
        capture(cargo.args(["fetch", "--quiet"])).map(drop)
    }

    /// Builds it into an empty folder, and says how many processor seconds that took.
    fn run(&self, out: &Path) -> Result<std::time::Duration> {
        if out.exists() {
            fs::remove_dir_all(out).map_err(|error| Error::at(out, &error))?;
        }
        let mut cargo = inside(&self.folder, "cargo");
        cargo
            .args(["build", "--quiet", "--offline", "--release", "--lib"])
            .args(["--package", self.package, "--target", RUST_TARGET])
            .env("CARGO_TARGET_DIR", out)
            .env_remove("CARGO")
            .env_remove("RUSTFLAGS");
        for variable in [
            "KERNEL_COMPAT_TARGET",
            "KERNEL_COMPAT_BTF",
            "KERNELDIR",
            "KERNEL_SRC",
        ] {
            cargo.env_remove(variable);
        }
        match &self.tree {
            Some(tree) => cargo.env("KDIR", tree),
            None => cargo.env("KERNEL_COMPAT_TARGET", RELEASE),
        };
        processor_time(&mut cargo)
    }
}

/// A worktree of git's, which goes with this value.
struct Checkout {
    folder: PathBuf,
}

impl Checkout {
    fn of(commit: &str, folder: &Path) -> Result<Checkout> {
        let checkout = Checkout {
            folder: folder.to_owned(),
        };
        capture(
            git(&["worktree", "add", "--force", "--detach"])
                .arg(folder)
                .arg(commit),
        )?;
        Ok(checkout)
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        // Best effort: the next run takes the folder over.
        let _ = capture(git(&["worktree", "remove", "--force"]).arg(&self.folder));
    }
}

fn git(arguments: &[&str]) -> Command {
    let mut git = inside(workspace::root(), "git");
    git.args(arguments);
    git
}

/// A driver whose macro parses with the same libraries and does nothing else.
fn write_yardstick(folder: &Path) -> Result<Build> {
    let root = workspace::root();
    let manifest = root.join("compat-macros/Cargo.toml");
    let macros = fs::read_to_string(&manifest).map_err(|error| Error::at(&manifest, &error))?;
    let is_library = |line: &&str| {
        ["syn", "quote", "proc-macro2"]
            .iter()
            .any(|name| line.starts_with(&format!("{name} =")))
    };
    let libraries: Vec<&str> = macros.lines().filter(is_library).collect();
    let lock = root.join("Cargo.lock");
    let lock_text = fs::read_to_string(&lock).map_err(|error| Error::at(&lock, &error))?;
    let package = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{rest}\n")
    };
    let files = [
        ("Cargo.lock", lock_text),
        (
            "Cargo.toml",
            package(
                "yardstick",
                "[dependencies]\nyardstick-macros = { path = \"macros\" }\n\n[workspace]\n\n\
                 [profile.release]\npanic = \"abort\"\ncodegen-units = 1",
            ),
        ),
        (
            "src/lib.rs",
            "#![no_std]\n#[yardstick_macros::same]\npub struct Ops;\n".to_owned(),
        ),
        (
            "macros/Cargo.toml",
            package(
                "yardstick-macros",
                &format!(
                    "[lib]\nproc-macro = true\n\n[dependencies]\n{}",
                    libraries.join("\n")
                ),
            ),
        ),
        (
            "macros/src/lib.rs",
            "use proc_macro::TokenStream;\n#[proc_macro_attribute]\n\
             pub fn same(_: TokenStream, item: TokenStream) -> TokenStream {\n    \
             let item = syn::parse_macro_input!(item as syn::ItemStruct);\n    \
             quote::quote!(#item).into()\n}\n"
                .to_owned(),
        ),
    ];
    for (name, text) in files {
        let file = folder.join(name);
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Error::at(parent, &error))?;
        fs::write(&file, text).map_err(|error| Error::at(&file, &error))?;
    }
    Ok(Build {
        name: "yardstick: a macro of syn, quote and proc-macro2 alone".to_owned(),
        folder: folder.to_owned(),
        package: "yardstick",
        tree: None,
    })
}

fn print(builds: &[Build], times: &[Times]) {
    let head = [
        "clean build of a driver",
        "median CPU ms",
        "least CPU ms",
        "runs",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(builds.iter().zip(times).map(|(build, times)| {
        [
            build.name.clone(),
            milliseconds(times.median()),
            milliseconds(times.minimum()),
            times.count().to_string(),
        ]
    }));
    println!("{}", table::lines(&rows).join("\n"));
}
