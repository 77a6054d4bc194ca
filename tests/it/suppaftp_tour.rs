//! The whole API of suppaftp, blocking and on tokio: both see the same server and say the same.

use std::time::Duration;

use ftpmock::prelude::*;
use suppaftp::types::{FileType, FormatControl, Mode};
use suppaftp::{FtpStream, Status, tokio::AsyncFtpStream};

fn partner() -> FtpServer {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .file("/out/a.txt", "0123456789")
        .file("/out/b.txt", "b")
        .start();
    server
        .on(RETR)
        .path("/out/stalled.txt")
        .named("stalled")
        .fault(Fault::data_stall_after(4));
    server.fs().write("/out/stalled.txt", "0123456789");
    server
}

/// A whole file.
macro_rules! fetch {
    ($ftp:expr, $path:expr, [$($wait:tt)*]) => {{
        let mut stream = $ftp.retr_as_stream($path)$($wait)*.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)$($wait)*.unwrap();
        stream.finish()$($wait)*.unwrap();
        bytes
    }};
}

/// One tour for both: `$wait` is nothing or `.await`.
macro_rules! tour {
    ($server:expr, $client:ty, $read:path, [$($wait:tt)*]) => {{
        use $read;
        let mut ftp = <$client>::connect($server.addr())$($wait)*.unwrap();
        assert!(ftp.get_welcome_msg().unwrap().contains("ftpmock ready"));
        assert!(ftp.login("alice", "wrong")$($wait)*.is_err());
        ftp.login("alice", "secret")$($wait)*.unwrap();
        ftp.transfer_type(FileType::Ascii(FormatControl::NonPrint))$($wait)*.unwrap();
        ftp.transfer_type(FileType::Binary)$($wait)*.unwrap();
        let features = ftp.feat()$($wait)*.unwrap();
        assert!(features.contains_key("MLST") && features.contains_key("SIZE"));
        ftp.opts("UTF8", Some("ON"))$($wait)*.unwrap();
        ftp.noop()$($wait)*.unwrap();

        // Directories.
        ftp.mkdir("/in")$($wait)*.unwrap();
        ftp.cwd("/in")$($wait)*.unwrap();
        assert_eq!(ftp.pwd()$($wait)*.unwrap(), "/in");
        ftp.mkdir("sub")$($wait)*.unwrap();
        ftp.rmdir("sub")$($wait)*.unwrap();
        assert!(ftp.rmdir("sub")$($wait)*.is_err());
        ftp.cdup()$($wait)*.unwrap();

        // Uploads.
        assert_eq!(ftp.put_file("/in/a", &mut &b"hello"[..])$($wait)*.unwrap(), 5);
        assert_eq!(ftp.append_file("/in/a", &mut &b" world"[..])$($wait)*.unwrap(), 6);
        assert_eq!($server.fs().read("/in/a"), b"hello world");
        ftp.resume_transfer(6)$($wait)*.unwrap();
        ftp.put_file("/in/a", &mut &b"again"[..])$($wait)*.unwrap();
        assert_eq!($server.fs().read("/in/a"), b"hello again");

        // Downloads.
        assert_eq!(fetch!(ftp, "/out/a.txt", [$($wait)*]), b"0123456789");
        ftp.resume_transfer(7)$($wait)*.unwrap();
        assert_eq!(fetch!(ftp, "/out/a.txt", [$($wait)*]), b"789");
        assert!(ftp.retr_as_stream("/out/none.txt")$($wait)*.is_err());
        let mut stream = ftp.retr_as_stream("/out/stalled.txt")$($wait)*.unwrap();
        let mut begin = [0; 4];
        stream.read_exact(&mut begin)$($wait)*.unwrap();
        assert_eq!(&begin, b"0123");
        ftp.abort(stream)$($wait)*.unwrap();

        // Listings.
        ftp.set_mode(Mode::ExtendedPassive);
        assert_eq!(ftp.nlst(Some("/in"))$($wait)*.unwrap(), ["/in/a"]);
        assert_eq!(ftp.list(Some("/out"))$($wait)*.unwrap().len(), 3);
        assert_eq!(ftp.mlsd(Some("/in"))$($wait)*.unwrap().len(), 1);
        let facts = ftp.mlst(Some("/out/a.txt"))$($wait)*.unwrap();
        assert!(facts.contains("size=10;") && facts.ends_with(" /out/a.txt"), "{facts}");

        // About files.
        assert_eq!(ftp.size("/out/a.txt")$($wait)*.unwrap(), 10);
        let time = ftp.mdtm("/out/a.txt")$($wait)*.unwrap();
        assert_eq!(time.to_string(), "2024-01-01 00:00:00");
        ftp.site("CHMOD 600 /out/a.txt")$($wait)*.unwrap();
        ftp.rename("/out/b.txt", "/in/moved.txt")$($wait)*.unwrap();
        ftp.rm("/in/moved.txt")$($wait)*.unwrap();
        let system = ftp.custom_command("SYST", &[Status::Name])$($wait)*.unwrap();
        assert!(system.as_string().unwrap().contains("UNIX"));

        // Active mode, on the same session.
        let mut ftp = ftp.active_mode(Duration::from_secs(10));
        assert_eq!(fetch!(ftp, "/in/a", [$($wait)*]), b"hello again");
        ftp.put_file("/in/b", &mut &b"b"[..])$($wait)*.unwrap();
        ftp.quit()$($wait)*.unwrap();
    }};
}

/// Both clients say the same.
fn check(server: FtpServer) {
    assert_eq!(server.fs().read("/in/b"), b"b");
    let said = server.finish().to_string();
    // These lines of FEAT come with the feature `hash`.
    let of_hash = |line: &&str| line.starts_with("S:  HASH") || line.starts_with("S:  X");
    let said: Vec<&str> = said.lines().filter(|line| !of_hash(line)).collect();
    insta::allow_duplicates! {
        insta::assert_snapshot!(said.join("\n"), @r#"
        #1 connect
        S: 220 ftpmock ready
        C: USER alice
        S: 331 User name okay, need password.
        C: PASS ***
        S: 530 Login incorrect.
        C: USER alice
        S: 331 User name okay, need password.
        C: PASS ***
        S: 230 User logged in, proceed.
        C: TYPE A N
        S: 200 Type set to A.
        C: TYPE I
        S: 200 Type set to I.
        C: FEAT
        S: 211-Features:
        S:  AVBL
        S:  CLNT
        S:  DSIZ
        S:  EPRT
        S:  EPSV
        S:  HOST
        S:  LANG EN*
        S:  MDTM
        S:  MFF Modify;UNIX.group;UNIX.mode;UNIX.owner;charset;lang;media-type;
        S:  MFMT
        S:  MLST type*;size*;modify*;create;perm*;unique*;UNIX.mode*;UNIX.uid*;UNIX.gid*;UNIX.owner;UNIX.group;UNIX.ownername;UNIX.groupname;sizd;media-type;charset;lang;
        S:  RANG STREAM
        S:  REST STREAM
        S:  RMDA directoryname
        S:  SIZE
        S:  TVFS
        S:  UTF8
        S: 211 End
        C: OPTS UTF8 ON
        S: 200 UTF8 set to on.
        C: NOOP
        S: 200 NOOP ok.
        C: MKD /in
        S: 257 "/in" created.
        C: CWD /in
        S: 250 "/in" is the current directory.
        C: PWD
        S: 257 "/in" is the current directory.
        C: MKD sub
        S: 257 "/in/sub" created.
        C: RMD sub
        S: 250 Directory removed.
        C: RMD sub
        S: 550 No such file or directory.
        C: CDUP
        S: 250 "/" is the current directory.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: STOR /in/a
        S: 150 File status okay; about to open data connection.
        D: C->S 5 bytes
        S: 226 Transfer complete.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: APPE /in/a
        S: 150 File status okay; about to open data connection.
        D: C->S 6 bytes
        S: 226 Transfer complete.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: REST 6
        S: 350 Restarting at 6. Send STOR or RETR to initiate transfer.
        C: STOR /in/a
        S: 150 File status okay; about to open data connection.
        D: C->S 5 bytes
        S: 226 Transfer complete.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: RETR /out/a.txt
        S: 150 File status okay; about to open data connection.
        D: S->C 10 bytes
        S: 226 Transfer complete.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: REST 7
        S: 350 Restarting at 7. Send STOR or RETR to initiate transfer.
        C: RETR /out/a.txt
        S: 150 File status okay; about to open data connection.
        D: S->C 3 bytes
        S: 226 Transfer complete.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: RETR /out/none.txt
        S: 550 No such file or directory.
        C: PASV
        S: 227 Entering Passive Mode (127,0,0,1,<port>).
        C: RETR /out/stalled.txt
        S: 150 File status okay; about to open data connection.
        ! fault "stalled": data stalled after 4 bytes
        C: ABOR
        D: S->C 4 of 10 bytes, stalled by server
        S: 426 Connection closed; transfer aborted.
        S: 226 Abort command successful.
        C: EPSV
        S: 229 Entering Extended Passive Mode (|||<port>|)
        C: NLST /in
        S: 150 File status okay; about to open data connection.
        D: S->C 7 bytes
        S: 226 Transfer complete.
        C: EPSV
        S: 229 Entering Extended Passive Mode (|||<port>|)
        C: LIST /out
        S: 150 File status okay; about to open data connection.
        D: S->C 192 bytes
        S: 226 Transfer complete.
        C: EPSV
        S: 229 Entering Extended Passive Mode (|||<port>|)
        C: MLSD /in
        S: 150 File status okay; about to open data connection.
        D: S->C 107 bytes
        S: 226 Transfer complete.
        C: MLST /out/a.txt
        S: 250-Listing /out/a.txt
        S:  modify=<time>;perm=adfrw;size=10;type=file;unique=<id>;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; /out/a.txt
        S: 250 End
        C: SIZE /out/a.txt
        S: 213 10
        C: MDTM /out/a.txt
        S: 213 <time>
        C: SITE CHMOD 600 /out/a.txt
        S: 200 SITE CHMOD command successful.
        C: RNFR /out/b.txt
        S: 350 Ready for destination name.
        C: RNTO /in/moved.txt
        S: 250 Rename successful.
        C: DELE /in/moved.txt
        S: 250 File deleted.
        C: SYST
        S: 215 UNIX Type: L8
        C: PORT 127,0,0,1,<port>
        S: 200 PORT command successful.
        C: RETR /in/a
        S: 150 File status okay; about to open data connection.
        D: S->C 11 bytes
        S: 226 Transfer complete.
        C: PORT 127,0,0,1,<port>
        S: 200 PORT command successful.
        C: STOR /in/b
        S: 150 File status okay; about to open data connection.
        D: C->S 1 byte
        S: 226 Transfer complete.
        C: QUIT
        S: 221 Service closing control connection.
        #1 closed
        "#);
    }
}

#[test]
fn the_blocking_client_finds_all_it_knows() {
    let server = partner();
    tour!(server, FtpStream, std::io::Read, []);
    check(server);
}

#[tokio::test]
async fn the_tokio_client_finds_all_it_knows() {
    let server = partner();
    tour!(server, AsyncFtpStream, tokio::io::AsyncReadExt, [.await]);
    check(server);
}
