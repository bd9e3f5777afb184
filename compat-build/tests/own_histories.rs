// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver with histories of its own, under real cargo.

use std::fs;
use std::path::Path;

#[path = "support/driver.rs"]
mod driver;
use driver::Driver;

const HISTORY: &str = "\
struct = \"my_ops\"

[[layout]]
name = \"5.4\"
mainline = \"5.4..=5.15\"
members = '''
int (*open)(struct my_thing *, unsigned int);
void (*close)(struct my_thing *);
'''

[[layout]]
name = \"5.16\"
mainline = \"5.16..=6.1\"
changes = [
    { kind = \"added\", member = \"reset\" },
    { kind = \"removed\", member = \"close\" },
]
members = '''
int (*reset)(struct my_thing *);
int (*open)(struct my_thing *, unsigned int);
'''
";

const SOURCE: &str = r#"
use compat_core::{kernel_ops, types::*};
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct my_thing { _opaque: [u8; 0] }

#[kernel_ops(my_ops)]
pub struct MyOps;
#[kernel_ops(my_ops)]
impl MyOps {
    fn open(_: *mut my_thing, _: c_uint) -> c_int { 0 }
    #[kernel(until = "5.15")]
    fn close(_: *mut my_thing) {}
    #[kernel(since = "5.16")]
    fn reset(_: *mut my_thing) -> c_int { 0 }
}
pub static OPS: MyOps = MyOps::TABLE;
#[cfg(my_ops = "5.4")]
const _: () = assert!(core::mem::offset_of!(MyOps, open) == 0 && OPS.close.is_some());
#[cfg(my_ops = "5.16")]
const _: () = assert!(core::mem::offset_of!(MyOps, open) == 8 && OPS.reset.is_some());
#[cfg(not(kernel_has = "my_ops"))]
compile_error!("presence");
"#;

fn driver(name: &str, build: &str, source: &str, history: &str) -> Driver {
    let driver = Driver::with_build(name, build, source);
    write(&driver, "my_ops", history);
    driver
}

fn write(driver: &Driver, name: &str, history: &str) {
    let folder = driver.folder.path().join("kernel-compat");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.toml")), history).unwrap();
}

#[test]
fn the_layouts_of_the_drivers_own_history() {
    let driver = driver("own", "compat_build::emit()", SOURCE, HISTORY);
    for release in ["5.4", "6.1"] {
        let target = [("KERNEL_COMPAT_TARGET", release)];
        let said = driver.check(&target).unwrap();
        assert!(!said.contains("warning: "), "{said}");
    }
    let old = [("KERNEL_COMPAT_TARGET", "4.4")];
    let said = driver.check(&old).unwrap_err();
    assert!(
        said.contains("the layout of `struct my_ops` on kernel 4.4 is not recorded"),
        "{said}"
    );
}

/// Such as `owner`, which is the module's address.
#[test]
fn a_table_with_a_pointer_to_data_is_a_static() {
    let history = HISTORY.replace("\nint (*open)", "\nstruct module *owner;\nint (*open)");
    let source = SOURCE
        .replace(
            "fn open(",
            "const owner: *mut module = compat_core::this_module!();\n    fn open(",
        )
        .replace("== 0 && OPS.close", "== 8 && OPS.close")
        .replace("== 8 && OPS.reset", "== 16 && OPS.reset");
    let driver = driver("pointer", "compat_build::emit()", &source, &history);
    for release in ["5.4", "6.1"] {
        let said = driver.check(&[("KERNEL_COMPAT_TARGET", release)]);
        assert!(!said.unwrap().contains("warning: "));
    }
}

#[test]
fn a_changed_file_builds_the_driver_again() {
    let driver = driver("changed", "compat_build::emit()", SOURCE, HISTORY);
    let target = [("KERNEL_COMPAT_TARGET", "5.4")];
    driver.check(&target).unwrap();
    let said = driver.check(&target).unwrap();
    assert!(said.contains("Fresh driver-changed"), "{said}");
    assert!(compiler_noted("changed", "kernel-compat/my_ops.toml"));
    // The layout of 5.4 keeps its name, so what the build script prints stays the same: the macro must read it anew.
    later();
    write(
        &driver,
        "my_ops",
        &HISTORY.replace("my_thing *, unsigned int", "my_thing *, long"),
    );
    let said = driver.check(&target).unwrap_err();
    assert!(
        said.contains("fn open(*mut my_thing, c_long) -> c_int"),
        "{said}"
    );
    later();
    write(&driver, "my_ops", HISTORY);
    driver.check(&target).unwrap();
    // And a further file.
    later();
    write(&driver, "other_ops", "struct = \"my_ops\"\n");
    let said = driver.check(&target).unwrap_err();
    assert!(
        said.contains("other_ops.toml: it is the history of `struct my_ops`"),
        "{said}"
    );
}

#[test]
fn a_file_that_does_not_load_stops_the_build_script() {
    let broken = HISTORY.replace("name = \"5.16\"", "name = 5.16.1");
    let driver = driver("broken", "compat_build::emit()", SOURCE, &broken);
    let said = driver
        .check(&[("KERNEL_COMPAT_TARGET", "5.4")])
        .unwrap_err();
    assert!(
        said.contains("the driver's own histories do not load"),
        "{said}"
    );
    assert!(
        said.contains("kernel-compat/my_ops.toml: TOML parse error at line 12"),
        "{said}"
    );
    // Without a build script the macro says it.
    let driver = self::driver("unbuilt", "", SOURCE, &broken);
    let said = driver.check(&[]).unwrap_err();
    assert!(
        said.contains("kernel-compat/my_ops.toml: TOML parse error at line 12"),
        "{said}"
    );
    assert!(said.contains("#[kernel_ops(my_ops)]"), "{said}");
}

#[test]
fn a_history_that_is_embedded_may_not_be_the_drivers_too() {
    let driver = Driver::new("twice", "");
    write(&driver, "dma_buf_ops", "struct = \"dma_buf_ops\"\n");
    let said = driver
        .check(&[("KERNEL_COMPAT_TARGET", "5.4")])
        .unwrap_err();
    assert!(
        said.contains("`struct dma_buf_ops` has a history already, compat-data's own"),
        "{said}"
    );
}

/// Cargo can't watch a folder that is not there, so the build script may not know of it yet.
#[test]
fn a_first_history_wants_the_build_script_again() {
    let driver = Driver::new("first", SOURCE);
    let target = [("KERNEL_COMPAT_TARGET", "5.4")];
    let said = driver.check(&target).unwrap_err();
    assert!(
        said.contains("there is no history of `struct my_ops`"),
        "{said}"
    );
    later();
    write(&driver, "my_ops", HISTORY);
    let folder = driver.folder.path();
    let said = driver.check(&target).unwrap_err();
    assert!(
        said.contains("when it ran, there was no history of it in `kernel-compat`, or"),
        "{said}"
    );
    fs::write(
        folder.join("build.rs"),
        "fn main() { compat_build::emit(); }",
    )
    .unwrap();
    driver.check(&target).unwrap();
}

/// Whether the compiler has that file among what it read for the driver: cargo compiles again when one of these changes.
fn compiler_noted(name: &str, file: &str) -> bool {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("driver/debug/deps");
    let inputs = fs::read_dir(folder).unwrap().flatten().filter(|entry| {
        let found = entry.file_name().into_string().unwrap();
        found.starts_with(&format!("driver_{name}-")) && found.ends_with(".d")
    });
    let mut texts = inputs.map(|entry| fs::read_to_string(entry.path()).unwrap());
    texts.any(|text| text.contains(file))
}

/// Files that are written in one tick of the clock look the same to cargo.
fn later() {
    std::thread::sleep(std::time::Duration::from_millis(1100));
}
