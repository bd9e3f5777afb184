// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Finds a struct in what `rustc -Zunpretty=expanded` prints.

/// The struct of this name, a field on a line, without attributes and the paths of types.
pub fn table(expanded: &str, name: &str) -> Option<String> {
    let head = format!("pub struct {name} {{");
    let mut lines = expanded
        .lines()
        .skip_while(|line| line.trim() != head)
        .skip(1);
    let mut fields: Vec<String> = Vec::new();
    let mut in_attribute = false;
    loop {
        let line = lines.next()?.trim();
        if in_attribute || line.starts_with("#[") {
            in_attribute = !line.ends_with(']');
        } else if line == "}" {
            break;
        } else if line.starts_with("pub ") || fields.is_empty() {
            fields.push(line.to_owned());
        } else if let Some(field) = fields.last_mut() {
            *field += " ";
            *field += line;
        }
    }
    let fields: String = fields
        .iter()
        .map(|field| format!("    {}\n", without_paths(field)))
        .collect();
    Some(format!("{head}\n{fields}}}"))
}

/// `::core::option::Option` is `Option`.
fn without_paths(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':')) {
        // A path begins with `::`; the single colon after a field's name does not.
        match word
            .strip_prefix("::")
            .and_then(|path| path.rsplit_once("::"))
        {
            Some((_, last)) => short += last,
            None => short += word,
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPANDED: &str = r#"
    pub struct Other {
        pub x: u8,
    }
    #[repr(C)]
    pub struct Table {
        #[doc = "a"]
        pub a: bool,
        #[doc =
        "`int (*b)(int)`\n\nOn [`4.4..`]."]
        pub b: ::core::option::Option<unsafe extern "C" fn(*mut ::compat_core::types::page,
            ::compat_core::types::c_int)
            -> ::compat_core::types::c_int>,
    }
    pub struct More {}
"#;

    #[test]
    fn fields_in_order_without_attributes_and_paths() {
        assert_eq!(
            table(EXPANDED, "Table").as_deref(),
            Some(
                "pub struct Table {\n    pub a: bool,\n    pub b: Option<unsafe extern \"C\" fn(*mut page, c_int) \
                 -> c_int>,\n}"
            )
        );
    }

    #[test]
    fn no_struct_of_that_name() {
        assert_eq!(table(EXPANDED, "Tab"), None);
        assert_eq!(table("pub struct Table {\n", "Table"), None);
    }
}
