// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Entries as rustfmt lays them out.

use super::CODE;
use crate::render::wrap::COLUMNS;

/// An entry with a body to fill in.
pub(super) fn rust(declaration: &str) -> String {
    let indent = " ".repeat(CODE);
    if declaration.starts_with("const ") {
        return format!("{indent}{declaration} = …;\n");
    }
    let line = format!("{indent}{declaration} {{ … }}\n");
    // The line break is none of the columns.
    if line.chars().count() <= COLUMNS + 1 {
        return line;
    }
    let Some((head, parameters, tail)) = parts(declaration) else {
        return line;
    };
    let mut out = format!("{indent}{head}\n");
    for parameter in parameters {
        out.push_str(&format!("{indent}    {parameter},\n"));
    }
    out + &format!("{indent}{tail} {{ … }}\n")
}

/// `fn name(`, the parameters, and `) -> …`.
fn parts(declaration: &str) -> Option<(&str, Vec<&str>, &str)> {
    let open = declaration.find('(')? + 1;
    let mut depth = 0_usize;
    let mut start = open;
    let mut parameters = Vec::new();
    let mut before = ' ';
    for (at, character) in declaration.char_indices().skip_while(|(at, _)| *at < open) {
        match character {
            '(' | '[' | '<' => depth += 1,
            ')' if depth == 0 => {
                let (head, tail) = (declaration.get(..open)?, declaration.get(at..)?);
                parameters.extend(declaration.get(start..at).map(str::trim));
                return Some((head, parameters, tail));
            }
            // Of `->`.
            '>' if before == '-' => {}
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parameters.extend(declaration.get(start..at).map(str::trim));
                start = at + 1;
            }
            _ => {}
        }
        before = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_parameters_has_a_line_for_each() {
        let callback = "Option<unsafe extern \"C\" fn(*mut device, [c_char; 16]) -> c_int>";
        let declaration = format!(
            "fn attach(buf: *mut dma_buf, callback: {callback}, size: size_t) -> Result<()>"
        );
        let lines = rust(&declaration);
        let lines: Vec<&str> = lines.lines().map(str::trim).collect();
        let callback = format!("callback: {callback},");
        assert_eq!(
            lines,
            [
                "fn attach(",
                "buf: *mut dma_buf,",
                &callback,
                "size: size_t,",
                ") -> Result<()> { … }"
            ]
        );
        assert_eq!(rust("fn release()").trim(), "fn release() { … }");
    }
}
