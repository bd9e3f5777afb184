// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Source texts of modules that are made of assertions.

use std::collections::BTreeSet;

use super::assertions::{Assertion, WRONG_BITS};

/// What stands before all headers. `linux/module.h` makes it a module.
const BEFORE: &str =
    "#include <linux/module.h>\n#include <linux/stddef.h>\n#include <linux/types.h>\n";

/// Initialisers here need not say what they mean, and those of bit-fields don't fit. But they have to be complete.
const DIAGNOSTICS: [&str; 3] = [
    "error \"-Wmissing-field-initializers\"",
    "ignored \"-Wdesignated-init\"",
    "ignored \"-Woverflow\"",
];

/// A module with these blocks of assertions. Before a header comes the one of its folder's name, on which it may stand:
/// `linux/usb.h` before `linux/usb/hcd.h`. The compiler takes each for a file of that name, with one assertion a line.
pub fn text<'a>(
    headers: impl IntoIterator<Item = &'a str>,
    blocks: impl IntoIterator<Item = (&'a str, &'a [Assertion])>,
) -> String {
    let mut text = BEFORE.to_owned();
    for header in headers.into_iter().collect::<BTreeSet<_>>() {
        if let Some((folder, _)) = header.rsplit_once('/') {
            text += &format!("#if __has_include(<{folder}.h>)\n#include <{folder}.h>\n#endif\n");
        }
        text += &format!("#include <{header}>\n");
    }
    for diagnostic in DIAGNOSTICS {
        text += &format!("#pragma GCC diagnostic {diagnostic}\n");
    }
    text += &format!("extern void {WRONG_BITS}(void) __attribute__((error(\"other bits\")));\n");
    text += "MODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"assertions\");\n";
    for (name, assertions) in blocks {
        text += &format!("#line 1 \"{name}\"\n");
        for assertion in assertions {
            text += &assertion.line;
            text.push('\n');
        }
    }
    text
}
