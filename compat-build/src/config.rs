// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A kernel's configuration: `include/config/auto.conf` and `.config`.
//!
//! Both are written by the kernel's `scripts/kconfig/confdata.c`. The former leaves out what is not set, and since 6.1
//! writes strings without quotes.

use std::collections::HashMap;
use std::fmt;

/// The value of a symbol that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `y`.
    Yes,
    /// `m`.
    Module,
    /// A string, or a number as it is written.
    Text(String),
}

/// The symbols of a configuration that are set, by their whole names: `CONFIG_X86_64`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    symbols: HashMap<String, Value>,
}

impl Config {
    /// Reads the text of an `auto.conf` or a `.config`.
    ///
    /// # Errors
    /// On a line that is neither an assignment nor a comment.
    pub fn parse(text: &str) -> Result<Self, ParseConfigError> {
        let mut symbols = HashMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            // `# CONFIG_X is not set` says what the symbol's absence says, too.
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = || ParseConfigError {
                line: index + 1,
                text: line.to_owned(),
            };
            let (name, value) = line.split_once('=').ok_or_else(error)?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            if !name.starts_with("CONFIG_") || !name.bytes().all(plain) {
                return Err(error());
            }
            let value = match value {
                "y" => Value::Yes,
                "m" => Value::Module,
                "n" => {
                    symbols.remove(name);
                    continue;
                }
                value if value.starts_with('"') => Value::Text(unquote(value).ok_or_else(error)?),
                value => Value::Text(value.to_owned()),
            };
            // As in the kernel's own reader, a later line wins.
            symbols.insert(name.to_owned(), value);
        }
        Ok(Self { symbols })
    }

    /// Whether the symbol is `y`.
    pub fn is_enabled(&self, symbol: &str) -> bool {
        self.symbols.get(symbol) == Some(&Value::Yes)
    }

    /// The value of the symbol, if it is set.
    pub fn value(&self, symbol: &str) -> Option<&Value> {
        self.symbols.get(symbol)
    }

    /// The decimal number that the symbol is set to.
    pub fn number(&self, symbol: &str) -> Option<u32> {
        self.text(symbol)?.parse().ok()
    }

    /// The string, or the number as it is written, that the symbol is set to.
    pub fn text(&self, symbol: &str) -> Option<&str> {
        match self.symbols.get(symbol) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The text between quotes, with its `\"` and `\\` resolved.
fn unquote(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next()?),
            '"' => return None,
            character => text.push(character),
        }
    }
    Some(text)
}

/// A line that does not belong into a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseConfigError {
    /// Its number, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
}

impl fmt::Display for ParseConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: `{}` is no kernel configuration: expected `CONFIG_NAME=value` or a comment",
            self.line,
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for ParseConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line() {
        let config = Config::parse(concat!(
            "#\n# Automatically generated file; DO NOT EDIT.\n#\n\n",
            "CONFIG_X86_64=y\nCONFIG_DRM=m\nCONFIG_OFF=n\n# CONFIG_NUMA is not set\n",
            "CONFIG_FUNCTION_PADDING_BYTES=16\nCONFIG_PHYSICAL_START=0x1000000\n",
            "CONFIG_CMDLINE=\"a=\\\"b\\\" \\\\ # c\"\nCONFIG_EMPTY=\"\"\n",
            "CONFIG_BARE=\nCONFIG_UNQUOTED=hci0 # x\nCONFIG_64BIT=y\r\n",
        ))
        .unwrap();
        assert!(config.is_enabled("CONFIG_X86_64"));
        assert!(config.is_enabled("CONFIG_64BIT"));
        assert!(!config.is_enabled("CONFIG_DRM"));
        assert_eq!(config.value("CONFIG_DRM"), Some(&Value::Module));
        assert_eq!(config.value("CONFIG_OFF"), None);
        assert_eq!(config.value("CONFIG_NUMA"), None);
        assert_eq!(config.number("CONFIG_FUNCTION_PADDING_BYTES"), Some(16));
        assert_eq!(config.number("CONFIG_PHYSICAL_START"), None);
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        assert_eq!(
            config.value("CONFIG_CMDLINE"),
            text("a=\"b\" \\ # c").as_ref()
        );
        assert_eq!(config.value("CONFIG_EMPTY"), text("").as_ref());
        assert_eq!(config.value("CONFIG_BARE"), text("").as_ref());
        assert_eq!(config.value("CONFIG_UNQUOTED"), text("hci0 # x").as_ref());
    }

    #[test]
    fn a_quoted_y_is_a_string_and_a_later_line_wins() {
        let config = Config::parse("CONFIG_A=\"y\"\nCONFIG_B=y\nCONFIG_B=n\n").unwrap();
        assert!(!config.is_enabled("CONFIG_A"));
        assert_eq!(config.value("CONFIG_B"), None);
    }

    #[test]
    fn what_is_no_configuration_is_refused_by_line() {
        for line in [
            "hello",
            "CONFIG_A",
            "A=y",
            "CONFIG_A B=y",
            "CONFIG_A=\"x",
            "CONFIG_A=\"x\"y\"",
            "CONFIG_A=\"x\\\"",
            "\u{7f}ELF=",
        ] {
            let error = Config::parse(&format!("CONFIG_X=y\n{line}\n")).unwrap_err();
            assert_eq!(error.line, 2, "{line}");
        }
    }
}
