//! C1: lines of listings.

use ftpmock::prelude::*;
use ftpmock::protocol::{ListStyle, Months, UnixColumns, UnixSize, UnixStyle, UnixTimes};

use crate::row::{Row, always, both, built, on};
use crate::stage::Stage;

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
        "unix-ls",
        LIST,
        Fault::list_style(UnixStyle::new().widths(4, 8, 8, 8).day_zero()),
        "LIST /dir",
        "-rw-r--r--    1 ftp      ftp             1 Jan 01 00:00 b\r\n"
    ),
    always!("unix-ls-names", |stage| assert_eq!(
        list(stage, "LIST /dir"),
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    )),
    list!(
        "unix-ls-coreutils",
        LIST,
        Fault::list_style(UnixStyle::new().fitted()),
        "LIST /dir",
        "-rw-r--r-- 1 ftp ftp 1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "unix-no-group",
        LIST,
        Fault::list_style(UnixStyle::new().no_group()),
        "LIST /dir",
        "-rw-r--r--   1 ftp            1 Jan  1 00:00 b\r\n"
    ),
    on!(
        "unix-no-owner-group",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::MacPeter)),
        |stage| shows(
            stage,
            "LIST /",
            "drwxr-xr-x               folder        0 Jan  1 00:00 dir\r\n"
        )
    ),
    list!(
        "unix-three-owners",
        LIST,
        Fault::list_style(
            UnixStyle::new()
                .owner("DOM+alice")
                .group("DOM+domain users")
                .widths(3, 0, 0, 0)
        ),
        "LIST /dir",
        "-rw-r--r--   1 DOM+alice DOM+domain users 1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "unix-merged-columns",
        LIST,
        Fault::list_style(
            UnixStyle::new()
                .group("verylonggroup")
                .columns(UnixColumns::Merged)
        ),
        "LIST /dir",
        "-rw-r--r--   1 ftp      verylonggroup1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "unix-acl-mark",
        LIST,
        Fault::list_style(UnixStyle::new().mark('+')),
        "LIST /dir",
        "-rw-r--r--+  1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "unix-odd-links",
        LIST,
        Fault::list_style(UnixStyle::new().links(0)),
        "LIST /dir",
        "-rw-r--r--   0 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    built!(
        "unix-setuid-sticky",
        |builder| builder.chmod_special_bits(true),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.say("SITE CHMOD 4755 /dir/b").code, 200);
            shows(stage, "LIST /dir", "-rwsr-xr-x ");
            client.say("SITE CHMOD 3644 /dir/b");
            shows(stage, "LIST /dir", "-rw-r-Sr-T ");
        }
    ),
    list!(
        "unix-device",
        LIST,
        Fault::list_line_last("crw-r--r--  1 alice  alice    1,   3 Nov 22 09:44 chr"),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\ncrw-r--r--  1 alice  alice    1,   3 Nov 22 09:44 chr\r\n"
    ),
    list!(
        "unix-special-types",
        LIST,
        Fault::list_style(UnixStyle::new().file_letter('p')),
        "LIST /dir",
        "prw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    built!(
        "unix-symlink",
        |builder| builder.symlink("/dir/link", "b"),
        |stage| shows(
            stage,
            "LIST /dir",
            "lrwxrwxrwx   1 ftp      ftp             1 Jan  1 00:00 link -> b\r\n"
        )
    ),
    built!(
        "unix-symlink-dir",
        |builder| builder.symlink("/dir/up", "/dir"),
        |stage| {
            shows(stage, "LIST /dir", " up -> /dir\r\n");
            shows(stage, "LIST /dir/up/up/up", " up -> /dir\r\n");
        }
    ),
    list!(
        "unix-total",
        LIST,
        Fault::list_line_first("total 33824"),
        "LIST /dir",
        "total 33824\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    on!(
        "unix-dot-entries",
        |server| server.on(LIST).fault(Fault::list_dots()),
        |stage| shows(
            stage,
            "LIST /dir",
            "drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 .\r\n\
            drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 ..\r\n"
        )
    ),
    list!(
        "unix-dot-slash-prefix",
        LIST,
        Fault::list_names_prefixed("./"),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 ./b\r\n"
    ),
    on!(
        "unix-trailing-indicator",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(UnixStyle::new().indicators())),
        |stage| shows(stage, "LIST /", " dir/\r\n")
    ),
    built!(
        "unix-name-spaces",
        |builder| builder.file("/dir/ two  blanks ", ""),
        |stage| shows(stage, "LIST /dir", " 00:00  two  blanks \r\n")
    ),
    built!(
        "unix-name-odd",
        |builder| builder
            .file("/dir/-dash", "")
            .file("/dir/st*r [1];\\\"q\"", ""),
        |stage| {
            shows(stage, "LIST /dir", " -dash\r\n");
            shows(stage, "LIST /dir", " st*r [1];\\\"q\"\r\n");
        }
    ),
    both!(
        "unix-name-newline",
        |builder| builder.file("/dir/new\nline", ""),
        |server| server
            .on(LIST)
            .fault(Fault::list_style(UnixStyle::new().raw_names())),
        |stage| shows(stage, "LIST /dir", " new\nline\r\n")
    ),
    built!(
        "unix-name-numeric",
        |builder| builder.file("/dir/2020", ""),
        |stage| shows(stage, "LIST /dir", " 0 Jan  1 00:00 2020\r\n")
    ),
    list!(
        "unix-huge-size",
        LIST,
        Fault::list_style(UnixStyle::new().size(UnixSize::Text("18446744073709551615".into()))),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp      18446744073709551615 Jan  1 00:00 b\r\n"
    ),
    both!(
        "unix-time-recent",
        |builder| builder.modified("/dir/b", UnixTime::from_secs(1_680_000_000)),
        |server| server.on(LIST).fault(Fault::list_style(
            UnixStyle::new().times(UnixTimes::OneYear)
        )),
        |stage| {
            shows(stage, "LIST /dir", " Mar 28 10:40 b\r\n");
            shows(stage, "STAT /dir", " Mar 28  2023 b\r\n");
        }
    ),
    both!(
        "unix-time-leap",
        |builder| builder.modified("/dir/b", UnixTime::from_secs(1_582_977_600)),
        |server| server
            .on(LIST)
            .fault(Fault::list_style(UnixStyle::new().times(UnixTimes::NoYear))),
        |stage| shows(stage, "LIST /dir", " Feb 29 12:00 b\r\n")
    ),
    list!(
        "unix-time-year-and-time",
        LIST,
        Fault::list_style(UnixStyle::new().times(UnixTimes::FullIso)),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 2024-01-01 00:00:00.000 +0000 b\r\n"
    ),
    list!(
        "unix-time-wrong-year",
        LIST,
        Fault::list_style(UnixStyle::new().times(UnixTimes::ThreeDigits)),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1  224 b\r\n"
    ),
    list!(
        "unix-month-localised",
        LIST,
        Fault::list_style(UnixStyle::new().months(Months::french())),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 janv.  1 00:00 b\r\n"
    ),
    list!(
        "unix-day-month-order",
        LIST,
        Fault::list_style(UnixStyle::new().times(UnixTimes::DayFirst).unpadded()),
        "LIST /dir",
        "-rw-r--r-- 1 ftp ftp 1 1 Jan 2024 b\r\n"
    ),
    list!(
        "unix-permissions-odd",
        LIST,
        Fault::list_style(UnixStyle::new().permissions("C--E-----FTP")),
        "LIST /dir",
        "-C--E-----FTP   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "unix-numeric-perms",
        LIST,
        Fault::list_style(UnixStyle::new().octal_permissions().unpadded()),
        "LIST /dir",
        "100644 1 ftp ftp 1 Jan 1 00:00 b\r\n"
    ),
    list!(
        "unix-short",
        LIST,
        Fault::list_style(UnixStyle::new().columns(UnixColumns::Short)),
        "LIST /dir",
        "-rw-r--r-- b\r\n"
    ),
    list!(
        "unix-error-lines",
        LIST,
        Fault::list_line_last("ls: cannot access '/x': Permission denied"),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\nls: cannot access '/x': Permission denied\r\n"
    ),
    built!(
        "unix-recursive",
        |builder| builder.list_switches(true),
        |stage| shows(stage, "LIST -R /", " lf\r\n\r\n/dir:\r\n-rw-r--r-- ")
    ),
    list!(
        "unix-long-header",
        LIST,
        Fault::list_line_first("Status of /dir: 12% of the quota"),
        "LIST /dir",
        "Status of /dir: 12% of the quota\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "dos-iis",
        LIST,
        Fault::list_style(ListStyle::Windows),
        "LIST /dir",
        "01-01-24  12:00AM                    1 b\r\n"
    ),
    list!(
        "dos-iis-4digit",
        LIST,
        Fault::list_style(ListStyle::WindowsLongYear),
        "LIST /dir",
        "01-01-2024  12:00AM                    1 b\r\n"
    ),
    list!(
        "dos-24h",
        LIST,
        Fault::list_style(ListStyle::Windows24Hours),
        "LIST /dir",
        "01-01-24  00:00                    1 b\r\n"
    ),
    list!(
        "dos-slash",
        LIST,
        Fault::list_style(ListStyle::WindowsSlashes),
        "LIST /big",
        "01/01/2024  12:00 AM  100,000 big\r\n"
    ),
    both!(
        "dos-junction",
        |builder| builder.symlink("/dir/link", "b"),
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::WindowsLinks)),
        |stage| shows(
            stage,
            "LIST /dir",
            "12:00AM       <SYMLINKD>     link [b]\r\n"
        )
    ),
    list!(
        "iis-unix-style",
        LIST,
        Fault::list_style(UnixStyle::iis()),
        "LIST /dir",
        "----------   1 owner    group               1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "vms",
        LIST,
        Fault::list_style(ListStyle::Vms),
        "LIST /dir",
        "Directory DISK:[dir]\r\n\r\nb.;1                   1/3        1-JAN-2024 00:00:00  [ftp,ftp]        (RWD,RWD,R,R)\r\n\r\nTotal of 1 file.\r\n"
    ),
    list!(
        "vms-two-lines",
        LIST,
        Fault::list_style(ListStyle::VmsTwoLines),
        "LIST /dir",
        "Directory DISK:[dir]\r\n\r\nb.;1\r\n            1   1-JAN-2024 00:00 [ftp,ftp] (RWD,RWD,R,R)\r\n\r\nTotal of 1 file.\r\n"
    ),
    list!(
        "vms-no-alloc",
        LIST,
        Fault::list_style(ListStyle::VmsMultinet),
        "LIST /dir",
        "Directory DISK:[dir]\r\n\r\nb.;1          1   1-JAN-2024 00:00 [ftp] (RWD,RWD,R,R)\r\n\r\nTotal of 1 file.\r\n"
    ),
    on!(
        "vms-error-entry",
        |server| server.on(LIST).fault(Fault::list_style(ListStyle::Vms)),
        |stage| {
            stage.client().say("SITE CHMOD 0 /dir/b");
            shows(
                stage,
                "LIST /dir",
                "b.;1                   %RMS-E-PRV, insufficient privilege",
            );
        }
    ),
    list!(
        "mvs-dataset",
        LIST,
        Fault::list_style(ListStyle::MvsDatasets),
        "LIST /dir",
        "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\nSAVE00 3390   2024/01/01  1    1  FB     128  6144  PS    b\r\n"
    ),
    on!(
        "mvs-migrated",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::MvsDatasets)),
        |stage| {
            stage.client().say("SITE CHMOD 0 /dir/b");
            shows(
                stage,
                "LIST /dir",
                "\r\nMigrated                                                b\r\n",
            );
        }
    ),
    list!(
        "mvs-member",
        LIST,
        Fault::list_style(ListStyle::MvsMembers),
        "LIST /dir",
        " Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\nb         01.05 2024/01/01 2024/01/01 00:00     1     1     0 ftp\r\n"
    ),
    list!(
        "mvs-loadlib",
        LIST,
        Fault::list_style(ListStyle::MvsLoadLibrary),
        "LIST /dir",
        " Name      Size     TTR   Alias-of AC--------- Attributes --------- Amode Rmode\r\nb        000001   031506          01 FO             RN RU            31    24\r\n"
    ),
    list!(
        "mvs-jes",
        LIST,
        Fault::list_style(ListStyle::MvsJobs),
        "LIST /dir",
        "b  ftp      b  OUTPUT    1 Spool Files\r\n"
    ),
    list!(
        "os400-library",
        LIST,
        Fault::list_style(ListStyle::Os400Library),
        "LIST /dir",
        "ftp                1 24/01/01 00:00:00 *FILE      b\r\n"
    ),
    on!(
        "os400-ifs",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::Os400Files)),
        |stage| shows(
            stage,
            "LIST /",
            "ftp                0 24/01/01 00:00:00 *DIR       dir/\r\n"
        )
    ),
    list!(
        "netware",
        LIST,
        Fault::list_style(ListStyle::Netware),
        "LIST /dir",
        "- [RWCEMF--] ftp                     1       Jan  1 00:00    b\r\n"
    ),
    list!(
        "os2",
        LIST,
        Fault::list_style(ListStyle::Os2),
        "LIST /dir",
        "                 1               01-01-24  00:00  b\r\n"
    ),
    list!(
        "eplf",
        LIST,
        Fault::list_style(ListStyle::Eplf),
        "LIST /dir",
        "+m1704067200,r,s1,\tb\r\n"
    ),
    list!(
        "tandem",
        LIST,
        Fault::list_style(ListStyle::Tandem),
        "LIST /dir",
        "Code    EOF    Last Modification    Owner  RWEP\r\nb        101      1  01-Jan-24 00:00:00 ftp,ftp \"nuuu\"\r\n"
    ),
    list!(
        "vxworks",
        LIST,
        Fault::list_style(ListStyle::VxWorks),
        "LIST /dir",
        "  size          date       time       name\r\n--------       ------     ------    --------\r\n        1    JAN-01-2024  00:00:00  b\r\n"
    ),
    list!(
        "macos-peter",
        LIST,
        Fault::list_style(ListStyle::MacPeter),
        "LIST /dir",
        "-rw-r--r--        0           1        1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "tops20",
        LIST,
        Fault::list_style(ListStyle::Tops20),
        "LIST /dir",
        "PS:<dir>\r\nb..1\r\n"
    ),
    list!(
        "z-vm",
        LIST,
        Fault::list_style(ListStyle::Zvm),
        "LIST /dir",
        "b                 F            80        1        1 2024-01-01 00:00:00 ftp\r\n"
    ),
    list!(
        "unisys-cdc",
        LIST,
        Fault::list_style(ListStyle::Unisys),
        "LIST /dir",
        "Report for: (FTP)dir ON PACK\r\nb                       SEQDATA     1 01/01/2024  00:00\r\n          1 Files       1 Octets\r\n"
    ),
    list!(
        "cisco-ios",
        LIST,
        Fault::list_style(ListStyle::CiscoIos),
        "LIST /dir",
        "b\r\n"
    ),
    list!(
        "ms-hellsoft",
        LIST,
        Fault::list_style(ListStyle::Hellsoft),
        "LIST /dir",
        "-[RWCEMF-]  1 ftp                       1 Jan  1 00:00 b\r\n"
    ),
    on!(
        "windows-ce",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::Windows24Hours)),
        |stage| shows(
            stage,
            "LIST /",
            "01-01-24  00:00       <DIR>          dir\r\n"
        )
    ),
    list!(
        "nortel",
        LIST,
        Fault::list_style(ListStyle::Nortel),
        "LIST /dir",
        "b                      1  01/01/24  Mon.    00:00:00\r\n"
    ),
    list!(
        "connect-express",
        LIST,
        Fault::list_style(ListStyle::ConnectEnterprise),
        "LIST /dir",
        "-C--E-----FTP B ftp             1        1 Jan  1 00:00 b\r\n"
    ),
    list!(
        "squid-html",
        LIST,
        Fault::list_style(ListStyle::Html),
        "LIST /dir",
        "<html><head><title>FTP Directory: /dir</title></head>\r\n<body><pre>\r\n<a href=\"b\">b</a>\r\n</pre></body></html>\r\n"
    ),
    both!(
        "empty-but-226",
        |builder| builder.dir("/none"),
        |server| server
            .on([CWD, MLST])
            .path("/none")
            .reply(550, "No such directory."),
        |stage| {
            assert_eq!(stage.client().say("CWD /none").code, 550);
            assert_eq!(list(stage, "LIST /none"), "");
        }
    ),
    list!(
        "crlf-variants",
        LIST,
        Fault::list_line_ends("\n"),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\n"
    ),
    on!(
        "huge-listing",
        |server| server.on(NLST).fault(Fault::list_repeated(1_000_000)),
        |stage| assert_eq!(
            list(stage, "NLST /dir").len(),
            1_000_000 * "/dir/b\r\n".len()
        )
    ),
    list!(
        "garbage-line",
        LIST,
        Fault::list_line_after(1, "\u{1}#~ garbage"),
        "LIST /dir",
        "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n\u{1}#~ garbage\r\n"
    ),
    on!(
        "partial-then-fin",
        |server| server
            .on(NLST)
            .fault(Fault::list_limit(1).and(Fault::close())),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.download("NLST /").0, b"/a\r\n");
            client.expect_eof();
        }
    ),
];

/// What a listing shows.
pub(crate) fn list(stage: &Stage, line: &str) -> String {
    let mut client = stage.client();
    if line.starts_with("STAT") || line.starts_with("MLST") {
        return client.say(line).to_string().replace('\n', "\r\n") + "\r\n";
    }
    let (octets, reply) = client.download(line);
    assert_eq!(reply.code, 226, "{reply}");
    String::from_utf8(octets).unwrap()
}

/// A listing shows this, among other things.
#[track_caller]
pub(crate) fn shows(stage: &Stage, line: &str, text: &str) {
    let listed = list(stage, line);
    assert!(listed.contains(text), "{listed:?} has no {text:?}");
}
