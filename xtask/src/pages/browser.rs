// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Chromium without a window.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command::{cannot_start, capture};
use crate::error::{Error, Result};
use crate::tools;

/// After how many seconds it is stopped.
const LIMIT: &str = "300";

/// A browser that speaks to nobody and leaves nothing behind.
pub struct Browser {
    program: &'static str,
    profile: PathBuf,
}

/// What the reader's system prefers.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Browser {
    /// The one that is installed, or that can be. What it keeps is in that folder as long as this value lives.
    pub fn find(folder: &Path) -> Result<Self> {
        let program = tools::ensure_browser()?;
        let profile = folder.join("profile");
        Ok(Self { program, profile })
    }

    /// The document as it stands when the page is loaded and its scripts have run.
    ///
    /// # Errors
    /// When it says anything on the console: a script that fails, something that is not allowed or not found.
    pub fn document(&self, page: &Path) -> Result<String> {
        let mut command = self.command();
        command
            .args(["--enable-logging=stderr", "--window-size=800,600"])
            // What scripts still wait for when the page is loaded passes at once.
            .arg("--virtual-time-budget=600000")
            .arg("--dump-dom")
            .arg(address(page)?)
            .stdin(Stdio::null());
        let output = command
            .output()
            .map_err(|error| cannot_start(&command, &error))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(Error::new(format!(
                "`{}` failed on {}: {}\n{}",
                self.program,
                page.display(),
                output.status,
                said.trim_end()
            )));
        }
        let console: Vec<&str> = said
            .lines()
            .filter(|line| line.contains(":CONSOLE"))
            .collect();
        match console.is_empty() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(Error::new(format!(
                "{} says on the console:\n{}",
                page.display(),
                console.join("\n")
            ))),
        }
    }

    /// Takes a picture of the page.
    pub fn picture(&self, page: &Path, picture: &Path, width: u32, scheme: Scheme) -> Result<()> {
        let mut command = self.command();
        if let Scheme::Dark = scheme {
            command.arg("--blink-settings=preferredColorScheme=0");
        }
        command
            .args(["--hide-scrollbars", &format!("--window-size={width},900")])
            .arg(format!("--screenshot={}", picture.display()))
            .arg(address(page)?);
        capture(&mut command).map(drop)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", LIMIT, self.program])
            // Root has no sandbox; the page is our own.
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
            ])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", self.profile.display()));
        command
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What may be left lies with what is built.
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The page's address.
fn address(page: &Path) -> Result<String> {
    let path = page
        .canonicalize()
        .map_err(|error| Error::at(page, &error))?;
    let encoded = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    Ok(format!("file://{encoded}"))
}
