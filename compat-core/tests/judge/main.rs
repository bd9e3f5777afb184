// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The C compiler as judge: for every layout, what rustc makes of the table is what gcc makes of the C declaration
//! that the typed model prints.
//!
//! Rust prints size, alignment, offsets and types of the table that `#[kernel_ops]` declares; a C file asserts each
//! of them; gcc decides.

mod c_type;
mod table;
mod verdict;

use compat_data::c::TypeKind;
use compat_data::history::Layout;

use table::tables;
use verdict::judge;

#[test]
fn gcc_agrees_with_rustc_on_every_layout() {
    let mut members = 0;
    let tables = tables();
    for table in tables {
        if let Err(complaint) = judge(table, &table.layout) {
            panic!("{} {}: {complaint}", table.name, table.layout.name);
        }
        members += table.members.len();
    }
    println!("{} layouts, {members} members: no difference", tables.len());
    assert_eq!(
        tables.len(),
        14,
        "eleven layouts of dma_buf_ops and three of vfio_pci_regops"
    );
}

/// The harness itself must notice a wrong layout.
#[test]
fn gcc_refuses_every_mutation() {
    for table in tables() {
        for (what, mutant) in mutations(&table.layout) {
            assert!(
                judge(table, &mutant).is_err(),
                "{} {}: nobody noticed that {what}",
                table.name,
                table.layout.name
            );
        }
    }
}

/// Layouts that differ from this one in a single point.
fn mutations(layout: &Layout) -> Vec<(String, Layout)> {
    let mut mutants = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Layout)| {
        let mut mutant = layout.clone();
        change(&mut mutant);
        mutants.push((what, mutant));
    };
    for at in 0..layout.members.len() {
        let name = &layout.members[at].name;
        if at > 0 {
            let what = format!("`{name}` changed places with the one before");
            add(what, &|mutant| mutant.members.swap(at - 1, at));
        }
        add(format!("`{name}` was dropped"), &|mutant| {
            mutant.members.remove(at);
        });
        let Some(function) = layout.members[at].ty.as_function_pointer() else {
            continue;
        };
        for parameter in 0..function.parameters.len() {
            let what = format!("`{name}` lost parameter {parameter}");
            add(what, &|mutant| {
                if let TypeKind::Pointer(to) = &mut mutant.members[at].ty.kind {
                    if let TypeKind::Function(function) = &mut to.kind {
                        function.parameters.remove(parameter);
                    }
                }
            });
        }
    }
    mutants
}

/// A member that hides in the padding after a `bool` moves nothing: it must be noticed all the same.
#[test]
fn gcc_refuses_a_member_hidden_in_padding() {
    let find = |name: &str| {
        tables()
            .iter()
            .find(|table| table.layout.name == name)
            .unwrap()
    };
    let (with, without) = (find("5.5"), find("5.3"));
    assert_eq!(with.size, without.size);
    assert!(judge(without, &with.layout).is_err());
    assert!(judge(with, &without.layout).is_err());
}
