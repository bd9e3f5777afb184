// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How a cell carries what it says when somebody points at it.

use std::cell::RefCell;
use std::collections::HashMap;

use super::escape::escaped;

/// How cells carry what they say.
pub(crate) enum Tips {
    /// Each in full, as its title: it shows without the script, too.
    Titles,
    /// By the numbers of its lines, each of which is in the page once: the script puts them together.
    Lines(RefCell<Lines>),
}

/// Distinct lines.
#[derive(Default)]
pub(crate) struct Lines {
    numbers: HashMap<String, usize>,
    lines: Vec<String>,
}

impl Tips {
    /// The attribute of a cell that says this.
    pub fn attribute(&self, text: &str) -> String {
        match self {
            Self::Titles => format!("title=\"{}\"", escaped(text)),
            Self::Lines(lines) => {
                let mut lines = lines.borrow_mut();
                let numbers: Vec<String> = text
                    .split('\n')
                    .map(|line| lines.number(line).to_string())
                    .collect();
                format!("data-lines=\"{}\"", numbers.join(" "))
            }
        }
    }

    /// The lines, as data for the script; nothing where cells have titles.
    pub fn data(&self) -> String {
        match self {
            Self::Titles => String::new(),
            Self::Lines(lines) => {
                let lines = lines.borrow();
                let quoted = lines.lines.iter().map(|line| in_script(line));
                format!(
                    "<script type=\"application/json\" id=\"lines\">\n[{}]\n</script>\n",
                    quoted.collect::<Vec<_>>().join(",\n")
                )
            }
        }
    }
}

impl Lines {
    fn number(&mut self, line: &str) -> usize {
        if let Some(number) = self.numbers.get(line) {
            return *number;
        }
        let number = self.lines.len();
        self.lines.push(line.to_owned());
        self.numbers.insert(line.to_owned(), number);
        number
    }
}

/// The text as a string of JavaScript that can't end the script that it is in, or begin a comment there.
pub(crate) fn in_script(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stands_once_and_never_ends_the_script() {
        let tips = Tips::Lines(RefCell::default());
        assert_eq!(tips.attribute("one\ntwo"), "data-lines=\"0 1\"");
        assert_eq!(tips.attribute("two\n</script><!--\""), "data-lines=\"1 2\"");
        let data = tips.data();
        assert!(
            data.contains("[\"one\",\n\"two\",\n\"\\u003c/script\\u003e\\u003c!--\\\"\"]"),
            "{data}"
        );
    }
}
