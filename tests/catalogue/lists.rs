//! C2: listing commands.

use ftpmock::prelude::*;
use ftpmock::session::ListOrder;

use crate::row::{Row, always, both, built, on};

pub(crate) const ROWS: &[Row] = &[
    on!(
        "list-args-literal",
        |server| server
            .on(LIST)
            .arg("-*")
            .reply(550, "-la: No such file or directory."),
        |stage| stage.lists("LIST -la", "550 -la: No such file or directory.\r\n")
    ),
    built!(
        "list-args-honoured",
        |builder| builder.list_switches(true),
        |stage| stage.lists("LIST -1", "a\r\nbig\r\ndir\r\nlf\r\n")
    ),
    on!(
        "list-path-ignored",
        |server| server.on(LIST).path("/dir").fault(Fault::list_lines([
            "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a"
        ])),
        |stage| stage.lists(
            "LIST /dir",
            "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n"
        )
    ),
    on!(
        "list-path-spaces",
        |server| server
            .on(LIST)
            .arg("sp ace")
            .reply(550, "sp: No such file or directory."),
        |stage| stage.lists("LIST sp ace", "550 sp: No such file or directory.\r\n")
    ),
    on!(
        "list-file-substring",
        |server| server.on(LIST).path("/a").fault(Fault::list_line_last(
            "lrwxrwxrwx   1 ftp      ftp             1 Jan  1 00:00 link -> a"
        )),
        |stage| {
            stage.lists("LIST /a", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\nlrwxrwxrwx   1 ftp      ftp             1 Jan  1 00:00 link -> a\r\n")
        }
    ),
    on!(
        "list-file-none",
        |server| server.on(LIST).path("/a").reply(550, "Not a directory."),
        |stage| stage.lists("LIST /a", "550 Not a directory.\r\n")
    ),
    built!("list-glob", |builder| builder.globbing(true), |stage| stage
        .lists(
            "LIST /l*",
            "-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n"
        )),
    built!(
        "list-hidden-omitted",
        |builder| builder.file("/dir/.hidden", "x").list_hidden(false),
        |stage| stage.lists(
            "LIST /dir",
            "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
        )
    ),
    on!(
        "list-limit",
        |server| server
            .on(LIST)
            .fault(Fault::list_limit(2).and(Fault::reply_text("Output truncated to 2 matches"))),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\n")
        }
    ),
    both!(
        "list-550-empty",
        |builder| builder.dir("/empty"),
        |server| server.on(LIST).path("/empty").reply(550, "No files found."),
        |stage| stage.lists("LIST /empty", "550 No files found.\r\n")
    ),
    both!(
        "list-450-empty",
        |builder| builder.dir("/empty"),
        |server| server.on(LIST).path("/empty").reply(450, "No files found."),
        |stage| stage.lists("LIST /empty", "450 No files found.\r\n")
    ),
    built!(
        "list-wrong-order",
        |builder| builder.list_order(ListOrder::BySize),
        |stage| stage.lists("NLST", "big\r\na\r\nlf\r\ndir\r\n")
    ),
    on!(
        "list-duplicates",
        |server| server.on(NLST).fault(Fault::list_repeated(2)),
        |stage| stage.lists("NLST", "a\r\na\r\nbig\r\nbig\r\ndir\r\ndir\r\nlf\r\nlf\r\n")
    ),
    on!(
        "list-stale",
        |server| server
            .on(NLST)
            .fault(Fault::list_hide("lf").and(Fault::list_entry_added("deleted"))),
        |stage| stage.lists("NLST", "a\r\nbig\r\ndir\r\ndeleted\r\n")
    ),
    built!("nlst-paths", |builder| builder.nlst_prefix(true), |stage| {
        stage.lists("NLST dir", "dir/b\r\n")
    }),
    on!(
        "nlst-flags",
        |server| server
            .on(NLST)
            .arg("-la")
            .reply(550, "-la: No such file or directory."),
        |stage| stage.lists("NLST -la", "550 -la: No such file or directory.\r\n")
    ),
    built!(
        "nlst-files-only",
        |builder| builder.nlst_files_only(true),
        |stage| stage.lists("NLST", "a\r\nbig\r\nlf\r\n")
    ),
    both!(
        "list-omits-special",
        |builder| builder.symlink("/lost", "nowhere"),
        |server| server.on(LIST).fault(Fault::list_hide("lost")),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    both!(
        "nlst-echo",
        |builder| builder.file("/ghost", ""),
        |server| server
            .on([RETR, SIZE])
            .path("/ghost")
            .fault(FsError::NotFound),
        |stage| {
            stage.lists("NLST /ghost", "/ghost\r\n");
            stage.dialogue(&[("SIZE /ghost", "550 No such file or directory.\r\n")]);
        }
    ),
    on!(
        "nlst-no-permission",
        |server| server.on(NLST).reply(550, "Permission denied."),
        |stage| stage.lists("NLST", "550 Permission denied.\r\n")
    ),
    on!(
        "stat-list",
        |server| server
            .on(STAT)
            .path("/dir")
            .reply(211, "Listing\n-rw-r--r-- 1 ftp ftp 1 Jan  1 00:00 b\nEnd"),
        |stage| stage.lists(
            "STAT /dir",
            "211-Listing\r\n -rw-r--r-- 1 ftp ftp 1 Jan  1 00:00 b\r\n211 End\r\n"
        )
    ),
    on!(
        "mlsd-unsupported",
        |server| server.on([MLSD, MLST]).reply(500, "Unknown command."),
        |stage| stage.lists("MLSD", "500 Unknown command.\r\n")
    ),
    built!("mlsd-only", |builder| builder.without([MLST]), |stage| {
        stage.lists("MLST /a", "502 Command not implemented.\r\n")
    }),
    on!(
        "mlsd-feat-stars",
        |server| server.on("OPTS MLST").reply(501, "No."),
        |stage| stage.lists("OPTS MLST type;", "501 No.\r\n")
    ),
    on!(
        "mlsd-no-facts",
        |server| server.on(MLSD).fault(Fault::facts_without([
            "modify",
            "perm",
            "size",
            "type",
            "unique",
            "UNIX.gid",
            "UNIX.mode",
            "UNIX.uid"
        ])),
        |stage| stage.lists("MLSD", " a\r\n big\r\n dir\r\n lf\r\n")
    ),
    on!(
        "mlsd-case",
        |server| server.on(MLSD).fault(Fault::facts_capitalised()),
        |stage| {
            stage.lists("MLSD /dir", "Modify=20240101000000;Perm=adfrw;Size=1;Type=file;Unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-order",
        |server| server.on(MLSD).fault(Fault::fact_first("unique")),
        |stage| {
            stage.lists("MLSD /dir", "unique=6;modify=20240101000000;perm=adfrw;size=1;type=file;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    built!(
        "mlsd-cdir-pdir",
        |builder| builder.cdir_pdir(true),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=cdeflmp;type=cdir;unique=5;UNIX.gid=1000;UNIX.mode=0755;UNIX.uid=1000; /dir\r\nmodify=20240101000000;perm=celmp;type=pdir;unique=1;UNIX.gid=1000;UNIX.mode=0755;UNIX.uid=1000; /\r\nmodify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    built!(
        "mlsd-symlink",
        |builder| builder.symlink("/dir/link", "b").fact_link_targets(true),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\nmodify=20240101000000;perm=df;type=OS.unix=slink:b;unique=7;UNIX.gid=1000;UNIX.mode=0777;UNIX.uid=1000; link\r\n")
        }
    ),
    on!(
        "mlsd-special",
        |server| server
            .on(MLSD)
            .fault(Fault::fact_set("type", "OS.unix=chr-1/3")),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;size=1;type=OS.unix=chr-1/3;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-size-names",
        |server| server.on(MLSD).fault(Fault::fact_renamed("size", "sizd")),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;sizd=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-modify",
        |server| server
            .on(MLSD)
            .fault(Fault::fact_set("modify", "00000000000000")),
        |stage| {
            stage.lists("MLSD /dir", "modify=00000000000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-modes",
        |server| server
            .on(MLSD)
            .fault(Fault::fact_set("UNIX.mode", "0100644")),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0100644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-leading-space",
        |server| server.on(MLSD).fault(Fault::list_lines_prefixed(" ")),
        |stage| {
            stage.lists("MLSD /dir", " modify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlsd-semicolon-missing",
        |server| server.on(MLSD).fault(Fault::facts_gap(" ")),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000 b\r\n")
        }
    ),
    on!(
        "mlsd-name-forms",
        |server| server.on(MLSD).fault(Fault::list_names_prefixed("/dir/")),
        |stage| {
            stage.lists("MLSD /dir", "modify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; /dir/b\r\n")
        }
    ),
    always!("mlsd-on-file", |stage| stage
        .lists("MLSD /a", "501 Not a directory.\r\n")),
    on!(
        "mlsd-garbage-lines",
        |server| server.on(MLSD).fault(Fault::list_line_first("250-Begin")),
        |stage| {
            stage.lists("MLSD /dir", "250-Begin\r\nmodify=20240101000000;perm=adfrw;size=1;type=file;unique=6;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; b\r\n")
        }
    ),
    on!(
        "mlst-forms",
        |server| server
            .on(MLST)
            .raw_reply("250-Begin\r\ntype=file;size=10; a\r\n250 End\r\n"),
        |stage| stage.lists(
            "MLST /a",
            "250-Begin\r\ntype=file;size=10; a\r\n250 End\r\n"
        )
    ),
];
