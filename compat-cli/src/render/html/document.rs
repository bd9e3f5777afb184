// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What every page is in: its head, and what it may load.

use super::escape::escaped;

/// A page.
pub(in crate::render) struct Document<'a> {
    /// Its title, as text.
    pub title: &'a str,
    /// What the browser may load and run: the sources of styles and scripts, in the words of a content security policy.
    pub allowed: &'a str,
    /// How it looks: markup of the head.
    pub style: &'a str,
    /// What it shows: markup.
    pub body: &'a str,
}

/// The name that the command signs its pages with.
pub(in crate::render) const GENERATOR: &str = "<meta name=\"generator\" content=\"kernel-compat";

impl Document<'_> {
    /// The page as HTML.
    pub fn html(&self) -> String {
        format!(
            "<!DOCTYPE html>\n\
             <html lang=\"en\">\n\
             <head>\n\
             <meta charset=\"utf-8\">\n\
             {GENERATOR} {}\">\n\
             <title>{}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {}\">\n\
             {}</head>\n\
             <body>\n\
             {}</body>\n\
             </html>\n",
            env!("CARGO_PKG_VERSION"),
            escaped(self.title),
            self.allowed,
            self.style,
            self.body,
        )
    }
}
