// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `observe FILE STRUCT [BASE]`: prints one struct with its offsets; BASE is the kernel's file if FILE is a module.

use std::error::Error;
use std::time::Instant;

use compat_btf::file;
use compat_data::observation::ObservedMember;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, name, base) = match arguments.as_slice() {
        [path, name] => (path, name, None),
        [path, name, base] => (path, name, Some(base)),
        _ => return Err("usage: observe FILE STRUCT [BASE]".into()),
    };
    let file = file::open(path.as_ref())?;
    let base = base.map(|base| file::open(base.as_ref())).transpose()?;
    let base = base.as_ref().map(|base| base.btf()).transpose()?;
    let begin = Instant::now();
    let btf = match &base {
        Some(base) => file.btf_over(base)?,
        None => file.btf()?,
    };
    let observation = btf.observe(name)?.ok_or("no such struct")?;
    let time = begin.elapsed();
    println!(
        "struct {name} {{ // size {}, alignment {}, {:?}",
        observation.size, observation.alignment, observation.placement
    );
    print(&observation.members, 1);
    println!("}};");
    for (name, definition) in &observation.definitions {
        println!("{name}: {definition:?}");
    }
    eprintln!("observed in {time:?}");
    Ok(())
}

fn print(members: &[ObservedMember], depth: usize) {
    for member in members {
        let bits = member
            .bit_field
            .map(|bits| format!(":{}", bits.width))
            .unwrap_or_default();
        let declaration = format!("{}{bits};", member.member);
        println!(
            "{:width$}{declaration} // {}, {} bytes",
            "",
            member.offset,
            member.size,
            width = depth * 4
        );
        print(&member.members, depth + 1);
    }
}
