//! C1: lines of listings.

use ftpmock::prelude::*;
use ftpmock::protocol::{ListStyle, Months, UnixColumns, UnixSize, UnixStyle, UnixTimes};

use crate::row::{Row, both, built, on};

pub(crate) const ROWS: &[Row] = &[
    built!(
        "unix-ls",
        |builder| builder.list_style(
            UnixStyle::new()
                .widths(4, 8, 8, 12)
                .owner("4021")
                .group("4021")
                .times(UnixTimes::Year)
        ),
        |stage| {
            stage.lists("LIST", "-rw-r--r--    1 4021     4021               10 Jan  1  2024 a\r\n-rw-r--r--    1 4021     4021           100000 Jan  1  2024 big\r\ndrwxr-xr-x    2 4021     4021                0 Jan  1  2024 dir\r\n-rw-r--r--    1 4021     4021                8 Jan  1  2024 lf\r\n")
        }
    ),
    built!(
        "unix-ls-names",
        |builder| builder.list_style(
            UnixStyle::new()
                .owner("alice")
                .group("alice")
                .times(UnixTimes::Year)
        ),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 alice    alice          10 Jan  1  2024 a\r\n-rw-r--r--   1 alice    alice      100000 Jan  1  2024 big\r\ndrwxr-xr-x   2 alice    alice           0 Jan  1  2024 dir\r\n-rw-r--r--   1 alice    alice           8 Jan  1  2024 lf\r\n")
        }
    ),
    built!(
        "unix-ls-coreutils",
        |builder| builder.list_style(UnixStyle::new().fitted().owner("alice").group("alice")),
        |stage| {
            stage.lists("LIST", "-rw-r--r-- 1 alice alice     10 Jan  1 00:00 a\r\n-rw-r--r-- 1 alice alice 100000 Jan  1 00:00 big\r\ndrwxr-xr-x 2 alice alice      0 Jan  1 00:00 dir\r\n-rw-r--r-- 1 alice alice      8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-no-group",
        |builder| builder.list_style(UnixStyle::new().no_group()),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp           10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp       100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp            0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp            8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-no-owner-group",
        |builder| builder.list_style(ListStyle::MacPeter),
        |stage| {
            stage.lists("LIST", "-rw-r--r--        0          10       10 Jan  1 00:00 a\r\n-rw-r--r--        0      100000   100000 Jan  1 00:00 big\r\ndrwxr-xr-x               folder        0 Jan  1 00:00 dir\r\n-rw-r--r--        0           8        8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-three-owners",
        |builder| builder.list_style(
            UnixStyle::new()
                .owner("DOM+alice")
                .group("DOM+domain users")
        ),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 DOM+alice DOM+domain users       10 Jan  1 00:00 a\r\n-rw-r--r--   1 DOM+alice DOM+domain users   100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 DOM+alice DOM+domain users        0 Jan  1 00:00 dir\r\n-rw-r--r--   1 DOM+alice DOM+domain users        8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-merged-columns",
        |builder| builder.list_style(
            UnixStyle::new()
                .columns(UnixColumns::Merged)
                .group("verylonggroup")
        ),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      verylonggroup10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      verylonggroup100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      verylonggroup0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      verylonggroup8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-acl-mark",
        |builder| builder.list_style(UnixStyle::new().mark('+')),
        |stage| {
            stage.lists("LIST", "-rw-r--r--+  1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--+  1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x+  2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--+  1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-odd-links",
        |builder| builder.list_style(UnixStyle::new().links(0)),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   0 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   0 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   0 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   0 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-setuid-sticky",
        |builder| builder.list_style(UnixStyle::new().permissions("rwsr-xr-t")),
        |stage| {
            stage.lists("LIST", "-rwsr-xr-t   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rwsr-xr-t   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwsr-xr-t   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rwsr-xr-t   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-device",
        |builder| builder.list_style(
            UnixStyle::new()
                .file_letter('c')
                .size(UnixSize::Text("1,   3".into()))
        ),
        |stage| {
            stage.lists("LIST", "crw-r--r--   1 ftp      ftp        1,   3 Jan  1 00:00 a\r\ncrw-r--r--   1 ftp      ftp        1,   3 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\ncrw-r--r--   1 ftp      ftp        1,   3 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-special-types",
        |builder| builder.list_style(UnixStyle::new().file_letter('p')),
        |stage| {
            stage.lists("LIST", "prw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\nprw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\nprw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-symlink",
        |builder| builder.symlink("/link", "a"),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\nlrwxrwxrwx   1 ftp      ftp             1 Jan  1 00:00 link -> a\r\n")
        }
    ),
    built!(
        "unix-symlink-dir",
        |builder| builder.symlink("/link", "dir"),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\nlrwxrwxrwx   1 ftp      ftp             3 Jan  1 00:00 link -> dir\r\n")
        }
    ),
    built!("unix-total", |builder| builder.list_total(true), |stage| {
        stage.lists("LIST", "total 100\r\n-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
    }),
    on!(
        "unix-dot-entries",
        |server| server.on(LIST).fault(Fault::list_dots()),
        |stage| {
            stage.lists("LIST", "drwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 .\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 ..\r\n-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    on!(
        "unix-dot-slash-prefix",
        |server| server.on(LIST).fault(Fault::list_names_prefixed("./")),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 ./a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 ./big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 ./dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 ./lf\r\n")
        }
    ),
    built!(
        "unix-trailing-indicator",
        |builder| builder.list_style(UnixStyle::new().indicators()),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir/\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-name-spaces",
        |builder| builder.file("/dir/ foo  bar ", "x"),
        |stage| {
            stage.lists("LIST /dir", "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00  foo  bar \r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n")
        }
    ),
    built!(
        "unix-name-odd",
        |builder| builder
            .file("/dir/-dash", "x")
            .file("/dir/[br].txt", "x")
            .file("/dir/back\\slash", "x")
            .file("/dir/Jan 01 12:00 x", "x"),
        |stage| {
            stage.lists("LIST /dir", "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 -dash\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 Jan 01 12:00 x\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 [br].txt\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 back\\slash\r\n")
        }
    ),
    on!(
        "unix-name-newline",
        |server| server
            .on(LIST)
            .fault(Fault::list_replace("lf", "new\nline")),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 new\nline\r\n")
        }
    ),
    built!(
        "unix-name-numeric",
        |builder| builder.file("/dir/12345", "x").file("/dir/2020", "x"),
        |stage| {
            stage.lists("LIST /dir", "-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 12345\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 2020\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n")
        }
    ),
    built!(
        "unix-huge-size",
        |builder| builder
            .list_style(UnixStyle::new().size(UnixSize::Text("18446744073709551615".into()))),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp      18446744073709551615 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp      18446744073709551615 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp      18446744073709551615 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-time-recent",
        |builder| builder.list_style(UnixStyle::new().times(UnixTimes::OneYear)),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-time-leap",
        |builder| builder
            .modified("/dir/b", UnixTime::from_secs(1_709_208_000))
            .list_style(UnixStyle::new().times(UnixTimes::NoYear)),
        |stage| stage.lists(
            "LIST /dir",
            "-rw-r--r--   1 ftp      ftp             1 Feb 29 12:00 b\r\n"
        )
    ),
    built!(
        "unix-time-year-and-time",
        |builder| builder.list_style(UnixStyle::new().times(UnixTimes::WithYear)),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan 01 2024 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan 01 2024 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan 01 2024 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan 01 2024 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-time-wrong-year",
        |builder| builder.list_style(UnixStyle::new().times(UnixTimes::ThreeDigits)),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1  224 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1  224 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1  224 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1  224 lf\r\n")
        }
    ),
    built!(
        "unix-month-localised",
        |builder| builder.list_style(UnixStyle::new().months(Months::french())),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 janv.  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 janv.  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 janv.  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 janv.  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-day-month-order",
        |builder| builder.list_style(UnixStyle::new().times(UnixTimes::DayFirst)),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10  1 Jan 2024 a\r\n-rw-r--r--   1 ftp      ftp        100000  1 Jan 2024 big\r\ndrwxr-xr-x   2 ftp      ftp             0  1 Jan 2024 dir\r\n-rw-r--r--   1 ftp      ftp             8  1 Jan 2024 lf\r\n")
        }
    ),
    built!(
        "unix-permissions-odd",
        |builder| builder.list_style(UnixStyle::new().permissions("---------")),
        |stage| {
            stage.lists("LIST", "----------   1 ftp      ftp            10 Jan  1 00:00 a\r\n----------   1 ftp      ftp        100000 Jan  1 00:00 big\r\nd---------   2 ftp      ftp             0 Jan  1 00:00 dir\r\n----------   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-numeric-perms",
        |builder| builder.list_style(UnixStyle::new().octal_permissions()),
        |stage| {
            stage.lists("LIST", "100644   1 ftp      ftp            10 Jan  1 00:00 a\r\n100644   1 ftp      ftp        100000 Jan  1 00:00 big\r\n40755   2 ftp      ftp             0 Jan  1 00:00 dir\r\n100644   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-short",
        |builder| builder.list_style(UnixStyle::new().columns(UnixColumns::Short)),
        |stage| stage.lists(
            "LIST",
            "-rw-r--r-- a\r\n-rw-r--r-- big\r\ndrwxr-xr-x folder dir\r\n-rw-r--r-- lf\r\n"
        )
    ),
    on!(
        "unix-error-lines",
        |server| server.on(LIST).fault(Fault::list_line_first(
            "ls: cannot access '/x': Permission denied"
        )),
        |stage| {
            stage.lists("LIST", "ls: cannot access '/x': Permission denied\r\n-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "unix-recursive",
        |builder| builder.list_switches(true),
        |stage| {
            stage.lists("LIST -R", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n\r\ndir:\r\n-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n")
        }
    ),
    on!(
        "unix-long-header",
        |server| server.on(LIST).fault(
            Fault::list_line_first("Status of /:").and(Fault::list_line_first("Quota: 3 of 5 MB"))
        ),
        |stage| {
            stage.lists("LIST", "Quota: 3 of 5 MB\r\nStatus of /:\r\n-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "dos-iis",
        |builder| builder.list_style(ListStyle::Windows),
        |stage| {
            stage.lists("LIST", "01-01-24  12:00AM                   10 a\r\n01-01-24  12:00AM               100000 big\r\n01-01-24  12:00AM       <DIR>          dir\r\n01-01-24  12:00AM                    8 lf\r\n")
        }
    ),
    built!(
        "dos-iis-4digit",
        |builder| builder.list_style(ListStyle::WindowsLongYear),
        |stage| {
            stage.lists("LIST", "01-01-2024  12:00AM                   10 a\r\n01-01-2024  12:00AM               100000 big\r\n01-01-2024  12:00AM       <DIR>          dir\r\n01-01-2024  12:00AM                    8 lf\r\n")
        }
    ),
    built!(
        "dos-24h",
        |builder| builder.list_style(ListStyle::Windows24Hours),
        |stage| {
            stage.lists("LIST", "01-01-24  00:00                   10 a\r\n01-01-24  00:00               100000 big\r\n01-01-24  00:00       <DIR>          dir\r\n01-01-24  00:00                    8 lf\r\n")
        }
    ),
    built!(
        "dos-slash",
        |builder| builder.list_style(ListStyle::WindowsSlashes),
        |stage| {
            stage.lists("LIST", "01/01/2024  12:00 AM  10 a\r\n01/01/2024  12:00 AM  100,000 big\r\n01/01/2024  12:00 AM  <DIR>  dir\r\n01/01/2024  12:00 AM  8 lf\r\n")
        }
    ),
    built!(
        "dos-junction",
        |builder| builder
            .symlink("/link", "dir")
            .list_style(ListStyle::WindowsLinks),
        |stage| {
            stage.lists("LIST", "01-01-24  12:00AM                   10 a\r\n01-01-24  12:00AM               100000 big\r\n01-01-24  12:00AM       <DIR>          dir\r\n01-01-24  12:00AM                    8 lf\r\n01-01-24  12:00AM       <SYMLINKD>     link [dir]\r\n")
        }
    ),
    built!(
        "iis-unix-style",
        |builder| builder.list_style(UnixStyle::iis()),
        |stage| {
            stage.lists("LIST", "----------   1 owner    group              10 Jan  1 00:00 a\r\n----------   1 owner    group          100000 Jan  1 00:00 big\r\nd---------   2 owner    group               0 Jan  1 00:00 dir\r\n----------   1 owner    group               8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "vms",
        |builder| builder.list_style(ListStyle::Vms),
        |stage| {
            stage.lists("LIST", "Directory DISK:[000000]\r\n\r\na.;1                   1/3        1-JAN-2024 00:00:00  [ftp,ftp]        (RWD,RWD,R,R)\r\nbig.;1                 196/198    1-JAN-2024 00:00:00  [ftp,ftp]        (RWD,RWD,R,R)\r\ndir.DIR;1              0/0        1-JAN-2024 00:00:00  [ftp,ftp]        (RWED,RWED,RE,RE)\r\nlf.;1                  1/3        1-JAN-2024 00:00:00  [ftp,ftp]        (RWD,RWD,R,R)\r\n\r\nTotal of 4 files.\r\n")
        }
    ),
    built!(
        "vms-two-lines",
        |builder| builder.list_style(ListStyle::VmsTwoLines),
        |stage| {
            stage.lists("LIST", "Directory DISK:[000000]\r\n\r\na.;1\r\n            1   1-JAN-2024 00:00 [ftp,ftp] (RWD,RWD,R,R)\r\nbig.;1\r\n          196   1-JAN-2024 00:00 [ftp,ftp] (RWD,RWD,R,R)\r\ndir.DIR;1\r\n            0   1-JAN-2024 00:00 [ftp,ftp] (RWED,RWED,RE,RE)\r\nlf.;1\r\n            1   1-JAN-2024 00:00 [ftp,ftp] (RWD,RWD,R,R)\r\n\r\nTotal of 4 files.\r\n")
        }
    ),
    built!(
        "vms-no-alloc",
        |builder| builder.list_style(ListStyle::VmsMultinet),
        |stage| {
            stage.lists("LIST", "Directory DISK:[000000]\r\n\r\na.;1          1   1-JAN-2024 00:00 [ftp] (RWD,RWD,R,R)\r\nbig.;1      196   1-JAN-2024 00:00 [ftp] (RWD,RWD,R,R)\r\ndir.DIR;1     0   1-JAN-2024 00:00 [ftp] (RWED,RWED,RE,RE)\r\nlf.;1         1   1-JAN-2024 00:00 [ftp] (RWD,RWD,R,R)\r\n\r\nTotal of 4 files.\r\n")
        }
    ),
    on!(
        "vms-error-entry",
        |server| server.on(LIST).fault(Fault::list_lines([
            "X.DAT;1   %RMS-E-PRV, insufficient privilege or file protection violation"
        ])),
        |stage| stage.lists(
            "LIST",
            "X.DAT;1   %RMS-E-PRV, insufficient privilege or file protection violation\r\n"
        )
    ),
    built!(
        "mvs-dataset",
        |builder| builder.list_style(ListStyle::MvsDatasets),
        |stage| {
            stage.lists("LIST", "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\nSAVE00 3390   2024/01/01  1    1  FB     128  6144  PS    a\r\nSAVE00 3390   2024/01/01  1    2  FB     128  6144  PS    big\r\nSAVE00 3390   2024/01/01  1    1  FB     128  6144  PO    dir\r\nSAVE00 3390   2024/01/01  1    1  FB     128  6144  PS    lf\r\n")
        }
    ),
    on!(
        "mvs-migrated",
        |server| server.on(LIST).fault(Fault::list_lines([
            "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname",
            "Migrated                                                HLQ.OLD.DATA"
        ])),
        |stage| {
            stage.lists("LIST", "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\nMigrated                                                HLQ.OLD.DATA\r\n")
        }
    ),
    built!(
        "mvs-member",
        |builder| builder.list_style(ListStyle::MvsMembers),
        |stage| {
            stage.lists("LIST", " Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\na         01.05 2024/01/01 2024/01/01 00:00     1     1     0 ftp\r\nbig       01.05 2024/01/01 2024/01/01 00:00  1250  1250     0 ftp\r\ndir       01.05 2024/01/01 2024/01/01 00:00     0     0     0 ftp\r\nlf        01.05 2024/01/01 2024/01/01 00:00     1     1     0 ftp\r\n")
        }
    ),
    built!(
        "mvs-loadlib",
        |builder| builder.list_style(ListStyle::MvsLoadLibrary),
        |stage| {
            stage.lists("LIST", " Name      Size     TTR   Alias-of AC--------- Attributes --------- Amode Rmode\r\na        00000A   031506          01 FO             RN RU            31    24\r\nbig      0186A0   031506          01 FO             RN RU            31    24\r\ndir      000000   031506          01 FO             RN RU            31    24\r\nlf       000008   031506          01 FO             RN RU            31    24\r\n")
        }
    ),
    built!(
        "mvs-jes",
        |builder| builder.list_style(ListStyle::MvsJobs),
        |stage| {
            stage.lists("LIST", "a  ftp      a  OUTPUT    1 Spool Files\r\nbig  ftp      big  OUTPUT    1 Spool Files\r\ndir  ftp      dir  OUTPUT    2 Spool Files\r\nlf  ftp      lf  OUTPUT    1 Spool Files\r\n")
        }
    ),
    built!(
        "os400-library",
        |builder| builder.list_style(ListStyle::Os400Library),
        |stage| {
            stage.lists("LIST", "ftp               10 24/01/01 00:00:00 *FILE      a\r\nftp           100000 24/01/01 00:00:00 *FILE      big\r\nftp                0 24/01/01 00:00:00 *LIB       dir\r\nftp                8 24/01/01 00:00:00 *FILE      lf\r\n")
        }
    ),
    built!(
        "os400-ifs",
        |builder| builder.list_style(ListStyle::Os400Files),
        |stage| {
            stage.lists("LIST", "ftp               10 24/01/01 00:00:00 *STMF      a\r\nftp           100000 24/01/01 00:00:00 *STMF      big\r\nftp                0 24/01/01 00:00:00 *DIR       dir/\r\nftp                8 24/01/01 00:00:00 *STMF      lf\r\n")
        }
    ),
    built!(
        "netware",
        |builder| builder.list_style(ListStyle::Netware),
        |stage| {
            stage.lists("LIST", "- [RWCEMF--] ftp                    10       Jan  1 00:00    a\r\n- [RWCEMF--] ftp                100000       Jan  1 00:00    big\r\nd [RWCEMF--] ftp                     0       Jan  1 00:00    dir\r\n- [RWCEMF--] ftp                     8       Jan  1 00:00    lf\r\n")
        }
    ),
    built!(
        "os2",
        |builder| builder.list_style(ListStyle::Os2),
        |stage| {
            stage.lists("LIST", "                10               01-01-24  00:00  a\r\n            100000               01-01-24  00:00  big\r\n                 0          DIR  01-01-24  00:00  dir\r\n                 8               01-01-24  00:00  lf\r\n")
        }
    ),
    built!(
        "eplf",
        |builder| builder.list_style(ListStyle::Eplf),
        |stage| {
            stage.lists("LIST", "+m1704067200,r,s10,\ta\r\n+m1704067200,r,s100000,\tbig\r\n+m1704067200,/,\tdir\r\n+m1704067200,r,s8,\tlf\r\n")
        }
    ),
    built!(
        "tandem",
        |builder| builder.list_style(ListStyle::Tandem),
        |stage| {
            stage.lists("LIST", "Code    EOF    Last Modification    Owner  RWEP\r\na        101     10  01-Jan-24 00:00:00 ftp,ftp \"nuuu\"\r\nbig      101 100000  01-Jan-24 00:00:00 ftp,ftp \"nuuu\"\r\ndir      101      0  01-Jan-24 00:00:00 ftp,ftp \"nunu\"\r\nlf       101      8  01-Jan-24 00:00:00 ftp,ftp \"nuuu\"\r\n")
        }
    ),
    built!(
        "vxworks",
        |builder| builder.list_style(ListStyle::VxWorks),
        |stage| {
            stage.lists("LIST", "  size          date       time       name\r\n--------       ------     ------    --------\r\n       10    JAN-01-2024  00:00:00  a\r\n   100000    JAN-01-2024  00:00:00  big\r\n        0    JAN-01-2024  00:00:00  dir  <DIR>\r\n        8    JAN-01-2024  00:00:00  lf\r\n")
        }
    ),
    built!(
        "macos-peter",
        |builder| builder.list_style(ListStyle::MacPeter),
        |stage| {
            stage.lists("LIST", "-rw-r--r--        0          10       10 Jan  1 00:00 a\r\n-rw-r--r--        0      100000   100000 Jan  1 00:00 big\r\ndrwxr-xr-x               folder        0 Jan  1 00:00 dir\r\n-rw-r--r--        0           8        8 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "tops20",
        |builder| builder.list_style(ListStyle::Tops20),
        |stage| stage.lists(
            "LIST",
            "PS:<>\r\na..1\r\nbig..1\r\ndir.DIRECTORY.1\r\nlf..1\r\n"
        )
    ),
    built!(
        "z-vm",
        |builder| builder.list_style(ListStyle::Zvm),
        |stage| {
            stage.lists("LIST", "a                 F            80        1        1 2024-01-01 00:00:00 ftp\r\nbig               F            80     1250       25 2024-01-01 00:00:00 ftp\r\ndir               DIR           -        -        - 2024-01-01 00:00:00 ftp\r\nlf                F            80        1        1 2024-01-01 00:00:00 ftp\r\n")
        }
    ),
    built!(
        "unisys-cdc",
        |builder| builder.list_style(ListStyle::Unisys),
        |stage| {
            stage.lists("LIST", "Report for: (FTP) ON PACK\r\na                       SEQDATA    10 01/01/2024  00:00\r\nbig                     SEQDATA 100000 01/01/2024  00:00\r\ndir                     DIRECTORY     0 01/01/2024  00:00\r\nlf                      SEQDATA     8 01/01/2024  00:00\r\n          4 Files  100018 Octets\r\n")
        }
    ),
    built!(
        "cisco-ios",
        |builder| builder.list_style(ListStyle::CiscoIos),
        |stage| stage.lists("LIST", "a\r\nbig\r\ndir\r\nlf\r\n")
    ),
    built!(
        "ms-hellsoft",
        |builder| builder.list_style(ListStyle::Hellsoft),
        |stage| {
            stage.lists("LIST", "-[RWCEMF-]  1 ftp                      10 Jan  1 00:00 a\r\n-[RWCEMF-]  1 ftp                  100000 Jan  1 00:00 big\r\nd[RWCEMF-]  2 ftp                       0 Jan  1 00:00 dir\r\n-[RWCEMF-]  1 ftp                       8 Jan  1 00:00 lf\r\n")
        }
    ),
    on!(
        "windows-ce",
        |server| server
            .on(LIST)
            .fault(Fault::list_style(ListStyle::Windows24Hours)),
        |stage| {
            stage.lists("LIST", "01-01-24  00:00                   10 a\r\n01-01-24  00:00               100000 big\r\n01-01-24  00:00       <DIR>          dir\r\n01-01-24  00:00                    8 lf\r\n")
        }
    ),
    built!(
        "nortel",
        |builder| builder.list_style(ListStyle::Nortel),
        |stage| {
            stage.lists("LIST", "a                     10  01/01/24  Mon.    00:00:00\r\nbig               100000  01/01/24  Mon.    00:00:00\r\ndir                    0  01/01/24  Mon.    00:00:00\r\nlf                     8  01/01/24  Mon.    00:00:00\r\n")
        }
    ),
    built!(
        "connect-express",
        |builder| builder.list_style(ListStyle::ConnectEnterprise),
        |stage| {
            stage.lists("LIST", "-C--E-----FTP B ftp            10        1 Jan  1 00:00 a\r\n-C--E-----FTP B ftp        100000      196 Jan  1 00:00 big\r\n-C--E-----FTP B ftp             0        0 Jan  1 00:00 dir\r\n-C--E-----FTP B ftp             8        1 Jan  1 00:00 lf\r\n")
        }
    ),
    built!(
        "squid-html",
        |builder| builder.list_style(ListStyle::Html),
        |stage| {
            stage.lists("LIST", "<html><head><title>FTP Directory: /</title></head>\r\n<body><pre>\r\n<a href=\"a\">a</a>\r\n<a href=\"big\">big</a>\r\n<a href=\"dir/\">dir/</a>\r\n<a href=\"lf\">lf</a>\r\n</pre></body></html>\r\n")
        }
    ),
    both!(
        "empty-but-226",
        |builder| builder.dir("/gone"),
        |server| server
            .on([CWD, MLST])
            .path("/gone")
            .fault(FsError::NotFound),
        |stage| {
            stage.lists("LIST /gone", "");
            stage.dialogue(&[("CWD /gone", "550 No such file or directory.\r\n")]);
        }
    ),
    on!(
        "crlf-variants",
        |server| server
            .on(LIST)
            .fault(Fault::list_line_ends("\r\r\n").and(Fault::list_open_end())),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r")
        }
    ),
    on!(
        "huge-listing",
        |server| server.on(LIST).fault(Fault::list_repeated(1000)),
        |stage| stage.lists(
            "LIST /dir",
            &"-rw-r--r--   1 ftp      ftp             1 Jan  1 00:00 b\r\n".repeat(1000)
        )
    ),
    on!(
        "garbage-line",
        |server| server
            .on(LIST)
            .fault(Fault::list_line_after(1, "?? %%% not a line")),
        |stage| {
            stage.lists("LIST", "-rw-r--r--   1 ftp      ftp            10 Jan  1 00:00 a\r\n?? %%% not a line\r\n-rw-r--r--   1 ftp      ftp        100000 Jan  1 00:00 big\r\ndrwxr-xr-x   2 ftp      ftp             0 Jan  1 00:00 dir\r\n-rw-r--r--   1 ftp      ftp             8 Jan  1 00:00 lf\r\n")
        }
    ),
    on!(
        "partial-then-fin",
        |server| server.on(LIST).fault(
            Fault::data_close_after(20)
                .and(Fault::lose_reply())
                .and(Fault::close())
        ),
        |stage| stage.lists("LIST", "-rw-r--r--   1 ftp  ")
    ),
];
