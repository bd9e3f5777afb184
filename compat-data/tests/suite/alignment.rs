// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How members and parameters of two layouts are held against each other.

use compat_data::diff::{Renames, diff};

use crate::diff::{layout_of, texts};

fn without_renames(older: &str, newer: &str) -> Vec<String> {
    let (older, newer) = (layout_of(older), layout_of(newer));
    texts(&diff(&older, &newer, &Renames::default()))
}

#[test]
fn what_moved_is_as_little_as_possible() {
    assert_eq!(
        without_renames("int a; int b;", "int b; int a;"),
        ["moved: b"]
    );
    assert_eq!(
        without_renames("int a; int b; int c; int d;", "int d; int a; int b; int c;"),
        ["moved: d"]
    );
    assert_eq!(
        without_renames("int a; int b; int c; int d;", "int b; int c; int d; int a;"),
        ["moved: a"]
    );
    assert_eq!(
        without_renames("int a; int b; int c;", "int c; int b; int a;"),
        ["moved: b", "moved: c"]
    );
    // What was added or removed between them moves nothing.
    assert_eq!(
        without_renames("int a; int b; int c;", "int x; int a; int y; int c;"),
        ["added: int x", "added: int y", "removed: int b"]
    );
}

/// Each pairwise order of what stayed is kept, and no fewer could have moved.
#[test]
fn what_moved_is_minimal_in_every_order_of_five() {
    let names = ["a", "b", "c", "d", "e"];
    let declare = |order: &[usize]| -> String {
        order
            .iter()
            .map(|&at| format!("int {};", names[at]))
            .collect()
    };
    for order in orders(5) {
        let moved = without_renames(&declare(&[0, 1, 2, 3, 4]), &declare(&order));
        let stayed: Vec<usize> = order
            .iter()
            .copied()
            .filter(|&at| !moved.contains(&format!("moved: {}", names[at])))
            .collect();
        assert!(stayed.is_sorted(), "{order:?}: {moved:?}");
        assert_eq!(stayed.len() + moved.len(), 5);
        let longest = (0_u32..32)
            .filter(|set| {
                let kept: Vec<usize> = order
                    .iter()
                    .copied()
                    .filter(|at| set >> at & 1 == 1)
                    .collect();
                kept.is_sorted()
            })
            .map(u32::count_ones)
            .max();
        assert_eq!(Some(stayed.len() as u32), longest, "{order:?}");
    }
}

fn orders(length: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for next in 0..length {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    orders
}

#[test]
fn parameters_added_removed_retyped_and_swapped() {
    let change = |older: &str, newer: &str| {
        let differences = without_renames(&format!("{older};"), &format!("{newer};"));
        let [line] = differences.as_slice() else {
            panic!("{differences:?}");
        };
        line.split_once(" (parameter")
            .or(line.split_once(" (returns"))
            .or(line.split_once(" (variable"))
            .map(|_| line[line.rfind(") (").unwrap() + 3..line.len() - 1].to_owned())
            .unwrap()
    };
    let cases = [
        (
            "int (*f)(void)",
            "int (*f)(long int)",
            "parameter 1 added: long int",
        ),
        (
            "int (*f)(char, int)",
            "int (*f)(char, long int, int)",
            "parameter 2 added: long int",
        ),
        (
            "int (*f)(char, int, bool)",
            "int (*f)(char, bool)",
            "parameter 2 removed: int",
        ),
        (
            "int (*f)(char, int)",
            "int (*f)(char, u32)",
            "parameter 2: int -> u32",
        ),
        (
            "int (*f)(char, int, bool)",
            "int (*f)(u8, int, u8, int)",
            "parameter 1: char -> u8, parameter 3: bool -> u8, parameter 4 added: int",
        ),
        (
            "int (*f)(int)",
            "long int (*f)(int)",
            "returns: int -> long int",
        ),
        (
            "int (*f)(int)",
            "int (*f)(int, ...)",
            "variable arguments or noreturn",
        ),
        // Swapped parameters of different types.
        (
            "int (*f)(char, int)",
            "int (*f)(int, char)",
            "parameter 1 removed: char, parameter 2 added: char",
        ),
    ];
    for (older, newer, expected) in cases {
        assert_eq!(change(older, newer), expected, "{older} to {newer}");
    }
    // Data has no parameters.
    assert_eq!(
        without_renames("int size;", "size_t size;"),
        ["signature: int size -> size_t size (int -> size_t)"]
    );
}
