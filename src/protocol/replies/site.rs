//! The commands below SITE.

use bytes::Bytes;

use super::fixed;
use crate::protocol::{Code, Reply};

fixed! {
    chgrp_done "SITE.chgrp_done" 200 "SITE CHGRP command successful.";
    chown_done "SITE.chown_done" 200 "SITE CHOWN command successful.";
    copy_done "SITE.copy_done" 200 "SITE COPY command successful.";
    ready_to_copy "SITE.cpfr_done" 350 "Ready for destination name.";
    copied "SITE.cpto_done" 250 "Copy successful.";
    mkdir_done "SITE.mkdir_done" 200 "SITE MKDIR command successful.";
    rmdir_done "SITE.rmdir_done" 200 "SITE RMDIR command successful.";
    symlink_done "SITE.symlink_done" 200 "SITE SYMLINK command successful.";
    utime_done "SITE.utime_done" 200 "SITE UTIME command successful.";
}

/// `200 Current UMASK is 022`
pub fn umask(mask: u32) -> Reply {
    let text = format!("Current UMASK is {mask:03o}");
    Reply::keyed("SITE.umask", Code::of(200), text)
}

/// `200 UMASK set to 027 (was 022)`
pub fn umask_set(mask: u32, before: u32) -> Reply {
    let text = format!("UMASK set to {mask:03o} (was {before:03o})");
    Reply::keyed("SITE.umask_set", Code::of(200), text)
}

/// `200 Current IDLE time limit is 300 seconds; max 7200`
pub fn idle_limit(seconds: u64, longest: u64) -> Reply {
    let text = format!("Current IDLE time limit is {seconds} seconds; max {longest}");
    Reply::keyed("SITE.idle", Code::of(200), text)
}

/// 200 with one line for each user.
pub fn who(users: impl IntoIterator<Item = Bytes>) -> Reply {
    let mut lines = vec![Bytes::from_static(b"Users logged in:")];
    lines.extend(users);
    lines.push(Bytes::from_static(b"End of list."));
    Reply::lines("SITE.who", Code::of(200), lines)
}

/// `210 UTC+0`: how far the times of `LIST` are ahead of UTC.
pub fn zone(seconds: i32) -> Reply {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    let text = match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    };
    Reply::keyed("SITE.zone", Code::of(210), text)
}
