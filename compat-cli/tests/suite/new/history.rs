// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers for structs with a history of the user's own.

use std::fs;
use std::path::Path;

use super::driver::{Driver, assert_formatted};
use crate::support::{kernel_compat, kernel_compat_in, shared, text};

/// Members of every form that a driver can fill; one whose name is a keyword, one that Rust can't define, a tag that was
/// renamed, and an operation that went.
const HISTORY: &str = "\
struct = \"gadget_ops\"

[[layout]]
name = \"5.4\"
mainline = \"5.4..=5.15\"
members = '''
struct module *owner;
int (*open)(struct thing *, unsigned int);
void (*close)(struct thing *);
'''

[[layout]]
name = \"5.16\"
mainline = \"5.16..=6.1\"
changes = [
    { kind = \"added\", member = \"move\" },
    { kind = \"added\", member = \"printf\" },
    { kind = \"added\", member = \"label\" },
    { kind = \"added\", member = \"reset\" },
    { kind = \"added\", member = \"find\" },
    { kind = \"removed\", member = \"close\" },
    { kind = \"tag-renamed\", member = \"open\", from = \"thing\", to = \"gadget\" },
]
members = '''
struct module *owner;
int (*open)(struct gadget *, unsigned int);
long (*move)(const struct gadget *, struct gadget **, loff_t *, size_t, size_t);
int (*printf)(struct gadget *, const char *, ...);
const char *label[2];
__u32 (*reset)(struct gadget *, uuid_t *, u32, void (*)(struct page *));
struct page *(*find)(struct gadget *, const char *);
'''
";

fn folder(name: &str, history: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(format!("{name}.toml")), history).unwrap();
    folder
}

#[test]
fn the_driver_brings_the_history_and_the_types_that_it_names() {
    let histories = folder("gadget_ops", HISTORY);
    let histories = ["--ops", "gadget_ops", "--histories", text(histories.path())];
    let driver = Driver::new("new-gadget", &histories);
    driver.assert_formatted();
    driver.check("6.1").unwrap_or_else(|said| panic!("{said}"));
    let source = driver.read("src/lib.rs");
    assert!(source.contains("kernels = \"5.16..\""), "{source}");
    assert!(
        source.contains("const owner: *mut module = &raw mut __this_module;"),
        "{source}"
    );
    assert!(source.contains("    fn r#move("), "{source}");
    assert!(
        source.contains("// Left out, since Rust defines no functions with variable arguments")
    );
    assert!(
        driver
            .read("src/types.rs")
            .contains("pub type thing = gadget;")
    );
    let history = driver.read("kernel-compat/gadget_ops.toml");
    let parsed = |text: &str| compat_data::record::parse("gadget_ops.toml", text).unwrap();
    assert_eq!(parsed(&history), parsed(HISTORY));
    let wide = Driver::new(
        "new-gadget-wide",
        &[&histories[..], &["--kernels", "5.4.."]].concat(),
    );
    wide.assert_formatted();
    for target in ["5.4", "6.1"] {
        wide.check(target).unwrap_or_else(|said| panic!("{said}"));
    }
}

/// On `syscore_ops`: kernels before those that the driver is for link the table into a list.
#[test]
fn what_the_kernel_writes_is_no_constant_in_either_language() {
    let driver = Driver::new("new-syscore", &["--ops", "syscore_ops"]);
    driver.assert_formatted();
    for target in ["6.19.14+deb13-amd64", "7.3.4+deb13-amd64"] {
        driver.check(target).unwrap_or_else(|said| panic!("{said}"));
    }
    let main = driver.read("kernel/new_syscore_main.c");
    assert!(
        main.contains("\nextern struct syscore_ops new_syscore_ops;\n"),
        "{main}"
    );
    let source = driver.read("src/lib.rs");
    let cell = "new_syscore_ops: KernelCell<Ops> = KernelCell::new(Ops::TABLE);";
    assert!(source.contains(cell), "{source}");
    // Without the cell it is no `static`, also where the kernel only reads it.
    let plain = source
        .replace(cell, "new_syscore_ops: Ops = Ops::TABLE;")
        .replace("KernelCell, ", "");
    fs::write(driver.folder.join("src/lib.rs"), plain).unwrap();
    for target in ["6.19.14+deb13-amd64", "7.3.4+deb13-amd64"] {
        let said = driver.check(target).unwrap_err();
        assert!(
            said.contains("E0277") && said.contains("OnlyInKernelCell"),
            "{said}"
        );
    }
    let read = Driver::new("new-dma", &["--ops", "dma_buf_ops"]).read("kernel/new_dma_main.c");
    assert!(
        read.contains("\nextern const struct dma_buf_ops new_dma_ops;\n"),
        "{read}"
    );
}

#[test]
fn types_whose_size_must_be_known_are_refused_all_at_once() {
    let histories = folder(
        "gadget_ops",
        "struct = \"gadget_ops\"\n\n[[header]]\nreleases = \"..\"\npath = \"linux/gadget.h\"\n\n[[layout]]\nname = \"5.4\"\n\
         mainline = \"5.4..=5.15\"\nmembers = '''\nint (*open)(struct gadget *, enum mode, gadget_owner_t);\n\
         struct gadget_list list;\nvoid (*walk)(int (*)(filldir_t));\n'''\n",
    );
    let parent = tempfile::tempdir().unwrap();
    let arguments = ["new", "driver", "--ops", "gadget_ops", "--histories"];
    let arguments = [&arguments[..], &[text(histories.path())]].concat();
    let said = kernel_compat_in(parent.path(), &arguments).trouble();
    assert!(
        said.contains(
            "no history knows: `enum mode`, `filldir_t`, `gadget_owner_t`, `struct gadget_list`"
        ),
        "{said}"
    );
    assert!(
        said.contains(".header(\"linux/gadget.h\", \"gadget_ops\")"),
        "{said}"
    );
    assert!(!parent.path().join("driver").exists());
}

#[test]
fn a_build_takes_no_other_history_than_the_embedded_one() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compat-data/histories");
    let same = ["--ops", "dma_buf_ops", "--histories", text(&committed)];
    let driver = Driver::new("new-same", &same);
    assert!(!driver.folder.join("kernel-compat").exists());
    let text_of = fs::read_to_string(committed.join("dma_buf_ops.toml")).unwrap();
    let other = text_of.replace("path = \"linux/dma-buf.h\"", "path = \"linux/other.h\"");
    let histories = folder("dma_buf_ops", &other);
    let parent = tempfile::tempdir().unwrap();
    let arguments = ["new", "driver", "--ops", "dma_buf_ops", "--histories"];
    let arguments = [&arguments[..], &[text(histories.path())]].concat();
    let said = kernel_compat_in(parent.path(), &arguments).trouble();
    assert!(said.contains("a driver's build takes no other"), "{said}");
}

/// Each struct of the corpus has a driver, or a reason why not.
#[test]
fn drivers_for_structs_of_the_corpus() {
    let Some(corpus) = shared("corpus") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let histories = folder.path().join("histories");
    kernel_compat(&["import", text(&corpus), "-o", text(&histories)]).success();
    let mut drivers = Vec::new();
    let mut refused = 0;
    let mut embedded = 0;
    for entry in fs::read_dir(&histories).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        let arguments = [
            "new",
            "driver",
            "--ops",
            name,
            "--path",
            name,
            "--histories",
        ];
        let arguments = [&arguments[..], &[text(&histories)]].concat();
        let outcome = kernel_compat_in(folder.path(), &arguments);
        // Of two records of one struct, neither is more right.
        if compat_data::names().any(|embedded| embedded == name) {
            let said = outcome.trouble();
            assert!(said.contains("has an embedded history"), "{name}: {said}");
            embedded += 1;
            continue;
        }
        match outcome.code {
            0 => drivers.push(folder.path().join(name)),
            _ => {
                let said = outcome.trouble();
                let is_reason = ["whose size no history knows", "can't be filled"];
                assert!(
                    is_reason.iter().any(|why| said.contains(why)),
                    "{name}: {said}"
                );
                refused += 1;
            }
        }
    }
    assert_eq!(drivers.len() + refused + embedded, 263);
    // Of more than half of the others.
    assert!(
        drivers.len() > refused,
        "{} drivers, {refused} refused, {embedded} embedded",
        drivers.len()
    );
    assert_formatted(&drivers);
}
