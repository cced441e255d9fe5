//! The interpreter's own instructions, which as part of a file lie in pages of 4 KB.

use std::ptr::copy_nonoverlapping;

use crate::system::{last_huge, mapped_huge, next_huge, put_in_place, unmap};

/// Copies them and puts the copy in their place, in one step: whoever runs them meanwhile finds the same bytes. At no
/// time can they be both written to and run.
///
/// # Safety
/// All between the addresses is mapped, and nothing writes to it.
pub unsafe fn moved(start: usize, end: usize) -> bool {
    let (start, end) = (next_huge(start), last_huge(end));
    if start >= end {
        return false;
    }
    let size = end - start;
    let Some(copy) = mapped_huge(size) else { return false };
    unsafe {
        copy_nonoverlapping(start as *const u8, copy.cast(), size);
        let moved = put_in_place(copy, start, size);
        if !moved {
            unmap(copy as usize, size);
        }
        moved
    }
}
