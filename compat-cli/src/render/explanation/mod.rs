// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! An explanation in words.

mod driver;
mod member;
mod overview;
mod rust;

use self::rust::rust;
use super::style::{HEADING, styled};
use super::wrap::{hanging, wrapped};
use crate::verbs::explain::explanation::Explanation;

/// How far code stands in.
const CODE: usize = 6;

/// The whole text.
pub(crate) fn text(explanation: &Explanation) -> String {
    let Explanation {
        r#struct, from, to, ..
    } = explanation;
    let heading = format!("struct {struct}, from {from} to {to}");
    let mut out = styled(HEADING, heading) + "\n";
    out.push_str(&overview::text(&explanation.overview));
    if let Some(driver) = &explanation.driver {
        out.push_str(&driver::blocks(driver));
    }
    for member in &explanation.members {
        out.push('\n');
        out.push_str(&member::text(member, explanation.driver.is_some()));
    }
    match &explanation.driver {
        Some(driver) => out.push_str(&driver::verdict(driver, &explanation.members)),
        None => {
            out.push('\n');
            out.push_str(&wrapped(
                "A `Result<()>` gives the kernel 0 or the negative error number: where an `int` is a count or a yes, return \
                 `c_int`. Where the kernel takes an `ERR_PTR`, return a `Result` of the pointer. Names of parameters are \
                 made up: records have none.",
                0,
            ));
        }
    }
    out
}

/// A sentence of a section.
fn sentence(text: &str) -> String {
    wrapped(text, 2)
}

/// C, or an attribute, in lines of its own.
fn code(text: &str) -> String {
    hanging(text, CODE, CODE + 4)
}

/// `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
