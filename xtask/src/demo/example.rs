// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The example drivers: on which kernels each is shown, in which machine, and what must happen there.

use crate::error::{Error, Result};
use crate::kernels::DebianKernel;
use crate::kernels::boot::Machine;
use crate::kernels::verdict::Phase;
use compat_data::kernel::{Architecture, Kernel};
use std::fs;

/// An example driver, or another that is shown as one.
pub struct Example {
    /// Its name; of an example, its folder below `examples`.
    pub name: &'static str,
    /// The struct that it fills.
    pub table: &'static str,
    /// Its module, which logs each call of an op.
    pub module: &'static str,
    /// Modules of the kernel that are loaded before it, beside those that these need.
    pub kernel_modules: &'static [&'static str],
    /// Programs of this system that its own programs run there.
    pub system_programs: &'static [&'static str],
    /// Where it is booted.
    pub machine: Machine,
    /// What happens there, and what it must show.
    pub phases: fn(&DebianKernel) -> Result<Vec<Phase>>,
}

/// So that threads meet. On a busy machine the emulator's timer is too late for the kernel's check of it.
const TWO_PROCESSORS: Machine = Machine {
    options: &["-smp", "2"],
    parameters: &["no_timer_check"],
};

/// All of them.
pub const EXAMPLES: [Example; 4] = [
    Example {
        name: "dma-buf-exporter",
        table: "dma_buf_ops",
        module: "dma_buf_exporter",
        kernel_modules: &[],
        system_programs: &[],
        machine: Machine {
            options: &[],
            parameters: &[],
        },
        phases: exporter_phases,
    },
    Example {
        name: "vfio-region",
        table: "vfio_pci_regops",
        module: "vfio_region",
        kernel_modules: &["vfio-pci-core", "vfio_iommu_type1"],
        system_programs: &[],
        // A device that does nothing, behind an IOMMU.
        machine: Machine {
            options: &[
                "-machine",
                "q35",
                "-device",
                "intel-iommu",
                "-device",
                "pci-testdev",
            ],
            parameters: &["intel_iommu=on"],
        },
        phases: region_phases,
    },
    Example {
        name: "char-device",
        table: "file_operations",
        module: "char_device",
        kernel_modules: &[],
        system_programs: &[],
        machine: TWO_PROCESSORS,
        phases: char_phases,
    },
    Example {
        name: "block-ram",
        table: "block_device_operations",
        module: "block_ram",
        // A file system, which asks for a module that has had two names, and does not say so in what it depends on.
        kernel_modules: &["crc32c_generic|crc32c_cryptoapi", "ext4"],
        system_programs: &["dd", "mke2fs", "e2fsck"],
        machine: TWO_PROCESSORS,
        phases: block_phases,
    },
];

impl Example {
    /// Whether modules outside of this kernel's tree can use the struct: its header must be among the kernel's headers.
    pub fn fits(&self, kernel: &DebianKernel) -> Result<bool> {
        let history = compat_data::history(self.table)
            .ok_or_else(|| Error::new(format!("there is no history of `struct {}`", self.table)))?
            .map_err(|error| Error::new(error.to_string()))?;
        let release = Kernel::from_release_string(&kernel.name, Architecture::Amd64)
            .map_err(|error| Error::new(error.to_string()))?
            .release;
        let header = history
            .headers
            .iter()
            .find(|header| header.releases.contains(release));
        Ok(header.is_some_and(|header| !header.private))
    }
}

/// A step of the plan, with the ops that must be called (`a,b`) and the lines that must be there.
pub fn phase(step: impl Into<String>, ops: &str, lines: &[&str]) -> Phase {
    Phase {
        step: step.into(),
        ops: ops
            .split(',')
            .filter(|op| !op.is_empty())
            .map(str::to_owned)
            .collect(),
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
    }
}

/// The kernel's own header says whether its table has the member that makes it keep mappings, and so whether a second
/// mapping reaches the driver.
fn exporter_phases(kernel: &DebianKernel) -> Result<Vec<Phase>> {
    let header = kernel.source_tree.join("include/linux/dma-buf.h");
    let text = fs::read_to_string(&header).map_err(|error| Error::at(&header, &error))?;
    let cached = text.contains("bool cache_sgt_mapping;");
    // The second mapping is the first that is unmapped, unless the kernel keeps both.
    let (mapping, unmap_second, unmap_kept) = if cached {
        ("yes", "", "unmap_dma_buf,")
    } else {
        ("no", "unmap_dma_buf,", "")
    };
    let ops = &format!(
        "vmap,attach,map_dma_buf,{unmap_second}begin_cpu_access,end_cpu_access,{unmap_kept}detach,vunmap,release"
    );
    Ok(vec![
        phase("load dma_buf_exporter", "", &[]),
        phase(
            "load dma_buf_exporter_selftest",
            ops,
            &[
                &format!("dma_buf_exporter_selftest: PASS ops={ops} "),
                &format!("dma_buf_exporter_selftest: cached_mapping={mapping}"),
            ],
        ),
        phase(
            "run mmap_test",
            "mmap,begin_cpu_access,end_cpu_access,release",
            &["mmap_test: PASS"],
        ),
        phase("unload dma_buf_exporter_selftest", "", &[]),
        phase("unload dma_buf_exporter", "", &[]),
    ])
}

/// The self-test calls the ops through the table; then vfio-pci-core does, for a program.
fn region_phases(_: &DebianKernel) -> Result<Vec<Phase>> {
    let ops = "rw,add_capability,mmap,release";
    Ok(vec![
        phase("load vfio_region", "", &[]),
        phase(
            "load vfio_region_selftest",
            ops,
            &["vfio_region_selftest: PASS"],
        ),
        phase("run region_test", ops, &["region_test: PASS"]),
        phase("unload vfio_region_selftest", "", &[]),
        phase("unload vfio_region", "", &[]),
    ])
}

/// The kernel's own code for character devices calls the ops, for programs. The log has each once.
fn char_phases(_: &DebianKernel) -> Result<Vec<Phase>> {
    Ok(vec![
        phase(
            "load char_device",
            "",
            &["char_device: loaded, struct file_operations has "],
        ),
        phase(
            "run char_test",
            "open,release,read,write,llseek,unlocked_ioctl,compat_ioctl,mmap",
            &["char_test: PASS"],
        ),
        phase("run char_wait", "poll", &["char_wait: PASS"]),
        phase("run char_hammer", "", &["char_hammer: PASS"]),
        phase("unload char_device", "", &[]),
    ])
}

/// The kernel opens the disk to look for partitions; then programs use it, and a file system does. The log has each
/// op once, when it is called first; the programs ask the driver what was served.
fn block_phases(_: &DebianKernel) -> Result<Vec<Phase>> {
    Ok(vec![
        phase("run load_test", "", &["load_test: PASS"]),
        phase(
            "load block_ram",
            "init_request,open,queue_rq,complete,release",
            &[],
        ),
        phase("run device_test", "ioctl,getgeo", &["device_test: PASS"]),
        phase("run mount_test", "", &["mount_test: PASS cycles=100 "]),
        phase("unload block_ram", "", &[]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::toolchain::Toolchain;
    use std::path::PathBuf;

    fn kernel(name: &str) -> DebianKernel {
        DebianKernel {
            name: name.to_owned(),
            build_tree: PathBuf::new(),
            source_tree: PathBuf::new(),
            image: PathBuf::new(),
            modules: PathBuf::new(),
            toolchain: Toolchain::Host,
        }
    }

    #[test]
    fn an_example_fits_kernels_whose_headers_declare_its_struct() {
        for (name, expected) in [
            ("5.10.0-46-amd64", [true, false, true, true]),
            ("6.1.0-56-amd64", [true, true, true, true]),
            ("7.2.12+deb13-amd64", [true, true, true, true]),
        ] {
            let kernel = kernel(name);
            let fits = EXAMPLES
                .each_ref()
                .map(|example| example.fits(&kernel).unwrap());
            assert_eq!(fits, expected, "{name}");
        }
    }
}
