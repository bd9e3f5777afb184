// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Split BTF: a module's types over those of its kernel.

use compat_btf::{Btf, Problem, TypeId};

use crate::support::{Builder, Flag, declarations, kind};

fn kernel(big: bool) -> Builder {
    let mut btf = Builder::in_order(big);
    // More types than one step of the index, so that ids are found across steps.
    for nth in 0..100 {
        btf.structure(&format!("filler_{nth}"), 4, &[("a", Builder::INT, 0)]);
    }
    btf.structure("device", 8, &[("a", Builder::LONG, 0)]);
    btf
}

#[test]
fn a_module_continues_the_kernels_types_and_strings() {
    for big in [false, true] {
        let kernel = kernel(big);
        let mut module = kernel.split();
        let device = module.pointer(106);
        let filler = 105;
        let own = module.structure("own", 16, &[("x", Builder::INT, 0), ("d", device, 64)]);
        module.structure(
            "s",
            32,
            &[("own", own, 0), ("f", filler, 128), ("d", device, 192)],
        );
        let (kernel, module) = (kernel.build(), module.build());
        let base = Btf::parse("vmlinux", &kernel).unwrap();
        let btf = Btf::parse_split("module", &module, &base).unwrap();
        let observation = btf.observe("s").unwrap().unwrap();
        assert_eq!(
            declarations(&observation),
            [
                "0 struct own own",
                "16 struct filler_99 f",
                "24 struct device *d"
            ]
        );
        assert_eq!(observation.pointer_size, 8);
        assert!(btf.observe("device").unwrap().is_some());
        assert_eq!(btf.observe("absent").unwrap(), None);
        let ids: Vec<u32> = btf.structs().unwrap().iter().map(|(id, _)| id.0).collect();
        assert_eq!(ids, [108, 109]);
        assert_eq!(base.observe("s").unwrap(), None);

        // Several at once, in the order in which they are asked for.
        let names = [
            "s",
            "absent",
            "device",
            "",
            "filler_9",
            "s",
            "own",
            "filler_99",
            "sx",
        ];
        for view in [&btf, &base] {
            let one_by_one: Vec<_> = names.iter().map(|name| view.observe(name)).collect();
            assert_eq!(view.observe_all(&names), one_by_one);
        }
        let found = |view: &Btf<'_>| {
            let observed = view.observe_all(&names).into_iter();
            let names = observed.filter_map(|one| Some(one.unwrap()?.name));
            names.collect::<Vec<_>>()
        };
        assert_eq!(
            found(&btf),
            ["s", "device", "filler_9", "s", "own", "filler_99"]
        );
        assert_eq!(found(&base), ["device", "filler_9", "filler_99"]);
    }
}

#[test]
fn a_module_without_its_base_is_refused() {
    let kernel = kernel(false);
    let mut module = kernel.split();
    module.structure("s", 4, &[("a", Builder::INT, 0)]);
    let error = Btf::parse("module", &module.build()).unwrap_err();
    assert_eq!(error.problem, Problem::NeedsBase);
    assert!(
        error
            .to_string()
            .contains("help: name that kernel's BTF as its base")
    );
}

#[test]
fn a_module_over_another_kernel_is_refused_where_it_shows() {
    let kernel = kernel(false);
    let mut module = kernel.split();
    module.structure("s", 4, &[("a", Builder::INT, 0)]);
    let module = module.build();
    let other = Builder::new().build();
    let base = Btf::parse("vmlinux", &other).unwrap();
    let btf = Btf::parse_split("module", &module, &base).unwrap();
    // Its names would begin elsewhere.
    assert_eq!(btf.observe("s").unwrap(), None);
    assert!(matches!(
        btf.structs().unwrap_err().problem,
        Problem::NoSuchString { .. }
    ));
    let big = Builder::in_order(true).build();
    let base = Btf::parse("vmlinux", &big).unwrap();
    let error = Btf::parse_split("module", &module, &base).unwrap_err();
    assert_eq!(error.problem, Problem::ByteOrder);
}

#[test]
fn a_struct_of_the_module_and_one_of_the_kernel_must_agree() {
    let mut kernel = Builder::new();
    kernel.structure("s", 4, &[("a", Builder::INT, 0)]);
    let observe = |size| {
        let mut module = kernel.split();
        module.structure("s", size, &[("a", Builder::INT, 0)]);
        let (kernel, module) = (kernel.build(), module.build());
        let base = Btf::parse("vmlinux", &kernel).unwrap();
        let btf = Btf::parse_split("module", &module, &base).unwrap();
        btf.observe("s").map_err(|error| error.problem)
    };
    assert!(observe(4).unwrap().is_some());
    let Err(Problem::AmbiguousStruct { ids, .. }) = observe(8) else {
        panic!("they differ");
    };
    assert_eq!(ids, [TypeId(6), TypeId(7)]);
}

#[test]
fn signed_enums_are_marked_by_the_kernels_encoder() {
    let mut kernel = Builder::new();
    kernel.enumeration("k", Flag::Set, &[("MINUS", -1)]);
    let mut module = kernel.split();
    let own = module.enumeration("e", Flag::Clear, &[("TOP", i32::MIN)]);
    module.structure("s", 4, &[("e", own, 0)]);
    let (kernel, module) = (kernel.build(), module.build());
    let base = Btf::parse("vmlinux", &kernel).unwrap();
    let btf = Btf::parse_split("module", &module, &base).unwrap();
    let text = format!("{:?}", btf.observe("s").unwrap().unwrap().definitions);
    assert!(
        text.contains("signed: false") && text.contains("value: 2147483648"),
        "{text}"
    );
}

/// A module built out of tree brings the types it refers to: of structs only name and size.
#[test]
fn a_distilled_base_serves() {
    let mut base = Builder::new();
    let device = base.structure("device", 64, &[]);
    let mut module = base.split();
    let pointer = module.pointer(device);
    let call = module.function(Builder::INT, &[pointer]);
    let call = module.pointer(call);
    module.structure("s", 8, &[("call", call, 0)]);
    let (base, module) = (base.build(), module.build());
    let base = Btf::parse("module", &base).unwrap();
    let btf = Btf::parse_split("module", &module, &base).unwrap();
    let observation = btf.observe("s").unwrap().unwrap();
    assert_eq!(
        declarations(&observation),
        ["0 int (*call)(struct device *)"]
    );
}

#[test]
fn split_btf_may_have_no_strings_of_its_own() {
    let kernel = Builder::new();
    let mut module = kernel.split();
    module.add("", kind::CONST, 0, Flag::Clear, 2, &[]);
    let (kernel, module) = (kernel.build(), module.build());
    let base = Btf::parse("vmlinux", &kernel).unwrap();
    let btf = Btf::parse_split("module", &module, &base).unwrap();
    assert_eq!(btf.structs().unwrap(), []);
}
