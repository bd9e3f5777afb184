// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Under real cargo: a driver's build selects the structs that it uses, and notices a further one.

use std::fs;

#[path = "support/driver.rs"]
mod driver;
use driver::Driver;

const TARGET: [(&str, &str); 1] = [("KERNEL_COMPAT_TARGET", "6.12")];
const EXPORTER: &str = "#[compat_core::kernel_ops(dma_buf_ops)] pub struct Exporter;\n";
const REGION: &str = "#[compat_core::kernel_ops(vfio_pci_regops)] pub struct Region;\n";

/// The structs that the build script selected, as cargo shows what it printed.
fn selected(said: &str) -> Vec<&str> {
    let lines = said.lines().filter_map(|line| {
        let (_, name) = line.split_once("cargo::rustc-env=KERNEL_COMPAT_EVIDENCE_")?;
        name.split('=').next()
    });
    lines.collect()
}

/// Whether cargo ran the driver's build script.
fn build_script_ran(said: &str) -> bool {
    said.lines().any(|line| {
        line.contains("/build/driver-") && line.trim_end().ends_with("/build-script-build`")
    })
}

/// Files that are written in one tick of the clock look the same to cargo.
fn later() {
    std::thread::sleep(std::time::Duration::from_millis(1100));
}

fn write(driver: &Driver, name: &str, text: &str) {
    later();
    let file = driver.folder.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn what_the_sources_name_and_nothing_else() {
    let driver = Driver::new("uses-one", EXPORTER);
    let said = driver.check_with("-vv", &TARGET).unwrap();
    assert_eq!(selected(&said), ["dma_buf_ops"]);
    assert!(!said.contains("vfio_pci_regops"), "{said}");
    let package = driver.folder.path().display();
    let place = format!("looked at driver's sources: {package}: read: dma_buf_ops");
    assert!(said.contains(&place), "{said}");

    let driver = Driver::new("uses-none", "");
    let said = driver.check_with("-vv", &TARGET).unwrap();
    assert!(selected(&said).is_empty(), "{said}");
    assert!(
        said.contains("they name no struct that has a history"),
        "{said}"
    );
    assert!(!said.contains("warning: "), "{said}");
}

#[test]
fn a_condition_is_a_use() {
    let driver = Driver::new(
        "uses-cfg",
        "#[cfg(not(kernel_has = \"vfio_pci_regops\"))] compile_error!();\n\
         #[cfg(not(dma_buf_ops = \"5.18\"))] compile_error!();\n",
    );
    let said = driver.check_with("-vv", &TARGET).unwrap();
    assert_eq!(selected(&said), ["dma_buf_ops", "vfio_pci_regops"]);
    assert!(!said.contains("unexpected `cfg`"), "{said}");
}

/// What stands outside of the package is seen by the compiler alone.
#[test]
fn what_only_another_file_names_is_an_error_until_build_rs_names_it() {
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("ops.rs");
    fs::write(&file, REGION).unwrap();
    let source = format!("{EXPORTER}include!({file:?});\n");
    let driver = Driver::new("uses-include", &source);
    let said = driver.check(&TARGET).unwrap_err();
    assert!(
        said.contains("error: build.rs did not select `struct vfio_pci_regops`: when it ran"),
        "{said}"
    );
    let help = "`compat_build::configure().uses(\"vfio_pci_regops\").emit()`";
    assert!(said.contains(help), "{said}");
    assert_eq!(said.matches("\nerror").count(), 2, "{said}");

    // Where the name in build.rs is a word, it is found by itself.
    let build = "compat_build::configure().uses(&[\"vfio_pci\", \"_regops\"].concat()).emit()";
    write(&driver, "build.rs", &format!("fn main() {{ {build} }}"));
    let said = driver.check_with("-vv", &TARGET).unwrap();
    assert_eq!(selected(&said), ["dma_buf_ops", "vfio_pci_regops"]);
}

#[test]
fn a_further_use_runs_the_build_script_again_and_nothing_else_does() {
    let driver = Driver::new("uses-more", EXPORTER);
    let check = || driver.check_with("-vv", &TARGET).unwrap();
    let said = check();
    assert!(build_script_ran(&said) && selected(&said) == ["dma_buf_ops"]);
    assert!(!build_script_ran(&check()), "nothing was touched");
    write(&driver, "src/notes.rs", "// Not a module, and new.\n");
    assert!(build_script_ran(&check()), "a further file");
    assert!(!build_script_ran(&check()));
    write(&driver, "README.md", "vfio_pci_regops\n");
    write(&driver, "kernel/shim.c", "/* vfio_pci_regops */\n");
    assert!(!build_script_ran(&check()), "no source was touched");
    write(
        &driver,
        "src/lib.rs",
        &format!("#![no_std]\n{EXPORTER}{REGION}"),
    );
    let said = check();
    assert!(build_script_ran(&said), "{said}");
    assert_eq!(selected(&said), ["dma_buf_ops", "vfio_pci_regops"]);
    assert!(!build_script_ran(&check()));
}

/// The file of a module is often made after the line that names it.
#[test]
fn a_use_in_a_file_that_comes_later() {
    let driver = Driver::new("uses-module", "mod ops;\n");
    let said = driver.check(&TARGET).unwrap_err();
    assert!(said.contains("file not found for module `ops`"), "{said}");
    write(&driver, "src/ops/mod.rs", EXPORTER);
    driver.check(&TARGET).unwrap();
}

#[test]
fn a_driver_that_names_all_of_its_structs_is_not_searched() {
    let build = "compat_build::configure().structs(compat_build::Structs::Named).uses(\"dma_buf_ops\").emit()";
    let driver = Driver::with_build("uses-named", build, "// vfio_pci_regops\n");
    let said = driver.check_with("-vv", &TARGET).unwrap();
    assert_eq!(selected(&said), ["dma_buf_ops"]);
    write(&driver, "src/lib.rs", &format!("#![no_std]\n{EXPORTER}"));
    assert!(!build_script_ran(&driver.check(&TARGET).unwrap()));
}
