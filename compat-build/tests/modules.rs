// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Structs that live in modules: where their type information is looked for, what serves, and what is said otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_build::place::State;
use compat_build::presence::Presence;
use compat_build::selection::{Choice, StructSelection};
use compat_build::{Configuration, Environment, Selection, configure, select};

#[allow(dead_code, reason = "it serves compat-btf's own tests first")]
#[path = "../../compat-btf/tests/suite/support/builder.rs"]
mod builder;
#[path = "support/driver.rs"]
mod driver;
#[path = "../../compat-btf/tests/suite/support/elf.rs"]
mod elf;
#[path = "support/fake.rs"]
mod fake;
use builder::Builder;
use driver::Driver;
use elf::Elf;
use fake::{DEBIAN, Tree};

const RELEASE: &str = "6.12.117+deb12-amd64";
const PROGBITS: u32 = 1;

/// A kernel build tree, a running system's `/`, and the folder of a build.
struct Machine {
    tree: Tree,
    root: tempfile::TempDir,
    out: tempfile::TempDir,
}

impl Machine {
    /// The tree's `vmlinux` has type information, and none of the struct.
    fn new() -> Self {
        let machine = Self {
            tree: Tree::new(&DEBIAN),
            root: tempfile::tempdir().unwrap(),
            out: tempfile::tempdir().unwrap(),
        };
        write(&machine.in_tree("vmlinux"), &elf(&kernel().build(), None));
        machine
    }

    fn in_tree(&self, name: &str) -> PathBuf {
        Path::new(self.tree.path()).join(name)
    }

    fn in_root(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn select(&self, configuration: &Configuration, more: &[(&str, &str)]) -> Selection {
        self.try_select(configuration, more).unwrap()
    }

    fn try_select(
        &self,
        configuration: &Configuration,
        more: &[(&str, &str)],
    ) -> Result<Selection, String> {
        let out = self.out.path().to_str().unwrap();
        let variables = [("KDIR", self.tree.path()), ("OUT_DIR", out)];
        let environment = Environment::new(variables.iter().chain(more).copied())
            .with_root(self.root.path().to_owned());
        select(&environment, configuration).map_err(|error| error.to_string())
    }
}

fn write(file: &Path, bytes: &[u8]) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

fn elf(btf: &[u8], release: Option<&str>) -> Vec<u8> {
    let elf = Elf {
        wide: true,
        big: false,
    };
    let modinfo =
        release.map(|release| format!("license=GPL\0vermagic={release} SMP mod_unload \0"));
    let modinfo = modinfo
        .iter()
        .map(|text| (".modinfo", PROGBITS, text.as_bytes()));
    let sections: Vec<_> = [(".BTF", PROGBITS, btf)]
        .into_iter()
        .chain(modinfo)
        .collect();
    elf.build(&sections)
}

fn kernel() -> Builder {
    let mut kernel = Builder::new();
    kernel.structure("device", 8, &[("parent", Builder::LONG, 0)]);
    kernel
}

/// The BTF of a module with `struct region_ops`.
fn module(kernel: &Builder) -> Vec<u8> {
    let mut module = kernel.split();
    let device = module.pointer(6);
    let call = module.function(Builder::INT, &[device]);
    let call = module.pointer(call);
    module.structure(
        "region_ops",
        16,
        &[("flags", Builder::LONG, 0), ("open", call, 64)],
    );
    module.build()
}

fn region_ops() -> Configuration {
    configure().module("region-core", "region_ops")
}

fn find<'a>(selection: &'a Selection, name: &str) -> &'a StructSelection {
    selection
        .structs
        .iter()
        .find(|found| found.name == name)
        .unwrap()
}

#[track_caller]
fn is_observed(selection: &Selection, by: &Path) {
    let found = find(selection, "region_ops");
    let Choice::Layout { name, evidence } = &found.choice else {
        panic!("{found:?}\n{:?}", selection.places);
    };
    assert_eq!(name, "observed");
    assert_eq!(*evidence, format!("observed: BTF of {}", by.display()));
    assert_eq!(found.presence, Presence::Present);
    let observation = found.observation.as_ref().unwrap();
    assert_eq!(observation.member("open").unwrap().offset, 8);
    assert_eq!(
        observation.members[1].member.to_string(),
        "int (*open)(struct device *)"
    );
}

#[track_caller]
fn refusal(selection: &Selection) -> &str {
    let found = find(selection, "region_ops");
    assert_eq!(found.presence, Presence::InModule, "{found:?}");
    match &found.choice {
        Choice::Refused {
            kind: "unknown",
            reason,
        } => reason,
        choice => panic!("{choice:?}"),
    }
}

fn states(selection: &Selection) -> Vec<State> {
    let places = selection.places.iter();
    let places = places.filter(|place| place.name == "module region-core");
    places.map(|place| place.state).collect()
}

#[test]
fn a_module_of_the_build_tree() {
    // The lists of trees from 6.2 on, and of those up to 5.2.
    for list in [
        "drivers/region/region-core.o\n",
        "kernel/drivers/region/region-core.ko\n",
    ] {
        let machine = Machine::new();
        let file = machine.in_tree("drivers/region/region-core.ko");
        write(&file, &elf(&module(&kernel()), Some(RELEASE)));
        write(&machine.in_tree("modules.order"), list.as_bytes());
        let selection = machine.select(&region_ops(), &[]);
        is_observed(&selection, &file);
        assert!(selection.type_information.contains(&file));
    }
}

/// Each struct is that of the first of its own modules that has it, whatever is looked for beside it.
#[test]
fn several_structs_in_several_modules() {
    let machine = Machine::new();
    for (name, structs) in [
        ("one", &[("a_ops", 8), ("both_ops", 16), ("b_ops", 24)][..]),
        ("two", &[("both_ops", 32), ("c_ops", 40)]),
    ] {
        let mut module = kernel().split();
        for (tag, size) in structs {
            module.structure(tag, *size, &[("flags", Builder::LONG, 0)]);
        }
        write(
            &machine.in_tree(&format!("{name}.ko")),
            &elf(&module.build(), Some(RELEASE)),
        );
    }
    let selection = machine.select(
        &configure()
            .module("two", "both_ops")
            .module("one", "both_ops")
            .module("one", "b_ops")
            .module("one", "c_ops")
            .module("two", "c_ops")
            .module("one", "a_ops")
            .module("two", "d_ops"),
        &[],
    );
    let found = |name: &str| {
        let found = find(&selection, name);
        let observation = found.observation.as_ref();
        observation.map(|observation| observation.size)
    };
    let names = ["a_ops", "both_ops", "b_ops", "c_ops", "d_ops"];
    assert_eq!(
        names.map(found),
        [Some(8), Some(32), Some(24), Some(40), None]
    );
    let Choice::Refused { reason, .. } = &find(&selection, "d_ops").choice else {
        panic!("{selection:?}");
    };
    assert!(
        reason.contains("two.ko: read: it has no `struct d_ops`"),
        "{reason}"
    );
    assert!(!reason.contains("one"), "{reason}");
}

/// As the kernel's build makes them: gcc's DWARF, from which pahole makes BTF.
#[test]
fn a_module_as_pahole_makes_it() {
    if Command::new("pahole").arg("--version").output().is_err() {
        println!("SKIPPED: pahole is not there");
        return;
    }
    let machine = Machine::new();
    let compile = |name: &str, source: &str, more: &[&str]| {
        let object = machine.in_tree(name);
        let file = object.with_extension("c");
        write(&file, source.as_bytes());
        let mut gcc = Command::new("gcc");
        run(gcc.args(["-g", "-c", "-o"]).arg(&object).arg(&file));
        run(Command::new("pahole").arg("-J").args(more).arg(&object));
    };
    let device = "struct device { long parent; };\n";
    compile(
        "vmlinux",
        &format!("{device}struct device first; int last;\n"),
        &[],
    );
    let module = format!(
        "{device}struct region_ops {{ long flags; int (*open)(struct device *); }};\n\
         struct region_ops regions;\n\
         const char magic[] __attribute__((section(\".modinfo\"))) = \"vermagic={RELEASE} SMP \";\n"
    );
    let base = machine.in_tree("vmlinux");
    compile(
        "region-core.ko",
        &module,
        &["--btf_base", base.to_str().unwrap()],
    );
    is_observed(
        &machine.select(&region_ops(), &[]),
        &machine.in_tree("region-core.ko"),
    );
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

#[test]
fn an_installed_module_of_that_release() {
    let machine = Machine::new();
    let folder = machine.in_root("lib/modules").join(RELEASE);
    let file = folder.join("kernel/drivers/region_core.ko");
    write(&file, &elf(&module(&kernel()), Some(RELEASE)));
    let list = "kernel/other.ko:\nkernel/drivers/region_core.ko: kernel/other.ko\n";
    write(&folder.join("modules.dep"), list.as_bytes());
    is_observed(&machine.select(&region_ops(), &[]), &file);
}

#[test]
fn the_running_kernels_module_over_the_running_kernels_types() {
    let machine = Machine::new();
    fs::remove_file(machine.in_tree("vmlinux")).unwrap();
    write(
        &machine.in_root("proc/sys/kernel/osrelease"),
        RELEASE.as_bytes(),
    );
    write(
        &machine.in_root("sys/kernel/btf/vmlinux"),
        &kernel().build(),
    );
    let loaded = machine.in_root("sys/kernel/btf/region_core");
    let reason = refusal(&machine.select(&region_ops(), &[])).to_owned();
    assert!(
        reason.contains("/sys/kernel/btf/region_core: not there: the module is not loaded"),
        "{reason}"
    );
    write(&loaded, &module(&kernel()));
    let path = Path::new("/sys/kernel/btf/region_core");
    is_observed(&machine.select(&region_ops(), &[]), path);
    // The tree may have a vmlinux of its own: the loaded module's types continue the running kernel's.
    write(
        &machine.in_tree("vmlinux"),
        &elf(&Builder::new().build(), None),
    );
    is_observed(&machine.select(&region_ops(), &[]), path);
    // Another kernel runs.
    write(&machine.in_root("proc/sys/kernel/osrelease"), b"6.12.1\n");
    let selection = machine.select(&region_ops(), &[]);
    assert!(
        !refusal(&selection).contains("/sys/kernel/btf"),
        "{selection:?}"
    );
}

#[test]
fn the_words_for_a_struct_in_a_module_that_is_not_at_hand() {
    let machine = Machine::new();
    let selection = machine.select(&region_ops(), &[]);
    let reason = refusal(&selection);
    assert!(
        reason.starts_with("`struct region_ops` lives in module region-core, whose type information is not at hand ("),
        "{reason}"
    );
    assert!(
        reason.contains(&format!(
            "/lib/modules/{RELEASE}: not there: no list of modules there names it"
        )),
        "{reason}"
    );
    assert_eq!(states(&selection), [State::Missing, State::Missing]);
    // Nobody says that it lives in a module.
    let configuration = configure().header("linux/none.h", "other_ops");
    let selection = machine.select(&configuration, &[]);
    assert_eq!(find(&selection, "other_ops").presence, Presence::Unknown);
}

#[test]
fn what_is_no_use_is_told_and_passed_over() {
    let machine = Machine::new();
    let listed = machine.in_tree("modules.order");
    write(&listed, b"drivers/region-core.o\n");
    let file = machine.in_tree("drivers/region-core.ko");
    let mut other = Builder::new();
    other.structure("a_longer_name_before", 8, &[("x", Builder::LONG, 0)]);
    for (bytes, state, words) in [
        (
            elf(&module(&kernel()), Some("6.12.1")),
            State::OtherKernel,
            "is of kernel 6.12.1, but the target is kernel",
        ),
        (
            elf(&module(&other), Some(RELEASE)),
            State::Broken,
            "do not continue those of the kernel",
        ),
        (b"no ELF".to_vec(), State::Broken, "neither raw BTF"),
    ] {
        write(&file, &bytes);
        let selection = machine.select(&region_ops(), &[]);
        assert!(
            refusal(&selection).contains(words),
            "{}",
            refusal(&selection)
        );
        assert_eq!(states(&selection)[0], state);
    }
    fs::remove_file(&file).unwrap();
    write(&machine.in_tree("drivers/region-core.ko.xz"), b"packed");
    let selection = machine.select(&region_ops(), &[]);
    assert_eq!(states(&selection)[0], State::Compressed);
    assert!(
        refusal(&selection).contains("`xz -d`"),
        "{}",
        refusal(&selection)
    );
}

#[test]
fn a_module_that_lacks_it_too() {
    let machine = Machine::new();
    let file = machine.in_tree("drivers/region-core.ko");
    write(
        &machine.in_tree("modules.order"),
        b"drivers/region-core.o\n",
    );
    write(&file, &elf(&kernel().split().build(), Some(RELEASE)));
    let selection = machine.select(&region_ops(), &[]);
    let found = find(&selection, "region_ops");
    assert_eq!(found.presence, Presence::Unknown);
    let Choice::Refused { kind, reason } = &found.choice else {
        panic!("{found:?}");
    };
    assert_eq!(*kind, "unknown");
    assert!(
        reason.contains("has no `struct region_ops`, and neither has module region-core"),
        "{reason}"
    );
}

#[test]
fn a_module_that_is_named_finds_its_base() {
    let machine = Machine::new();
    let file = machine.in_root("region-core.ko");
    let named = [("KERNEL_COMPAT_BTF", file.to_str().unwrap())];
    write(&file, &elf(&module(&kernel()), Some(RELEASE)));
    // No header and no module is needed: the file is looked at for every struct.
    let configuration = configure().header("linux/region.h", "region_ops");
    is_observed(&machine.select(&configuration, &named), &file);
    write(&file, &elf(&module(&kernel()), Some("6.12.1")));
    let error = machine.try_select(&configuration, &named).unwrap_err();
    assert!(
        error.contains("is of kernel 6.12.1, but the target is kernel"),
        "{error}"
    );
    fs::remove_file(machine.in_tree("vmlinux")).unwrap();
    write(&file, &elf(&module(&kernel()), None));
    let error = machine.try_select(&configuration, &named).unwrap_err();
    assert!(
        error.contains("that kernel's BTF is not at hand"),
        "{error}"
    );
}

#[test]
fn a_module_that_brings_its_base_needs_no_other() {
    let machine = Machine::new();
    fs::remove_file(machine.in_tree("vmlinux")).unwrap();
    let file = machine.in_root("region-core.ko");
    let elf = Elf {
        wide: true,
        big: false,
    };
    let base = kernel().build();
    let sections = [
        (".BTF", PROGBITS, &module(&kernel())[..]),
        (".BTF.base", PROGBITS, &base),
    ];
    write(&file, &elf.build(&sections));
    let named = [("KERNEL_COMPAT_BTF", file.to_str().unwrap())];
    let selection = machine.select(&region_ops(), &named);
    is_observed(&selection, &file);
    // Of a struct of its base it has no more than the size: that is no observation.
    let configuration = configure().header("linux/device.h", "device");
    let selection = machine.select(&configuration, &named);
    assert!(find(&selection, "device").observation.is_none());
}

#[test]
fn a_module_of_the_running_kernel_may_be_named_alone() {
    let machine = Machine::new();
    write(
        &machine.in_root("proc/sys/kernel/osrelease"),
        RELEASE.as_bytes(),
    );
    write(
        &machine.in_root("sys/kernel/btf/vmlinux"),
        &kernel().build(),
    );
    write(
        &machine.in_root("sys/kernel/btf/region_core"),
        &module(&kernel()),
    );
    let out = machine.out.path().to_str().unwrap();
    let path = "/sys/kernel/btf/region_core";
    let environment = Environment::new([("KERNEL_COMPAT_BTF", path), ("OUT_DIR", out)])
        .with_root(machine.root.path().to_owned());
    let configuration = configure().header("linux/region.h", "region_ops");
    is_observed(
        &select(&environment, &configuration).unwrap(),
        Path::new(path),
    );
}

#[test]
fn a_broken_vmlinux_is_told_apart_from_a_stripped_one() {
    let machine = Machine::new();
    let place = |selection: &Selection| {
        let place = selection
            .places
            .iter()
            .find(|place| place.name == "vmlinux");
        place.unwrap().state
    };
    for (bytes, state, warns) in [
        (elf(b"\x9f\xeb broken", None), State::Broken, true),
        (b"\x7fELF, cut".to_vec(), State::Broken, true),
        (
            Elf {
                wide: true,
                big: false,
            }
            .build(&[(".text", PROGBITS, b"code")]),
            State::NoTypeInformation,
            false,
        ),
    ] {
        write(&machine.in_tree("vmlinux"), &bytes);
        let selection = machine.select(&configure(), &[]);
        assert_eq!(place(&selection), state);
        let told = |warning: &String| warning.contains("vmlinux can't be read");
        assert_eq!(
            selection.warnings.iter().any(told),
            warns,
            "{:?}",
            selection.warnings
        );
    }
}

/// RHEL's 5.14 has what mainline has from 5.15 on.
#[test]
fn a_vendors_kernel_may_have_moved_it_earlier() {
    let machine = Machine::new();
    let modules = |release: &str| {
        let header = format!("#define UTS_RELEASE \"{release}\"\n");
        machine
            .tree
            .write("include/generated/utsrelease.h", &header);
        machine.tree.write("include/config/kernel.release", release);
        let selection = machine.select(&configure(), &[]);
        find(&selection, "vfio_pci_regops").modules.clone()
    };
    assert_eq!(
        modules("5.14.0-300.el9_1.x86_64"),
        ["vfio-pci", "vfio-pci-core"]
    );
    assert_eq!(modules("5.14.1"), ["vfio-pci"]);
    assert_eq!(modules("5.15.1"), ["vfio-pci-core"]);
}

#[test]
fn a_driver_gates_on_it() {
    let machine = Machine::new();
    let build = "compat_build::configure().module(\"region-core\", \"region_ops\").emit()";
    let gated = Driver::with_build(
        "gated",
        build,
        "
        #[cfg(kernel_has = \"region_ops\")] #[compat_core::kernel_ops(region_ops)] pub struct Ops;
        #[cfg(kernel_has = \"region_ops\")] const _: () = assert!(core::mem::offset_of!(Ops, open) == 8);
        #[cfg(kernel_has = \"region_ops\")] pub const HAS: bool = true;
        #[cfg(not(kernel_has = \"region_ops\"))] pub const HAS: bool = false;
        const _: () = assert!(HAS == option_env!(\"EXPECTED\").is_some());
        ",
    );
    let plain = "#[compat_core::kernel_ops(region_ops)] pub struct Ops;";
    let plain = Driver::with_build("ungated", build, plain);
    let list = machine.in_tree("modules.order");
    write(&list, b"drivers/other.o\n");
    let tree = ("KDIR", machine.tree.path());
    let said = gated.check(&[tree]).unwrap();
    assert!(!said.contains("unexpected `cfg`"), "{said}");
    let said = plain.check(&[tree]).unwrap_err();
    assert!(
        said.contains(
            "`struct region_ops` lives in module region-core, whose type information is not at hand"
        ),
        "{said}"
    );
    // Cargo watches the list, which changes when the module is built.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let file = machine.in_tree("drivers/region-core.ko");
    write(&file, &elf(&module(&kernel()), Some(RELEASE)));
    write(&list, b"drivers/region-core.o\n");
    gated.check(&[tree, ("EXPECTED", "1")]).unwrap();
    plain.check(&[tree]).unwrap();
}

#[test]
fn a_name_that_is_no_modules_is_refused() {
    let machine = Machine::new();
    let configuration = configure().module("drivers/region-core.ko", "region_ops");
    let error = machine.try_select(&configuration, &[]).unwrap_err();
    assert!(
        error.contains("`drivers/region-core.ko`, which is no module's name"),
        "{error}"
    );
}
