// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The code in docs/PORTING.md. The first line of a block of C or Rust is a comment that says what it is.

use std::path::Path;

/// The guide's fenced blocks.
pub struct Guide {
    blocks: Vec<Block>,
}

struct Block {
    language: String,
    text: String,
}

impl Guide {
    pub fn read() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/PORTING.md");
        let text = std::fs::read_to_string(file).unwrap();
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for line in text.lines() {
            match (line.strip_prefix("```"), open.take()) {
                (Some(language), None) => {
                    open = Some(Block {
                        language: language.to_owned(),
                        text: String::new(),
                    });
                }
                (Some(_), Some(block)) => blocks.push(block),
                (None, Some(block)) => {
                    let text = block.text + line + "\n";
                    open = Some(Block { text, ..block });
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "a block has no end");
        Self { blocks }
    }

    /// The only block of the language.
    pub fn only(&self, language: &str) -> &str {
        let mut found = self
            .blocks
            .iter()
            .filter(|block| block.language == language);
        match (found.next(), found.next()) {
            (Some(block), None) => &block.text,
            _ => panic!("there is not one block of `{language}`"),
        }
    }

    /// The blocks that say they are this, without the line that says so, in order.
    pub fn all(&self, label: &str) -> Vec<&str> {
        let lines = [format!("// {label}\n"), format!("/* {label} */\n")];
        self.blocks
            .iter()
            .filter_map(|block| {
                lines
                    .iter()
                    .find_map(|line| block.text.strip_prefix(line.as_str()))
            })
            .collect()
    }

    /// The one block that says it is this.
    pub fn one(&self, label: &str) -> &str {
        match self.all(label)[..] {
            [text] => text,
            _ => panic!("there is not one block of `{label}`"),
        }
    }

    /// src/ops.rs of the steps for which `keep` holds.
    pub fn ops(&self, keep: impl Fn(&str) -> bool) -> String {
        let mut steps = self.all("src/ops.rs, ops");
        steps.retain(|step| keep(step));
        [
            self.one("src/ops.rs, head"),
            &steps.join("\n"),
            self.one("src/ops.rs, tail"),
        ]
        .concat()
    }

    /// How many blocks of C and Rust there are.
    #[allow(dead_code, reason = "compat-build's test has no use for it")]
    pub fn sources(&self) -> usize {
        let is_source = |block: &&Block| ["c", "rust"].contains(&block.language.as_str());
        self.blocks.iter().filter(is_source).count()
    }
}
