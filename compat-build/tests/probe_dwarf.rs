// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! DWARF as several compilers write it. `SKIPPED` says which of them are not there.

#[path = "probe/compilers.rs"]
mod compilers;
#[path = "probe/oracle.rs"]
mod oracle;

use compat_btf::Btf;
use compat_build::probe::dwarf;
use compat_data::c::TypeKind;
use compat_data::observation::{BitField, Meaning, Observation, ObservedMember, Placement};

use compilers::{Compiler, compilers};

const SOURCE: &str = include_str!("probe/everything.c");

#[test]
fn every_compiler_agrees_with_itself() {
    for compiler in compilers() {
        let everything = observe(&compiler, "everything");
        // The compiler judges: offsets and sizes of all members that have an address.
        let mut assertions = format!(
            "{SOURCE}\n_Static_assert(sizeof(struct everything) == {}, \"\");\n",
            everything.size
        );
        let mut fields = 0;
        each(&everything.members, &mut |member| {
            if member.bit_field.is_some() || member.is_unnamed_aggregate() {
                return;
            }
            let ObservedMember { offset, size, .. } = member;
            let name = &member.member.name;
            assertions.push_str(&format!(
                "_Static_assert(__builtin_offsetof(struct everything, {name}) == {offset}, \"{name}\");\n"
            ));
            // `[]` has no size.
            if name != "tail" {
                assertions.push_str(&format!(
                    "_Static_assert(sizeof everything->{name} == {size}, \"{name}\");\n"
                ));
            }
            fields += 1;
        });
        assert!(fields > 50, "{compiler}: {fields}");
        compiler.compile(&assertions);
    }
}

#[test]
fn all_compilers_of_one_architecture_agree() {
    let compilers = compilers();
    for architecture in compilers::ARCHITECTURES {
        let mut of_one = compilers
            .iter()
            .filter(|compiler| compiler.architecture == architecture);
        let Some(first) = of_one.next() else {
            continue;
        };
        for name in ["everything", "none"] {
            let expected = observe(first, name);
            for other in of_one.clone() {
                let observed = observe(other, name);
                assert!(
                    observed == expected,
                    "{other}: {observed:#?}\n{first}: {expected:#?}"
                );
            }
        }
    }
}

#[test]
fn what_the_types_are() {
    for compiler in compilers() {
        let everything = observe(&compiler, "everything");
        let member = |name: &str| everything.member(name).unwrap();
        assert_eq!(
            everything.char_is_signed,
            Some(compiler.architecture == "x86_64")
        );
        assert_eq!(everything.placement, Placement::Padded, "{compiler}");

        let width = |name: &str| member(name).bit_field.map(|field: BitField| field.width);
        assert_eq!(width("flag"), Some(1));
        assert_eq!(width("large"), Some(40));
        assert_eq!(width("a_bool"), None);
        let offset = |name: &str| member(name).bit_field.unwrap().offset;
        assert_eq!(offset("more") - offset("flag"), 1, "{compiler}");
        assert_eq!(offset("sign") - offset("more"), 7, "{compiler}");
        assert_eq!(
            offset("nested_high") - offset("nested_low"),
            4,
            "{compiler}"
        );
        assert_eq!(offset("flag") % 32, 0, "{compiler}");

        let meaning = |name: &str| {
            everything
                .definition(&member(name).member.ty)
                .unwrap()
                .meaning
                .clone()
        };
        let signs = |name: &str| match meaning(name) {
            Meaning::Enum {
                size,
                signed,
                enumerators,
            } => (size, signed, enumerators.last().unwrap().value),
            other => panic!("{other:?}"),
        };
        assert_eq!(signs("small_enum"), (4, true, 200));
        assert_eq!(signs("plain_enum"), (4, false, 0xffff_ffff));
        assert_eq!(signs("wide_enum"), (8, false, 0x1_0000_0000));
        assert_eq!(signs("wide_negative_enum"), (8, true, 0x1_0000_0000));
        assert_eq!(signs("bytes_enum"), (1, false, 255));
        let Meaning::Enum { enumerators, .. } = meaning("wide_negative_enum") else {
            panic!();
        };
        assert_eq!(enumerators[0].value, -0x1_0000_0000);

        let declaration = |name: &str| member(name).member.to_string();
        for (name, expected) in [
            ("names", "const char *const volatile *names"),
            ("matrix", "int matrix[3][4]"),
            ("strings", "const char * strings[4]"),
            ("variadic", "int (*variadic)(const char *, ...)"),
            ("nothing", "void (*nothing)(void)"),
            ("deep", "int (* (*deep)(int))(char)"),
            ("callback", "callback *callback"),
        ] {
            assert_eq!(declaration(name), expected, "{compiler}");
        }
        assert!(matches!(member("a_Bool").member.ty.kind, TypeKind::Bool));
    }
}

#[test]
fn gcc_marks_functions_that_never_return() {
    for compiler in compilers() {
        let never = observe(&compiler, "never");
        let noreturn = |name: &str| {
            let ty = &never.member(name).unwrap().member.ty;
            ty.as_function_pointer().unwrap().noreturn
        };
        // Clang does not write it down.
        assert_eq!(
            noreturn("leave"),
            !compiler.program.starts_with("clang"),
            "{compiler}"
        );
        assert!(!noreturn("come_back"));
    }
}

#[test]
fn structs_that_are_not_defined_are_left_out() {
    for compiler in compilers() {
        let object = compiler.compile(SOURCE);
        let btf = dwarf::btf(&object, &["incomplete", "nowhere", "none"]).unwrap();
        let btf = Btf::parse("probe", &btf).unwrap().with_pointer_size(8);
        let structs = btf.structs().unwrap();
        let names: Vec<_> = structs.into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["none"], "{compiler}");
    }
}

#[test]
fn gimli_reads_the_same() {
    // All types of the C library's headers.
    let headers = "#include <stdio.h>\n#include <netinet/in.h>\n#include <sys/stat.h>\n#include <signal.h>\n#include <pthread.h>\n\
                   FILE *a; struct sockaddr_in6 *b; struct stat *c; struct sigaction *d; siginfo_t *e; pthread_mutex_t *f;\n";
    for compiler in compilers() {
        let native = compiler.architecture == "x86_64";
        for source in [SOURCE, headers].into_iter().take(1 + usize::from(native)) {
            let object = compiler.compile(source);
            let expected = oracle::structs(&object);
            assert!(expected.len() >= 5, "{compiler}");
            let tags: Vec<&str> = expected.keys().map(String::as_str).collect();
            let btf = dwarf::btf(&object, &tags).unwrap();
            let btf = Btf::parse("probe", &btf).unwrap();
            let btf = btf.with_pointer_size(compiler.pointer_size());
            for (name, expected) in &expected {
                let observed = btf.observe(name).unwrap().unwrap();
                assert_eq!(
                    oracle::Struct::from(&observed),
                    *expected,
                    "{compiler}: {name}"
                );
            }
        }
    }
}

#[test]
fn damaged_objects_are_errors_or_structs() {
    for compiler in compilers().into_iter().take(3) {
        let object = compiler.compile(SOURCE);
        for length in (0..object.len()).step_by(97) {
            let _ = dwarf::btf(&object[..length], &["everything"]);
        }
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..2000 {
            let mut damaged = object.clone();
            for _ in 0..4 {
                // Xorshift: no two mutants the same, and the same in each run.
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let place = usize::try_from(random >> 8).unwrap() % damaged.len();
                damaged[place] ^= 1 << (random & 7);
            }
            if let Ok(btf) = dwarf::btf(&damaged, &["everything"]) {
                let btf = Btf::parse("probe", &btf).map(|btf| btf.with_pointer_size(8));
                let _ = btf.and_then(|btf| btf.observe("everything"));
            }
        }
    }
}

fn observe(compiler: &Compiler, name: &str) -> Observation {
    let object = compiler.compile(SOURCE);
    let btf = dwarf::btf(&object, &[name]);
    let btf = btf.unwrap_or_else(|error| panic!("{compiler}: {error}"));
    let btf = Btf::parse("probe", &btf).unwrap();
    let btf = btf.with_pointer_size(compiler.pointer_size());
    let observed = btf
        .observe(name)
        .unwrap_or_else(|error| panic!("{compiler}: {error}"));
    observed.unwrap()
}

fn each<'a>(members: &'a [ObservedMember], visit: &mut impl FnMut(&'a ObservedMember)) {
    for member in members {
        visit(member);
        if member.is_unnamed_aggregate() {
            each(&member.members, visit);
        }
    }
}
