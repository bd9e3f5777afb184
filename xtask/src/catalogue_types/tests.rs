// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What becomes of types on which kernels agree, and on which they do not.
