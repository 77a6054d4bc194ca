//! FTPS with real clients: logging in, listing, uploads and downloads of every size, under every version.

use ftpmock::prelude::*;
use rstest::rstest;
use suppaftp::tokio::{AsyncRustlsConnector, AsyncRustlsFtpStream};
use suppaftp::types::FileType;
use suppaftp::{FtpError, RustlsConnector, RustlsFtpStream};

const SIZES: [usize; 4] = [0, 1, 65_536, 5 << 20];

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

fn connect(server: &FtpServer) -> Result<RustlsFtpStream, FtpError> {
    let connector = RustlsConnector::from(server.client_config());
    let ftp = RustlsFtpStream::connect(server.addr())?;
    let mut ftp = ftp.into_secure(connector, "localhost")?;
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    Ok(ftp)
}

#[rstest]
#[case::both_versions(Tls::explicit())]
#[case::only_1_2(Tls::explicit().only_1_2())]
#[case::only_1_3(Tls::explicit().only_1_3())]
#[case::session_reuse(Tls::explicit().required().require_session_reuse())]
#[case::session_reuse_1_2(Tls::explicit().required().only_1_2().require_session_reuse())]
#[case::session_reuse_1_3(Tls::explicit().required().only_1_3().require_session_reuse())]
fn files_of_every_size_go_both_ways(#[case] tls: Tls) {
    let server = FtpServer::builder().tls(tls).start();
    let mut ftp = connect(&server).unwrap();
    for size in SIZES {
        let sent = content(size);
        ftp.put_file("/a", &mut &sent[..]).unwrap();
        assert!(server.fs().read("/a") == sent, "{size} octets up");
        assert!(
            ftp.retr_as_buffer("/a").unwrap().into_inner() == sent,
            "{size} octets down"
        );
    }
    assert_eq!(ftp.nlst(None).unwrap(), ["a"]);
    ftp.quit().unwrap();
}

#[test]
fn a_tokio_client_uploads_and_downloads() {
    let server = FtpServer::builder().tls(Tls::explicit().required()).start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let connector =
            AsyncRustlsConnector::from(tokio_rustls::TlsConnector::from(server.client_config()));
        let ftp = AsyncRustlsFtpStream::connect(server.addr()).await.unwrap();
        let mut ftp = ftp.into_secure(connector, "localhost").await.unwrap();
        ftp.login("alice", "secret").await.unwrap();
        ftp.put_file("/a", &mut &b"hello"[..]).await.unwrap();
        ftp.quit().await.unwrap();
    });
    assert_eq!(server.fs().read("/a"), b"hello");
}

#[test]
fn the_transcript_shows_each_handshake() {
    let server = FtpServer::builder().tls(Tls::explicit().required()).start();
    let mut ftp = connect(&server).unwrap();
    ftp.put_file("/a.bin", &mut &[0, 1, 2][..]).unwrap();
    ftp.quit().unwrap();
    insta::assert_snapshot!(server.finish(), @r"
    #1 connect
    S: 220 ftpmock ready
    C: AUTH TLS
    S: 234 AUTH accepted, start TLS.
    TLS control
    C: PBSZ 0
    S: 200 PBSZ=0
    C: PROT P
    S: 200 Protection level set to P.
    C: USER alice
    S: 331 User name okay, need password.
    C: PASS ***
    S: 230 User logged in, proceed.
    C: TYPE I
    S: 200 Type set to I.
    C: PASV
    S: 227 Entering Passive Mode (127,0,0,1,<port>).
    C: STOR /a.bin
    S: 150 File status okay; about to open data connection.
    TLS data, resumed
    D: C->S 3 bytes
    S: 226 Transfer complete.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    ");
}
