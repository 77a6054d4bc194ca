//! The optional features for rstest and insta.

#[cfg(feature = "rstest")]
mod with_rstest {
    use ftpmock::fixtures::{anonymous_server, ftp_server};
    use ftpmock::prelude::*;
    use rstest::rstest;

    use crate::support::user;

    #[rstest]
    fn a_fixture_is_a_server_of_its_own(
        ftp_server: FtpServer,
        #[from(ftp_server)] other: FtpServer,
    ) {
        user::upload(ftp_server.addr(), "/a", b"x").unwrap();

        assert_eq!(ftp_server.fs().read("/a"), b"x");
        assert!(!other.fs().exists("/a"));
    }

    #[rstest]
    fn the_anonymous_server_is_read_only(anonymous_server: FtpServer) {
        anonymous_server.fs().write("/a", "x");
        let mut ftp = suppaftp::FtpStream::connect(anonymous_server.addr()).unwrap();

        assert!(ftp.login("alice", "secret").is_err());
        ftp.login("anonymous", "guest@example.org").unwrap();
        assert_eq!(ftp.retr_as_buffer("/a").unwrap().into_inner(), b"x");
        assert!(ftp.rm("/a").is_err());
    }
}

#[cfg(feature = "insta")]
mod with_insta {
    use ftpmock::prelude::*;

    #[test]
    fn settings_hide_ports_in_what_a_client_printed() {
        let server = FtpServer::start();
        let log = format!(
            "connected to {}\n> PORT 127,0,0,1,156,67\n< 227 Ok (10,0,0,1,1,2).\n\
             > EPRT |2|::1|40003|\n< 229 Ok (|||40003|)\n< 213 20240101000000",
            server.addr()
        );

        Transcript::settings().bind(|| {
            insta::assert_snapshot!(log, @"
            connected to 127.0.0.1:<port>
            > PORT 127,0,0,1,<port>
            < 227 Ok (10,0,0,1,<port>).
            > EPRT |2|::1|<port>|
            < 229 Ok (|||<port>|)
            < 213 20240101000000
            ");
        });
    }

    #[test]
    fn settings_leave_a_transcript_as_it_is() {
        let server = FtpServer::start();
        crate::support::user::upload(server.addr(), "/1,2,3,4,5,6", b"x").unwrap();
        let transcript = server.finish();

        Transcript::settings().bind(|| {
            insta::assert_snapshot!(transcript.only(STOR), @r"
            C: STOR /1,2,3,4,5,6
            S: 150 File status okay; about to open data connection.
            D: C->S 1 byte
            S: 226 Transfer complete.
            ");
        });
    }
}
