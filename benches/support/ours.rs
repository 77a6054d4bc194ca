//! Our server, started from the same fixtures as the bare one.

use ftpmock::prelude::*;

use super::Server;
use super::fixture::{DIRECTORY, Fixture, LARGE, entry};

pub(crate) fn start(fixture: &Fixture) -> Server {
    let builder = FtpServer::builder();
    let builder = match fixture {
        Fixture::Empty => builder,
        Fixture::Large(content) => builder.file(LARGE, content.clone()),
        Fixture::Directory(entries) => (0..*entries).fold(builder, |builder, n| {
            let (name, size) = entry(n);
            builder.file(format!("{DIRECTORY}/{name}"), Content::zeros(size as u64))
        }),
    };
    let server = builder.start();
    Server::new(server.addr(), server)
}
