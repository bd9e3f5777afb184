// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From which bytes something was read.

use std::fs::File;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Errors};

/// The SHA-256 of a text, in hexadecimal.
pub(crate) fn of_text(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

/// The SHA-256 of the file's bytes, in hexadecimal.
///
/// # Errors
/// When it can't be read.
pub(crate) fn sha256(path: &Path) -> Result<String, Errors> {
    let failed = |error: io::Error| Errors::from(Error::file(path, &error));
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = Sha256::new();
    io::copy(&mut file, &mut digest).map_err(failed)?;
    Ok(hexadecimal(&digest.finalize()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
