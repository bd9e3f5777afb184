// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where a kernel has another type by a name of `compat_core::types`, what is observed decides.

use compat_data::core_types::{spell_out_functions, spell_out_observed_functions};
use compat_data::history::History;
use compat_data::observation::{Observation, TypeName, record};
use compat_data::rust::{Names, agrees, is_as_everywhere, member};

use crate::common::parsed;

const HOOK: &str = "unsigned int (*_)(void *, struct sk_buff *, const struct nf_hook_state *)";
const OTHER_HOOK: &str = "unsigned int (*_)(void *, struct sk_buff *, long)";
const READ: &str = "int (**_)(void *, const void *, unsigned long, void *, unsigned long)";
const OTHER_READ: &str = "int (**_)(void *, void *, unsigned long)";

fn recorded() -> History {
    parsed(
        "struct = \"made_ops\"\n[[header]]\nreleases = \"..\"\npath = \"linux/made.h\"\n[[layout]]\nname = \"6.1\"\nmainline = \"6.1..=6.12\"\n\
         members = '''\nnf_hookfn *hook;\nregmap_hw_free_context free;\nint (*find)(vq_callback_t **);\n'''\n",
    )
}

/// What a kernel says of the same struct; of each name, what a pointer to it is and what it means.
fn observed(definitions: &[(&str, &str, &str)]) -> Observation {
    let mut text = "struct = \"made_ops\"\nsize = 24\nalignment = 8\nplacement = \"natural\"\npointer_size = 8\n".to_owned();
    let members = [
        "nf_hookfn *hook",
        "regmap_hw_free_context free",
        "int (*find)(vq_callback_t **)",
    ];
    for (at, declaration) in members.iter().enumerate() {
        text += &format!(
            "[[member]]\ndeclaration = \"{declaration}\"\noffset = {}\nsize = 8\nalignment = 8\n",
            at * 8
        );
    }
    for (name, pointer_to, meaning) in definitions {
        text += &format!("[[definition]]\nname = \"{name}\"\n{meaning}\n");
        if !pointer_to.is_empty() {
            text += &format!("pointer_to = \"{pointer_to}\"\n");
        }
    }
    record::parse(&text).unwrap()
}

const FUNCTION: &str = "is = \"function\"";
const POINTER: &str = "is = \"pointer\"";

/// Whether the observed struct is the recorded one, before and after its functions are spelled out.
fn is_recorded(observation: &Observation) -> bool {
    let mut history = recorded();
    let before = observation.recorded_in(&history).is_some();
    let mut observation = observation.clone();
    spell_out_functions(&mut history);
    spell_out_observed_functions(&mut observation);
    assert_eq!(observation.recorded_in(&history).is_some(), before);
    before
}

#[test]
fn a_function_behind_a_typedef_is_compared() {
    let free = "void (**_)(void *)";
    assert!(is_recorded(&observed(&[])));
    assert!(is_recorded(&observed(&[
        ("nf_hookfn", HOOK, FUNCTION),
        ("regmap_hw_free_context", free, POINTER),
    ])));
    for changed in [
        ("nf_hookfn", OTHER_HOOK, FUNCTION),
        ("regmap_hw_free_context", "void (**_)(long)", POINTER),
        // No function any more, or one that is a pointer.
        ("nf_hookfn", "void **_", POINTER),
        ("nf_hookfn", "unsigned int (**_)(void *)", POINTER),
    ] {
        assert!(!is_recorded(&observed(&[changed])), "{changed:?}");
    }
}

#[test]
fn the_observed_function_is_declared() {
    let mut observation = observed(&[("nf_hookfn", OTHER_HOOK, FUNCTION)]);
    spell_out_observed_functions(&mut observation);
    let hook = &observation.members[0].member;
    assert_eq!(
        member(hook, &Names::Plain).unwrap(),
        "Option<unsafe extern \"C\" fn(*mut c_void, *mut sk_buff, c_long) -> c_uint>"
    );
}

#[test]
fn a_typedef_deep_in_a_member_is_the_targets_where_it_differs() {
    let same = observed(&[("vq_callback_t", "void (*_)(struct virtqueue *)", FUNCTION)]);
    let other = observed(&[("vq_callback_t", "void (*_)(long)", FUNCTION)]);
    for (observation, is_same) in [(same, true), (other, false)] {
        let find = &observation.members[2].member;
        assert_eq!(is_as_everywhere(&find.ty, &observation), is_same);
        let names = Names::Observed {
            observation: &observation,
            module: Some("there"),
            unsigned_char: true,
        };
        let module = ["there", "::compat_core::types"][usize::from(is_same)];
        let spelled = member(find, &names).unwrap();
        assert!(
            spelled.contains(&format!("{module}::vq_callback_t")),
            "{spelled}"
        );
    }
}

/// Whether compat-core's type of that name is what the kernel says.
fn is_core(name: &str, tag: &str, pointer_to: &str, meaning: &str) -> bool {
    let whole = format!("{tag}{name}");
    let observation = observed(&[(&whole, pointer_to, meaning)]);
    let (key, definition) = observation.definitions.first_key_value().unwrap();
    assert_eq!(key.plain(), name);
    assert_eq!(matches!(key, TypeName::Tag(..)), !tag.is_empty());
    agrees(name, Some(definition), &observation)
}

#[test]
fn functions_agree_by_their_signatures() {
    assert!(is_core("nf_hookfn", "", HOOK, FUNCTION));
    assert!(!is_core("nf_hookfn", "", OTHER_HOOK, FUNCTION));
    assert!(is_core("fl_owner_t", "", "void **_", POINTER));
    assert!(!is_core("fl_owner_t", "", "struct file **_", POINTER));
    // `size_t` is not `unsigned long` here.
    assert!(!is_core("regmap_hw_read", "", READ, POINTER));
    assert!(!is_core("regmap_hw_read", "", OTHER_READ, POINTER));
    let read = "int (**_)(void *, const void *, size_t, void *, size_t)";
    assert!(is_core("regmap_hw_read", "", read, POINTER));
}

#[test]
fn integers_and_enums_agree_by_size_and_sign() {
    let integer =
        |size: u64, signed: bool| format!("is = \"integer\"\nsize = {size}\nsigned = {signed}");
    assert!(is_core("loff_t", "", "long long *_", &integer(8, true)));
    assert!(!is_core(
        "loff_t",
        "",
        "unsigned long long *_",
        &integer(8, false)
    ));
    assert!(!is_core("loff_t", "", "int *_", &integer(4, true)));
    assert!(is_core(
        "dma_addr_t",
        "",
        "unsigned long *_",
        &integer(8, false)
    ));
    assert!(!is_core("dma_addr_t", "", "long *_", &integer(8, true)));
    assert!(is_core(
        "size_t",
        "",
        "unsigned long *_",
        &integer(8, false)
    ));
    assert!(!is_core(
        "size_t",
        "",
        "unsigned int *_",
        &integer(4, false)
    ));
    // Encoders have called a `signed char` unsigned; a plain one is as the target has it.
    assert!(is_core("s8", "", "signed char *_", &integer(1, false)));
    assert!(!is_core("s8", "", "char *_", &integer(1, true)));
    let of = |size: u64, signed: bool, values: &str| {
        format!("is = \"enum\"\nsize = {size}\nsigned = {signed}\nenumerators = [{values}]")
    };
    let direction = |meaning: &str| is_core("dma_data_direction", "enum ", "", meaning);
    assert!(direction(&of(4, false, "[\"DMA_NONE\", \"3\"]")));
    assert!(!direction(&of(4, true, "[\"DMA_NONE\", \"-1\"]")));
    assert!(!direction(&of(1, false, "[\"DMA_NONE\", \"3\"]")));
    assert!(direction(&of(4, true, "")));
}

#[test]
fn structs_agree_by_size_and_alignment() {
    let of = |size: u64, alignment: u64| {
        format!("is = \"struct\"\nsize = {size}\nalignment = {alignment}")
    };
    assert!(is_core("list_head", "struct ", "", &of(16, 8)));
    assert!(!is_core("list_head", "struct ", "", &of(24, 8)));
    assert!(!is_core("list_head", "struct ", "", &of(16, 4)));
}
