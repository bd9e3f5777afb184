// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! SHA-256 in hexadecimal.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// That of a text.
pub fn of_text(text: &str) -> String {
    hexadecimal(text.as_bytes())
}

/// That of a file's bytes.
pub fn of_file(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|error| Error::at(path, &error))?;
    Ok(hexadecimal(&bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
