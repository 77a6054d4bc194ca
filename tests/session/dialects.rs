//! R-L9: lines of `LIST` as other systems write them, byte for byte.

use ftpmock::protocol::{
    FileKind, ListEntry, ListFormat, ListStyle, Months, UnixColumns, UnixSize, UnixStyle,
    UnixTimes, parse_stamp,
};
use rstest::rstest;
use suppaftp::list::ListParser;

/// An entry of a directory: what it is, mode, links, owner, group, size, time, name and target.
#[derive(Clone, Copy)]
struct Sample(
    FileKind,
    u32,
    u64,
    &'static str,
    &'static str,
    u64,
    &'static str,
    &'static str,
    Option<&'static str>,
);

const FILE: FileKind = FileKind::File;
const DIR: FileKind = FileKind::Directory;
const LINK: FileKind = FileKind::Symlink;

/// A listing of `/dir` made at this time.
fn listing(style: impl Into<ListStyle>, now: &str, samples: &[Sample]) -> String {
    let time = |text: &str| parse_stamp(padded(text).as_bytes()).unwrap();
    let mut format = ListFormat::new(time(now))
        .with_style(style.into())
        .of_directory(&"/dir".into());
    let entries: Vec<_> = samples
        .iter()
        .map(|sample| ListEntry {
            kind: sample.0,
            mode: sample.1,
            links: sample.2,
            owner: sample.3,
            group: sample.4,
            size: sample.5,
            modified: time(sample.6),
            name: sample.7.as_bytes(),
            target: sample.8.map(str::as_bytes),
        })
        .collect();
    let mut out = Vec::new();
    if format.wants_all() {
        entries.iter().for_each(|entry| format.fit(entry));
    }
    entries
        .iter()
        .for_each(|entry| format.line(&mut out, entry));
    format.finish(&mut out);
    String::from_utf8(out).unwrap()
}

fn unix() -> UnixStyle {
    UnixStyle::new()
}

const HELLO: Sample = Sample(
    FILE,
    0o644,
    1,
    "alice",
    "alice",
    12,
    "20200102",
    "hello.txt",
    None,
);
const X: Sample = Sample(FILE, 0o644, 1, "a", "a", 12, "20200102", "x", None);
const OLD: Sample = Sample(FILE, 0o644, 1, "a", "a", 12, "20091202112345", "x", None);
const TOOL: Sample = Sample(FILE, 0o755, 1, "a", "a", 12, "20200102", "run", None);
const SUB: Sample = Sample(DIR, 0o755, 2, "a", "a", 0, "20200102", "bin", None);
const TO: Sample = Sample(
    LINK,
    0o777,
    1,
    "a",
    "a",
    9,
    "20200102",
    "link",
    Some("hello.txt"),
);

/// R-L9: ways of `ls -l`.
#[rstest]
#[case::numeric(unix().widths(4, 8, 8, 8).day_zero(), Sample(FILE, 0o644, 1, "4021", "4021", 12, "20200102", "hello.txt", None),
    "-rw-r--r--    1 4021     4021           12 Jan 02  2020 hello.txt")]
#[case::names(
    unix(),
    HELLO,
    "-rw-r--r--   1 alice    alice          12 Jan  2  2020 hello.txt"
)]
#[case::no_group(unix().no_group(), Sample(FILE, 0o644, 1, "ftpuser", "g", 512, "202401292332", "prog", None),
    "-rw-r--r--   1 ftpuser      512 Jan 29 23:32 prog")]
#[case::three_owners(unix().owner("DOM+alice").group("DOM+domain users").widths(3, 0, 0, 0), Sample(FILE, 0o644, 1, "", "", 4096, "202403011000", "a.doc", None),
    "-rw-r--r--   1 DOM+alice DOM+domain users 4096 Mar  1 10:00 a.doc")]
#[case::merged(unix().columns(UnixColumns::Merged), Sample(FILE, 0o644, 1, "alice", "verylonggroup", 1_234_567, "20200102", "x", None),
    "-rw-r--r--   1 alice    verylonggroup1234567 Jan  2  2020 x")]
#[case::acl(unix().mark('+').widths(3, 8, 8, 7), Sample(FILE, 0o764, 1, "521", "101", 2080, "202405211053", "data.csv", None),
    "-rwxrw-r--+  1 521      101         2080 May 21 10:53 data.csv")]
#[case::selinux(unix().mark('.'), HELLO, "-rw-r--r--.  1 alice    alice          12 Jan  2  2020 hello.txt")]
#[case::no_links(unix().columns(UnixColumns::NoLinks), HELLO, "-rw-r--r-- alice    alice          12 Jan  2  2020 hello.txt")]
#[case::zero_links(unix().links(0).widths(3, 0, 0, 12), Sample(FILE, 0o400, 1, "user", "group", 65_222_236, "202402240039", "f", None),
    "-r--------   0 user group     65222236 Feb 24 00:39 f")]
#[case::setuid(unix().unpadded(), Sample(FILE, 0o4755, 2, "alice", "alice", 1, "202401220942", "su", None),
    "-rwsr-xr-x 2 alice alice 1 Jan 22 09:42 su")]
#[case::device(unix().file_letter('c').size(UnixSize::Text("1,   3".into())).widths(2, 6, 6, 8), Sample(FILE, 0o644, 1, "alice", "alice", 0, "202401220944", "chr", None),
    "crw-r--r--  1 alice  alice    1,   3 Jan 22 09:44 chr")]
#[case::unknown_type(unix().file_letter('?').permissions("---------"), X, "?---------   1 a        a              12 Jan  2  2020 x")]
#[case::link(
    unix(),
    TO,
    "lrwxrwxrwx   1 a        a               9 Jan  2  2020 link -> hello.txt"
)]
#[case::no_arrow(unix().no_arrow(), TO, "lrwxrwxrwx   1 a        a               9 Jan  2  2020 link")]
#[case::indicator_of_a_program(unix().indicators(), TOOL, "-rwxr-xr-x   1 a        a              12 Jan  2  2020 run*")]
#[case::indicator_of_a_directory(unix().indicators(), SUB, "drwxr-xr-x   2 a        a               0 Jan  2  2020 bin/")]
#[case::raw_name(unix().raw_names(), Sample(FILE, 0o644, 1, "a", "a", 12, "20200102", "new\nline", None),
    "-rw-r--r--   1 a        a              12 Jan  2  2020 new\nline")]
#[case::negative(unix().size(UnixSize::Text("-1".into())), X, "-rw-r--r--   1 a        a              -1 Jan  2  2020 x")]
#[case::human(unix().size(UnixSize::Human), Sample(FILE, 0o644, 1, "a", "a", 1_200_000_000, "20200102", "x", None),
    "-rw-r--r--   1 a        a            1.2G Jan  2  2020 x")]
#[case::human_small(unix().size(UnixSize::Human), X, "-rw-r--r--   1 a        a              12 Jan  2  2020 x")]
#[case::human_round(unix().size(UnixSize::Human), Sample(FILE, 0o644, 1, "a", "a", 1_048_570, "20200102", "x", None),
    "-rw-r--r--   1 a        a            1.0M Jan  2  2020 x")]
#[case::human_ten(unix().size(UnixSize::Human), Sample(FILE, 0o644, 1, "a", "a", 10_500, "20200102", "x", None),
    "-rw-r--r--   1 a        a             11K Jan  2  2020 x")]
#[case::octal(unix().octal_permissions().unpadded(), Sample(FILE, 0o644, 1, "0", "0", 12, "20200102", "x", None),
    "100644 1 0 0 12 Jan 2 2020 x")]
#[case::octal_directory(unix().octal_permissions().unpadded(), SUB, "40755 2 a a 0 Jan 2 2020 bin")]
#[case::odd_permissions(unix().permissions("C--E-----FTP"), X, "-C--E-----FTP   1 a        a              12 Jan  2  2020 x")]
#[case::short(unix().columns(UnixColumns::Short), Sample(FILE, 0o644, 1, "", "", 0, "2020", "name", None), "-rw-r--r-- name")]
#[case::short_directory(unix().columns(UnixColumns::Short), Sample(DIR, 0o700, 1, "", "", 0, "2020", "name", None),
    "drwx------ folder name")]
#[case::iis(
    UnixStyle::iis(),
    Sample(DIR, 0o755, 1, "", "", 0, "202401091945", "Softlib", None),
    "d---------   1 owner    group               0 Jan  9 19:45 Softlib"
)]
fn unix_has_many_ways(#[case] style: UnixStyle, #[case] sample: Sample, #[case] line: &str) {
    assert_eq!(
        listing(style, "20240601000000", &[sample]),
        format!("{line}\r\n")
    );
}

/// A date of eight digits or less has more to come.
fn padded(text: &str) -> String {
    let template = "00000101000000";
    format!("{text}{}", &template[text.len()..])
}

/// R-L2, R-L9: times, as many ways.
#[rstest]
#[case::half_year(UnixTimes::HalfYear, "20091202000000", "Dec  2 11:23")] // a day ahead
#[case::half_year_past(UnixTimes::HalfYear, "20100701000000", "Dec  2  2009")]
#[case::future(UnixTimes::HalfYear, "20091101000000", "Dec  2  2009")]
#[case::future_too(UnixTimes::HalfYearOrFuture, "20091101000000", "Dec  2 11:23")]
#[case::one_year(UnixTimes::OneYear, "20100701000000", "Dec  2 11:23")]
#[case::more_than_a_year(UnixTimes::OneYear, "20110701000000", "Dec  2  2009")]
#[case::same_year(UnixTimes::SameYear, "20090101000000", "Dec  2 11:23")]
#[case::next_year(UnixTimes::SameYear, "20100101000000", "Dec  2  2009")]
#[case::no_year(UnixTimes::NoYear, "20240101000000", "Dec  2 11:23")]
#[case::year(UnixTimes::Year, "20091202112345", "Dec  2  2009")]
#[case::with_year(UnixTimes::WithYear, "20091202112345", "Dec 02 2009 11:23")]
#[case::long_iso(UnixTimes::LongIso, "20091202112345", "2009-12-02 11:23")]
#[case::full_iso(UnixTimes::FullIso, "20091202112345", "2009-12-02 11:23:45.000 +0000")]
#[case::dots(UnixTimes::Dots, "20091202112345", "02.12.2009")]
#[case::slashes(UnixTimes::Slashes, "20091202112345", "12/02/2009")]
#[case::day_first(UnixTimes::DayFirst, "20091202112345", " 2 Dec 2009")]
#[case::ctime(UnixTimes::Ctime, "20091202112345", "Wed Dec  2 11:23:45 2009")]
#[case::three_digits(UnixTimes::ThreeDigits, "20091202112345", "Dec  2  209")]
fn times_of_unix_have_many_ways(#[case] times: UnixTimes, #[case] now: &str, #[case] shown: &str) {
    let line = listing(unix().times(times), now, &[OLD]);
    assert_eq!(
        line,
        format!("-rw-r--r--   1 a        a              12 {shown} x\r\n")
    );
}

/// R-L9: a time zone is part of the longest form.
#[rstest]
#[case(3600, "2009-12-02 12:23:45.000 +0100")]
#[case(-12_600, "2009-12-02 07:53:45.000 -0330")]
fn the_longest_form_has_a_zone(#[case] ahead: i32, #[case] shown: &str) {
    let time = parse_stamp(b"20091202112345").unwrap();
    let mut out = Vec::new();
    let entry = ListEntry {
        kind: FILE,
        mode: 0o644,
        links: 1,
        owner: "a",
        group: "a",
        size: 12,
        modified: time,
        name: b"x",
        target: None,
    };
    ListFormat::new(time)
        .with_style(unix().times(UnixTimes::FullIso).into())
        .ahead_of_utc(ahead)
        .line(&mut out, &entry);
    assert!(String::from_utf8(out).unwrap().contains(shown));
}

/// R-L9: months in other languages.
#[rstest]
#[case(Months::chinese(), "12月  2  2009")]
#[case(Months::english(), "Dec  2  2009")]
#[case(Months::finnish(), "joulu  2  2009")]
#[case(Months::french(), "déc.  2  2009")]
#[case(Months::german(), "Dez  2  2009")]
#[case(Months::polish(), "gru  2  2009")]
#[case(Months::new(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "dec2"]), "dec2  2  2009")]
fn months_have_names_in_many_languages(#[case] months: Months, #[case] shown: &str) {
    let line = listing(unix().months(months), "20240101000000", &[OLD]);
    assert_eq!(
        line,
        format!("-rw-r--r--   1 a        a              12 {shown} x\r\n")
    );
}

/// R-L9: as wide as the widest.
#[test]
fn columns_can_fit_what_is_in_them() {
    let huge = Sample(
        FILE,
        0o644,
        1,
        "alice",
        "users",
        33_554_432,
        "20240522094400",
        "huge.bin",
        None,
    );
    let small = Sample(FILE, 0o644, 12, "bo", "a", 7, "20240522094400", "s", None);
    assert_eq!(
        listing(unix().fitted(), "20240601000000", &[huge, small]),
        "-rw-r--r--  1 alice users 33554432 May 22 09:44 huge.bin\r\n\
         -rw-r--r-- 12 bo    a            7 May 22 09:44 s\r\n"
    );
    assert_eq!(
        listing(unix().fitted(), "20240601000000", &[huge]),
        "-rw-r--r-- 1 alice users 33554432 May 22 09:44 huge.bin\r\n"
    );
}

const AIX: Sample = Sample(DIR, 0o755, 1, "", "", 0, "19980713210600", "aix", None);
const DAT: Sample = Sample(FILE, 0o644, 1, "", "", 718, "20150807195000", "x.dat", None);
const REPORT: Sample = Sample(
    FILE,
    0o750,
    1,
    "OWNER",
    "GROUP",
    17 * 512,
    "20210414124527",
    "REPORT.TXT;3",
    None,
);
const LONG: Sample = Sample(
    FILE,
    0o750,
    1,
    "GRP",
    "USR",
    102 * 512,
    "20130428231200",
    "A_VERY_LONG_FILE_NAME_INDEED.DAT",
    None,
);
const SECRET: Sample = Sample(FILE, 0, 1, "", "", 0, "20210414124527", "X.DAT", None);

/// R-L9: one line of each system.
#[rstest]
#[case::iis(ListStyle::Windows, AIX, "07-13-98  09:06PM       <DIR>          aix")]
#[case::iis_long_year(
    ListStyle::WindowsLongYear,
    DAT,
    "08-07-2015  07:50PM                  718 x.dat"
)]
#[case::hours_24(
    ListStyle::Windows24Hours,
    Sample(DIR, 0o755, 1, "", "", 0, "20181102141200", "images", None),
    "11-02-18  14:12       <DIR>          images"
)]
#[case::slashes(
    ListStyle::WindowsSlashes,
    Sample(FILE, 0o644, 1, "", "", 334_976, "20220607125500", "frame.png", None),
    "06/07/2022  12:55 PM  334,976 frame.png"
)]
#[case::slashes_midnight(
    ListStyle::WindowsSlashes,
    Sample(FILE, 0o644, 1, "", "", 1_000_000, "20220607005500", "a", None),
    "06/07/2022  12:55 AM  1,000,000 a"
)]
#[case::symlinkd(
    ListStyle::WindowsLinks,
    Sample(LINK, 0o777, 1, "", "", 0, "19980713210600", "x", Some("C:\\y")),
    "07-13-98  09:06PM       <SYMLINKD>     x [C:\\y]"
)]
#[case::junction(
    ListStyle::WindowsLinks,
    Sample(LINK, 0o777, 1, "", "", 0, "19980713210600", "x", None),
    "07-13-98  09:06PM       <JUNCTION>     x"
)]
#[case::eplf(
    ListStyle::Eplf,
    Sample(FILE, 0o644, 1, "", "", 280, "19960301224838", "djb.html", None),
    "+m825720518,r,s280,\tdjb.html"
)]
#[case::library(
    ListStyle::Os400Library,
    Sample(FILE, 0o644, 1, "QSYS", "", 18_432, "19951115161533", "QPRTSBSD", None),
    "QSYS           18432 95/11/15 16:15:33 *FILE      QPRTSBSD"
)]
#[case::member(
    ListStyle::Os400Library,
    Sample(LINK, 0o777, 1, "QSYS", "", 0, "19951115161533", "A.MBR", None),
    "                                       *MEM       A.MBR"
)]
#[case::ifs(
    ListStyle::Os400Files,
    Sample(DIR, 0o755, 1, "ASUSER", "", 8192, "20050426135416", "reports", None),
    "ASUSER          8192 05/04/26 13:54:16 *DIR       reports/"
)]
#[case::netware(
    ListStyle::Netware,
    Sample(DIR, 0o400, 1, "supervisor", "", 512, "20240116185300", "login", None),
    "d [R----F--] supervisor            512       Jan 16 18:53    login"
)]
#[case::netware_writable(
    ListStyle::Netware,
    Sample(
        FILE,
        0o600,
        1,
        "rhesus",
        "",
        214_059,
        "20240120152700",
        "cx.exe",
        None
    ),
    "- [RWCEMF--] rhesus             214059       Jan 20 15:27    cx.exe"
)]
#[case::hellsoft(
    ListStyle::Hellsoft,
    Sample(FILE, 0o400, 1, "supervis", "", 512, "20240116185300", "login", None),
    "-[R----F-]  1 supervis                512 Jan 16 18:53 login"
)]
#[case::os2(
    ListStyle::Os2,
    Sample(DIR, 0o755, 1, "", "", 77, "19960627115700", "PROTOCOL", None),
    "                 0          DIR  06-27-96  11:57  PROTOCOL"
)]
#[case::os2_file(
    ListStyle::Os2,
    Sample(FILE, 0o644, 1, "", "", 1_123_906, "19950714123700", "MPTN.EXE", None),
    "           1123906               07-14-95  12:37  MPTN.EXE"
)]
#[case::mac(
    ListStyle::MacPeter,
    Sample(DIR, 0o755, 1, "", "", 0, "20240311203200", "incoming", None),
    "drwxr-xr-x               folder        0 Mar 11 20:32 incoming"
)]
#[case::mac_file(
    ListStyle::MacPeter,
    Sample(FILE, 0o644, 1, "", "", 49_231, "20100722", "x.jpg", None),
    "-rw-r--r--        0       49231    49231 Jul 22  2010 x.jpg"
)]
#[case::jobs(
    ListStyle::MvsJobs,
    Sample(FILE, 0o644, 3, "IBMUSER", "", 0, "2020", "JOB01906", None),
    "JOB01906  IBMUSER  JOB01906  OUTPUT    3 Spool Files"
)]
#[case::nortel(
    ListStyle::Nortel,
    Sample(
        FILE,
        0o644,
        1,
        "",
        "",
        1_014_196,
        "20040603102003",
        "nortel.cfg",
        None
    ),
    "nortel.cfg       1014196  06/03/04  Thur.   10:20:03"
)]
#[case::zvm(
    ListStyle::Zvm,
    Sample(
        FILE,
        0o644,
        1,
        "060191",
        "",
        8560,
        "20051004152842",
        "ZVMFILE.TRACE",
        None
    ),
    "ZVMFILE  TRACE    F            80      107        3 2005-10-04 15:28:42 060191"
)]
#[case::zvm_directory(
    ListStyle::Zvm,
    Sample(DIR, 0o755, 1, "060191", "", 0, "20051004152842", "ZVMDIR", None),
    "ZVMDIR            DIR           -        -        - 2005-10-04 15:28:42 060191"
)]
#[case::connect(
    ListStyle::ConnectEnterprise,
    Sample(
        FILE,
        0o644,
        1,
        "QUA1I1",
        "",
        18_128,
        "20240112135600",
        "QUADTEST",
        None
    ),
    "-C--E-----FTP B QUA1I1      18128       36 Jan 12 13:56 QUADTEST"
)]
#[case::cisco(ListStyle::CiscoIos, DAT, "x.dat")]
fn systems_have_lines_of_their_own(
    #[case] style: ListStyle,
    #[case] sample: Sample,
    #[case] line: &str,
) {
    assert_eq!(
        listing(style, "20240601000000", &[sample]),
        format!("{line}\r\n")
    );
}

/// R-L9: with what comes before and after the lines, and neither for nothing.
#[rstest]
#[case::vms(ListStyle::Vms, &[REPORT, SUB, LONG, SECRET], "Directory DISK:[dir]

REPORT.TXT;3           17/18     14-APR-2021 12:45:27  [GROUP,OWNER]    (RWED,RWED,RE,)
bin.DIR;1              0/0        2-JAN-2020 00:00:00  [a,a]            (RWED,RWED,RE,RE)
A_VERY_LONG_FILE_NAME_INDEED.DAT;1
                       102/102   28-APR-2013 23:12:00  [USR,GRP]        (RWED,RWED,RE,)
X.DAT;1                %RMS-E-PRV, insufficient privilege or file protection violation

Total of 4 files.
")]
#[case::vms_two_lines(ListStyle::VmsTwoLines, &[LONG], "Directory DISK:[dir]

A_VERY_LONG_FILE_NAME_INDEED.DAT;1
          102  28-APR-2013 23:12 [USR,GRP] (RWED,RWED,RE,)

Total of 1 file.
")]
#[case::multinet(ListStyle::VmsMultinet, &[Sample(FILE, 0o774, 1, "USR", "", 64 * 512, "20190304000400", "FILE.DAT", None), SECRET], "Directory DISK:[dir]

FILE.DAT;1   64   4-MAR-2019 00:04 [USR] (RWED,RWED,RWED,R)
X.DAT;1      %RMS-E-PRV, insufficient privilege or file protection violation

Total of 2 files.
")]
#[case::datasets(ListStyle::MvsDatasets, &[
    Sample(FILE, 0o644, 1, "", "", 1, "20200623", "PROD.DAILY.RPT", None),
    Sample(DIR, 0o755, 1, "", "", 0, "20200623", "PROD.LIB", None),
    Sample(FILE, 0, 1, "", "", 0, "20200623", "HLQ.OLD.DATA", None),
], "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname
SAVE00 3390   2020/06/23  1    1  FB     128  6144  PS    PROD.DAILY.RPT
SAVE00 3390   2020/06/23  1    1  FB     128  6144  PO    PROD.LIB
Migrated                                                HLQ.OLD.DATA
")]
#[case::members(ListStyle::MvsMembers, &[
    Sample(FILE, 0o644, 1, "USER01", "", 4800, "20211011224500", "MEMBER1", None),
    Sample(FILE, 0, 1, "USER01", "", 0, "20211011224500", "NOSTATS", None),
], " Name     VV.MM   Created       Changed      Size  Init   Mod   Id
MEMBER1   01.05 2021/10/11 2021/10/11 22:45    60    60     0 USER01
NOSTATS \n")]
#[case::load_library(ListStyle::MvsLoadLibrary, &[
    Sample(LINK, 0o777, 1, "", "", 0x3_dbd8, "2020", "LOADMOD1", Some("IRRENV00")),
    Sample(FILE, 0o644, 1, "", "", 16, "2020", "M", None),
], " Name      Size     TTR   Alias-of AC--------- Attributes --------- Amode Rmode
LOADMOD1 03DBD8   031506 IRRENV00 01 FO             RN RU            31    24
M        000010   031506          01 FO             RN RU            31    24
")]
#[case::tandem(ListStyle::Tandem, &[
    Sample(FILE, 0o755, 1, "255", "255", 3478, "20090422140522", "ADDONS", None),
], "Code    EOF    Last Modification    Owner  RWEP
ADDONS   101   3478  22-Apr-09 14:05:22 255,255 \"nunu\"
")]
#[case::vx_works(ListStyle::VxWorks, &[
    Sample(DIR, 0o755, 1, "", "", 512, "19991210143810", ".", None),
    DAT,
], "  size          date       time       name
--------       ------     ------    --------
      512    DEC-10-1999  14:38:10  .  <DIR>
      718    AUG-07-2015  19:50:00  x.dat
")]
#[case::tops20(ListStyle::Tops20, &[DAT, SUB, Sample(FILE, 0o644, 1, "", "", 0, "2020", "README", None)],
    "PS:<dir>\nx.dat.1\nbin.DIRECTORY.1\nREADME..1\n")]
#[case::unisys(ListStyle::Unisys, &[
    Sample(FILE, 0o644, 1, "", "", 84, "19980308153200", "A", None),
    Sample(FILE, 0o644, 1, "", "", 420, "19980609120300", "B", None),
], "Report for: (FTP)dir ON PACK
A                       SEQDATA    84 03/08/1998  15:32
B                       SEQDATA   420 06/09/1998  12:03
          2 Files     504 Octets
")]
#[case::html(ListStyle::Html, &[DAT, SUB, Sample(FILE, 0o644, 1, "", "", 0, "2020", "<a&\"b\">", None)],
    "<html><head><title>FTP Directory: /dir</title></head>
<body><pre>
<a href=\"x.dat\">x.dat</a>
<a href=\"bin/\">bin/</a>
<a href=\"&lt;a&amp;&quot;b&quot;&gt;\">&lt;a&amp;&quot;b&quot;&gt;</a>
</pre></body></html>
")]
fn systems_have_headings_and_sums(
    #[case] style: ListStyle,
    #[case] samples: &[Sample],
    #[case] lines: &str,
) {
    let lines = lines.replace('\n', "\r\n");
    assert_eq!(listing(style.clone(), "20240601000000", samples), lines);
    assert_eq!(listing(style, "20240601000000", &[]), "");
}

/// What a widespread parser makes of the lines it is for.
#[rstest]
#[case(ListStyle::Unix)]
#[case(unix().widths(4, 8, 8, 8).day_zero().into())]
#[case(unix().fitted().into())]
#[case(unix().unpadded().into())]
#[case(unix().times(UnixTimes::Year).into())]
#[case(UnixStyle::iis().into())]
#[case(ListStyle::Windows)]
fn a_parser_understands_them(#[case] style: ListStyle) {
    let is_dos = style == ListStyle::Windows;
    let lines = listing(
        style,
        "20240601000000",
        &[
            Sample(
                FILE,
                0o644,
                1,
                "a",
                "a",
                12,
                "20230102000000",
                "some name",
                None,
            ),
            Sample(DIR, 0o755, 1, "a", "a", 0, "20230102000000", "dir", None),
        ],
    );
    let parsed: Vec<_> = lines
        .lines()
        .map(|line| {
            if is_dos {
                ListParser::parse_dos(line).unwrap()
            } else {
                ListParser::parse_posix(line).unwrap()
            }
        })
        .collect();
    let shown = |at: usize| {
        (
            parsed[at].name(),
            parsed[at].size(),
            parsed[at].is_directory(),
        )
    };
    assert_eq!(
        (shown(0), shown(1)),
        (("some name", 12, false), ("dir", 0, true))
    );
}

/// Whatever is in an entry, a line is a line.
#[rstest]
#[case(ListStyle::CiscoIos)]
#[case(ListStyle::Eplf)]
#[case(ListStyle::MvsJobs)]
#[case(ListStyle::Netware)]
#[case(ListStyle::Nortel)]
#[case(ListStyle::Os2)]
#[case(ListStyle::Os400Files)]
#[case(ListStyle::WindowsLinks)]
#[case(unix().into())]
fn no_name_breaks_a_line(#[case] style: ListStyle) {
    let odd = Sample(
        LINK,
        0o777,
        1,
        "a",
        "a",
        0,
        "20200102000000",
        "a\r\nb",
        Some("c\r\nd"),
    );
    let lines = listing(style, "20240601000000", &[odd]);
    assert_eq!(lines.matches('\n').count(), 1, "{lines:?}");
    assert!(lines.contains("a??b"));
}
