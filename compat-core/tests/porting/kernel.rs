// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Stand-ins for a kernel's headers: the recorded layout, and the few names around it that a driver's table needs.

use std::fs;
use std::path::Path;
use std::process::Command;

use compat_data::assertions::{declaration, tags};
use compat_data::history::Layout;
use compat_data::release::Release;

/// What linux/dma-buf.h declares beside the table.
const EXPORT: &str = "
struct dma_buf_export_info {
	const struct dma_buf_ops *ops;
	size_t size;
	int flags;
	void *priv;
};
#define DEFINE_DMA_BUF_EXPORT_INFO(name) struct dma_buf_export_info name = { 0 }
struct dma_buf *dma_buf_export(const struct dma_buf_export_info *info);
";

/// Whether gcc compiles the file, without a warning, for a kernel of that number and that layout.
///
/// # Errors
/// What gcc says.
pub fn compile(file: &Path, number: Release, layout: &Layout) -> Result<(), String> {
    let headers = tempfile::tempdir().unwrap();
    write_headers(headers.path(), number, layout);
    let output = Command::new("gcc")
        .args([
            "-std=gnu11",
            // Not only the syntax: a function that nobody uses shows later.
            "-c",
            "-o",
            "/dev/null",
            "-Wall",
            "-Wextra",
            // As in the kernel's own build.
            "-Wno-unused-parameter",
            "-Wmissing-prototypes",
            "-Werror",
            "-I",
        ])
        .arg(headers.path())
        .arg(file)
        .output()
        .expect("the judge, gcc, is not installed");
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn write_headers(folder: &Path, number: Release, layout: &Layout) {
    let folder = folder.join("linux");
    fs::create_dir(&folder).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("fcntl.h", "#include <fcntl.h>\n");
    let (major, minor) = number
        .to_string()
        .split_once('.')
        .map(|(major, minor)| (major.to_owned(), minor.to_owned()))
        .unwrap();
    write(
        "version.h",
        &format!(
            "#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))\n\
             #define LINUX_VERSION_CODE KERNEL_VERSION({major}, {minor}, 0)\n"
        ),
    );
    let table = declaration(layout, "dma_buf_ops");
    write(
        "dma-buf.h",
        &format!(
            "#pragma once\n#include <errno.h>\n#include <stdbool.h>\n#include <stddef.h>\n{}{table}{EXPORT}",
            tags(layout)
        ),
    );
    // The struct that vmap fills has a header of its own, under the name that it has there.
    for (tag, header) in [
        ("dma_buf_map", "dma-buf-map.h"),
        ("iosys_map", "iosys-map.h"),
    ] {
        if table.contains(&format!("struct {tag} *")) {
            write(
                header,
                &format!(
                    "#pragma once\nstruct {tag};\nvoid {tag}_set_vaddr(struct {tag} *map, void *address);\n"
                ),
            );
        }
    }
}
