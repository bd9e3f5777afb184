// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which tables the kernel writes to.

use std::collections::BTreeSet;

use compat_data::record;

/// Those that some kernel from 5.10 on takes by a pointer that is not constant.
const WRITTEN: [&str; 42] = [
    "Qdisc_ops",
    "acpi_driver",
    "ata_port_operations",
    "auxiliary_driver",
    "bus_type",
    "class",
    "cpufreq_driver",
    "device_driver",
    "genl_family",
    "gpio_chip",
    "hid_driver",
    "hwrng",
    "i2c_bus_recovery_info",
    "i2c_driver",
    "input_dev",
    "input_handler",
    "irq_chip",
    "led_classdev",
    "mtd_info",
    "nf_conntrack_helper",
    "nf_hook_ops",
    "nf_sockopt_ops",
    "packet_type",
    "pci_driver",
    "pernet_operations",
    "phy_driver",
    "platform_driver",
    "ptp_clock_info",
    "rtnl_link_ops",
    "scsi_host_template",
    "serio_driver",
    "shrinker",
    "spi_controller",
    "spi_driver",
    "syscore_ops",
    "tcp_congestion_ops",
    "tty_ldisc_ops",
    "usb_driver",
    "usb_gadget_driver",
    "usb_serial_driver",
    "virtio_driver",
    "xt_target",
];

/// Those whose users take pointers to constants.
const READ: [&str; 24] = [
    "address_space_operations",
    "block_device_operations",
    "blk_mq_ops",
    "device_type",
    "dev_pm_ops",
    "dma_buf_ops",
    "dma_map_ops",
    "ethtool_ops",
    "export_operations",
    "fb_ops",
    "file_operations",
    "header_ops",
    "inode_operations",
    "net_device_ops",
    "net_proto_family",
    "proc_ops",
    "proto_ops",
    "seq_operations",
    "super_operations",
    "sysfs_ops",
    "vfio_pci_regops",
    "vm_operations_struct",
    "watchdog_ops",
    "xattr_handler",
];

#[test]
fn the_catalogues_tables() {
    let histories = compat_data::histories().unwrap();
    let written: BTreeSet<&str> = histories
        .iter()
        .filter(|history| history.is_written())
        .map(|history| history.name.as_str())
        .collect();
    let missed: Vec<_> = WRITTEN
        .iter()
        .filter(|name| !written.contains(*name))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    let wrong: Vec<_> = READ.iter().filter(|name| written.contains(*name)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    println!("{} of {}: {written:?}", written.len(), histories.len());
}

#[test]
fn members_by_themselves() {
    let is_written = |member: &str| {
        let text = format!(
            "struct = \"my_ops\"\n\n[[layout]]\nname = \"5.4\"\nmainline = \"5.4..=5.15\"\nmembers = '''\n{member}\n'''\n"
        );
        record::parse("my_ops.toml", &text).unwrap().is_written()
    };
    for member in [
        "struct list_head node;",
        "struct my_thing thing;",
        "struct my_thing things[2];",
        "struct subsys_private *p;",
        "void *private;",
        "struct my_ops *next;",
        "char *name;",
        "unsigned int *id;",
        "struct my_thing **things;",
        "int (**handlers)(void);",
        "spinlock_t lock;",
        "refcount_t refcnt;",
        "atomic_long_t count;",
        "my_own_t what;",
    ] {
        assert!(is_written(member), "{member}");
    }
    for member in [
        "int (*open)(struct my_thing *, void *);",
        "struct module *owner;",
        "const char *name;",
        "const struct attribute_group **groups;",
        "const char *const *names;",
        "const struct my_ops *parent;",
        "unsigned int *const id;",
        "char name[16];",
        "const char name[29];",
        "enum probe_type type;",
        "unsigned int flags;",
        "u8 pf;",
        "umode_t mode;",
        "size_t size;",
        "bool works;",
        "nf_hookfn *hook;",
        "regmap_hw_read read;",
    ] {
        assert!(!is_written(member), "{member}");
    }
}
