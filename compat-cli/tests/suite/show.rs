// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `show`: the declaration, its places, its evidence.

use crate::support::kernel_compat;

#[test]
fn the_declaration_of_a_kernel_and_nothing_else() {
    let shown = kernel_compat(&[
        "show",
        "vfio_pci_regops",
        "--kernel",
        "4.9",
        "--format",
        "c",
    ]);
    assert_eq!(
        shown.success(),
        "struct vfio_pci_regops {\n    \
         size_t (*rw)(struct vfio_pci_device *, char *, size_t, loff_t *, bool);\n    \
         void (*release)(struct vfio_pci_device *, struct vfio_pci_region *);\n};\n"
    );
}

#[test]
fn places_follow_the_architecture() {
    let shown = |kernel| kernel_compat(&["show", "dma_buf_ops", "--kernel", kernel]).success();
    let wide = shown("5.4-arm64");
    for part in [
        "/*    0 */ bool cache_sgt_mapping;",
        "/*    8 */ int (*attach)(struct dma_buf *, struct dma_buf_attachment *);",
        "/*   96 */ void (*vunmap)(struct dma_buf *, void *);",
        "/* size 104, alignment 8 */",
        "kernel 5.4-arm64 for arm64",
        "layout 5.3, mainline's of 5.3..=5.4",
        "recorded: 5.4-arm64, read from dma_buf_ops.txt",
    ] {
        assert!(wide.contains(part), "{part}: {wide}");
    }
    let narrow = shown("5.4-armhf");
    for part in ["/*   48 */ void (*vunmap)", "/* size 52, alignment 4 */"] {
        assert!(narrow.contains(part), "{part}: {narrow}");
    }
}

#[test]
fn without_a_kernel_the_newest_one() {
    let shown = kernel_compat(&["show", "dma_buf_ops"]).success();
    assert!(shown.contains("kernel 7.3 for amd64"), "{shown}");
    assert!(!shown.contains("cache_sgt_mapping"), "{shown}");
}

#[test]
fn rust_is_what_the_macro_declares() {
    let arguments = ["show", "dma_buf_ops", "--kernel", "5.8", "--format", "rust"];
    let shown = kernel_compat(&arguments).success();
    for part in [
        "#[repr(C)]\npub struct dma_buf_ops {\n    pub cache_sgt_mapping: bool,\n",
        "    pub vmap: Option<unsafe extern \"C\" fn(*mut dma_buf) -> *mut c_void>,\n",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn toml_is_the_recorded_history() {
    let shown = kernel_compat(&["show", "vfio_pci_regops", "--format", "toml"]).success();
    let recorded = include_str!("../../../compat-data/histories/vfio_pci_regops.toml");
    assert_eq!(shown, recorded);
}

#[test]
fn json_has_every_member_with_its_place() {
    let shown = kernel_compat(&[
        "show",
        "dma_buf_ops",
        "--kernel",
        "6.12",
        "--format",
        "json",
    ]);
    let json = shown.json();
    assert_eq!(json["format"], 1);
    assert_eq!(json["layout"]["name"], "5.18");
    assert_eq!(json["layout"]["size"], 104);
    let members = json["layout"]["members"].as_array().unwrap();
    assert_eq!(members.len(), 13);
    assert_eq!(members[1]["name"], "attach");
    assert_eq!(members[1]["offset"], 8);
    assert_eq!(
        members[11]["c"],
        "int (*vmap)(struct dma_buf *, struct iosys_map *)"
    );
}

#[test]
fn what_is_not_known_is_told_apart() {
    let refused = |arguments: &[&str]| kernel_compat(arguments).trouble();
    for (arguments, parts) in [
        (
            ["show", "dma_buf_op"].as_slice(),
            [
                "no history of `struct dma_buf_op`",
                "did you mean `dma_buf_ops`?",
            ],
        ),
        (
            &["show", "vfio_pci_regops", "--kernel", "4.5"],
            [
                "kernel 4.5 has no `struct vfio_pci_regops`",
                "it came with 4.6",
            ],
        ),
        (
            &["show", "vfio_pci_regops", "--kernel", "6.2-generic"],
            ["is unknown", "module vfio-pci-core"],
        ),
        (
            &["show", "dma_buf_ops", "--kernel", "8.9"],
            ["is not recorded", "4.4 to 7.3"],
        ),
        (
            &["show", "net_device_ops", "--kernel", "4.19"],
            [
                "is not recorded",
                "`kernel-compat matrix net_device_ops` shows",
            ],
        ),
        (
            &["show", "dma_buf_ops", "--kernel", "v5.4"],
            ["`v5.4` is not a kernel", "did you mean `5.4`?"],
        ),
        (
            &["show", "dma_buf_ops", "--kernel", "4.18.0-999.el8.x86_64"],
            ["backports interface changes", "RHEL 8.3 has layout 5.6"],
        ),
    ] {
        let error = refused(arguments);
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn a_folder_of_histories_must_be_there() {
    let error = kernel_compat(&["show", "dma_buf_ops", "--histories", "nowhere"]).trouble();
    assert!(
        error.contains("nowhere") && error.contains("No such file"),
        "{error}"
    );
}

/// Of a build of the catalogue, the packages that it was read from.
#[test]
fn a_build_of_the_catalogue_comes_with_its_packages() {
    let build = "6.1.0-56-amd64";
    let text = kernel_compat(&["show", "file_operations", "--kernel", build]).success();
    for part in [
        "recorded: 6.1.0-56-amd64, read from Debian's packages\n",
        "from package linux-image-6.1.0-56-amd64 6.1.192-2\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let answer = kernel_compat(&[
        "show",
        "file_operations",
        "--kernel",
        build,
        "--format",
        "json",
    ]);
    let packages = &answer.json()["packages"];
    assert_eq!(packages[0]["kernel"], build);
    assert_eq!(packages[0]["package"], "linux-image-6.1.0-56-amd64");
    assert_eq!(packages[0]["version"], "6.1.192-2");
    // Facts of mainline are from no package.
    let answer = kernel_compat(&["show", "dma_buf_ops", "--kernel", "5.4", "--format", "json"]);
    assert!(answer.json().get("packages").is_none());
}
