//! E: files and directories.

use std::time::Duration;

use ftpmock::auth::User;
use ftpmock::prelude::*;

use crate::row::{Row, always, both, built, on};
use crate::stage::Wire;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "disk-full-452",
        |server| server.on(STOR).fault(Fault::disk_full_after(1000)),
        |stage| {
            let reply = stage.client().upload("STOR /new", vec![7; 5000]);
            assert_eq!(
                reply,
                "452 Requested action not taken: insufficient storage space."
            );
        }
    ),
    built!(
        "perm-550",
        |builder| builder.user(User::new("alice").password("secret").perm("elr")),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", "x"),
            "550 Permission denied."
        )
    ),
    on!(
        "perm-553",
        |server| server.on(STOR).reply(553, "Could not create file."),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", "x"),
            "553 Could not create file."
        )
    ),
    on!(
        "perm-532",
        |server| server
            .on(STOR)
            .reply(532, "Need account for storing files."),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", "x"),
            "532 Need account for storing files."
        )
    ),
    on!(
        "perm-530",
        |server| server.on(STOR).reply(530, "Not allowed."),
        |stage| assert_eq!(stage.client().upload("STOR /new", "x"), "530 Not allowed.")
    ),
    on!(
        "perm-450",
        |server| server.on(STOR).reply(450, "Not now."),
        |stage| assert_eq!(stage.client().upload("STOR /new", "x"), "450 Not now.")
    ),
    built!(
        "perm-per-op",
        |builder| builder.user(User::new("alice").password("secret").perm("ew")),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /new", "x").code, 226);
            assert_eq!(client.download("RETR /new").1, "550 Permission denied.");
            client.asks("DELE /new", "550 Permission denied.\r\n");
        }
    ),
    on!(
        "overwrite-refused",
        |server| server.on(STOR).path("/a").reply(550, "File exists."),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /a", "x"), "550 File exists.");
            assert_eq!(client.upload("STOR /new", "x").code, 226);
        }
    ),
    on!(
        "rename-across-dirs",
        |server| server.on(RNTO).fault(FsError::CrossDevice),
        |stage| {
            let mut client = stage.client();
            client.asks("RNFR /a", "350 Ready for destination name.\r\n");
            assert_eq!(client.say("RNTO /dir/a").code / 100, 5);
            assert!(stage.fs().exists("/a") && !stage.fs().exists("/dir/a"));
        }
    ),
    on!(
        "file-locked",
        |server| server.on(STOR).fault(Fault::locks(FsError::Locked)),
        |stage| {
            let (mut writer, data) = stage.begins("STOR /a");
            let mut client = stage.client();
            assert_eq!(
                client.download("RETR /a").1,
                "450 Requested file action not taken: file busy."
            );
            data.finish();
            assert_eq!(writer.read_reply().code, 226);
            assert_eq!(client.download("RETR /a").0, b"");
        }
    ),
    on!(
        "vanish-list-retr",
        |server| server
            .on([RETR, SIZE, MDTM, DELE])
            .path("/a")
            .fault(FsError::NotFound),
        |stage| {
            let mut client = stage.client();
            let (names, _) = client.download("NLST");
            assert!(names.starts_with(b"a\r\n"));
            assert_eq!(
                client.download("RETR /a").1,
                "550 No such file or directory."
            );
            client.asks("SIZE /a", "550 No such file or directory.\r\n");
        }
    ),
    on!(
        "appear-late",
        |server| server
            .on([SIZE, RETR])
            .path("/new")
            .once()
            .fault(FsError::NotFound),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /new", "x").code, 226);
            client.asks("SIZE /new", "550 No such file or directory.\r\n");
            client.asks("SIZE /new", "213 1\r\n");
        }
    ),
    on!(
        "mkd-exists",
        |server| server
            .on(MKD)
            .path("/dir")
            .reply(521, "\"/dir\" directory exists"),
        |stage| stage.dialogue(&[("MKD /dir", "521 \"/dir\" directory exists\r\n")])
    ),
    on!(
        "mkd-250",
        |server| server
            .on(MKD)
            .fault(Fault::reply_as(250, "Directory created.")),
        |stage| {
            stage.dialogue(&[("MKD /new", "250 Directory created.\r\n")]);
            assert!(stage.fs().is_dir("/new"));
        }
    ),
    always!("rmd-not-empty", |stage| stage
        .dialogue(&[("RMD /dir", "550 Directory not empty.\r\n")])),
    on!(
        "path-max",
        |server| server.on([STOR, MKD]).fault(FsError::NameTooLong),
        |stage| {
            let reply = stage.client().say("MKD /long");
            assert_eq!(reply.code / 100, 5);
        }
    ),
    on!(
        "path-relative-only",
        |server| server
            .on([CWD, RETR])
            .arg("/*")
            .reply(550, "Absolute paths are not allowed."),
        |stage| stage.dialogue(&[
            ("CWD /dir", "550 Absolute paths are not allowed.\r\n"),
            ("CWD dir", "250 \"/dir\" is the current directory.\r\n"),
        ])
    ),
    on!(
        "path-trailing-slash",
        |server| server.on(CWD).arg("*/").reply(550, "No such directory."),
        |stage| stage.dialogue(&[
            ("CWD dir/", "550 No such directory.\r\n"),
            ("CWD dir", "250 \"/dir\" is the current directory.\r\n"),
        ])
    ),
    on!(
        "chroot-odd",
        |server| server
            .on("CWD ..")
            .reply(550, "You are in the root already."),
        |stage| stage.dialogue(&[("CWD ..", "550 You are in the root already.\r\n")])
    ),
    built!(
        "home-not-root",
        |builder| builder.dir("/home/alice").user(
            User::new("alice")
                .password("secret")
                .start_dir("/home/alice")
        ),
        |stage| stage.dialogue(&[("PWD", "257 \"/home/alice\" is the current directory.\r\n")])
    ),
    built!(
        "mtime-not-settable",
        |builder| builder.without([MFMT]),
        |stage| stage.dialogue(&[("MFMT 20200102030405 /a", "502 Command not implemented.\r\n")])
    ),
    on!(
        "mtime-set-lies",
        |server| server.on(MFMT).reply(213, "Modify=20200102030405; /a"),
        |stage| stage.dialogue(&[
            (
                "MFMT 20200102030405 /a",
                "213 Modify=20200102030405; /a\r\n"
            ),
            ("MDTM /a", "213 20240101000000\r\n"),
        ])
    ),
    on!(
        "mfmt-replies",
        |server| server
            .on(MFMT)
            .fault(Fault::reply_as(253, "Date/time changed okay.")),
        |stage| stage.dialogue(&[
            ("MFMT 20200102030405 /a", "253 Date/time changed okay.\r\n"),
            ("MDTM /a", "213 20200102030405\r\n"),
        ])
    ),
    built!("tz-skew", |builder| builder.list_utc_offset(120), |stage| {
        let mut client = stage.client();
        let (listing, _) = client.download("LIST /dir");
        assert!(
            String::from_utf8(listing)
                .unwrap()
                .contains("Jan  1 02:00 b")
        );
        client.asks("MDTM /dir/b", "213 20240101000000\r\n");
    }),
    on!(
        "dele-missing",
        |server| server.on(DELE).path("/missing").reply(250, "Deleted."),
        |stage| stage.dialogue(&[("DELE /missing", "250 Deleted.\r\n")])
    ),
    built!(
        "symlink-loop",
        |builder| builder.symlink("/loop", "."),
        |stage| {
            let (listing, _) = stage.client().download("LIST");
            assert!(String::from_utf8(listing).unwrap().contains("loop -> ."));
        }
    ),
    built!(
        "site-commands",
        |builder| builder.without_site(["CHMOD"]),
        |stage| {
            let reply = stage.client().say("SITE CHMOD 644 /a");
            assert_eq!(reply.code, 502);
        }
    ),
    on!(
        "hash-formats",
        |server| server.on(["XCRC", "XMD5"]).reply(251, "/a 0123abcd"),
        |stage| stage.dialogue(&[("XCRC /a", "251 /a 0123abcd\r\n")])
    ),
    on!(
        "mkd-recursive",
        |server| {
            let files = server.fs().clone();
            server.on(MKD).path("/x/*").run(move |exchange| {
                files.create_dir("/x");
                files.create_dir(exchange.path()?.clone());
                Some((257, "\"/x/y\" created."))
            })
        },
        |stage| {
            stage.dialogue(&[("MKD /x/y", "257 \"/x/y\" created.\r\n")]);
            assert!(stage.fs().is_dir("/x/y"));
        }
    ),
    on!(
        "rmd-hidden-left",
        |server| server
            .on(RMD)
            .path("/dir")
            .fault(FsError::DirectoryNotEmpty),
        |stage| {
            let mut client = stage.client();
            client.asks("DELE /dir/b", "250 File deleted.\r\n");
            assert!(client.download("NLST /dir").0.is_empty());
            client.asks("RMD /dir", "550 Directory not empty.\r\n");
        }
    ),
    on!(
        "name-mangled",
        |server| server
            .on([STOR, MKD])
            .arg("*[:?]*")
            .reply(553, "Could not create file."),
        |stage| stage.dialogue(&[("MKD what?", "553 Could not create file.\r\n")])
    ),
    on!(
        "path-backslash",
        |server| server
            .on(PWD)
            .reply(257, "\"C:\\inetpub\\ftproot\" is current directory."),
        |stage| stage.dialogue(&[(
            "PWD",
            "257 \"C:\\inetpub\\ftproot\" is current directory.\r\n"
        )])
    ),
    on!(
        "path-tilde",
        |server| server
            .on("CWD ~")
            .reply(250, "Directory successfully changed."),
        |stage| stage.dialogue(&[("CWD ~", "250 Directory successfully changed.\r\n")])
    ),
    built!(
        "clock-wrong",
        |builder| builder.clock(ManualClock::at(UnixTime::from_secs(0))),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /new", "x").code, 226);
            client.asks("MDTM /new", "213 19700101000000\r\n");
        }
    ),
    on!(
        "retr-special",
        |server| server.on(RETR).path("/fifo").stall(),
        |stage| {
            let mut client = stage.client();
            client.sends("RETR /fifo");
            stage.wait_for_rule();
            stage.clock.advance(Duration::from_secs(3600));
            assert!(client.is_silent());
        }
    ),
    on!(
        "quota-552",
        |server| server
            .on(STOR)
            .fault(Fault::disk_full_after(1000).then_reply(552, "Quota exceeded.")),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", vec![7; 5000]),
            "552 Quota exceeded."
        )
    ),
    on!(
        "disk-full-226",
        |server| server
            .on(STOR)
            .fault(Fault::disk_full_after(1000).then_reply(226, "Transfer complete.")),
        |stage| {
            let reply = stage.client().upload("STOR /new", vec![7; 5000]);
            assert_eq!(reply, "226 Transfer complete.");
            assert!(!stage.fs().exists("/new") || stage.fs().size("/new") < 5000);
        }
    ),
    on!(
        "rename-nonatomic",
        |server| [
            server
                .on(RNTO)
                .path("/new")
                .fault(Fault::appears_after_commands(1)),
            server
                .on(RNTO)
                .path("/both")
                .fault(Fault::old_name_for_commands(1)),
        ],
        |stage| stage.dialogue(&[
            ("RNFR /a", "350 Ready for destination name.\r\n"),
            ("RNTO /new", "250 Rename successful.\r\n"),
            ("SIZE /new", "550 No such file or directory.\r\n"),
            ("RNFR /new", "350 Ready for destination name.\r\n"),
            ("RNTO /both", "250 Rename successful.\r\n"),
            ("SIZE /new", "213 10\r\n"),
            ("SIZE /new", "550 No such file or directory.\r\n"),
        ])
    ),
    on!(
        "upload-visible-early",
        |server| server.on(STOR).fault(Fault::visible_early()),
        |stage| {
            let (mut client, data) = stage.begins("STOR /new");
            assert!(stage.client().say("SIZE /new").code == 213);
            data.finish();
            assert_eq!(client.read_reply().code, 226);
        }
    ),
    on!(
        "growing-file",
        |server| server
            .on(SIZE)
            .once()
            .fault(Fault::grows("/a", " and more")),
        |stage| {
            let mut client = stage.client();
            client.asks("SIZE /a", "213 10\r\n");
            assert_eq!(client.download("RETR /a").0, b"0123456789 and more");
        }
    ),
    on!(
        "replaced-file",
        |server| server
            .on(RETR)
            .once()
            .fault(Fault::replaced("/a", "abcdefghij")),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.download("RETR /a").0, b"0123456789");
            client.say("REST 4");
            assert_eq!(client.download("RETR /a").0, b"efghij");
        }
    ),
    built!(
        "case-insensitive",
        |builder| builder.ignore_case(true),
        |stage| {
            let mut client = stage.client();
            client.asks("SIZE /A", "213 10\r\n");
            assert_eq!(client.download("NLST /DIR").0, b"/DIR/b\r\n");
        }
    ),
    both!(
        "case-forced",
        |builder| builder.ignore_case(true),
        |server| server.on(NLST).fault(Fault::list_replace("lf", "LF")),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.download("NLST").0, b"a\r\nbig\r\ndir\r\nLF\r\n");
            client.asks("SIZE /LF", "213 8\r\n");
        }
    ),
    on!(
        "retr-directory",
        |server| server.on(RETR).path("/dir").fault(Fault::replies([
            (150, "Opening."),
            (226, "Transfer complete.")
        ])),
        |stage| {
            let mut client = stage.client();
            let _data = client.pasv();
            client.asks("RETR /dir", "150 Opening.\r\n226 Transfer complete.\r\n");
        }
    ),
];
