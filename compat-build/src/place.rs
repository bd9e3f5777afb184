// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The places that are looked at for the target and its type information, and what came of each.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What it is: `KDIR`, `vmlinux`, `running kernel`, `module vfio-pci-core`, `headers`.
    pub name: String,
    /// The file or folder, where it is one.
    pub path: Option<PathBuf>,
    /// What came of it, in one word.
    pub state: State,
    /// The same in words, where there is more to say.
    pub said: String,
}

/// What came of looking at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The variable is not set.
    NotSet,
    /// The variable is set, and one before it decides.
    NotUsed,
    /// The variable decides.
    Decides,
    /// There is no such file.
    Missing,
    /// The file has no type information: it is stripped, or was built without.
    NoTypeInformation,
    /// The file has type information, or should have, that can't be read.
    Broken,
    /// The file is compressed, which is not read.
    Compressed,
    /// The file is of another kernel's build.
    OtherKernel,
    /// The kernel that is built for is not the one that runs.
    NotRunning,
    /// The kernel's build shuffles the members of structs, so its headers prove nothing.
    Randomised,
    /// The headers could not be compiled.
    NotCompiled,
    /// It was read.
    Read,
}

impl State {
    /// The state in words.
    fn in_words(self) -> &'static str {
        match self {
            Self::NotSet => "not set",
            Self::NotUsed => "set, but what stands above decides",
            Self::Decides => "decides",
            Self::Missing => "not there",
            Self::NoTypeInformation => "stripped: no type information",
            Self::Broken => "can't be read",
            Self::Compressed => "compressed, which is not read",
            Self::OtherKernel => "of another kernel",
            Self::NotRunning => "not the running kernel",
            Self::Randomised => "not compiled: the layouts are randomised",
            Self::NotCompiled => "can't be compiled",
            Self::Read => "read",
        }
    }
}

impl Place {
    /// A place about which the state says all.
    pub(crate) fn new(name: &str, path: Option<&Path>, state: State) -> Self {
        Self {
            name: name.to_owned(),
            path: path.map(Path::to_owned),
            state,
            said: String::new(),
        }
    }

    /// The same with more to say.
    pub(crate) fn saying(mut self, said: impl fmt::Display) -> Self {
        self.said = said.to_string();
        self
    }
}

/// `vmlinux: /usr/src/linux/vmlinux: read`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name)?;
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(self.state.in_words())?;
        match self.said.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.said),
        }
    }
}
