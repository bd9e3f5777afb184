// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Targets whose own type information decides, under real cargo: gcc makes the BTF from a declaration.

use std::path::Path;

#[path = "support/driver.rs"]
mod driver;
#[path = "support/exporter.rs"]
mod exporter;
#[path = "support/fake.rs"]
mod fake;
#[path = "support/gcc.rs"]
mod gcc;
use driver::Driver;
use exporter::EXPORTER;
use fake::Tree;

/// What FACTS.md says a 5.4.159 of the Android family declares.
const ANDROID: &str = "\
struct dma_buf_ops {
    bool cache_sgt_mapping;
    int (*attach)(struct dma_buf *, struct dma_buf_attachment *);
    void (*detach)(struct dma_buf *, struct dma_buf_attachment *);
    struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *, enum dma_data_direction);
    void (*unmap_dma_buf)(struct dma_buf_attachment *, struct sg_table *, enum dma_data_direction);
    void (*release)(struct dma_buf *);
    int (*begin_cpu_access)(struct dma_buf *, enum dma_data_direction);
    int (*begin_cpu_access_partial)(struct dma_buf *, enum dma_data_direction, unsigned int, unsigned int);
    int (*end_cpu_access)(struct dma_buf *, enum dma_data_direction);
    int (*end_cpu_access_partial)(struct dma_buf *, enum dma_data_direction, unsigned int, unsigned int);
    int (*mmap)(struct dma_buf *, struct vm_area_struct *);
    void *(*map)(struct dma_buf *, unsigned long);
    void (*unmap)(struct dma_buf *, unsigned long, void *);
    void *(*vmap)(struct dma_buf *);
    void (*vunmap)(struct dma_buf *, void *);
    int (*get_uuid)(struct dma_buf *, uuid_t *);
    int (*get_flags)(struct dma_buf *, unsigned long *);
    union { u64 android_kabi_reserved1; struct { u64 unused; }; };
    union { u64 android_kabi_reserved2; struct { u64 unused2; }; };
};
";

/// Mainline's from 5.11 to 5.17, which RHEL 8.5 has under the number 4.18.
const FROM_5_11: &str = "\
struct dma_buf_ops {
    bool cache_sgt_mapping;
    int (*attach)(struct dma_buf *, struct dma_buf_attachment *);
    void (*detach)(struct dma_buf *, struct dma_buf_attachment *);
    int (*pin)(struct dma_buf_attachment *);
    void (*unpin)(struct dma_buf_attachment *);
    struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *, enum dma_data_direction);
    void (*unmap_dma_buf)(struct dma_buf_attachment *, struct sg_table *, enum dma_data_direction);
    void (*release)(struct dma_buf *);
    int (*begin_cpu_access)(struct dma_buf *, enum dma_data_direction);
    int (*end_cpu_access)(struct dma_buf *, enum dma_data_direction);
    int (*mmap)(struct dma_buf *, struct vm_area_struct *);
    int (*vmap)(struct dma_buf *, struct dma_buf_map *);
    void (*vunmap)(struct dma_buf *, struct dma_buf_map *);
};
";

/// A kernel build tree with that release string, and a `vmlinux` with the BTF of the declaration.
fn tree(release: &str, declaration: &str) -> Tree {
    let tree = Tree::new(&[("include/config/auto.conf", "CONFIG_X86_64=y\n")]);
    tree.write(
        "include/generated/utsrelease.h",
        &format!("#define UTS_RELEASE \"{release}\"\n"),
    );
    gcc::object(&Path::new(tree.path()).join("vmlinux"), declaration);
    tree
}

#[test]
fn the_layout_decides_and_not_the_number() {
    let driver = Driver::with_build(
        "backport",
        "compat_build::emit()",
        &format!(
            "{EXPORTER}
            #[cfg(not(dma_buf_ops = \"5.11\"))] compile_error!(\"layout\");
            #[cfg(kernel_since = \"4.19\")] compile_error!(\"release\");
            #[cfg(not(kernel_has = \"dma_buf_ops\"))] compile_error!(\"presence\");
            const _: () = assert!(core::mem::offset_of!(ExporterOps, release) == 56);"
        ),
    );
    let tree = tree("4.18.0-200.el8.x86_64", FROM_5_11);
    let said = driver.check(&[("KDIR", tree.path())]).unwrap();
    assert!(!said.contains("warning: driver-"), "{said}");
}

#[test]
fn a_difference_from_the_record_is_reported_or_denied() {
    let tree = tree("5.4.159", ANDROID);
    let variables = [("KDIR", tree.path())];
    let driver = Driver::new("warned", EXPORTER);
    let said = driver.check(&variables).unwrap();
    assert!(said.contains("is taken as observed"), "{said}");
    assert!(
        said.contains("added: int (*begin_cpu_access_partial)"),
        "{said}"
    );
    let denied = "compat_build::configure().on_mismatch(compat_build::Mismatch::Deny).emit()";
    let said = Driver::with_build("denied", denied, EXPORTER)
        .check(&variables)
        .unwrap_err();
    assert!(said.contains("is not what is recorded"), "{said}");
    assert!(said.contains("begin_cpu_access_partial"), "{said}");
}

#[test]
fn a_driver_that_does_not_fit_the_observed_layout_is_refused() {
    let source = r#"
        use compat_core::{kernel_ops, types::*};
        #[kernel_ops(dma_buf_ops)]
        pub struct ExporterOps;
        #[kernel_ops(dma_buf_ops)]
        impl ExporterOps {
            #[kernel(since = "5.11")]
            fn vmap(_: *mut dma_buf, _: *mut iosys_map) -> c_int { 0 }
            fn release() {}
            fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { core::ptr::null_mut() }
            fn unmap_dma_buf() {}
            #[kernel(until = "4.18")] fn map_atomic() -> *mut c_void { core::ptr::null_mut() }
            #[kernel(until = "5.5")] fn map() -> *mut c_void { core::ptr::null_mut() }
            fn mmap() -> c_int { 0 }
        }
    "#;
    // Like 5.11, but with the vmap of 5.10.
    let vmap = [
        "int (*vmap)(struct dma_buf *, struct dma_buf_map *)",
        "void *(*vmap)(struct dma_buf *)",
    ];
    let declaration = FROM_5_11.replace(vmap[0], vmap[1]);
    assert_ne!(declaration, FROM_5_11);
    let tree = tree("5.12.1", &declaration);
    let driver = Driver::new("misfit", source);
    let said = driver.check(&[("KDIR", tree.path())]).unwrap_err();
    assert!(
        said.contains(
            "`vmap` takes `*mut iosys_map`, which the kernel does not pass on the target kernel"
        ),
        "{said}"
    );
    assert!(
        said.contains("fn vmap(*mut dma_buf) -> *mut c_void"),
        "{said}"
    );
}

#[test]
fn any_struct_that_build_rs_names() {
    let build = "compat_build::configure().header(\"linux/other.h\", \"other_ops\").emit()";
    let driver = Driver::with_build(
        "unrecorded",
        build,
        r#"
        use compat_core::{KernelCell, kernel_ops, types::*};
        #[kernel_ops(other_ops)]
        pub struct OtherOps;
        use other_ops_types::{list_head, mode, mode_t, thing, THING_LARGE};
        #[kernel_ops(other_ops)]
        impl OtherOps {
            const flags: mode_t = 5;
            unsafe fn open(_: *mut thing, _: mode_t, _: mode) -> c_int { 0 }
        }
        use core::mem::offset_of;
        const _: () = assert!(offset_of!(OtherOps, open) == 24 && size_of::<list_head>() == 16);
        const _: () = assert!(size_of::<OtherOps>() == 32 && THING_LARGE.0 == -1);
        pub static OPS: KernelCell<OtherOps> = KernelCell::new(OtherOps::TABLE);
        "#,
    );
    let declaration = "
        struct list_head { struct list_head *next, *prev; };
        typedef unsigned short mode_t;
        enum mode { THING_SMALL, THING_LARGE = -1 };
        struct thing;
        struct other_ops { mode_t flags; unsigned int a:3, b:5; struct list_head list;
                           int (*open)(struct thing *, mode_t, enum mode); };
        struct other_ops others;
        _Static_assert(__builtin_offsetof(struct other_ops, open) == 24 && sizeof(struct other_ops) == 32, \"\");
        struct dma_buf_ops { int (*attach)(struct dma_buf *); };
    ";
    let tree = tree("6.1.0", declaration);
    driver.check(&[("KDIR", tree.path())]).unwrap();

    let source = "#[compat_core::kernel_ops(none_ops)] pub struct NoneOps;";
    let build = "compat_build::configure().header(\"linux/none.h\", \"none_ops\").emit()";
    let said = Driver::with_build("missing", build, source)
        .check(&[("KDIR", tree.path())])
        .unwrap_err();
    assert!(said.contains("has no `struct none_ops`"), "{said}");
}

#[test]
fn an_observation_may_be_required() {
    let build = "compat_build::configure().require_observed().emit()";
    let driver = Driver::with_build("required", build, EXPORTER);
    let said = driver
        .check(&[("KERNEL_COMPAT_TARGET", "5.4")])
        .unwrap_err();
    assert!(said.contains("could not be observed"), "{said}");
    let tree = tree("5.12.1", FROM_5_11);
    driver.check(&[("KDIR", tree.path())]).unwrap();
}

/// 5.10's, with a function of a kernel that nobody recorded behind the typedef.
#[test]
fn a_function_behind_a_typedef_is_as_observed() {
    let hooks = "#![allow(unused)]
        use compat_core::{kernel_ops, types::*};
        #[kernel_ops(nf_hook_ops)]
        pub struct Hooks;
        #[kernel_ops(nf_hook_ops)]
        impl Hooks {
            fn hook(_: *mut c_void, _: *mut sk_buff, _: *const nf_hook_state) -> c_uint { 0 }
        }
        pub static OPS: compat_core::KernelCell<Hooks> = compat_core::KernelCell::new(Hooks::TABLE);";
    let driver = Driver::new("hooks", hooks);
    let declaration = |parameter: &str| {
        format!(
            "struct dma_buf_ops {{ int a; }};
            struct sk_buff; struct net_device; struct nf_hook_state;
            typedef u8 u_int8_t;
            typedef unsigned int nf_hookfn(void *, struct sk_buff *, {parameter});
            struct nf_hook_ops {{
                nf_hookfn *hook;
                struct net_device *dev;
                void *priv;
                u_int8_t pf;
                unsigned int hooknum;
                int priority;
            }};
            struct nf_hook_ops hooks;"
        )
    };
    let recorded = tree("5.10.262", &declaration("const struct nf_hook_state *"));
    let said = driver.check(&[("KDIR", recorded.path())]).unwrap();
    assert!(!said.contains("is taken as observed"), "{said}");
    let other = tree("5.10.262", &declaration("long"));
    let said = driver.check(&[("KDIR", other.path())]).unwrap_err();
    for part in [
        "is taken as observed",
        "signature: unsigned int (*hook)(void *, struct sk_buff *, const struct nf_hook_state *)",
        "`hook` takes `*const nf_hook_state`, which the kernel does not pass on the target kernel",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
