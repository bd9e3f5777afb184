# SPDX-License-Identifier: MIT OR GPL-2.0-only
# Compiles the library `crate` for one `kernel` into `object`, with the `settings` that build.rs wrote.

include $(settings)

CARGO ?= cargo
AR ?= ar
OBJCOPY ?= objcopy
library := $(CARGO_TARGET_DIR)/$(KERNEL_COMPAT_RUST_TARGET)/release/lib$(crate).rlib

ifneq ($(KERNEL_COMPAT_KERNEL),$(kernel))
$(error $(settings) is for $(KERNEL_COMPAT_KERNEL), not for $(kernel))
endif

# Only the crate's own object: a panic that the compiler can't rule out then shows as an undefined
# symbol, because no part of Rust's library is linked. The object names the kernel whose layouts it has
# (src/lib.rs); that of another is refused, however it came there.
.PHONY: object
object:
	@KDIR=$(KDIR) KERNEL_COMPAT_MAKE=$(settings) RUSTFLAGS='$(KERNEL_COMPAT_RUSTFLAGS)' \
	  $(if $(KERNEL_COMPAT_RUSTC_BOOTSTRAP),RUSTC_BOOTSTRAP=1) \
	  $(CARGO) build --release --lib --target $(KERNEL_COMPAT_RUST_TARGET) $(CARGO_OPTIONS)
	@set -e; member=$$($(AR) t $(library) | grep '\.o$$'); \
	  test $$(echo "$$member" | wc -l) -eq 1 || \
	    { echo "$(library): more than one object: build it with codegen-units = 1" >&2; exit 1; }; \
	  $(AR) p $(library) "$$member" > $(object).new; \
	  $(OBJCOPY) -O binary -j .rust_kernel $(object).new $(object).kernel; \
	  test "$$(cat $(object).kernel)" = '$(kernel)' || \
	    { echo "$(library): not built for $(kernel)" >&2; exit 1; }; \
	  cmp -s $(object).new $(object) && rm $(object).new || mv $(object).new $(object)
