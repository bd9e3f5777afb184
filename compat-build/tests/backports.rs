// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels whose number lies, and kernels whose build shuffles members: gcc makes the BTF that such a kernel has, and the
//! table must be what gcc says of the struct.

#[path = "support/exporter.rs"]
mod exporter;
#[path = "support/fake.rs"]
mod fake;
#[path = "support/gcc.rs"]
mod gcc;
#[path = "support/rustc.rs"]
mod rustc;

use std::path::Path;

use exporter::EXPORTER;
use fake::Tree;
use rustc::Rustc;

/// What distributions build under a number, and the mainline layout that their struct equals (FACTS.md): Red Hat's
/// kernels of EL7, 8.0 to 8.9 and 9.0 to 9.x.
const BACKPORTED: [(&str, &str); 16] = [
    ("3.10.0-1160.el7.x86_64", "4.19"),
    ("4.18.0-80.el8.x86_64", "4.12"),
    ("4.18.0-147.el8.x86_64", "5.3"),
    ("4.18.0-193.el8.x86_64", "5.3"),
    ("4.18.0-240.el8.x86_64", "5.6"),
    ("4.18.0-305.el8.x86_64", "5.7"),
    ("4.18.0-348.el8.x86_64", "5.11"),
    ("4.18.0-372.el8.x86_64", "5.11"),
    ("4.18.0-425.el8.x86_64", "5.18"),
    ("4.18.0-477.el8.x86_64", "5.18"),
    ("4.18.0-513.el8.x86_64", "5.18"),
    ("5.14.0-70.el9.x86_64", "5.11"),
    ("5.14.0-162.el9.x86_64", "5.18"),
    ("5.14.0-284.el9.x86_64", "5.18"),
    ("5.14.0-362.el9.x86_64", "5.18"),
    ("5.14.0-687.el9.x86_64", "6.16"),
];

/// Members that no record has, each behind one that the record has.
type Inserted = &'static [(&'static str, &'static str)];

/// Kernels that have such members among those of a recorded layout.
const INSERTED: [(&str, &str, Inserted); 3] = [
    // Of the Android family (FACTS.md).
    (
        "5.4.159-qgki",
        "5.3",
        &[
            ("begin_cpu_access", BEGIN_PARTIAL),
            ("end_cpu_access", END_PARTIAL),
            (
                "vunmap",
                "int (*get_uuid)(struct dma_buf *, uuid_t *);
                 int (*get_flags)(struct dma_buf *, unsigned long *);
                 union { u64 android_kabi_reserved1; struct { u64 unused1; }; };
                 union { u64 android_kabi_reserved2; struct { u64 unused2; }; };",
            ),
        ],
    ),
    // The partial variants alone.
    (
        "5.4.61-perf",
        "5.3",
        &[
            ("begin_cpu_access", BEGIN_PARTIAL),
            ("end_cpu_access", END_PARTIAL),
        ],
    ),
    // A slot kept free in the middle.
    (
        "6.1.25-android14-11",
        "5.18",
        &[("detach", "u64 android_kabi_reserved1;")],
    ),
];

const BEGIN_PARTIAL: &str = "int (*begin_cpu_access_partial)(struct dma_buf *, enum dma_data_direction, unsigned int, unsigned int);";
const END_PARTIAL: &str = "int (*end_cpu_access_partial)(struct dma_buf *, enum dma_data_direction, unsigned int, unsigned int);";

/// A kernel: its release string, the name of its layout, and its struct's members.
struct Kernel {
    release: &'static str,
    layout: &'static str,
    members: String,
    /// Those that a driver can name.
    names: Vec<String>,
}

impl Kernel {
    fn new(
        release: &'static str,
        layout: &'static str,
        like: &str,
        inserted: &[(&str, &str)],
    ) -> Self {
        let history = compat_data::history("dma_buf_ops").unwrap().unwrap();
        let mut members = String::new();
        let mut names = Vec::new();
        for member in &history.layout(like).unwrap().members {
            members.push_str(&format!("{member};\n"));
            names.push(member.name.clone());
            let after = inserted.iter().find(|(name, _)| *name == member.name);
            members.push_str(after.map_or("", |(_, declarations)| declarations));
        }
        Self {
            release,
            layout,
            members,
            names,
        }
    }

    /// A build tree of it.
    fn tree(&self) -> Tree {
        self.tree_with("")
    }

    /// The same, with more in its configuration.
    fn tree_with(&self, symbols: &str) -> Tree {
        let config = format!("CONFIG_X86_64=y\n{symbols}");
        let tree = Tree::new(&[("include/config/auto.conf", &config)]);
        let release = format!("#define UTS_RELEASE \"{}\"\n", self.release);
        tree.write("include/generated/utsrelease.h", &release);
        let declaration = format!("struct dma_buf_ops {{ {} }};\n", self.members);
        gcc::object(&Path::new(tree.path()).join("vmlinux"), &declaration);
        tree
    }
}

fn kernels() -> Vec<Kernel> {
    let backported = BACKPORTED.map(|(release, layout)| Kernel::new(release, layout, layout, &[]));
    let inserted =
        INSERTED.map(|(release, like, what)| Kernel::new(release, "observed", like, what));
    backported.into_iter().chain(inserted).collect()
}

#[test]
fn every_table_is_what_gcc_says() {
    let rustc = Rustc::new();
    let kernels = kernels();
    let folder = tempfile::tempdir().unwrap();
    for (kernel, offsets) in kernels.iter().zip(offsets(folder.path(), &kernels)) {
        has_offsets(&rustc, folder.path(), kernel, &kernel.tree(), &offsets);
    }
}

/// A kernel's build that shuffles members: its BTF says how, and nothing else does.
#[test]
fn randomised_layouts_are_as_btf_says() {
    let rustc = Rustc::new();
    let mut kernel = Kernel::new("6.1.0", "observed", "5.18", &[]);
    let mut members: Vec<&str> = kernel.members.lines().collect();
    members.rotate_left(5);
    members.swap(0, 7);
    kernel.members = members.join("\n");
    let folder = tempfile::tempdir().unwrap();
    let offsets = offsets(folder.path(), std::slice::from_ref(&kernel));
    assert!(!offsets[0].is_sorted());
    for symbols in [
        "CONFIG_RANDSTRUCT=y\nCONFIG_RANDSTRUCT_FULL=y\n",
        "CONFIG_GCC_PLUGIN_RANDSTRUCT=y\n",
    ] {
        let tree = kernel.tree_with(symbols);
        has_offsets(&rustc, folder.path(), &kernel, &tree, &offsets[0]);
    }
}

/// What gcc says of the members that each kernel's driver can name, and of the size.
fn offsets(folder: &Path, kernels: &[Kernel]) -> Vec<Vec<u64>> {
    let structs = kernels
        .iter()
        .map(|kernel| (kernel.members.clone(), kernel.names.clone()));
    let offsets = gcc::offsets(folder, &structs.collect::<Vec<_>>());
    assert_eq!(offsets.len(), kernels.len());
    offsets
}

/// The table of the tree's kernel has these offsets, and this size at the end.
fn has_offsets(rustc: &Rustc, folder: &Path, kernel: &Kernel, tree: &Tree, offsets: &[u64]) {
    let (size, offsets) = offsets.split_last().unwrap();
    let mut source = format!(
        "{EXPORTER}
        use core::mem::offset_of;
        #[cfg(not(dma_buf_ops = {:?}))] compile_error!(\"another layout\");
        const _: () = assert!(size_of::<ExporterOps>() == {size});\n",
        kernel.layout
    );
    for (name, offset) in kernel.names.iter().zip(offsets) {
        source.push_str(&format!(
            "const _: () = assert!(offset_of!(ExporterOps, {name}) == {offset});\n"
        ));
    }
    assert!(offsets.len() >= 11);
    let said = rustc.check(folder, &[("KDIR", tree.path())], &source);
    let said = said.unwrap_or_else(|said| panic!("{}: {said}", kernel.release));
    assert!(
        said.contains("EVIDENCE_dma_buf_ops=observed: BTF of"),
        "{said}"
    );
}

/// Kernels like a recorded layout but for one member, as a declaration in place of another, and a method that fits the
/// record.
const MISFITS: [(&str, &str, &str, &str, [&str; 2]); 4] = [
    (
        "5.7",
        "int (*pin)(struct dma_buf_attachment *)",
        "int (*pin)(struct dma_buf *, bool)",
        "#[kernel(since = \"5.7\")] fn pin(_: *mut dma_buf_attachment) -> c_int { 0 }",
        [
            "`pin` takes `*mut dma_buf_attachment`, which the kernel does not pass on the target kernel",
            "it is `fn pin(*mut dma_buf, bool) -> c_int`",
        ],
    ),
    (
        "5.18",
        "void (*release)(struct dma_buf *)",
        "void *(*release)(struct dma_buf *)",
        "fn release(_: *mut dma_buf) {}",
        [
            "`release` returns nothing, and the kernel takes `*mut c_void` on the target kernel",
            "it is `fn release(*mut dma_buf) -> *mut c_void`",
        ],
    ),
    (
        "5.18",
        "int (*mmap)(struct dma_buf *, struct vm_area_struct *);",
        "",
        "fn mmap(_: *mut dma_buf, _: *mut vm_area_struct) -> c_int { 0 }",
        ["has no member `mmap` on the target kernel", ""],
    ),
    (
        "5.3",
        "int (*end_cpu_access)",
        "int (*end_cpu_access_partial)(struct dma_buf *, unsigned int); int (*end_cpu_access)",
        "#[kernel(optional)] fn end_cpu_access_partial(_: c_ulong) -> c_int { 0 }",
        [
            "`end_cpu_access_partial` takes `c_ulong`, which the kernel does not pass on the target kernel",
            "it is `fn end_cpu_access_partial(*mut dma_buf, c_uint) -> c_int`",
        ],
    ),
];

#[test]
fn a_method_that_does_not_fit_is_refused_with_both_signatures() {
    let rustc = Rustc::new();
    let folder = tempfile::tempdir().unwrap();
    for (like, recorded, declared, method, says) in MISFITS {
        let mut kernel = Kernel::new("5.9.16-perf", "observed", like, &[]);
        assert!(kernel.members.contains(recorded), "{}", kernel.members);
        kernel.members = kernel.members.replace(recorded, declared);
        let tree = kernel.tree();
        let source = format!(
            "use compat_core::{{kernel_ops, types::*}};
            #[kernel_ops(dma_buf_ops)] pub struct ExporterOps;
            #[kernel_ops(dma_buf_ops)] impl ExporterOps {{\n{method}\n}}"
        );
        let said = rustc.check(folder.path(), &[("KDIR", tree.path())], &source);
        let said = said.expect_err(method);
        // The method itself is shown with them.
        for text in says.into_iter().chain([method]) {
            assert!(said.contains(text), "{said}\nlacks {text}");
        }
    }
}
