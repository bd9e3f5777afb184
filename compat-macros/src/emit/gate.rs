// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The cfgs that compat-build prints, as conditions.

use compat_data::history::{History, Layout};
use compat_data::observation::{NOT_OBSERVED, RANDOMISED};
use compat_data::resolve::RefusalKind;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// `any(dma_buf_ops = "4.4", …)`: the target has one of these layouts.
pub(super) fn any_of(history: &History, layouts: &[&Layout]) -> TokenStream {
    let key = format_ident!("{}", history.name);
    let names = layouts.iter().map(|layout| &layout.name);
    quote!(any(#(#key = #names),*))
}

/// Errors for a target without a layout of this struct, and for a build without a target.
///
/// Without a build.rs nothing declares the cfgs; one error says so, and a warning for each cfg would bury it.
pub(super) fn refusals(history: &History) -> TokenStream {
    let key = format_ident!("{}", history.name);
    let reason = format!("KERNEL_COMPAT_REFUSAL_{}", history.name);
    let kinds: Vec<&str> = RefusalKind::ALL
        .iter()
        .map(|kind| kind.name())
        .chain([RANDOMISED, NOT_OBSERVED])
        .collect();
    let layouts = history.layouts.iter().map(|layout| &layout.name);
    let message = format!(
        "no target kernel is selected, so `struct {}` has no layout\n\
         help: add a build.rs with `fn main() {{ compat_build::emit() }}` and compat-build to [build-dependencies]; \
         for a module, build with KDIR set to the kernel's build tree",
        history.name
    );
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(any(#(#key = #kinds),*))]
            ::core::compile_error!(::core::env!(#reason));
            #[cfg(not(any(#(#key = #layouts,)* #(#key = #kinds),*)))]
            ::core::compile_error!(#message);
        };
    }
}
