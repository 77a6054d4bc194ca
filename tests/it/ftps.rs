//! FTPS with real clients: logging in, listing, uploads and downloads of every size, under every version.

use ftpmock::prelude::*;
use ftpmock::rustls::ClientConfig;
use ftpmock::rustls::client::Resumption;
use rstest::rstest;
use tokio::io::AsyncReadExt;

use crate::support::ftps::{server_with, suppaftp, suppaftp_tokio, suppaftp_with};

const SIZES: [usize; 4] = [0, 1, 65_536, 50 << 20];

/// Octets that tell their place.
fn content(length: usize) -> Vec<u8> {
    let round: Vec<u8> = (0..251).collect();
    let mut content = round.repeat(length / round.len() + 1);
    content.truncate(length);
    content
}

fn as_it_is(tls: Tls) -> Tls {
    tls
}

fn only_1_2(tls: Tls) -> Tls {
    tls.required().only_1_2()
}

fn only_1_3(tls: Tls) -> Tls {
    tls.required().only_1_3()
}

fn reusing_1_2(tls: Tls) -> Tls {
    only_1_2(tls).require_session_reuse()
}

fn reusing_1_3(tls: Tls) -> Tls {
    only_1_3(tls).require_session_reuse()
}

#[rstest]
fn files_of_every_size_go_both_ways(
    #[values(Tls::explicit(), Tls::implicit())] tls: Tls,
    #[values(as_it_is, only_1_2, reusing_1_2, reusing_1_3)] how: fn(Tls) -> Tls,
) {
    let server = FtpServer::builder().tls(how(tls)).start();
    let mut ftp = suppaftp(&server).unwrap();
    for size in SIZES {
        let sent = content(size);
        ftp.put_file("/a", &mut &sent[..]).unwrap();
        assert!(server.fs().read("/a") == sent, "{size} octets up");
        let got = ftp.retr_as_buffer("/a").unwrap().into_inner();
        assert!(got == sent, "{size} octets down");
    }
    assert_eq!(ftp.nlst(None).unwrap(), ["a"]);
    assert_eq!(ftp.list(None).unwrap().len(), 1);
    ftp.quit().unwrap();
}

#[rstest]
#[tokio::test]
async fn files_of_every_size_go_both_ways_with_tokio(
    #[values(Tls::explicit(), Tls::implicit())] tls: Tls,
    #[values(as_it_is, reusing_1_2, reusing_1_3)] how: fn(Tls) -> Tls,
) {
    let server = FtpServer::builder().tls(how(tls)).start();
    let mut ftp = suppaftp_tokio(&server).await.unwrap();
    for size in SIZES {
        let sent = content(size);
        ftp.put_file("/a", &mut &sent[..]).await.unwrap();
        assert!(server.fs().read("/a") == sent, "{size} octets up");
        let mut stream = ftp.retr_as_stream("/a").await.unwrap();
        let mut got = Vec::new();
        stream.read_to_end(&mut got).await.unwrap();
        stream.finish().await.unwrap();
        assert!(got == sent, "{size} octets down");
    }
    assert_eq!(ftp.nlst(None).await.unwrap(), ["a"]);
    assert_eq!(ftp.list(None).await.unwrap().len(), 1);
    ftp.quit().await.unwrap();
}

#[rstest]
fn transfers_are_resumed(
    #[values(Tls::explicit(), Tls::implicit())] tls: Tls,
    #[values(as_it_is, reusing_1_2, reusing_1_3)] how: fn(Tls) -> Tls,
) {
    let server = server_with(how(tls));
    let whole = content(65_536);
    let (first, rest) = whole.split_at(1000);
    server.fs().write("/down", &whole);
    server.fs().write("/up", first);
    let mut ftp = suppaftp(&server).unwrap();
    ftp.resume_transfer(first.len()).unwrap();
    assert!(ftp.retr_as_buffer("/down").unwrap().into_inner() == rest);
    ftp.resume_transfer(first.len()).unwrap();
    ftp.put_file("/up", &mut &rest[..]).unwrap();
    assert!(server.fs().read("/up") == whole);
    ftp.quit().unwrap();
    assert_eq!(server.transcript().only(REST).commands().len(), 2);
}

#[rstest]
#[tokio::test]
async fn transfers_are_resumed_with_tokio(
    #[values(Tls::explicit(), Tls::implicit())] tls: Tls,
    #[values(as_it_is, reusing_1_2, reusing_1_3)] how: fn(Tls) -> Tls,
) {
    let server = server_with(how(tls));
    let whole = content(65_536);
    let (first, rest) = whole.split_at(1000);
    server.fs().write("/down", &whole);
    server.fs().write("/up", first);
    let mut ftp = suppaftp_tokio(&server).await.unwrap();
    ftp.resume_transfer(first.len()).await.unwrap();
    let mut stream = ftp.retr_as_stream("/down").await.unwrap();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).await.unwrap();
    stream.finish().await.unwrap();
    assert!(got == rest);
    ftp.resume_transfer(first.len()).await.unwrap();
    ftp.put_file("/up", &mut &rest[..]).await.unwrap();
    assert!(server.fs().read("/up") == whole);
    ftp.quit().await.unwrap();
}

#[rstest]
fn a_client_that_reuses_no_session_is_told_so(
    #[values(Tls::explicit(), Tls::implicit())] tls: Tls,
    #[values(reusing_1_2, reusing_1_3)] how: fn(Tls) -> Tls,
) {
    let server = server_with(how(tls));
    let mut config = ClientConfig::clone(&server.client_config());
    config.resumption = Resumption::disabled();
    let mut ftp = suppaftp_with(&server, config.into()).unwrap();
    let told = ftp.retr_as_buffer("/a").unwrap_err().to_string();
    assert!(told.contains("522"), "{told}");
}

#[test]
fn the_transcript_shows_each_handshake() {
    let server = FtpServer::builder().tls(Tls::explicit().required()).start();
    let mut ftp = suppaftp(&server).unwrap();
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
