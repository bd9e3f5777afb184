// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What bounds, lists of arguments and demands mean on a target whose layout no record has: it is held against the recorded
//! layout that it is most like, and not against its number.

#[path = "support/fake.rs"]
mod fake;
#[path = "support/gcc.rs"]
mod gcc;
#[path = "support/rustc.rs"]
mod rustc;

use std::path::Path;

use fake::Tree;
use rustc::Rustc;

/// A vendor's member at the end, so that no record has the layout.
const OWN: &str = "int (*own)(struct dma_buf *, unsigned int, unsigned int);";

/// A build tree of a kernel with the members of a recorded layout, one of them replaced, and the vendor's own.
fn tree(release: &str, like: &str, replaced: (&str, &str)) -> Tree {
    let history = compat_data::history("dma_buf_ops").unwrap().unwrap();
    let members = history.layout(like).unwrap().members.iter();
    let members: String = members.map(|member| format!("{member};\n")).collect();
    assert!(members.contains(replaced.0), "{members}");
    let members = members.replace(replaced.0, replaced.1);
    let tree = Tree::new(&[("include/config/auto.conf", "CONFIG_X86_64=y\n")]);
    let release = format!("#define UTS_RELEASE \"{release}\"\n");
    tree.write("include/generated/utsrelease.h", &release);
    let declaration = format!("struct dma_buf_ops {{ {members} {OWN} }};\n");
    gcc::object(&Path::new(tree.path()).join("vmlinux"), &declaration);
    tree
}

/// A driver with what every kernel demands, these methods, and something said of it.
fn driver(methods: &str, said: &str) -> String {
    format!(
        "use compat_core::{{Result, kernel_ops, types::*}};
        #[kernel_ops(dma_buf_ops)]
        pub struct ExporterOps;
        #[kernel_ops(dma_buf_ops)]
        impl ExporterOps {{
            fn map_dma_buf() -> Result<*mut sg_table> {{ Err(compat_core::Errno::ENOMEM) }}
            fn unmap_dma_buf() {{}}
            fn release() {{}}
            #[kernel(until = \"4.18\")] fn map_atomic() -> *mut c_void {{ core::ptr::null_mut() }}
            #[kernel(until = \"5.5\")] fn map() -> *mut c_void {{ core::ptr::null_mut() }}
            fn mmap() {{}}
            {methods}
        }}
        pub const OPS: ExporterOps = ExporterOps::TABLE;
        {said}"
    )
}

const PINNED: &str = "
    #[kernel(since = \"5.7\")] fn pin() {}
    #[kernel(since = \"5.7\")] fn unpin() {}
";

/// Each with the kernel's number, the layout that it is like, and what a driver says there.
#[test]
fn the_layout_that_it_is_like_decides() {
    let rustc = Rustc::new();
    let folder = tempfile::tempdir().unwrap();
    let cached = "#[kernel(since = \"5.3\", until = \"5.6\", optional)] const cache_sgt_mapping: bool = true;";
    let both = format!("{PINNED}{cached}");
    let cases = [
        // A constant does not serve outside of its bounds, though its type fits.
        (
            "6.6.10-perf",
            "5.18",
            driver(
                &both,
                "const _: () = assert!(!OPS.cache_sgt_mapping && OPS.pin.is_some());",
            ),
        ),
        // Alternatives that both fit: 4.18 by its number, and 5.11 by its layout.
        (
            "4.18.0-999.el8.x86_64",
            "5.11",
            driver(
                "#[kernel(until = \"5.10\")] fn vunmap(_: *mut dma_buf) -> Result<()> { Ok(()) }
                 #[kernel(since = \"5.11\")] fn vunmap(_: *mut dma_buf) {}",
                "const _: fn(*mut dma_buf) = ExporterOps::vunmap;",
            ),
        ),
        // A list of arguments, for a member that only this kernel has.
        (
            "6.6.10-perf",
            "5.18",
            driver(
                "#[kernel(optional, args(_, _, length))] fn own(length: c_uint) -> c_int { length as c_int }",
                "const _: () = assert!(OPS.own.is_some());",
            ),
        ),
        // It has one that a newer kernel brought, with just the signature that the method is for.
        (
            "5.4.159",
            "5.3",
            driver(
                "#[kernel(since = \"5.7\")] fn pin(_: *mut dma_buf_attachment) -> c_int { 0 }
                 #[kernel(since = \"5.7\")] fn unpin() {}
                 #[kernel(optional)] fn own() {}",
                "const _: () = assert!(OPS.own.is_some());",
            ),
        ),
    ];
    for (release, like, driver) in cases {
        let pinned = (
            "int (*mmap)",
            "int (*pin)(struct dma_buf_attachment *); int (*mmap)",
        );
        let replaced = if like == "5.3" {
            pinned
        } else {
            ("int (*mmap)", "int (*mmap)")
        };
        let tree = tree(release, like, replaced);
        let driver = match like {
            "5.3" => format!("{driver} const _: () = assert!(OPS.pin.is_some());"),
            _ => driver,
        };
        let said = rustc.check(folder.path(), &[("KDIR", tree.path())], &driver);
        said.unwrap_or_else(|said| panic!("{release}: {said}\n{driver}"));
    }
}

#[test]
fn what_it_lacks_or_refuses_is_told() {
    let rustc = Rustc::new();
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        // Like kernels that have it, but for it.
        (
            ("int (*pin)(struct dma_buf_attachment *);", ""),
            driver(PINNED, ""),
            "has no member `pin` on the target kernel",
        ),
        // Like kernels that refuse both.
        (
            ("int (*mmap)", "int (*mmap)"),
            driver(
                &format!(
                    "{PINNED} #[cfg(dma_buf_ops = \"observed\")] #[kernel(optional)] const cache_sgt_mapping: bool = true;"
                ),
                "",
            ),
            "`pin` must not be set beside `cache_sgt_mapping` on",
        ),
    ];
    for (replaced, driver, expected) in cases {
        let tree = tree("6.6.10-perf", "5.18", replaced);
        let said = rustc.check(folder.path(), &[("KDIR", tree.path())], &driver);
        let said = said.expect_err(expected);
        assert!(said.contains(expected), "{said}");
        assert!(said.contains("the target kernel"), "{said}");
    }
}
