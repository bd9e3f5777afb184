// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The histories of the driver that is being compiled: those of its crate beside the embedded ones.

use std::path::{Path, PathBuf};

use compat_data::library::Library;
use proc_macro2::TokenStream;
use quote::quote;

/// All histories that this driver knows.
///
/// # Errors
/// What is wrong with its own.
pub(crate) fn library() -> Result<Library, String> {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(package) => {
            Library::of_driver(&PathBuf::from(package)).map_err(|error| error.to_string())
        }
        None => Ok(Library::default()),
    }
}

/// Has cargo compile the driver again when the file changes: the compiler notes what it includes.
pub(crate) fn watch(file: Option<&Path>) -> TokenStream {
    let path = file.and_then(Path::to_str);
    let path = path.into_iter();
    quote!(#(const _: &[u8] = ::core::include_bytes!(#path);)*)
}
