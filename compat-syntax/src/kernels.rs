// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernels = "4.19, 5.4, 5.10.."`: the kernels that a driver is for.

use compat_data::coverage::Kernels as Ranges;
use compat_data::history::History;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

use crate::bounds::is_mainline;
use crate::errors::{Errors, did_you_mean};

/// The ranges of releases, as the author wrote them.
pub struct Kernels {
    /// The ranges.
    pub ranges: Ranges,
    /// The text that names them.
    pub literal: LitStr,
}

impl Kernels {
    /// Reads `kernels = "…"`.
    ///
    /// # Errors
    /// When it says something else.
    pub fn parse(input: ParseStream<'_>, help: &str) -> syn::Result<Self> {
        let key: Ident = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), help))?;
        if key != "kernels" {
            let guess = did_you_mean(&key.to_string(), ["kernels"]);
            let message = format!("there is no such argument{guess}\nhelp: {help}");
            return Err(syn::Error::new(key.span(), message));
        }
        let form = "write ranges of releases in quotes: `kernels = \"4.4..=6.8\"`, `\"5.10..\"`, `\"4.19, 5.4, 5.10..\"`";
        let place = match input.is_empty() {
            true => key.span(),
            false => input.span(),
        };
        input
            .parse::<Token![=]>()
            .map_err(|_| syn::Error::new(place, form))?;
        let literal: LitStr = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), form))?;
        let ranges = literal.value().parse();
        let ranges = ranges.map_err(|error| syn::Error::new(literal.span(), error))?;
        Ok(Self { ranges, literal })
    }

    /// Each release that is named must be one that is known, as mainline's or a vendor's.
    pub fn check(&self, history: &History, errors: &Errors) {
        for release in self.ranges.never_made(history) {
            if let Err(message) = is_mainline(release) {
                errors.at(&self.literal, message);
            }
        }
    }
}
