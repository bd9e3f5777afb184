// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! A struct of bpftool's dump against what is recorded.

use super::dump::Dump;
use super::members::Place;
use crate::catalogue_judge::expectation::Expectation;

/// How the struct of the dump differs from what is expected, in words, and how many comparisons were made: its size, how many
/// members there are, and of each its name and type, and its place. Where the dump has several of that tag, each counts.
///
/// # Errors
/// A dump that contradicts itself, in words.
pub fn compare(dump: &Dump, expected: &Expectation) -> Result<(usize, Vec<String>), String> {
    let mut comparisons = 0;
    let mut differences = Vec::new();
    let numbers = dump.structs(&expected.name);
    if numbers.is_empty() {
        differences.push("bpftool's dump has no such struct".to_owned());
    }
    for &number in numbers {
        let mut hold = |what: &str, recorded: String, found: String| {
            comparisons += 1;
            if recorded != found {
                differences.push(format!("{what}: recorded {recorded}, bpftool says {found}"));
            }
        };
        let places = &expected.places;
        let size = dump.get(number)?.number("size")?;
        hold("size", places.size.to_string(), size.to_string());
        let members = dump.members(number)?;
        let [recorded, found] = [expected.members.len(), members.len()];
        hold("members", recorded.to_string(), found.to_string());
        for (at, member) in expected.members.iter().enumerate() {
            let what = format!("member {at}");
            let found = members.get(at);
            let declaration = found.map(|found| found.member.to_string());
            hold(&what, member.to_string(), declaration.unwrap_or_default());
            let place = match places.bits.get(&member.name) {
                Some(bits) => format!("bit {}, {} wide", bits.offset, bits.width),
                None => format!("bit {}", places.offsets[at] * 8),
            };
            hold(&what, place, found.map(place_of).unwrap_or_default());
        }
    }
    Ok((comparisons, differences))
}

fn place_of(place: &Place) -> String {
    match place.width {
        Some(width) => format!("bit {}, {width} wide", place.bit),
        None => format!("bit {}", place.bit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::c::{Dialect, parse_members};
    use compat_data::observation::BitField;
    use compat_data::places::Places;
    use std::collections::BTreeMap;

    /// As bpftool 7.1 prints it: a kernel with `bool`, and a module with a struct that has all that is tricky.
    const KERNEL: &str = "\
[1] INT 'long unsigned int' size=8 bits_offset=0 nr_bits=64 encoding=(none)
[2] INT '_Bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL
[3] TYPEDEF 'bool' type_id=2
[4] FWD 'file' fwd_kind=struct
[5] PTR '(anon)' type_id=4
[6] STRUCT 'ops' size=1 vlen=0
[7] VAR 'counter' type_id=1, linkage=static
[8] DATASEC '.data' size=0 vlen=1
\ttype_id=7 offset=0 size=8 (VAR 'counter')
[9] INT 'char' size=1 bits_offset=0 nr_bits=8 encoding=(none)
";
    const MODULE: &str = "\
[10] STRUCT 'ops' size=48 vlen=6
\t'name' type_id=12 bits_offset=0
\t'(anon)' type_id=14 bits_offset=64
\t'early' type_id=1 bits_offset=128 bitfield_size=3
\t'(anon)' type_id=1 bits_offset=131 bitfield_size=2
\t'late' type_id=3 bits_offset=133 bitfield_size=1
\t'table' type_id=19 bits_offset=192
[11] CONST '(anon)' type_id=9
[12] PTR '(anon)' type_id=11
[13] FUNC_PROTO '(anon)' ret_type_id=0 vlen=3
\t'(anon)' type_id=5
\t'(anon)' type_id=20
\t'(anon)' type_id=0
[14] UNION '(anon)' size=8 vlen=2
\t'call' type_id=15 bits_offset=0
\t'(anon)' type_id=16 bits_offset=0
[15] PTR '(anon)' type_id=13
[16] STRUCT '(anon)' size=8 vlen=2
\t'low' type_id=9 bits_offset=0
\t'high' type_id=9 bits_offset=8
[17] ARRAY '(anon)' type_id=12 index_type_id=1 nr_elems=3
[18] TYPE_TAG 'user' type_id=9
[19] CONST '(anon)' type_id=17
[20] PTR '(anon)' type_id=18
";

    fn expected() -> Expectation {
        let members = "const char *name; void (*call)(struct file *, char *, ...); char low; char high; \
                       unsigned long early; bool late; const char *const table[3];";
        Expectation {
            name: "ops".to_owned(),
            members: parse_members(members, Dialect::C).unwrap(),
            places: Places {
                size: 48,
                alignment: 8,
                offsets: vec![0, 8, 8, 9, 16, 16, 24],
                bits: BTreeMap::from([
                    (
                        "early".to_owned(),
                        BitField {
                            offset: 128,
                            width: 3,
                        },
                    ),
                    (
                        "late".to_owned(),
                        BitField {
                            offset: 133,
                            width: 1,
                        },
                    ),
                ]),
                plain: false,
            },
            alignment_is_known: true,
        }
    }

    fn compared(expected: &Expectation) -> (usize, Vec<String>) {
        let kernel = Dump::read(KERNEL, None).unwrap();
        let module = Dump::read(MODULE, Some(&kernel)).unwrap();
        compare(&module, expected).unwrap()
    }

    #[test]
    fn the_struct_of_the_module_is_as_expected() {
        assert_eq!(compared(&expected()), (2 + 2 * 7, Vec::new()));
    }

    #[test]
    fn what_differs_is_named_with_both_sides() {
        let mut wrong = expected();
        wrong.members.swap(2, 3);
        wrong.places.size = 56;
        wrong.places.offsets[6] = 32;
        if let Some(bits) = wrong.places.bits.get_mut("late") {
            bits.width = 2;
        }
        assert_eq!(
            compared(&wrong).1,
            [
                "size: recorded 56, bpftool says 48",
                "member 2: recorded char high, bpftool says char low",
                "member 3: recorded char low, bpftool says char high",
                "member 5: recorded bit 133, 2 wide, bpftool says bit 133, 1 wide",
                "member 6: recorded bit 256, bpftool says bit 192",
            ]
        );
        let mut shorter = expected();
        shorter.members.pop();
        assert_eq!(
            compared(&shorter).1,
            ["members: recorded 6, bpftool says 7"]
        );
        let mut other = expected();
        other.name = "file".to_owned();
        assert_eq!(compared(&other).1, ["bpftool's dump has no such struct"]);
    }

    #[test]
    fn a_dump_that_is_none_is_an_error() {
        for text in ["Error: no BTF", "\t'a' type_id=1", "[x] INT 'a'", "[1] INT"] {
            assert!(Dump::read(text, None).is_err(), "{text}");
        }
        let dangling = Dump::read(
            "[1] STRUCT 'ops' size=8 vlen=1\n\t'a' type_id=9 bits_offset=0\n",
            None,
        );
        let error = compare(&dangling.unwrap(), &expected()).unwrap_err();
        assert!(error.contains("no type 9"), "{error}");
    }
}
