// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The least ELF file that has given sections.

/// The class and byte order of an ELF file.
#[derive(Clone, Copy)]
pub struct Elf {
    pub wide: bool,
    pub big: bool,
}

impl Elf {
    /// The file; sections by name, type and contents.
    pub fn build(self, sections: &[(&str, u32, &[u8])]) -> Vec<u8> {
        let header = if self.wide { 64 } else { 52 };
        let entry = if self.wide { 64 } else { 40 };
        let mut names = vec![0];
        let mut data: Vec<u8> = Vec::new();
        let mut table = vec![0; entry];
        let own = [(".shstrtab", 3, &[] as &[u8])];
        for (name, ty, contents) in sections.iter().chain(&own) {
            let name_offset = names.len() as u32;
            names.extend(name.bytes().chain([0]));
            let offset = header + data.len();
            let contents = if *name == ".shstrtab" {
                &names
            } else {
                *contents
            };
            data.extend(contents);
            table.extend(self.u32(name_offset));
            table.extend(self.u32(*ty));
            for word in [0, 0, offset as u64, contents.len() as u64] {
                table.extend(self.word(word));
            }
            table.extend(self.u32(0));
            table.extend(self.u32(0));
            table.extend(self.word(1));
            table.extend(self.word(0));
        }
        let mut file = b"\x7fELF".to_vec();
        file.extend([
            if self.wide { 2 } else { 1 },
            if self.big { 2 } else { 1 },
            1,
        ]);
        file.resize(16, 0);
        file.extend(self.u16(1));
        file.extend(self.u16(62));
        file.extend(self.u32(1));
        file.extend(self.word(0));
        file.extend(self.word(0));
        file.extend(self.word((header + data.len()) as u64));
        file.extend(self.u32(0));
        let count = sections.len() as u16 + 2;
        for half in [header as u16, 0, 0, entry as u16, count, count - 1] {
            file.extend(self.u16(half));
        }
        assert_eq!(file.len(), header);
        file.extend(data);
        file.extend(table);
        file
    }

    fn u16(self, value: u16) -> [u8; 2] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    fn u32(self, value: u32) -> [u8; 4] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    fn word(self, value: u64) -> Vec<u8> {
        match (self.wide, self.big) {
            (true, true) => value.to_be_bytes().to_vec(),
            (true, false) => value.to_le_bytes().to_vec(),
            (false, _) => self.u32(value as u32).to_vec(),
        }
    }
}
