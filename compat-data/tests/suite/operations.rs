// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One operation under several names, and several under one.

use compat_data::history::History;

use crate::common::{history, parsed};

/// The names of the operation that goes by `name` in `layout`, each with the layouts that have it so.
fn names(history: &History, layout: &str, name: &str) -> Vec<String> {
    let layout = history.layout(layout).unwrap();
    let operations = history.operations();
    let operation = operations
        .iter()
        .find(|operation| {
            operation
                .member(layout)
                .is_some_and(|member| member.name == name)
        })
        .unwrap();
    operation
        .members
        .iter()
        .map(|(layout, member)| format!("{} {}", layout.name, member.name))
        .collect()
}

#[test]
fn recorded_renames_join_names() {
    let history = history("dma_buf_ops");
    let map = [
        "4.4 kmap", "4.6 kmap", "4.12 map", "4.19 map", "5.3 map", "5.5 map",
    ];
    assert_eq!(names(history, "4.4", "kmap"), map);
    assert_eq!(names(history, "5.5", "map"), map);
    // Of the same type, renamed in the same release.
    let atomic = ["4.4 kmap_atomic", "4.6 kmap_atomic", "4.12 map_atomic"];
    assert_eq!(names(history, "4.12", "map_atomic"), atomic);
    assert_eq!(history.operations().len(), 18);
}

#[test]
fn a_name_that_another_operation_took_joins_nothing() {
    let history = parsed(
        r#"struct = "inode_operations"

[[header]]
releases = ".."
path = "linux/fs.h"

[[layout]]
name = "4.4"
mainline = "4.4..=6.1"
members = '''
int (*get_acl)(struct inode *, int);
int (*put)(struct inode *);
'''

[[layout]]
name = "6.2"
mainline = "6.2..=6.3"
changes = [
    { kind = "renamed", member = "get_inode_acl", from = "get_acl" },
    { kind = "added", member = "get_acl" },
    { kind = "removed", member = "put" },
]
members = '''
int (*get_inode_acl)(struct inode *, int);
int (*get_acl)(struct dentry *, int);
'''

[[layout]]
name = "6.4"
mainline = "6.4..=7.3"
changes = [
    { kind = "removed", member = "get_inode_acl" },
    { kind = "added", member = "put" },
]
members = '''
int (*get_acl)(struct dentry *, int);
int (*put)(struct inode *);
'''
"#,
    );
    assert_eq!(
        names(&history, "4.4", "get_acl"),
        ["4.4 get_acl", "6.2 get_inode_acl"]
    );
    assert_eq!(
        names(&history, "6.4", "get_acl"),
        ["6.2 get_acl", "6.4 get_acl"]
    );
    // Gone for a while, under the same name.
    assert_eq!(names(&history, "6.4", "put"), ["4.4 put", "6.4 put"]);
}
