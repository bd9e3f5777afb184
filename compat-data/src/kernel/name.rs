// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The names by which people ask for a kernel.

use std::fmt;
use std::str::FromStr;

use super::distribution::{architecture_called, trailing_architecture};
use super::release_string::ReleaseString;
use super::{Architecture, Kernel, Lineage};
use crate::release::Release;

/// Reads the name of a kernel to look up: a release, `5.4`, or a stable update, `6.1.39`; the name of a record,
/// `5.4-arm64`, `5.4-aws`, `5.4-generic`; or the release string of a real kernel, `5.4.0-26-generic`.
///
/// A flavour after a release asks for that very record. So does an architecture, as long as there is a record of it.
/// A release string has three numbers, or a `+`; it names what [`Kernel::from_release_string`] reads from a kernel
/// build tree, on the architecture that it ends with, else on x86-64.
impl FromStr for Kernel {
    type Err = ParseKernelError;

    fn from_str(text: &str) -> Result<Self, ParseKernelError> {
        parse(text).map_err(|fault| {
            let error = ParseKernelError::new(text, FORM);
            match fault {
                Fault::OtherArchitecture(word) => error.with_help(format!(
                    "nothing is known of kernels for {word}: architectures are {}",
                    Architecture::ALL.map(Architecture::name).join(", ")
                )),
                Fault::Form => match help(text) {
                    Some(help) => error.with_help(help),
                    None => error,
                },
            }
        })
    }
}

const FORM: &str = "a kernel: write a release, `5.4` or `6.1.39`, after it an architecture or a flavour, `5.4-arm64`, \
                    `5.4-aws`, or a whole release string, `5.4.0-26-generic`";

/// Why a text names no kernel.
enum Fault {
    /// It has none of the forms.
    Form,
    /// It ends with this word for an architecture that is not one of ours.
    OtherArchitecture(&'static str),
}

fn parse(text: &str) -> Result<Kernel, Fault> {
    let parts = ReleaseString::parse(text).ok_or(Fault::Form)?;
    match parts.suffix.strip_prefix('-') {
        None if parts.suffix.is_empty() => Ok(Kernel {
            name: text.to_owned(),
            ..Kernel::mainline(parts.release)
        }),
        Some(words) if !parts.has_update => {
            record(text, parts.release, words).ok_or_else(|| fault(parts.suffix))
        }
        _ => release_string(text, parts.suffix),
    }
}

fn fault(suffix: &str) -> Fault {
    match trailing_architecture(suffix) {
        Some((word, None)) => Fault::OtherArchitecture(word),
        _ => Fault::Form,
    }
}

/// `5.4-arm64`, `5.4-aws`, `5.4-arm64-aws`.
fn record(text: &str, release: Release, words: &str) -> Option<Kernel> {
    let mut kernel = Kernel {
        name: text.to_owned(),
        ..Kernel::mainline(release)
    };
    let mut words = words.split('-').peekable();
    if let Some(&architecture) = words.peek().and_then(|word| {
        Architecture::ALL
            .iter()
            .find(|architecture| architecture.name() == *word)
    }) {
        words.next();
        kernel.architecture = architecture;
        kernel.flavour = Some("generic".to_owned());
    }
    if let Some(flavour) = words.next() {
        if flavour.is_empty() || !flavour.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        kernel.flavour = Some(flavour.to_owned());
        kernel.lineage = Lineage::Recorded;
    }
    words.next().is_none().then_some(kernel)
}

/// `5.4.0-26-generic`, `6.12+bpo-amd64`.
fn release_string(text: &str, suffix: &str) -> Result<Kernel, Fault> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.+_~".contains(&byte);
    if !suffix.starts_with(['-', '+']) || suffix.ends_with(['-', '.']) || !suffix.bytes().all(plain)
    {
        return Err(Fault::Form);
    }
    let architecture = match trailing_architecture(suffix) {
        None => Architecture::Amd64,
        Some((_, Some(architecture))) => architecture,
        Some((word, None)) => return Err(Fault::OtherArchitecture(word)),
    };
    Kernel::from_release_string(text, architecture).map_err(|_| Fault::Form)
}

/// What somebody meant who wrote a text that names no kernel.
fn help(text: &str) -> Option<String> {
    let is_name = |name: &str| parse(name).is_ok();
    let mut bare = text.trim();
    for prefix in ["linux-", "v", "V"] {
        bare = bare.strip_prefix(prefix).unwrap_or(bare);
    }
    bare = bare.strip_suffix(".x").unwrap_or(bare);
    if is_name(bare) {
        return Some(format!("did you mean `{bare}`?"));
    }
    let (release, words) = bare.split_once('-')?;
    if words.starts_with("rc") && is_name(&format!("{release}.0-{words}")) {
        return Some(format!(
            "a release candidate goes by its release, `{release}`, or by its whole release string, `{release}.0-{words}`"
        ));
    }
    let (word, flavour) = match words.split_once('-') {
        Some((word, flavour)) => (word, format!("-{flavour}")),
        None => (words, String::new()),
    };
    let meant = format!("{release}-{}{flavour}", architecture_called(word)?);
    is_name(&meant)
        .then(|| format!("architectures go by Debian's names here: did you mean `{meant}`?"))
}

/// A text that names no kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseKernelError {
    name: String,
    form: &'static str,
    help: Option<String>,
}

impl ParseKernelError {
    pub(super) fn new(name: &str, form: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            form,
            help: None,
        }
    }

    fn with_help(self, help: String) -> Self {
        Self {
            help: Some(help),
            ..self
        }
    }
}

impl fmt::Display for ParseKernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.name, self.form)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseKernelError {}
