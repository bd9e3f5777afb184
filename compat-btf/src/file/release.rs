// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The release string of the kernel that a file is of, where the file says so.

use std::io::BufRead;

/// What the kernel's banner begins with: `linux_banner`, in the kernel's init/version.c or init/version-timestamp.c.
const BANNER: &[u8] = b"Linux version ";

/// The release in the banner that a kernel's image has among its constants:
/// `Linux version 6.1.0-56-amd64 (builder@host) …`. None also where two banners differ.
pub(super) fn in_banner(image: &[u8]) -> Option<String> {
    let mut found: Option<&[u8]> = None;
    let (mark, behind) = BANNER.split_first()?;
    let mut rest = image;
    // Unlike a search by windows this is quick in the build scripts of debug builds, too: the library's own code skips.
    while matches!(rest.skip_until(*mark), Ok(1..)) {
        let Some(text) = rest.strip_prefix(behind) else {
            continue;
        };
        let release = first_word(text);
        let said = text.get(release.len()..).unwrap_or_default();
        // Other texts than the banner itself are formats: `Linux version %s`.
        if !release.first().is_some_and(u8::is_ascii_digit) || !said.starts_with(b" (") {
            continue;
        }
        if found.is_some_and(|found| found != release) {
            return None;
        }
        found = Some(release);
    }
    found.and_then(text)
}

/// The release in what a module says of itself, texts with a zero byte behind each: `vermagic=6.1.0-56-amd64 SMP …`
/// (include/linux/vermagic.h).
pub(super) fn in_modinfo(modinfo: &[u8]) -> Option<String> {
    let mut texts = modinfo.split(|&byte| byte == 0);
    let magic = texts.find_map(|text| text.strip_prefix(b"vermagic="))?;
    text(first_word(magic))
}

/// The release in the header of an x86 image that a boot loader can load: `kernel_version` of
/// Documentation/arch/x86/boot.rst.
#[cfg(feature = "vmlinuz")]
pub(super) fn in_setup_header(image: &[u8]) -> Option<String> {
    use crate::bytes::ByteOrder::Little;
    const START: usize = 0x200;
    if Little.u16(image, 0x1fe)? != 0xaa55 || !image.get(0x202..)?.starts_with(b"HdrS") {
        return None;
    }
    match Little.u16(image, 0x20e)? {
        0 => None,
        pointer => text(first_word(image.get(START.checked_add(pointer.into())?..)?)),
    }
}

fn first_word(text: &[u8]) -> &[u8] {
    // The most that `uname` can say (include/uapi/linux/utsname.h).
    const LONGEST: usize = 64;
    let end = text.iter().take(LONGEST + 1);
    let end = end.take_while(|byte| byte.is_ascii_graphic()).count();
    text.get(..end).unwrap_or_default()
}

fn text(release: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(release).ok()?;
    (!text.is_empty()).then(|| text.to_owned())
}
