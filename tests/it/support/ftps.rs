//! FTPS as applications have it: a server, and suppaftp on it.

use std::sync::Arc;

use ftpmock::FtpServer;
use ftpmock::prelude::Tls;
use ftpmock::rustls::ClientConfig;
use suppaftp::tokio::{AsyncRustlsConnector, AsyncRustlsFtpStream};
use suppaftp::types::FileType;
use suppaftp::{FtpResult, RustlsConnector, RustlsFtpStream};

const HOST: &str = "localhost";

/// With `AUTH`, and one file of ten octets, `/a`.
pub(crate) fn server() -> FtpServer {
    server_with(Tls::explicit())
}

/// With one file of ten octets, `/a`.
pub(crate) fn server_with(tls: Tls) -> FtpServer {
    FtpServer::builder()
        .tls(tls)
        .file("/a", "0123456789")
        .start()
}

/// Whether TLS begins with the connection.
pub(crate) fn is_implicit(server: &FtpServer) -> bool {
    server.implicit_addr() == Some(server.addr())
}

/// Connected, logged in, and set to transfers of type I, however TLS begins here.
pub(crate) fn suppaftp(server: &FtpServer) -> FtpResult<RustlsFtpStream> {
    suppaftp_with(server, server.client_config())
}

pub(crate) fn suppaftp_with(
    server: &FtpServer,
    config: Arc<ClientConfig>,
) -> FtpResult<RustlsFtpStream> {
    let connector = RustlsConnector::from(config);
    #[allow(deprecated, reason = "implicit TLS is")]
    let mut ftp = if is_implicit(server) {
        RustlsFtpStream::connect_secure_implicit(server.addr(), connector, HOST)?
    } else {
        RustlsFtpStream::connect(server.addr())?.into_secure(connector, HOST)?
    };
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    Ok(ftp)
}

/// The same for tokio.
pub(crate) async fn suppaftp_tokio(server: &FtpServer) -> FtpResult<AsyncRustlsFtpStream> {
    let connector = tokio_rustls::TlsConnector::from(server.client_config());
    let connector = AsyncRustlsConnector::from(connector);
    #[allow(deprecated, reason = "implicit TLS is")]
    let mut ftp = if is_implicit(server) {
        AsyncRustlsFtpStream::connect_secure_implicit(server.addr(), connector, HOST).await?
    } else {
        let ftp = AsyncRustlsFtpStream::connect(server.addr()).await?;
        ftp.into_secure(connector, HOST).await?
    };
    ftp.login("alice", "secret").await?;
    ftp.transfer_type(FileType::Binary).await?;
    Ok(ftp)
}
