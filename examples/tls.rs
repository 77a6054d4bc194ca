//! FTPS: a certificate made for this process, a data connection whose handshake is refused, and what
//! was agreed on in the others.
//!
//! ```sh
//! cargo run --example tls
//! ```

use ftpmock::prelude::*;
use suppaftp::{FtpResult, RustlsConnector, RustlsFtpStream};

/// The code under test.
fn upload(server: &FtpServer) -> FtpResult<()> {
    let connector = RustlsConnector::from(server.client_config());
    let ftp = RustlsFtpStream::connect(server.addr())?;
    let mut ftp = ftp.into_secure(connector, "localhost")?;
    ftp.login("alice", "secret")?;
    ftp.put_file("/order.xml", &mut &b"<order/>"[..])?;
    ftp.quit()
}

fn main() {
    let server = FtpServer::builder().tls(Tls::explicit().required()).start();
    server
        .on(STOR)
        .once()
        .fault(Fault::tls_alert(TlsAlert::HandshakeFailure));

    let error = upload(&server).expect_err("the first data connection is refused");
    println!("the client said: {error}\n");
    upload(&server).expect("the second attempt works");

    assert_eq!(server.fs().read_to_string("/order.xml"), "<order/>");
    for tls in server.transcript().handshakes() {
        match &tls.result {
            Ok(done) => println!("{}: TLS {}, {}", tls.on, done.version, done.cipher),
            Err(cause) => println!("{}: no TLS, {cause}", tls.on),
        }
    }
    println!("\nwhat the server saw of it:\n{}", server.finish());
}
