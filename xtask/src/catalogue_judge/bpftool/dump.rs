// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What `bpftool btf dump … format raw` prints, as plain data.

use std::collections::HashMap;

/// A dump of a kernel's types, or of a module's.
#[derive(Debug)]
pub struct Dump<'a> {
    /// The kernel's, which those of a module continue.
    kernel: Option<&'a Dump<'a>>,
    /// The types by their numbers.
    types: HashMap<u32, Type<'a>>,
    /// The numbers of structs by their tags.
    structs: HashMap<&'a str, Vec<u32>>,
}

/// One type.
#[derive(Debug)]
pub struct Type<'a> {
    /// Its kind, `FUNC_PROTO`.
    pub kind: &'a str,
    /// Its name; empty: it has none.
    pub name: &'a str,
    /// What else its line says: `size=16 vlen=2`.
    values: &'a str,
    /// Its members, parameters, or enumerators.
    pub parts: Vec<Part<'a>>,
}

/// A member of a struct or union, or a parameter of a function.
#[derive(Debug)]
pub struct Part<'a> {
    /// Its name; empty: it has none.
    pub name: &'a str,
    /// What else its line says: `type_id=5 bits_offset=64`.
    values: &'a str,
}

impl<'a> Dump<'a> {
    /// Reads a dump; one of a module continues that of its kernel.
    ///
    /// # Errors
    /// A line that is none of a type, in words.
    pub fn read(text: &'a str, kernel: Option<&'a Self>) -> Result<Self, String> {
        let mut types = HashMap::new();
        let mut structs: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut current: Option<&mut Type<'a>> = None;
        for line in text.lines() {
            let unknown = || format!("no line of bpftool's raw dump: `{line}`");
            if let Some(part) = line.strip_prefix('\t') {
                let owner = current.as_mut().ok_or_else(unknown)?;
                // Variables, which belong to no type.
                if owner.kind == "DATASEC" {
                    continue;
                }
                let (name, values) = named(part).ok_or_else(unknown)?;
                owner.parts.push(Part { name, values });
                continue;
            }
            let (number, rest) = line
                .strip_prefix('[')
                .and_then(|line| line.split_once("] "))
                .ok_or_else(unknown)?;
            let number = number.parse().map_err(|_| unknown())?;
            let (kind, rest) = rest.split_once(' ').ok_or_else(unknown)?;
            let (name, values) = named(rest).ok_or_else(unknown)?;
            if kind == "STRUCT" {
                structs.entry(name).or_default().push(number);
            }
            let ty = Type {
                kind,
                name,
                values,
                parts: Vec::new(),
            };
            current = Some(types.entry(number).insert_entry(ty).into_mut());
        }
        Ok(Self {
            kernel,
            types,
            structs,
        })
    }

    /// The numbers of the structs with that tag; of a module's dump its own.
    pub fn structs(&self, tag: &str) -> &[u32] {
        self.structs.get(tag).map_or(&[], Vec::as_slice)
    }

    /// The type of that number.
    ///
    /// # Errors
    /// There is none, in words.
    pub fn get(&self, number: u32) -> Result<&Type<'a>, String> {
        match (self.types.get(&number), self.kernel) {
            (Some(found), _) => Ok(found),
            (None, Some(kernel)) => kernel.get(number),
            (None, None) => Err(format!("bpftool's dump has no type {number}")),
        }
    }
}

impl Type<'_> {
    /// A number that its line has under that key.
    ///
    /// # Errors
    /// It has none, in words.
    pub fn number(&self, key: &str) -> Result<u64, String> {
        number(self.values, key).ok_or_else(|| format!("no {key} of {} `{}`", self.kind, self.name))
    }

    /// Whether its line says just that: `fwd_kind=union`.
    pub fn says(&self, what: &str) -> bool {
        self.values.split(' ').any(|value| value == what)
    }
}

impl Part<'_> {
    /// A number that its line has under that key.
    pub fn number(&self, key: &str) -> Option<u64> {
        number(self.values, key)
    }
}

fn number(values: &str, key: &str) -> Option<u64> {
    let mut values = values.split(' ');
    let value = values.find_map(|value| value.strip_prefix(key)?.strip_prefix('='))?;
    value.parse().ok()
}

/// `'name' values`, where a name may have spaces.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, values) = text.strip_prefix('\'')?.split_once('\'')?;
    let name = if name == "(anon)" { "" } else { name };
    Some((name, values.trim_start()))
}
