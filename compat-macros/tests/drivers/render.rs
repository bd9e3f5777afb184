// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver as Rust source text.

use std::fmt::Write;

use super::case::{Driver, Entry, Range, Returns, Value};

/// The attribute's arguments: `dma_buf_ops, kernels = "4.19, 5.4.."`.
pub fn arguments(driver: &Driver) -> String {
    match &driver.kernels {
        None => driver.table.to_owned(),
        Some(ranges) => {
            let ranges: Vec<String> = ranges.iter().map(range).collect();
            format!("{}, kernels = \"{}\"", driver.table, ranges.join(", "))
        }
    }
}

fn range(range: &Range) -> String {
    match (range.first, range.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (first, last) => {
            let first = first.map(|first| first.to_string()).unwrap_or_default();
            let last = last.map(|last| format!("={last}")).unwrap_or_default();
            format!("{first}..{last}")
        }
    }
}

/// The block under the attribute: `impl Ops { … }`.
pub fn block(driver: &Driver) -> String {
    let entries: String = driver.entries.iter().map(entry).collect();
    format!("impl Ops {{\n{entries}}}\n")
}

/// A module of that name that declares and fills the table.
pub fn module(name: &str, driver: &Driver) -> String {
    format!(
        "pub mod {name} {{\nuse compat_core::{{Result, kernel_ops, types::*}};\n\
         #[kernel_ops({table})]\npub struct Ops;\n\
         #[kernel_ops({})]\n{}\
         pub static OPS: Ops = Ops::TABLE;\n}}\n",
        arguments(driver),
        block(driver),
        table = driver.table,
    )
}

fn entry(entry: &Entry) -> String {
    let mut text = String::new();
    let mut words = Vec::new();
    words.extend(entry.since.map(|since| format!("since = \"{since}\"")));
    words.extend(entry.until.map(|until| format!("until = \"{until}\"")));
    words.extend(entry.optional.then(|| "optional".to_owned()));
    words.extend(entry.lists.iter().map(|list| {
        let names: Vec<&str> = list
            .iter()
            .map(|name| name.as_deref().unwrap_or("_"))
            .collect();
        format!("args({})", names.join(", "))
    }));
    if !words.is_empty() {
        writeln!(text, "    #[kernel({})]", words.join(", ")).unwrap();
    }
    let name = &entry.name;
    match &entry.value {
        Value::Constant { ty, value } => writeln!(text, "    const {name}: {ty} = {value};"),
        Value::Method {
            parameters,
            returns,
        } => {
            let list: Vec<String> = parameters
                .iter()
                .map(|parameter| {
                    let name = parameter.name.as_deref().unwrap_or("_");
                    match parameter.optional {
                        true => format!("{name}: Option<{}>", parameter.ty),
                        false => format!("{name}: {}", parameter.ty),
                    }
                })
                .collect();
            let result = match returns {
                Returns::Nothing => String::new(),
                Returns::Never => " -> !".to_owned(),
                Returns::Value(ty) => format!(" -> {ty}"),
                Returns::Fallible(None) => " -> Result<()>".to_owned(),
                Returns::Fallible(Some(ty)) => format!(" -> Result<{ty}>"),
            };
            writeln!(
                text,
                "    fn {name}({}){result} {{ loop {{}} }}",
                list.join(", ")
            )
        }
    }
    .unwrap();
    text
}
