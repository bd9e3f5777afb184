// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: blk_mq_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(blk_mq_ops)]
pub struct Queue;

#[kernel_ops(blk_mq_ops)]
impl Queue {
    fn queue_rq(_context: *mut blk_mq_hw_ctx, _data: *const blk_mq_queue_data) -> blk_status_t {
        0
    }

    fn timeout(_request: *mut request) -> blk_eh_timer_return {
        BLK_EH_DONE
    }
}

pub static TABLE: Queue = Queue::TABLE;

/// Enumerators are patterns, too.
pub const fn is_done(what: blk_eh_timer_return) -> bool {
    matches!(what, BLK_EH_DONE)
}
