// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `#[kernel(…)]` on a function or constant: on which kernels it serves.

use std::fmt::Display;

use compat_data::release::Release;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Lit, LitStr, Meta, Token};

use crate::argument_list::ArgumentList;
use crate::errors::{Errors, did_you_mean};

const KNOWN: &str = "`#[kernel]` knows `since = \"5.3\"`, `until = \"6.15\"` (both included), `optional`, \
                     and `args(buf, _, direction)`";

/// `#[kernel(since = "5.3", until = "6.15", optional, args(buf, _, direction))]`.
#[derive(Default)]
pub struct Bounds {
    /// The first release.
    pub since: Option<Bound>,
    /// The last release.
    pub until: Option<Bound>,
    /// Whether it is left out where the member does not exist.
    pub optional: bool,
    /// The lists of arguments, one for each number of them.
    pub lists: Vec<ArgumentList>,
}

/// A release and where it is written.
pub struct Bound {
    /// The release.
    pub release: Release,
    /// The text that names it.
    pub literal: LitStr,
}

/// Takes the `#[kernel(…)]` attributes out of the list and reads them; none: what they say is wrong.
pub fn take_bounds(attributes: &mut Vec<Attribute>, errors: &Errors) -> Option<Bounds> {
    let mut bounds = Bounds::default();
    let before = errors.count();
    attributes.retain(|attribute| {
        if !attribute.path().is_ident("kernel") {
            return true;
        }
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                if let Err(error) = attribute.parse_nested_meta(|meta| bounds.read(&meta, errors)) {
                    errors.push(error);
                }
            }
            meta => errors.at(meta, format!("this says nothing\nnote: {KNOWN}")),
        }
        false
    });
    if let (Some(since), Some(until)) = (&bounds.since, &bounds.until) {
        if since.release > until.release {
            let (since, last) = (since.release, until.release);
            errors.at(
                &until.literal,
                format!("nothing is both since {since} and until {last}\nhelp: the older release goes into `since`"),
            );
        }
    }
    (errors.count() == before).then_some(bounds)
}

impl Bounds {
    /// Reads one key. An error that ends the attribute is returned; any other is added, so that reading goes on.
    fn read(&mut self, meta: &ParseNestedMeta<'_>, errors: &Errors) -> syn::Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string);
        let place = match key.as_deref() {
            Some("optional") if meta.input.peek(Token![=]) => {
                return Err(meta.error("`optional` takes no value"));
            }
            Some("optional") => {
                if self.optional {
                    errors.push(meta.error("`optional` is said twice"));
                }
                self.optional = true;
                return Ok(());
            }
            Some("args") => {
                self.lists.push(ArgumentList::parse(meta)?);
                return Ok(());
            }
            Some("since") => &mut self.since,
            Some("until") => &mut self.until,
            other => {
                let guess = did_you_mean(
                    other.unwrap_or_default(),
                    ["since", "until", "optional", "args"],
                );
                errors.push(meta.error(format!("there is no such bound{guess}\nnote: {KNOWN}")));
                if meta.input.parse::<Option<Token![=]>>()?.is_some() {
                    meta.input.parse::<Lit>()?;
                }
                return Ok(());
            }
        };
        let key = key.unwrap_or_default();
        if place.is_some() {
            errors.push(meta.error(format!("`{key}` is said twice")));
        }
        let wanted = format!("write a release in quotes: `{key} = \"5.3\"`");
        let literal: Lit = match meta.input.parse::<Option<Token![=]>>()? {
            Some(_) => meta
                .input
                .parse()
                .map_err(|error| syn::Error::new(error.span(), &wanted))?,
            None => return Err(meta.error(wanted)),
        };
        let wrong = |message: &dyn Display| errors.at(&literal, message);
        match &literal {
            Lit::Str(text) => match text.value().parse() {
                Ok(release) => match is_mainline(release) {
                    Ok(()) => {
                        let literal = text.clone();
                        *place = Some(Bound { release, literal });
                    }
                    Err(message) => wrong(&message),
                },
                Err(error) => wrong(&error),
            },
            _ => wrong(&wanted),
        }
        Ok(())
    }
}

/// Whether the release is one that was made.
///
/// # Errors
/// The words for one that was not.
pub fn is_mainline(release: Release) -> Result<(), String> {
    if release.is_mainline() {
        return Ok(());
    }
    let mut known = Release::mainline();
    let (first, last) = (known.next(), known.next_back());
    let name = |release: Option<Release>| {
        release
            .map(|release| release.to_string())
            .unwrap_or_default()
    };
    Err(format!(
        "{release} is no mainline release that is known: they go from {} to {}",
        name(first),
        name(last)
    ))
}
