//! Functions of the C library that the standard library links to and Debian's wasi-libc of 2022 lacks. Newer releases of
//! wasi-libc define them in the same way: there are no threads, and no links to resolve.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

/// "Resource temporarily unavailable" (POSIX), which the standard library returns as the error of starting a thread.
const EAGAIN: c_int = 6;

#[unsafe(no_mangle)]
extern "C" fn pthread_attr_init(_: *mut c_void) -> c_int {
    0
}

#[unsafe(no_mangle)]
extern "C" fn pthread_attr_destroy(_: *mut c_void) -> c_int {
    0
}

#[unsafe(no_mangle)]
extern "C" fn pthread_attr_setstacksize(_: *mut c_void, _: usize) -> c_int {
    0
}

#[unsafe(no_mangle)]
extern "C" fn pthread_create(_: *mut c_void, _: *const c_void, _: *const c_void, _: *mut c_void) -> c_int {
    EAGAIN
}

#[unsafe(no_mangle)]
extern "C" fn pthread_detach(_: *mut c_void) -> c_int {
    0
}

#[unsafe(no_mangle)]
extern "C" fn pthread_join(_: *mut c_void, _: *mut *mut c_void) -> c_int {
    EAGAIN
}

/// Fails, so that the caller uses the path that it was given.
#[unsafe(no_mangle)]
extern "C" fn realpath(_: *const c_char, _: *mut c_char) -> *mut c_char {
    null_mut()
}

/// Does nothing: the page's file system has no permissions.
#[unsafe(no_mangle)]
extern "C" fn fchmod(_: c_int, _: u32) -> c_int {
    0
}
