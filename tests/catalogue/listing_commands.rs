//! C2: the commands that list.

use ftpmock::prelude::*;
use ftpmock::protocol::ListStyle;
use ftpmock::session::ListOrder;

use crate::listings::{list, shows};
use crate::row::{Row, always, both, built, on};

/// A list that a fault makes another.
macro_rules! list {
    ($id:literal, $verb:ident, $fault:expr, $line:literal, $text:literal) => {
        on!(
            $id,
            |server| server.on($verb).fault($fault),
            |stage| assert_eq!(list(stage, $line), $text)
        )
    };
}

pub(crate) const ROWS: &[Row] = &[
    list!(
        "list-wrong-order",
        NLST,
        Fault::list_order(ListOrder::Backwards),
        "NLST /",
        "/lf\r\n/dir\r\n/big\r\n/a\r\n"
    ),
    list!(
        "list-duplicates",
        NLST,
        Fault::list_repeated(2),
        "NLST /dir",
        "/dir/b\r\n/dir/b\r\n"
    ),
    list!(
        "nlst-flags",
        NLST,
        Fault::list_style(ListStyle::Unix),
        "NLST -la /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    built!(
        "list-args-literal",
        |builder| builder.list_options(false),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("LIST -R").code, 550);
        }
    ),
    built!(
        "list-args-honoured",
        |builder| builder.list_switches(true),
        |stage| {
            assert_eq!(list(stage, "LIST -1r /"), "lf\r\ndir\r\nbig\r\na\r\n");
            shows(stage, "LIST -a /dir", " .\r\n");
        }
    ),
    on!(
        "list-path-ignored",
        |server| server
            .on(NLST)
            .path("/dir")
            .fault(Fault::list_lines(["a", "big", "dir", "lf"])),
        |stage| assert_eq!(list(stage, "NLST /dir"), "a\r\nbig\r\ndir\r\nlf\r\n")
    ),
    both!(
        "list-path-spaces",
        |builder| builder.dir("/sp ace"),
        |server| server.on(LIST).path("/sp ace").fault(Fault::list_lines([
            "ls: sp: No such file or directory",
            "ls: ace: No such file or directory",
        ])),
        |stage| assert_eq!(
            list(stage, "LIST /sp ace"),
            "ls: sp: No such file or directory\r\nls: ace: No such file or directory\r\n"
        )
    ),
    on!(
        "list-file-substring",
        |server| server
            .on(NLST)
            .path("/a")
            .fault(Fault::list_entry_added("/b-a-c")),
        |stage| assert_eq!(list(stage, "NLST /a"), "/a\r\n/b-a-c\r\n")
    ),
    on!(
        "list-file-none",
        |server| server.on(LIST).path("/a").reply(550, "Not a directory."),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("LIST /a"), "550 Not a directory.");
        }
    ),
    built!("list-glob", |builder| builder.globbing(false), |stage| {
        let mut client = stage.client();
        client.say("EPSV");
        assert_eq!(client.say("LIST /d*").code, 550);
    }),
    built!(
        "list-hidden-omitted",
        |builder| builder.file("/dir/.rc", "").list_hidden(false),
        |stage| {
            assert_eq!(list(stage, "NLST /dir"), "/dir/b\r\n");
            assert_eq!(list(stage, "NLST -a /dir"), "/dir/.rc\r\n/dir/b\r\n");
            shows(stage, "MLSD /dir", "; .rc\r\n");
        }
    ),
    on!(
        "list-limit",
        |server| server
            .on(NLST)
            .fault(Fault::list_limit(2).and(Fault::reply_text("Output truncated to 2 matches"))),
        |stage| {
            let (octets, reply) = stage.client().download("NLST /");
            assert_eq!(octets, b"/a\r\n/big\r\n");
            assert_eq!(reply, "226 Output truncated to 2 matches");
        }
    ),
    on!(
        "list-550-empty",
        |server| server.on([LIST, NLST]).reply(550, "No files found."),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("NLST /dir"), "550 No files found.");
        }
    ),
    on!(
        "list-450-empty",
        |server| server.on([LIST, NLST]).reply(450, "No files found"),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("NLST /dir"), "450 No files found");
        }
    ),
    on!(
        "list-stale",
        |server| server.on([LIST, NLST, MLSD]).fault(Fault::list_hide("new")),
        |stage| {
            assert_eq!(stage.client().upload("STOR /dir/new", "x").code, 226);
            assert_eq!(list(stage, "NLST /dir"), "/dir/b\r\n");
            assert_eq!(stage.client().say("SIZE /dir/new"), "213 1");
        }
    ),
    built!(
        "nlst-paths",
        |builder| builder.nlst_prefix(false),
        |stage| assert_eq!(list(stage, "NLST /dir"), "b\r\n")
    ),
    built!(
        "nlst-files-only",
        |builder| builder.nlst_files_only(true),
        |stage| assert_eq!(list(stage, "NLST /"), "/a\r\n/big\r\n/lf\r\n")
    ),
    on!(
        "list-omits-special",
        |server| server.on(LIST).fault(Fault::list_hide("b")),
        |stage| {
            assert_eq!(list(stage, "LIST /dir"), "");
            shows(stage, "MLSD /dir", "; b\r\n");
        }
    ),
    both!(
        "nlst-echo",
        |builder| builder.file("/none", ""),
        |server| server
            .on([MLST, RETR, SIZE])
            .path("/none")
            .reply(550, "No such file."),
        |stage| {
            assert_eq!(list(stage, "NLST /none"), "/none\r\n");
            assert_eq!(stage.client().say("SIZE /none").code, 550);
        }
    ),
    on!(
        "nlst-no-permission",
        |server| server.on(NLST).reply(550, "Permission denied."),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("NLST").code, 550);
            shows(stage, "LIST /dir", " b\r\n");
        }
    ),
    on!(
        "stat-list",
        |server| server.on(STAT).path("/dir").fault(Fault::raw_reply(
            "211-status of /dir:\r\n-rw-r--r-- 1 ftp ftp 1 Jan  1 00:00 b\r\n211 End of Status\r\n"
        )),
        |stage| stage.dialogue(&[(
            "STAT /dir",
            "211-status of /dir:\r\n-rw-r--r-- 1 ftp ftp 1 Jan  1 00:00 b\r\n211 End of Status\r\n"
        )])
    ),
    on!(
        "mlsd-unsupported",
        |server| server.on(MLSD).reply(500, "Unknown command."),
        |stage| {
            let mut client = stage.client();
            assert!(client.say("FEAT").to_string().contains("\n MLST "));
            client.say("EPSV");
            assert_eq!(client.say("MLSD").code, 500);
        }
    ),
    both!(
        "mlsd-only",
        |builder| builder.without([MLST]).advertise("MLSD"),
        |server| server.on(MLST).reply(500, "Unknown command."),
        |stage| {
            let mut client = stage.client();
            let features = client.say("FEAT").to_string();
            assert!(
                features.contains("\n MLSD\n") && !features.contains("MLST"),
                "{features}"
            );
            assert_eq!(client.say("MLST /a").code, 500);
            shows(stage, "MLSD /dir", "; b\r\n");
        }
    ),
    both!(
        "mlsd-feat-stars",
        |builder| builder.facts("type;size;"),
        |server| server
            .on(OPTS)
            .arg("MLST *")
            .reply(200, "OPTS MLST type;size;"),
        |stage| {
            let mut client = stage.client();
            assert!(
                client
                    .say("FEAT")
                    .to_string()
                    .contains("\n MLST type*;size*;modify;")
            );
            assert_eq!(client.say("OPTS MLST modify;").code, 200);
            assert_eq!(
                client.say("MLST /a").to_string().lines().nth(1),
                Some(" size=10;type=file; /a")
            );
        }
    ),
    built!(
        "mlsd-no-facts",
        |builder| builder.facts(""),
        |stage| assert_eq!(list(stage, "MLSD /dir"), " b\r\n")
    ),
    both!(
        "mlsd-case",
        |builder| builder.facts("size;type;"),
        |server| server
            .on(MLSD)
            .fault(Fault::facts_capitalised().and(Fault::fact_set("type", "FILE"))),
        |stage| assert_eq!(list(stage, "MLSD /dir"), "Size=1;Type=FILE; b\r\n")
    ),
    always!("mlsd-order", |stage| shows(
        stage,
        "MLSD /dir",
        "perm=adfrw;size=1;type=file;"
    )),
    built!(
        "mlsd-cdir-pdir",
        |builder| builder.cdir_pdir(true).facts("type;"),
        |stage| assert_eq!(
            list(stage, "MLSD /dir"),
            "type=cdir; /dir\r\ntype=pdir; /\r\ntype=file; b\r\n"
        )
    ),
    built!(
        "mlsd-symlink",
        |builder| builder
            .symlink("/dir/l", "b")
            .fact_link_targets(true)
            .facts("type;"),
        |stage| shows(stage, "MLSD /dir", "type=OS.unix=slink:b; l\r\n")
    ),
    on!(
        "mlsd-special",
        |server| server
            .on(MLSD)
            .fault(Fault::fact_set("type", "OS.unix=chr-1/3")),
        |stage| shows(stage, "MLSD /dir", ";type=OS.unix=chr-1/3;")
    ),
    built!(
        "mlsd-size-names",
        |builder| builder.facts("sizd;size;"),
        |stage| shows(stage, "MLSD /", "size=100000; big\r\nsizd=0; dir\r\n")
    ),
    both!(
        "mlsd-modify",
        |builder| builder.fact_fractions(true),
        |server| server
            .on(MLST)
            .fault(Fault::fact_set("modify", "00000000000000")),
        |stage| {
            shows(stage, "MLSD /dir", "modify=20240101000000.000;");
            shows(stage, "MLST /a", "modify=00000000000000;");
        }
    ),
    on!(
        "mlsd-modes",
        |server| server
            .on(MLSD)
            .fault(Fault::fact_set("UNIX.mode", "0100644")),
        |stage| shows(stage, "MLSD /dir", ";UNIX.mode=0100644;")
    ),
    both!(
        "mlsd-leading-space",
        |builder| builder.facts("type;"),
        |server| server.on(MLSD).fault(Fault::list_lines_prefixed(" ")),
        |stage| assert_eq!(list(stage, "MLSD /dir"), " type=file; b\r\n")
    ),
    both!(
        "mlsd-semicolon-missing",
        |builder| builder.facts("type;size;"),
        |server| server.on(MLSD).fault(Fault::facts_gap(" ")),
        |stage| assert_eq!(list(stage, "MLSD /dir"), "size=1;type=file b\r\n")
    ),
    both!(
        "mlsd-name-forms",
        |builder| builder.facts("type;"),
        |server| server.on(MLSD).fault(Fault::list_names_prefixed("/dir/")),
        |stage| assert_eq!(list(stage, "MLSD /dir"), "type=file; /dir/b\r\n")
    ),
    on!(
        "mlsd-on-file",
        |server| server.on(MLSD).path("/a").reply(550, "Not a directory."),
        |stage| {
            let mut client = stage.client();
            client.say("EPSV");
            assert_eq!(client.say("MLSD /a"), "550 Not a directory.");
        }
    ),
    on!(
        "mlsd-garbage-lines",
        |server| server.on(MLSD).fault(Fault::list_line_first("250-Begin")),
        |stage| shows(stage, "MLSD /dir", "250-Begin\r\nmodify=")
    ),
    on!(
        "mlst-forms",
        |server| server.on(MLST).fault(Fault::list_replace(" /dir/b", " b")),
        |stage| shows(stage, "MLST /dir/b", "; b\r\n")
    ),
];
