// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The crate that the guide, docs/PORTING.md, has its readers write, under real cargo.

use std::fs;
use std::path::Path;

#[path = "support/driver.rs"]
#[allow(dead_code, reason = "the guide has a build.rs of its own")]
mod driver;
#[path = "../../compat-core/tests/porting/guide.rs"]
mod guide;

use driver::Driver;
use guide::Guide;

#[test]
fn the_guides_crate_builds_by_its_own_manifest_and_build_script() {
    let guide = Guide::read();
    let driver = Driver::new("frames", "");
    let folder = driver.folder.path();
    let mut manifest = guide.only("toml").to_owned() + "\n[workspace]\n";
    for library in ["compat-core", "compat-build"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(library);
        let shown = format!("{library} = {{ git = \"…\", tag = \"…\" }}");
        assert!(manifest.contains(&shown), "{shown}");
        manifest = manifest.replace(&shown, &format!("{library} = {{ path = {path:?} }}"));
    }
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("Cargo.toml", &manifest);
    write("build.rs", guide.one("build.rs"));
    write("src/lib.rs", guide.one("src/lib.rs"));
    write("src/ops.rs", &guide.ops(|_| true));
    let said = driver.check(&[("KERNEL_COMPAT_TARGET", "5.4")]).unwrap();
    assert!(!said.contains("warning:"), "{said}");
}
