// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What differs between two layouts.

use compat_data::c::{Dialect, parse_members};
use compat_data::diff::{Difference, Renames, diff};
use compat_data::history::{Change, ChangeKind, Layout};

use crate::common::{history, layout};

/// All differences, in their order, as text.
fn between(name: &str, older: &str, newer: &str) -> Vec<String> {
    let history = history(name);
    texts(&history.diff(layout(history, older), layout(history, newer)))
}

pub fn texts(differences: &[Difference<'_>]) -> Vec<String> {
    differences.iter().map(ToString::to_string).collect()
}

pub fn layout_of(members: &str) -> Layout {
    Layout {
        name: "test".to_owned(),
        mainline: None,
        changes: Vec::new(),
        members: parse_members(members, Dialect::C).unwrap(),
        places: Vec::new(),
    }
}

#[test]
fn dma_buf_ops_from_each_mainline_layout_to_the_next() {
    let expected: [(&str, &str, &[&str]); 10] = [
        (
            "4.4",
            "4.6",
            &[
                "signature: int (*begin_cpu_access)(struct dma_buf *, size_t, size_t, enum dma_data_direction) \
                 -> int (*begin_cpu_access)(struct dma_buf *, enum dma_data_direction) \
                 (parameter 2 removed: size_t, parameter 3 removed: size_t)",
                "signature: void (*end_cpu_access)(struct dma_buf *, size_t, size_t, enum dma_data_direction) \
                 -> int (*end_cpu_access)(struct dma_buf *, enum dma_data_direction) \
                 (parameter 2 removed: size_t, parameter 3 removed: size_t, returns: void -> int)",
            ],
        ),
        (
            "4.6",
            "4.12",
            &[
                "renamed: kmap_atomic -> map_atomic",
                "renamed: kunmap_atomic -> unmap_atomic",
                "renamed: kmap -> map",
                "renamed: kunmap -> unmap",
            ],
        ),
        (
            "4.12",
            "4.19",
            &[
                "removed: void * (*map_atomic)(struct dma_buf *, long unsigned int)",
                "removed: void (*unmap_atomic)(struct dma_buf *, long unsigned int, void *)",
                "signature: int (*attach)(struct dma_buf *, struct device *, struct dma_buf_attachment *) \
                 -> int (*attach)(struct dma_buf *, struct dma_buf_attachment *) \
                 (parameter 2 removed: struct device *)",
            ],
        ),
        (
            "4.19",
            "5.3",
            &["added: bool cache_sgt_mapping", "moved: mmap"],
        ),
        ("5.3", "5.5", &["added: bool dynamic_mapping"]),
        (
            "5.5",
            "5.6",
            &[
                "removed: void * (*map)(struct dma_buf *, long unsigned int)",
                "removed: void (*unmap)(struct dma_buf *, long unsigned int, void *)",
            ],
        ),
        (
            "5.6",
            "5.7",
            &[
                "added: int (*pin)(struct dma_buf_attachment *)",
                "added: void (*unpin)(struct dma_buf_attachment *)",
                "removed: bool dynamic_mapping",
            ],
        ),
        (
            "5.7",
            "5.11",
            &[
                "signature: void * (*vmap)(struct dma_buf *) -> int (*vmap)(struct dma_buf *, struct dma_buf_map *) \
                 (parameter 2 added: struct dma_buf_map *, returns: void * -> int)",
                "signature: void (*vunmap)(struct dma_buf *, void *) \
                 -> void (*vunmap)(struct dma_buf *, struct dma_buf_map *) \
                 (parameter 2: void * -> struct dma_buf_map *)",
            ],
        ),
        (
            "5.11",
            "5.18",
            &[
                "tag renamed in vmap: dma_buf_map -> iosys_map",
                "tag renamed in vunmap: dma_buf_map -> iosys_map",
            ],
        ),
        ("5.18", "6.16", &["removed: bool cache_sgt_mapping"]),
    ];
    for (older, newer, expected) in expected {
        assert_eq!(
            between("dma_buf_ops", older, newer),
            expected,
            "{older} to {newer}"
        );
    }
}

#[test]
fn vfio_pci_regops_from_each_mainline_layout_to_the_next() {
    let device = "struct vfio_pci_device *, struct vfio_pci_region *";
    assert_eq!(
        between("vfio_pci_regops", "4.6", "5.0"),
        [
            format!("added: int (*mmap)({device}, struct vm_area_struct *)"),
            format!("added: int (*add_capability)({device}, struct vfio_info_cap *)"),
        ]
    );
    assert_eq!(
        between("vfio_pci_regops", "5.0", "5.15"),
        [
            "signature: size_t (*rw)(struct vfio_pci_device *, char *, size_t, loff_t *, bool) \
                 -> ssize_t (*rw)(struct vfio_pci_core_device *, char *, size_t, loff_t *, bool) \
                 (returns: size_t -> ssize_t)",
            "tag renamed in rw: vfio_pci_device -> vfio_pci_core_device",
            "tag renamed in release: vfio_pci_device -> vfio_pci_core_device",
            "tag renamed in mmap: vfio_pci_device -> vfio_pci_core_device",
            "tag renamed in add_capability: vfio_pci_device -> vfio_pci_core_device",
        ]
    );
}

#[test]
fn renames_hold_across_several_layouts() {
    let differences = between("dma_buf_ops", "4.4", "4.19");
    for expected in ["renamed: kmap -> map", "renamed: kunmap -> unmap"] {
        assert!(
            differences.iter().any(|line| line == expected),
            "{differences:#?}"
        );
    }
    // map_atomic was gone again by then: what is left is that its older name went.
    assert!(differences.contains(
        &"removed: void * (*kmap_atomic)(struct dma_buf *, long unsigned int)".to_owned()
    ));
    assert!(!differences.iter().any(|line| line.starts_with("added")));
    let tags = between("dma_buf_ops", "5.7", "6.16");
    assert!(
        !tags.iter().any(|line| line.starts_with("tag")),
        "{tags:#?}"
    );
}

#[test]
fn a_layout_does_not_differ_from_itself() {
    for name in compat_data::names() {
        for layout in &history(name).layouts {
            assert_eq!(between(name, &layout.name, &layout.name), [""; 0]);
        }
    }
}

/// In 6.2 `inode_operations.get_acl` became `get_inode_acl`, and `get_acl` is another operation since.
#[test]
fn a_name_can_be_used_again() {
    let older = layout_of(
        "struct posix_acl * (*get_acl)(struct inode *, int, bool);
         int (*update_time)(struct inode *, int);",
    );
    let mut newer = layout_of(
        "struct posix_acl * (*get_inode_acl)(struct inode *, int, bool);
         int (*update_time)(struct inode *, int);
         struct posix_acl * (*get_acl)(struct user_namespace *, struct dentry *, int);",
    );
    newer.changes.push(Change {
        member: Some("get_inode_acl".to_owned()),
        kind: ChangeKind::Renamed {
            from: "get_acl".to_owned(),
        },
        commit: None,
        note: None,
    });
    assert_eq!(
        texts(&diff(&older, &newer, &Renames::recorded_in([&newer]))),
        [
            "added: struct posix_acl * (*get_acl)(struct user_namespace *, struct dentry *, int)",
            "renamed: get_acl -> get_inode_acl",
        ]
    );
    // From then on, the new operation is not renamed to the old one's new name.
    let next = layout_of(
        "struct posix_acl * (*get_acl)(struct mnt_idmap *, struct dentry *, int);
         int (*update_time)(struct inode *, int);",
    );
    let differences = texts(&diff(&newer, &next, &Renames::recorded_in([&newer])));
    assert!(
        differences
            .iter()
            .any(|line| line.starts_with("removed: ") && line.contains("get_inode_acl")),
        "{differences:#?}"
    );
    assert!(
        !differences.iter().any(|line| line.starts_with("renamed")),
        "{differences:#?}"
    );
    let mut both = newer.clone();
    both.members.swap(0, 1);
    assert_eq!(
        texts(&diff(&newer, &both, &Renames::recorded_in([&newer]))),
        ["moved: update_time"]
    );
    let unknown = texts(&diff(&older, &newer, &Renames::default()));
    assert!(
        unknown.iter().any(|line| line.starts_with("signature: ")),
        "{unknown:#?}"
    );
}
