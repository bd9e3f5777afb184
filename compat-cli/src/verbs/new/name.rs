// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver may be called, and what its parts are called after it.

use compat_data::history::History;

use crate::error::{Error, Errors};
use crate::render::rust::is_keyword;

/// The longest name that the kernel takes for a module: `MODULE_NAME_LEN` (include/linux/moduleparam.h) on 64 bits.
const LONGEST: usize = 55;

/// Crates that every build knows, and those that a driver is built with.
const CRATES: [&str; 11] = [
    "alloc",
    "compat_btf",
    "compat_build",
    "compat_core",
    "compat_data",
    "compat_macros",
    "compat_syntax",
    "core",
    "proc_macro",
    "std",
    "test",
];

/// Words of C that the kernel's compiler takes for something else than a name, beside those that are Rust's as well.
const WORDS_OF_C: [&str; 24] = [
    "asm", "auto", "case", "char", "default", "do", "double", "float", "goto", "inline", "int",
    "linux", "long", "main", "register", "restrict", "short", "signed", "sizeof", "switch",
    "typedef", "unix", "unsigned", "void",
];

/// A driver's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Of the crate, as it was given: `my-driver`.
    pub package: String,
    /// Of the module, and of the library: `my_driver`.
    pub module: String,
}

impl Name {
    /// The name, if a crate and a module can have it, whose table is the struct of that history.
    ///
    /// # Errors
    /// Why not.
    pub fn of(text: &str, history: &History) -> Result<Self, Errors> {
        let module = text.replace('-', "_");
        let refused = |why: &str| {
            let error = Error::new(format_args!("a driver can't be called `{text}`: {why}"));
            Err(error.help("a name is words of small letters and digits, with `-` or `_` between them: `my-driver`").into())
        };
        let is_word = |word: &str| {
            let mut bytes = word.bytes();
            !word.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !module.split('_').all(is_word) {
            return refused("it is no name of a crate and a module");
        }
        if module.starts_with(|first: char| first.is_ascii_digit()) {
            return refused("it begins with a digit");
        }
        if module.len() > LONGEST {
            let why = format!("the kernel takes no module's name of more than {LONGEST} letters");
            return refused(&why);
        }
        if is_keyword(&module) {
            return refused("that is a keyword of Rust");
        }
        if WORDS_OF_C.contains(&module.as_str()) {
            return refused("that is a word of C");
        }
        if CRATES.contains(&module.as_str()) {
            return refused("a crate of that name is part of its build");
        }
        let mut modules = history.modules.iter();
        if modules.any(|known| known.name.replace('-', "_") == module) {
            return refused("the kernel has a module of that name");
        }
        Ok(Self {
            package: text.to_owned(),
            module,
        })
    }
}
