// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Headers and kinds newer than this library.

use compat_btf::Problem;

use crate::support::{Builder, Flag, declarations, kind, observe, problem};

#[test]
fn a_longer_header_is_honoured() {
    for big in [false, true] {
        let mut btf = Builder::in_order(big);
        btf.structure("s", 4, &[("a", Builder::INT, 0)]);
        // No layout section, then fields of the future.
        btf.more_header = vec![0, 0, 17, 4];
        assert_eq!(declarations(&observe(&btf.build())), ["0 int a"]);
    }
}

#[test]
fn an_unknown_kind_is_skipped_if_the_layout_section_tells_its_length() {
    let build = |layouts: usize| {
        let mut btf = Builder::new();
        btf.add("new", 30, 2, Flag::Set, 0, &[1, 2, 3, 4, 5]);
        btf.structure("s", 4, &[("a", Builder::INT, 0)]);
        for kind in 0..layouts {
            match kind {
                1 | 14 | 17 => btf.layout(4, 0),
                3 => btf.layout(12, 0),
                4 | 5 | 15 | 19 => btf.layout(0, 12),
                6 | 13 => btf.layout(0, 8),
                30 => btf.layout(4, 8),
                _ => btf.layout(0, 0),
            }
        }
        btf.build()
    };
    assert_eq!(declarations(&observe(&build(31))), ["0 int a"]);
    for layouts in [0, 30] {
        assert_eq!(problem(&build(layouts)), Problem::UnknownKind { kind: 30 });
    }
}

#[test]
fn a_layout_section_that_contradicts_all_kernels_is_refused() {
    let mut btf = Builder::new();
    btf.layout(0, 0);
    btf.layout(8, 0);
    assert_eq!(
        problem(&btf.build()),
        Problem::LayoutOfKnownKind { kind: 1 }
    );
}

/// In 7.2, `vlen` got the eight bits above its sixteen.
#[test]
fn more_elements_than_sixteen_bits_count() {
    let mut btf = Builder::new();
    let count = 0x1_0001;
    btf.add(
        "e",
        kind::ENUM,
        count,
        Flag::Clear,
        4,
        &vec![0; count as usize * 2],
    );
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    assert_eq!(declarations(&observe(&btf.build())), ["0 int a"]);
}
