//! `--admin`: the server is steered over HTTP while it runs.

mod access;
mod docs;
mod ending;
mod files;
mod health;
mod http;
mod others;
mod rooms;
mod rules;
mod seen;
mod steering;
mod waiting;

use std::net::SocketAddr;

use crate::support::{Served, serve};
use http::Http;

/// A program that serves, and a client of its interface.
pub(crate) fn steered(args: &[&str]) -> (Served, Http) {
    let served = serve(&[args, &["--admin", "0", "--until-stdin-closes"]].concat());
    let url = served.ready["admin"].as_str().unwrap();
    let addr: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
    (served, Http::new(addr))
}

/// Uploads a file as alice; the code of the last reply.
pub(crate) fn upload(served: &Served, path: &str) -> u32 {
    let mut ftp = crate::support::client(served.addr());
    let code = match ftp.put_file(path, &mut &b"content"[..]) {
        Ok(_) => 226,
        Err(suppaftp::FtpError::UnexpectedResponse(response)) => response.status.code(),
        Err(other) => panic!("{other}"),
    };
    ftp.quit().unwrap();
    code
}
