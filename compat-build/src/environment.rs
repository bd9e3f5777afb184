// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The environment variables of a build script, behind a value that tests can make.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Names a kernel.
pub const TARGET: &str = "KERNEL_COMPAT_TARGET";
/// Names a file with a kernel's type information.
pub const BTF: &str = "KERNEL_COMPAT_BTF";
/// Name a kernel build tree, the first one that is set.
pub const TREES: [&str; 3] = ["KDIR", "KERNELDIR", "KERNEL_SRC"];
/// Name the folder of a tree's build, where it is not the tree: Kbuild's own variables.
pub const OUTPUTS: [&str; 2] = ["KBUILD_OUTPUT", "O"];
/// Names the architecture to Kbuild.
pub const ARCHITECTURE: &str = "ARCH";
/// Names the make fragment to write.
pub const MAKE: &str = "KERNEL_COMPAT_MAKE";

/// Every variable of the user that decides what is selected: which kernel, in the order of precedence, how the compiler
/// of its tree is called, and what is written.
pub const VARIABLES: [&str; 12] = [
    TARGET,
    BTF,
    TREES[0],
    TREES[1],
    TREES[2],
    OUTPUTS[0],
    OUTPUTS[1],
    ARCHITECTURE,
    "CROSS_COMPILE",
    "CC",
    "LLVM",
    MAKE,
];

/// The environment variables of a build script.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    /// What stands for `/` when the running system is asked.
    root: Option<PathBuf>,
}

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            root: None,
        }
    }

    /// These variables and no others.
    pub fn new<N: Into<OsString>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self {
            variables: variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            root: None,
        }
    }

    /// The same, with another folder for the running system's `/`.
    pub fn with_root(mut self, root: PathBuf) -> Self {
        self.root = Some(root);
        self
    }

    /// The same, with that variable set to that value.
    pub fn with(mut self, variable: &str, value: impl Into<OsString>) -> Self {
        self.variables.insert(variable.into(), value.into());
        self
    }

    /// The same, without that variable.
    pub fn without(mut self, variable: &str) -> Self {
        self.variables.remove(OsStr::new(variable));
        self
    }

    /// A file of the running system.
    pub(crate) fn system(&self, path: &Path) -> PathBuf {
        match (&self.root, path.strip_prefix("/")) {
            (Some(root), Ok(relative))
                if ["/sys", "/proc", "/lib/modules"]
                    .iter()
                    .any(|folder| path.starts_with(folder)) =>
            {
                root.join(relative)
            }
            _ => path.to_owned(),
        }
    }

    /// The text of a variable; none where it is not set.
    ///
    /// # Errors
    /// When it is set but empty, or not UTF-8.
    pub fn text(&self, variable: &'static str) -> Result<Option<String>, Error> {
        match self.set(variable)? {
            None => Ok(None),
            Some(value) => match value.to_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(Error::NotUnicode { variable }),
            },
        }
    }

    /// The path that a variable names; none where it is not set.
    ///
    /// # Errors
    /// When it is set but empty, or cannot be told to cargo: not UTF-8, or broken over lines.
    pub fn path(&self, variable: &'static str) -> Result<Option<PathBuf>, Error> {
        let text = self.text(variable)?;
        if text
            .as_deref()
            .is_some_and(|text| text.contains(['\n', '\r']))
        {
            return Err(Error::LineBreak { variable });
        }
        Ok(text.map(PathBuf::from))
    }

    /// The value of a variable as it stands, for the programs that read it.
    pub fn get(&self, variable: &str) -> Option<&OsStr> {
        self.variables
            .get(OsStr::new(variable))
            .map(OsString::as_os_str)
    }

    /// All variables, for the programs that read them.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let variables = self.variables.iter();
        variables.map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    fn set(&self, variable: &'static str) -> Result<Option<&OsString>, Error> {
        match self.variables.get(OsStr::new(variable)) {
            Some(value) if value.is_empty() => Err(Error::Empty { variable }),
            value => Ok(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unset_variable_is_no_error_and_an_empty_one_is() {
        let environment = Environment::new([(TARGET, "5.4"), (BTF, "")]);
        assert_eq!(environment.text(TARGET).unwrap().as_deref(), Some("5.4"));
        assert_eq!(environment.text("KDIR").unwrap(), None);
        let error = environment.text(BTF).unwrap_err().to_string();
        assert!(
            error.starts_with("`KERNEL_COMPAT_BTF` is set but empty"),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_cargo_cannot_be_told_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let environment = Environment::new([
            ("KDIR", OsString::from_vec(vec![b'/', 0xff])),
            ("KERNELDIR", "/a\ncargo::warning=b".into()),
        ]);
        let error = environment.path("KDIR").unwrap_err().to_string();
        assert!(error.starts_with("`KDIR` is not UTF-8"), "{error}");
        let error = environment.path("KERNELDIR").unwrap_err().to_string();
        assert!(error.starts_with("`KERNELDIR` has a line break"), "{error}");
    }
}
