# SPDX-License-Identifier: MIT OR GPL-2.0-only
#
# What the Makefiles of all drivers do. Each sets, before it includes this file:
#
#   crate        the library that cargo builds, as in lib<crate>.rlib
#   rust_object  the object of the module that it becomes, without the suffix
#   programs     programs in user/ to build as well
#
#   make KDIR=/path/to/kernel/build     the modules and the programs, in build/<kernel>
#   make KDIR=… modules_install         as root
#   make KDIR=… clean                   what was built for that kernel;  make distclean: for all
#
# CC=, CROSS_COMPILE=, ARCH= and V= reach the kernel's build system as usual. BUILD= names another folder,
# CARGO_OPTIONS= what else both runs of cargo get, such as --locked or --offline. `make sources programs` does all
# but run the kernel's build system, which then takes $(BUILD) for a module's folder like any other.

common := $(dir $(realpath $(lastword $(MAKEFILE_LIST))))

KDIR ?= /lib/modules/$(shell uname -r)/build
CARGO ?= cargo

override KDIR := $(abspath $(KDIR))
# Not include/config/kernel.release, which holds another name in Debian's older headers.
kernel := $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"$$/\1/p' $(KDIR)/include/generated/utsrelease.h 2>/dev/null)

# A folder for each kernel, so that no object of one can be linked into another's module.
BUILD ?= build/$(kernel)
build := $(abspath $(BUILD))
settings := $(build)/kernel.mk
links := $(abspath Kbuild $(wildcard kernel/*)) $(common)rust.kbuild

# Kernels differ in their Rust flags and layouts: cargo's artifacts don't mix either, wherever the user keeps
# those of other crates. To share what is the same for all kernels, set cargo's own CARGO_BUILD_BUILD_DIR.
override export CARGO_TARGET_DIR := $(build)/cargo

.PHONY: all modules modules_install programs sources clean distclean tree
all: modules programs

ifeq ($(filter clean distclean,$(MAKECMDGOALS)),)
ifeq ($(kernel),)
$(error $(KDIR) is no prepared kernel build tree: it lacks include/generated/utsrelease.h. \
  Install the kernel's headers, or name its tree: make KDIR=/path/to/build)
endif
endif

modules: sources
	$(MAKE) -C $(KDIR) M=$(build) modules

modules_install: modules
	$(MAKE) -C $(KDIR) M=$(build) modules_install

programs: $(addprefix $(build)/,$(programs))

$(addprefix $(build)/,$(programs)): $(build)/%: user/%.c $(wildcard kernel/*.h user/*.h) | tree
	$(CROSS_COMPILE)gcc -O2 -Wall -Wextra -Werror -pthread -static -o $@ $<

tree:
	@mkdir -p $(build)
	@ln -sf $(links) $(build)/

# build.rs finds the kernel behind KDIR and writes down how to compile Rust for it. Both runs of cargo
# share one RUSTC_BOOTSTRAP, which the flags of most kernels need and build scripts of dependencies see.
sources: tree
	@KDIR=$(KDIR) KERNEL_COMPAT_MAKE=$(settings) RUSTC_BOOTSTRAP=1 $(CARGO) check --release --lib $(CARGO_OPTIONS)
	@$(MAKE) --no-print-directory -f $(common)rust.mk KDIR=$(KDIR) settings=$(settings) kernel=$(kernel) \
	  crate=$(crate) object=$(build)/$(rust_object).object

clean:
	$(if $(kernel),rm -rf $(build))

distclean:
	rm -rf build
