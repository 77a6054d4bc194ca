//! This crate, as a test would start it.

use ftpmock::FtpServer;

use super::Server;
use super::fixture::{DIRECTORY, Fixture, LARGE, entry};

pub(crate) fn start(fixture: &Fixture) -> Server {
    let mut builder = FtpServer::builder();
    match fixture {
        Fixture::Empty => {}
        Fixture::Large(bytes) => builder = builder.file(LARGE, bytes.clone()),
        #[cfg(feature = "tls")]
        Fixture::Tls(bytes) => {
            let tls = ftpmock::Tls::implicit();
            builder = builder.file(LARGE, bytes.clone()).tls(tls);
        }
        Fixture::Directory(entries) => {
            for (name, size) in (0..*entries).map(entry) {
                let path = format!("{DIRECTORY}/{name}");
                builder = builder.file(path, ftpmock::vfs::Content::zeros(size as u64));
            }
        }
    }
    let server = builder.start();
    Server::new(server.addr(), server)
}
