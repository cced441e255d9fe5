//! The C library's heap, which holds whatever has more than 512 bytes.

use crate::system::{
    free, in_huge_pages, last_huge, malloc, mallopt, next_huge, sbrk, ARENA_MAX, MMAP_THRESHOLD, TOP_PAD,
    TRIM_THRESHOLD,
};

/// By so much the heap grows at once: addresses, which cost nothing until they are used, but count where addresses are
/// limited. A service of 64 connections uses half of it; what goes beyond the first so many is in the usual pages.
const AHEAD: i32 = 128 << 20;
/// What more than this is free at its end goes back to the system.
const FREE: i32 = AHEAD + (32 << 20);
/// More than is free at the start, and less than `LARGE`.
const FIRST: usize = 2 << 20;
/// What is as large as this gets a mapping of its own, and goes back to the system with it.
const LARGE: i32 = 4 << 20;

/// Makes the heap larger, and has the new part in huge pages. One heap for all threads: each would begin its own pages.
pub fn enlarge() {
    unsafe {
        mallopt(ARENA_MAX, 1);
        mallopt(TOP_PAD, AHEAD);
        mallopt(TRIM_THRESHOLD, FREE);
        mallopt(MMAP_THRESHOLD, LARGE);
        let first = malloc(FIRST);
        let (start, end) = (next_huge(first as usize), last_huge(sbrk(0) as usize));
        if !first.is_null() && start < end {
            in_huge_pages(start, end - start);
        }
        free(first);
    }
}
