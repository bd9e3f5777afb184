// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The parts of the C side that differ from struct to struct.

use std::fmt::Write;

use compat_data::history::{Header, History};
use compat_data::release::Release;

use super::sketch::Sketch;

/// How C sees the struct.
pub(super) struct Declared {
    /// The header that declares it, or that none does.
    pub include: String,
    /// Holds the struct's size against that of Rust's table, where C knows it.
    pub check: String,
}

/// How the driver's C sees the struct on its kernels.
pub(super) fn declared(history: &History, sketch: &Sketch<'_>, module: &str) -> Declared {
    let name = &history.name;
    let releases = sketch
        .covered
        .iter()
        .flat_map(|covered| covered.releases.iter().copied());
    let releases: Vec<Release> = releases.collect();
    let header = |release: Release| {
        let mut headers = history.headers.iter();
        headers.find(|header| header.releases.contains(release))
    };
    let mut public: Vec<&Header> = Vec::new();
    for header in releases.iter().filter_map(|&release| header(release)) {
        if !header.private && !public.iter().any(|known| known.path == header.path) {
            public.push(header);
        }
    }
    // Of a history without mainline's releases, any header will do.
    if releases.is_empty() {
        public.extend(history.headers.iter().rfind(|header| !header.private));
    }
    let is_public = |release: &Release| header(*release).is_some_and(|header| !header.private);
    match public.as_slice() {
        [] => Declared {
            include: format!(
                "\n/* The header that declares it is not recorded: include it here, if there is one for modules. */\n\
                 struct {name};\n"
            ),
            check: String::new(),
        },
        [one] if releases.iter().all(is_public) => Declared {
            include: format!("#include <{}>\n", one.path),
            check: check(name, module),
        },
        several => some(name, module, several),
    }
}

/// The words before `struct`: what the kernel writes to is not constant.
pub(super) fn table_extern(history: &History) -> &'static str {
    match history.is_written() {
        true => "extern ",
        false => "extern const ",
    }
}

/// Some kernels have one of these headers, and others none: the compiler looks.
fn some(name: &str, module: &str, headers: &[&Header]) -> Declared {
    let mut include = String::from("\n");
    for (at, header) in headers.iter().enumerate() {
        let word = if at == 0 { "if" } else { "elif" };
        let path = &header.path;
        // Writing to a `String` can't fail.
        let _ = write!(
            include,
            "#{word} __has_include(<{path}>)\n#include <{path}>\n#define STRUCT_IS_DECLARED\n"
        );
    }
    include += &format!(
        "#else\n/* These kernels declare it where modules can't see it. */\nstruct {name};\n#endif\n"
    );
    Declared {
        include,
        check: format!("#ifdef STRUCT_IS_DECLARED\n{}#endif\n", check(name, module)),
    }
}

fn check(name: &str, module: &str) -> String {
    format!(
        "\t/* Rust's idea of the struct is that of these headers, or nothing works. */\n\
         \tif (sizeof({module}_ops) != {module}_ops_size) {{\n\
         \t\tpr_err(\"struct {name} has %zu bytes in C and %zu in Rust\\n\",\n\
         \t\t       sizeof({module}_ops), {module}_ops_size);\n\
         \t\treturn -EINVAL;\n\
         \t}}\n"
    )
}

/// Lines of a comment: who in the kernel looks at the table.
pub(super) fn demands(history: &History, sketch: &Sketch<'_>) -> String {
    let covered = sketch.covered.iter();
    let mut sources: Vec<&str> = Vec::new();
    for demand in covered.flat_map(|covered| covered.demands(history)) {
        if !sources.contains(&demand.source.as_str()) {
            sources.push(&demand.source);
        }
    }
    let lines = sources.iter();
    let lines = lines.map(|source| format!("\t * Who looks at it: {source}.\n"));
    lines.collect()
}
