// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C text to tokens.

/// One token, where it begins, and whether white space stands before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    pub position: usize,
    pub spaced: bool,
}

impl Token<'_> {
    /// Whether C or the kernel gives the word a meaning of its own, so that it names nothing.
    pub fn is_keyword(&self) -> bool {
        matches!(
            self.text,
            "const" | "volatile" | "struct" | "union" | "enum" | "void" | "bool" | "_Bool"
        ) || self.is_integer_word()
    }

    pub fn is_integer_word(&self) -> bool {
        matches!(
            self.text,
            "char" | "short" | "int" | "long" | "signed" | "unsigned"
        )
    }

    pub fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    }
}

/// Splits the text into words, numbers, `...` and single characters; comments are dropped.
/// Fails with the position of a character that no declaration has, or of a comment without end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, usize> {
    let mut tokens = Vec::new();
    let mut position = 0;
    let mut spaced = false;
    while let Some(first) = text[position..].chars().next() {
        let rest = &text[position..];
        let length = if first.is_whitespace() {
            spaced = true;
            position += first.len_utf8();
            continue;
        } else if rest.starts_with("/*") {
            spaced = true;
            position += rest.find("*/").ok_or(position)? + 2;
            continue;
        } else if rest.starts_with("//") {
            spaced = true;
            position += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("...") {
            3
        } else if "*()[]{},;".contains(first) {
            1
        } else if first.is_ascii_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len())
        } else {
            return Err(position);
        };
        tokens.push(Token {
            text: &rest[..length],
            position,
            spaced,
        });
        position += length;
        spaced = false;
    }
    Ok(tokens)
}
