//! Copies of sockets of this process, as a child that is being started has them.

use std::net::{SocketAddr, TcpListener};

/// Sockets at this local address, listening or connected; none where the system gives no copies.
pub(crate) fn of_sockets_at(addr: SocketAddr) -> Vec<TcpListener> {
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    let Ok(this) = pidfd_open(getpid(), PidfdFlags::empty()) else {
        return Vec::new();
    };
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|descriptor| pidfd_getfd(&this, descriptor, PidfdGetfdFlags::empty()).ok())
        .map(TcpListener::from)
        .filter(|copy| copy.local_addr().is_ok_and(|local| local == addr))
        .collect()
}
