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
    insta::assert_snapshot!(server.finish(), @"");
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
