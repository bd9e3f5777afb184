// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The files that are compiled: one C file that asks for the structs, and its Makefile.

use super::{Format, Wanted};

/// The object file's name, without its suffix.
pub(super) const OBJECT: &str = "kernel_compat_probe";
/// The beginning of a line that our Makefile prints: what follows is the tree's compiler.
pub(super) const COMPILER: &str = "kernel-compat-compiler:";
/// The beginning of a line that our Makefile prints: what follows is the option for BTF, if the compiler has it.
pub(super) const BTF_OPTION: &str = "kernel-compat-btf:";

/// The tag of a struct that stands for a header that the tree does not have, by its number.
pub(super) fn missing_header(number: usize) -> String {
    format!("kernel_compat_missing_{number}")
}

/// The distinct headers, in the order in which they are named; their places are their numbers.
pub(super) fn headers(wanted: &[Wanted]) -> Vec<&str> {
    let mut headers: Vec<&str> = Vec::new();
    for header in wanted.iter().flat_map(|wanted| &wanted.headers) {
        if !headers.contains(&header.as_str()) {
            headers.push(header);
        }
    }
    headers
}

/// The tags of all structs that the C file may define or include.
pub(super) fn tags(wanted: &[Wanted]) -> Vec<String> {
    let missing = (0..headers(wanted).len()).map(missing_header);
    let names = wanted.iter().map(|wanted| wanted.name.clone());
    names.chain(missing).collect()
}

/// The C file. A pointer brings the struct into the debug information, and compiles when the struct is not defined.
pub(super) fn c(wanted: &[Wanted]) -> String {
    let mut text = "/* Written by compat-build: the structs to observe. */\n".to_owned();
    for (number, header) in headers(wanted).into_iter().enumerate() {
        let missing = missing_header(number);
        // Without __has_include the compiler says itself what is missing: GCC before 5.
        text.push_str(&format!(
            "#ifdef __has_include\n\
             #if !__has_include(<{header}>)\n\
             #define {missing}_\n\
             #endif\n\
             #endif\n\
             #ifdef {missing}_\n\
             struct {missing} {{ char unused; }};\n\
             struct {missing} *{missing};\n\
             #else\n\
             #include <{header}>\n\
             #endif\n"
        ));
    }
    for (number, wanted) in wanted.iter().enumerate() {
        let name = &wanted.name;
        text.push_str(&format!(
            "struct {name};\nstruct {name} *kernel_compat_struct_{number};\n"
        ));
    }
    text
}

/// The Makefile, which Kbuild includes. It takes away what changes the form of the debug information or would make
/// warnings into errors, and nothing that changes types.
pub(super) fn makefile(format: Format) -> String {
    let debug = match format {
        Format::Dwarf => "-g",
        Format::Btf => "$(kernel-compat-btf)",
    };
    let btf = match format {
        Format::Dwarf => String::new(),
        Format::Btf => format!(
            "kernel-compat-btf := $(call cc-option,-gbtf)\n$(info {BTF_OPTION}$(kernel-compat-btf))\n"
        ),
    };
    format!(
        "# Written by compat-build: compiles the structs to observe.\n\
         $(info {COMPILER}$(CC))\n\
         {btf}\
         obj-m := {OBJECT}.o\n\
         # There is no code for objtool to look at.\n\
         OBJECT_FILES_NON_STANDARD := y\n\
         CFLAGS_REMOVE_{OBJECT}.o := -Werror -gsplit-dwarf -femit-struct-debug-baseonly -gz=zlib -gz=zstd -flto -flto=thin\n\
         # Histories name headers that are no driver's by their place in the kernel's source.\n\
         CFLAGS_{OBJECT}.o := -g0 {debug} -Wno-error -fno-lto -I$(srctree)\n"
    )
}
