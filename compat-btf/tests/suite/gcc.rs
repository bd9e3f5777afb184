// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! GCC as the judge: what it writes as BTF of a struct must be read as what it makes of the struct.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use compat_btf::file;
use compat_data::c::{TagKind, Type, TypeKind};
use compat_data::observation::{Meaning, Observation, ObservedMember, Placement, TypeName};

const DECLARATIONS: &str = include_str!("gcc.c");

/// The structs of that file whose alignment an attribute sets, which BTF does not tell.
const ATTRIBUTED: [&str; 4] = ["aligned", "packed_aligned", "line", "unnamed_bits"];

fn gcc(arguments: &[&str], folder: &Path) -> Option<std::process::Output> {
    let output = Command::new("gcc")
        .args(arguments)
        .current_dir(folder)
        .output();
    output.inspect_err(|_| println!("SKIPPED: no gcc")).ok()
}

/// Whether a type can be written down: it has names all through.
fn has_names(ty: &Type) -> bool {
    let mut named = true;
    ty.visit(&mut |ty| named &= !matches!(ty.kind, TypeKind::Anonymous(_)));
    named
}

/// C statements that hold the observation against the struct.
fn checks(observation: &Observation, out: &mut String) {
    let name = &observation.name;
    let mut check = |condition: &str| {
        writeln!(out, "\tCHECK({condition});").unwrap();
    };
    check(&format!("sizeof(struct {name}) == {}", observation.size));
    let alignment = observation.alignment;
    check(&match ATTRIBUTED.contains(&name.as_str()) {
        true => format!("_Alignof(struct {name}) % {alignment} == 0"),
        false => format!("_Alignof(struct {name}) == {alignment}"),
    });
    for member in &observation.layout("").members {
        let place = observation.member(&member.name).unwrap();
        if let Some(bits) = place.bit_field {
            check(&format!(
                "bits_are((struct {name}){{ .{} = -1 }}, {}, {})",
                member.name, bits.offset, bits.width
            ));
            continue;
        }
        let real = format!("((struct {name} *)0)->{}", member.name);
        check(&format!(
            "offsetof(struct {name}, {}) == {}",
            member.name, place.offset
        ));
        if place.size > 0 {
            check(&format!("sizeof({real}) == {}", place.size));
        }
        if has_names(&member.ty) {
            let mut declared = member.clone();
            declared.name = format!("{name}_{}", member.name);
            check(&format!(
                "({{ extern {declared}; __builtin_types_compatible_p(__typeof__({real}), __typeof__({})); }})",
                declared.name
            ));
        }
    }
    for (name, definition) in &observation.definitions {
        match &definition.meaning {
            Meaning::Integer { size, signed } | Meaning::Enum { size, signed, .. } => {
                check(&format!("sizeof({name}) == {size}"));
                let signed = u8::from(*signed);
                check(&format!("(({name})-1 < ({name})1) == {signed}"));
            }
            Meaning::Aggregate { size, .. }
            | Meaning::Float { size }
            | Meaning::Array { size, .. } => {
                check(&format!("sizeof({name}) == {size}"));
            }
            _ => {}
        }
        if let Meaning::Enum { enumerators, .. } = &definition.meaning {
            for enumerator in enumerators {
                check(&format!("{} == {}", enumerator.name, enumerator.value));
            }
        }
    }
}

#[test]
fn structs_are_read_as_gcc_lays_them_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("declarations.h"), DECLARATIONS).unwrap();
    let names: Vec<&str> = DECLARATIONS
        .lines()
        .filter_map(|line| Some(line.strip_prefix("struct ")?.split_once(" {")?.0))
        .collect();
    let mut source = "#include \"declarations.h\"\n".to_owned();
    for name in &names {
        writeln!(source, "struct {name} v_{name};").unwrap();
    }
    std::fs::write(folder.path().join("structs.c"), source).unwrap();
    let compile = ["-gbtf", "-c", "structs.c", "-o", "structs.o"];
    let Some(output) = gcc(&compile, folder.path()) else {
        return;
    };
    if !output.status.success() {
        println!(
            "SKIPPED: this gcc writes no BTF: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        return;
    }
    let file = file::open(&folder.path().join("structs.o")).unwrap();
    let btf = file.btf().unwrap();
    let mut judge = "#include <stddef.h>\n#include \"declarations.h\"\n".to_owned();
    judge.push_str(JUDGE);
    for name in &names {
        let observation = btf.observe(name).unwrap().unwrap();
        assert!(!observation.members.is_empty());
        checks(&observation, &mut judge);
    }
    judge.push_str("\treturn failed;\n}\n");
    std::fs::write(folder.path().join("judge.c"), judge).unwrap();
    let output = gcc(&["-w", "judge.c", "-o", "judge"], folder.path()).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let output = Command::new(folder.path().join("judge")).output().unwrap();
    let failed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{failed}");
}

/// Counts the bits that a value has, and compares their places.
const JUDGE: &str = r#"
#include <stdio.h>
#include <string.h>
static int same(const unsigned char *bytes, size_t size, size_t offset, size_t width)
{
	for (size_t bit = 0; bit < size * 8; bit++)
		if ((bytes[bit / 8] >> bit % 8 & 1) != (bit >= offset && bit < offset + width))
			return 0;
	return 1;
}
#define bits_are(value, offset, width) ({ __typeof__(value) v = value; same((void *)&v, sizeof(v), offset, width); })
#define CHECK(...) do { if (!(__VA_ARGS__)) { puts(#__VA_ARGS__); failed = 1; } } while (0)
int main(void)
{
	int failed = 0;
"#;

#[test]
fn placements_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("structs.c"), {
        let mut source = DECLARATIONS.to_owned();
        for name in [
            "packed",
            "aligned",
            "natural",
            "unnamed_bits",
            "packed_aligned",
        ] {
            writeln!(source, "struct {name} v_{name};").unwrap();
        }
        source
    })
    .unwrap();
    let compile = ["-gbtf", "-c", "structs.c", "-o", "structs.o"];
    let Some(output) = gcc(&compile, folder.path()) else {
        return;
    };
    if !output.status.success() {
        println!("SKIPPED: this gcc writes no BTF");
        return;
    }
    let file = file::open(&folder.path().join("structs.o")).unwrap();
    let btf = file.btf().unwrap();
    let placement = |name: &str| btf.observe(name).unwrap().unwrap().placement;
    assert_eq!(placement("natural"), Placement::Natural);
    assert_eq!(placement("packed"), Placement::Packed);
    assert_eq!(placement("packed_aligned"), Placement::Packed);
    assert_eq!(placement("aligned"), Placement::Padded);
    assert_eq!(placement("unnamed_bits"), Placement::Padded);
}

/// The names of the two members of an unnamed union lie in it, and what a name means is found through typedefs.
#[test]
fn unnamed_members_and_meanings() {
    let folder = tempfile::tempdir().unwrap();
    let source = "
        typedef enum { OFF, ON = -2 } state_t;
        typedef int (*handler_t)(int, state_t *);
        struct s { handler_t handler; union { int (*xfer)(void); int (*old_xfer)(void); }; state_t *state; } s;
    ";
    std::fs::write(folder.path().join("s.c"), source).unwrap();
    let Some(output) = gcc(&["-gbtf", "-c", "s.c", "-o", "s.o"], folder.path()) else {
        return;
    };
    if !output.status.success() {
        println!("SKIPPED: this gcc writes no BTF");
        return;
    }
    let file = file::open(&folder.path().join("s.o")).unwrap();
    let observation = file.btf().unwrap().observe("s").unwrap().unwrap();
    let offsets = |members: &[ObservedMember]| -> Vec<(String, u64)> {
        members
            .iter()
            .map(|member| (member.member.to_string(), member.offset))
            .collect()
    };
    assert_eq!(
        offsets(&observation.members[1].members),
        [
            ("int (*xfer)(void)".to_owned(), 8),
            ("int (*old_xfer)(void)".to_owned(), 8)
        ]
    );
    let typedef = |name: &str| &observation.definitions[&TypeName::Typedef(name.to_owned())];
    assert_eq!(typedef("handler_t").meaning, Meaning::Pointer);
    let of = typedef("handler_t").of.as_ref().unwrap();
    assert_eq!(of.to_string(), "int (*)(int, state_t *)");
    let Meaning::Enum { signed: true, .. } = typedef("state_t").meaning else {
        panic!("state_t");
    };
    assert_eq!(
        typedef("state_t").of,
        Some(Type::plain(TypeKind::Anonymous(TagKind::Enum)))
    );
}
