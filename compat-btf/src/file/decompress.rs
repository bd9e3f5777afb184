// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The ways in which kernels and modules are compressed, told apart by their first bytes as the kernel's
//! lib/decompress.c does.

use std::io::Read;

use bzip2::read::BzDecoder;
use flate2::read::GzDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use ruzstd::decoding::StreamingDecoder;

use super::error::FileProblem;
use crate::bytes::ByteOrder;

/// The decompressed bytes, `limit` at most; none: they do not begin as any compressed data does.
pub(super) fn decompress(bytes: &[u8], limit: u64) -> Result<Option<Vec<u8>>, FileProblem> {
    // Decoders take memory for their dictionaries, no more than the data would.
    let memory = u32::try_from(limit / 1024).unwrap_or(u32::MAX);
    let (format, read) = match bytes {
        [0x1f, 0x8b, ..] => ("gzip", all(GzDecoder::new(bytes), limit)),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => (
            "xz",
            all(XzReader::new_mem_limit(bytes, false, memory), limit),
        ),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => ("zstd", zstd(bytes, limit)),
        [0x02, 0x21, 0x4c, 0x18, ..] => ("lz4", lz4_legacy(bytes, limit)),
        [b'B', b'Z', b'h', ..] => ("bzip2", all(BzDecoder::new(bytes), limit)),
        [0x5d, 0, 0, ..] => (
            "lzma",
            LzmaReader::new_mem_limit(bytes, memory, None)
                .map_err(|error| Stop::Broken(error.to_string()))
                .and_then(|decoder| all(decoder, limit)),
        ),
        [0x89, b'L', b'Z', b'O', ..] => {
            let name = "LZO".to_owned();
            return Err(FileProblem::UnknownCompression { name });
        }
        _ => return Ok(None),
    };
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Stop::TooLarge) => Err(FileProblem::TooLarge { limit }),
        Err(Stop::Broken(reason)) => Err(FileProblem::Decompression { format, reason }),
    }
}

/// Why decompression stopped.
enum Stop {
    TooLarge,
    Broken(String),
}

/// All that the decoder yields. It grows as the data does: no decoder is believed how long the data will be.
fn all(decoder: impl Read, limit: u64) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    match decoder
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
    {
        Ok(_) if bytes.len() as u64 > limit => Err(Stop::TooLarge),
        Ok(_) => Ok(bytes),
        Err(error) => Err(Stop::Broken(error.to_string())),
    }
}

fn zstd(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Stop> {
    // Kernels are compressed with windows of 128 MiB. This decoder refuses them only when it is used again.
    match StreamingDecoder::new(bytes) {
        Ok(decoder) => all(decoder, limit),
        Err(error) => Err(Stop::Broken(error.to_string())),
    }
}

/// The format of `lz4 -l`: blocks of up to 8 MiB, each behind its compressed length. The kernel's build appends the
/// length of the whole, which reads as a block that is not there.
fn lz4_legacy(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Stop> {
    const MAGIC: usize = 4;
    const BLOCK: usize = 8 << 20;
    let mut rest = bytes.get(MAGIC..).unwrap_or_default();
    let mut whole = Vec::new();
    let mut block = vec![0; BLOCK];
    while let Some(length) = ByteOrder::Little.u32(rest, 0) {
        rest = rest.get(4..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let compressed = rest.get(..length as usize);
        let compressed = compressed.ok_or_else(|| Stop::Broken("truncated".to_owned()))?;
        rest = rest.get(compressed.len()..).unwrap_or_default();
        let count = lz4_flex::block::decompress_into(compressed, &mut block)
            .map_err(|error| Stop::Broken(error.to_string()))?;
        whole.extend_from_slice(block.get(..count).unwrap_or_default());
        if whole.len() as u64 > limit {
            return Err(Stop::TooLarge);
        }
    }
    Ok(whole)
}
