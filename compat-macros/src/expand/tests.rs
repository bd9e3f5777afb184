// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Expansions, as a reader of `cargo expand` sees them.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::expand;

fn pretty(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("an expansion is valid Rust");
    prettyplease::unparse(&file)
}

fn filled() -> TokenStream {
    let block = quote! {
        impl ExporterOps {
            /// Shares the mapping.
            #[kernel(since = "5.3", until = "6.15")]
            const cache_sgt_mapping: bool = true;

            #[kernel(until = "4.18")]
            fn attach(
                buf: *mut dma_buf,
                device: *mut device,
                attachment: *mut dma_buf_attachment,
            ) -> c_int {
                0
            }

            #[kernel(since = "4.19")]
            fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int {
                0
            }

            #[kernel(optional)]
            pub unsafe fn map(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
                core::ptr::null_mut()
            }

            extern "C" fn release(_: *mut dma_buf) {}

            fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table {
                core::ptr::null_mut()
            }

            fn unmap_dma_buf(
                _: *mut dma_buf_attachment,
                _: *mut sg_table,
                _: dma_data_direction,
            ) {
            }

            #[kernel(until = "4.18")]
            fn map_atomic(_: *mut dma_buf, _: c_ulong) -> *mut c_void {
                core::ptr::null_mut()
            }

            fn mmap(_: *mut dma_buf, _: *mut vm_area_struct) -> c_int {
                0
            }
        }
    };
    expand(quote!(dma_buf_ops), block)
}

fn adapted() -> TokenStream {
    let block = quote! {
        impl ExporterOps {
            /// The device is not passed everywhere.
            fn attach(
                device: Option<*mut device>,
                attachment: *mut dma_buf_attachment,
            ) -> Result<()> {
                Ok(())
            }

            #[kernel(args(buf, _, length, _))]
            fn end_cpu_access(buf: *mut dma_buf, length: Option<size_t>) -> Result<(), NoRoom> {
                Err(NoRoom)
            }

            #[kernel(until = "5.5")]
            fn map(page: c_ulong) -> Result<*mut c_void> {
                Err(Errno::ENOMEM)
            }

            #[kernel(until = "4.18")]
            fn kmap_atomic() -> *mut c_void {
                core::ptr::null_mut()
            }

            fn map_dma_buf(attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
                Err(Errno::ENOMEM)
            }

            fn unmap_dma_buf() {}

            fn release() {}

            fn mmap(area: *mut vm_area_struct) {}
        }
    };
    expand(quote!(dma_buf_ops, kernels = "4.4..=6.12"), block)
}

fn declared(name: TokenStream) -> TokenStream {
    let item = quote! {
        /// The exporter's table.
        #[derive(Clone, Copy)]
        pub struct Ops;
    };
    expand(name, item)
}

#[test]
fn declaration_of_dma_buf_ops() {
    insta::assert_snapshot!(pretty(declared(quote!(dma_buf_ops))));
}

#[test]
fn declaration_of_vfio_pci_regops() {
    insta::assert_snapshot!(pretty(declared(quote!(vfio_pci_regops))));
}

#[test]
fn filling_with_alternatives_constants_and_unsafe_functions() {
    insta::assert_snapshot!(pretty(filled()));
}

#[test]
fn filling_adapted_to_each_kernel() {
    insta::assert_snapshot!(pretty(adapted()));
}

#[test]
fn filling_that_is_refused() {
    let block = quote! {
        impl RegionOps {
            fn release() {}
        }
    };
    insta::assert_snapshot!(pretty(expand(quote!(vfio_pci_regops), block)));
}

#[test]
fn an_expansion_casts_nothing() {
    for tokens in [
        filled(),
        adapted(),
        declared(quote!(dma_buf_ops)),
        declared(quote!(vfio_pci_regops)),
    ] {
        let mut names = Vec::new();
        identifiers(tokens, &mut names);
        for cast in [
            "as",
            "transmute",
            "transmute_copy",
            "cast",
            "cast_mut",
            "cast_const",
        ] {
            assert!(!names.iter().any(|name| name == cast), "{cast}");
        }
    }
}

#[test]
fn every_member_function_has_an_exact_type() {
    let file: syn::File = syn::parse2(declared(quote!(dma_buf_ops))).unwrap();
    let table = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(table) => Some(table),
        _ => None,
    });
    let mut functions = 0;
    for field in &table.unwrap().fields {
        let ty = &field.ty;
        let text = quote!(#ty).to_string();
        if text != ":: core :: primitive :: bool" {
            let exact = ":: core :: option :: Option < unsafe extern \"C\" fn (";
            assert!(text.starts_with(exact), "{text}");
            functions += 1;
        }
    }
    assert!(functions > 20, "only {functions}");
}

fn identifiers(tokens: TokenStream, names: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => identifiers(group.stream(), names),
            TokenTree::Ident(name) => names.push(name.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
