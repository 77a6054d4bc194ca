//! The one system call that no safe crate offers: how much of what was sent is still on its way.
#![allow(unsafe_code, reason = "system calls; each block carries its proof")]

use std::io;

use tokio::net::TcpStream;

/// How many octets the peer's kernel has not acknowledged yet.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn unacknowledged(stream: &TcpStream) -> io::Result<usize> {
    use std::os::fd::AsRawFd;

    let mut octets: libc::c_int = 0;
    // SAFETY: the descriptor is open for as long as `stream` is borrowed, and SIOCOUTQ (which has
    // the number of TIOCOUTQ) writes one c_int to the address it is given.
    let result = unsafe { libc::ioctl(stream.as_raw_fd(), libc::TIOCOUTQ, &raw mut octets) };
    if result == 0 {
        Ok(usize::try_from(octets).unwrap_or(0))
    } else {
        Err(io::Error::last_os_error())
    }
}

/// How many octets the peer's kernel has not acknowledged yet.
#[cfg(target_vendor = "apple")]
pub(super) fn unacknowledged(stream: &TcpStream) -> io::Result<usize> {
    use std::os::fd::AsRawFd;

    let mut octets: libc::c_int = 0;
    let mut length = libc::socklen_t::try_from(size_of::<libc::c_int>()).unwrap_or(0);
    // SAFETY: the descriptor is open for as long as `stream` is borrowed, and `length` is the size
    // of the value that the pointer leads to.
    let result = unsafe {
        libc::getsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_NWRITE,
            (&raw mut octets).cast(),
            &raw mut length,
        )
    };
    if result == 0 {
        Ok(usize::try_from(octets).unwrap_or(0))
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Not to be known here: a reset may overtake data.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn unacknowledged(_: &TcpStream) -> io::Result<usize> {
    Ok(0)
}
