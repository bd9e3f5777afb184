// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the probe keeps, and when it compiles again.

#[path = "probe/fake.rs"]
mod fake;

use std::fs;
use std::time::{Duration, SystemTime};

use compat_build::probe::Unobserved;

use fake::Fake;

const HEADER: &str = "struct pair { char first; int second; };\n";

#[test]
fn nothing_is_compiled_twice() {
    let mut fake = Fake::counting();
    fake.write("include/linux/pair.h", HEADER);
    let pair = [("pair", "linux/pair.h")];
    let mut runs = 0;
    let mut step = |fake: &Fake, structs: &[(&str, &str)], compiles: bool, why: &str| {
        let probed = fake.observe(structs).unwrap();
        runs += usize::from(compiles);
        assert_eq!(fake.compilations(), runs, "{why}");
        assert_eq!(probed.cached, !compiles, "{why}");
        probed
    };
    let first = step(&fake, &pair, true, "the first run");
    let second = step(&fake, &pair, false, "the same again");
    assert_eq!((first.structs, first.files), (second.structs, second.files));

    fake.write("include/linux/pair.h", &format!("{HEADER}\n/* longer */\n"));
    step(&fake, &pair, true, "a header's size");
    let header = fs::File::options()
        .append(true)
        .open(fake.tree().join("include/linux/pair.h"));
    let later = SystemTime::now() + Duration::from_secs(5);
    header.unwrap().set_modified(later).unwrap();
    step(&fake, &pair, true, "a header's time");
    step(&fake, &pair, false, "nothing");
    step(
        &fake,
        &[pair[0], ("missing", "linux/pair.h")],
        true,
        "another struct",
    );
    step(&fake, &pair, false, "each set of structs has its own entry");
    fake.write("include/linux/first.h", "");
    step(
        &fake,
        &[("pair", "linux/first.h linux/pair.h")],
        true,
        "another header",
    );
    fake.write("include/config/auto.conf", "CONFIG_X86_64=y\nCONFIG_A=y\n");
    step(&fake, &pair, true, "the configuration");
    fake.write(
        "include/generated/utsrelease.h",
        "#define UTS_RELEASE \"5.10.0-2-amd64\"\n",
    );
    step(&fake, &pair, true, "the release");
    fake.set("KCFLAGS", "-DA");
    step(&fake, &pair, true, "the options");
    fake.set("UNRELATED", "1");
    step(&fake, &pair, false, "a variable without effect");
    let compiler = format!(
        "{} -DB",
        fake.variables
            .iter()
            .find(|(name, _)| name == "CC")
            .unwrap()
            .1
    );
    fake.set("CC", &compiler);
    step(&fake, &pair, true, "the compiler");
}

#[test]
fn a_missing_header_may_appear() {
    let fake = Fake::new();
    let missing = fake.observe(&[("pair", "linux/pair.h")]).unwrap();
    assert!(matches!(
        &missing.structs[0],
        Err(Unobserved::NoHeader { .. })
    ));
    assert_eq!(fs::read_dir(fake.output()).unwrap().count(), 0);
    fake.write("include/linux/pair.h", HEADER);
    assert!(fake.observe(&[("pair", "linux/pair.h")]).unwrap().structs[0].is_ok());
}

#[test]
fn a_damaged_entry_counts_for_nothing() {
    let fake = Fake::counting();
    fake.write("include/linux/pair.h", HEADER);
    let pair = [("pair", "linux/pair.h")];
    let expected = fake.observe(&pair).unwrap();
    let entry = fs::read_dir(fake.output())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&entry).unwrap();
    for length in (0..whole.len()).step_by(7) {
        fs::write(&entry, &whole[..length]).unwrap();
        let probed = fake.observe(&pair).unwrap();
        assert!(!probed.cached, "{length} of {} bytes", whole.len());
        assert_eq!(probed.structs, expected.structs);
        assert!(fs::read(&entry).unwrap() == whole);
    }
}
