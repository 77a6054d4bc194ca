use rstest::rstest;

use super::*;
use crate::vfs::{contract, read_all};

fn at(path: &str) -> FtpPath {
    path.into()
}

fn put(fs: &MemoryFs, path: &str, how: OpenHow, octets: usize) -> FsResult<()> {
    let mut upload = fs.open(&at(path), how)?;
    upload.write(vec![b'x'; octets].into())?;
    upload.commit()
}

const REPLACE: OpenHow = OpenHow::Write { from: 0 };

#[test]
fn memory_keeps_the_contract() {
    contract::run(&MemoryFs::new());
}

/// R-P2: where case does not count, too.
#[test]
fn names_can_be_found_whatever_their_case() {
    let fs = MemoryFs::new();
    fs.add_file("/D/A", "1");
    let fs = fs.ignoring_case();
    fs.add_dir("/d/Sub");
    fs.add_file("/d/a", "22");
    let names = |path: &str| -> Vec<_> {
        let entries = fs.read_dir(&at(path)).unwrap().flatten();
        entries.map(|entry| entry.name).collect()
    };
    assert_eq!(
        (names("/"), names("/d")),
        (vec!["D".into()], vec!["A".into(), "Sub".into()])
    );
    assert_eq!(read_all(&fs, &at("/D/a")).unwrap(), b"22");
    put(&fs, "/D/SUB/ß.TXT", OpenHow::CreateNew, 1).unwrap();
    assert_eq!(
        put(&fs, "/D/SUB/ß.txt", OpenHow::CreateNew, 1),
        Err(FsError::AlreadyExists)
    );
    fs.rename(&at("/d/a"), &at("/d/SUB")).unwrap_err();
    fs.rename(&at("/d/sub"), &at("/d/sub")).unwrap();
    assert_eq!(names("/d"), ["A", "sub"]);
    assert_eq!(
        fs.remove_dir(&at("/D/SUB")),
        Err(FsError::DirectoryNotEmpty)
    );
    fs.remove_file(&at("/D/SUB/ß.Txt")).unwrap();
    fs.remove_dir(&at("/D/SUB")).unwrap();
    assert_eq!(names("/d"), ["A"]);
    contract::run(&MemoryFs::new().ignoring_case());
}

#[test]
#[should_panic = "ignoring_case(): there are two files a"]
fn names_that_differ_by_case_alone_can_not_become_one() {
    let fs = MemoryFs::new();
    fs.add_file("/d/a", "");
    fs.add_file("/d/A", "");
    let _ = fs.ignoring_case();
}

#[test]
fn a_clone_is_the_same_tree() {
    let fs = MemoryFs::new();
    fs.clone().add_file("/a", "x");
    assert_eq!(read_all(&fs, &at("/a")).unwrap(), b"x");
}

#[test]
fn seeds_make_the_directories_above_them_and_replace_seeds() {
    let fs = MemoryFs::new();
    fs.add_file("/a/b/c", "one");
    fs.add_file("/a/b/c", "two");
    fs.add_dir("/a/b");
    fs.add_symlink("/l", "a/b");
    fs.add_file("/l/d", "through a link");
    assert_eq!(read_all(&fs, &at("/a/b/c")).unwrap(), b"two");
    assert!(fs.metadata(&at("/a/b/d")).is_ok());
    assert_eq!(fs.used(), 3 + 14);
}

#[rstest]
#[case::over_a_directory("/dir")]
#[case::below_a_file("/file/x")]
#[case::root("/")]
#[should_panic(expected = "to the files in memory: ")]
fn a_seed_that_has_no_place_panics(#[case] path: &str) {
    let fs = MemoryFs::new();
    fs.add_dir("/dir");
    fs.add_file("/file", "");
    fs.add_file(path, "");
}

#[test]
fn seeds_carry_the_fixed_time_and_uploads_the_time_of_day() {
    let noon = UnixTime::from_secs(1_800_000_000);
    let fs = MemoryFs::new().with_wall_clock(move || noon);
    fs.add_file("/in/a", "x");
    fs.add_file("/b", "x");
    assert_eq!(
        fs.metadata(&at("/in/a")).unwrap().modified,
        UnixTime::SEEDED
    );
    put(&fs, "/in/a", REPLACE, 1).unwrap();
    fs.create_dir(&at("/d")).unwrap();
    for (path, time) in [
        ("/in/a", noon),
        ("/d", noon),
        ("/", noon),
        ("/b", UnixTime::SEEDED),
    ] {
        assert_eq!(fs.metadata(&at(path)).unwrap().modified, time, "{path}");
    }
}

#[test]
fn a_replaced_file_stays_the_same_object() {
    let fs = MemoryFs::new();
    fs.add_file("/a", "old");
    fs.set_mode(&at("/a"), 0o600).unwrap();
    let before = fs.metadata(&at("/a")).unwrap();
    put(&fs, "/a", REPLACE, 10).unwrap();
    let after = fs.metadata(&at("/a")).unwrap();
    assert_eq!((after.unique, after.mode), (before.unique, 0o600));
}

#[test]
fn an_upload_follows_its_directory_when_that_is_renamed() {
    let fs = MemoryFs::new();
    fs.add_dir("/a");
    let upload = fs.open(&at("/a/f"), REPLACE).unwrap();
    fs.rename(&at("/a"), &at("/b")).unwrap();
    upload.commit().unwrap();
    assert!(fs.metadata(&at("/b/f")).is_ok());
}

#[test]
fn quota_counts_uploads_while_they_run_less_what_they_replace() {
    let fs = MemoryFs::new().with_quota(100);
    fs.add_file("/old", vec![0; 60]);
    let mut first = fs.open(&at("/old"), REPLACE).unwrap();
    first.write(vec![1; 90].into()).unwrap();
    assert_eq!(fs.used(), 90);

    let mut second = fs.open(&at("/new"), REPLACE).unwrap();
    assert_eq!(
        second.write(vec![1; 11].into()),
        Err(FsError::QuotaExceeded)
    );
    second.write(vec![1; 10].into()).unwrap();
    drop(second);
    first.commit().unwrap();
    assert_eq!(fs.used(), 90);
    fs.remove_file(&at("/old")).unwrap();
    assert_eq!(fs.used(), 0);
}

#[rstest]
#[case::append(OpenHow::Append, 40, true)]
#[case::append_too_much(OpenHow::Append, 41, false)]
#[case::inside(OpenHow::Write { from: 10 }, 50, true)]
#[case::beyond_the_end(OpenHow::Write { from: 10 }, 91, false)]
#[case::smaller(REPLACE, 1, true)]
fn quota_counts_growth_only(#[case] how: OpenHow, #[case] octets: usize, #[case] fits: bool) {
    let fs = MemoryFs::new().with_quota(100);
    fs.add_file("/f", vec![0; 60]);
    let result = put(&fs, "/f", how, octets);
    assert_eq!(
        result,
        if fits {
            Ok(())
        } else {
            Err(FsError::QuotaExceeded)
        }
    );
    assert_eq!(fs.used(), fs.metadata(&at("/f")).unwrap().size);
}

#[test]
fn quota_is_checked_again_when_the_replaced_file_went_away() {
    let fs = MemoryFs::new().with_quota(100);
    fs.add_file("/f", vec![0; 80]);
    let mut upload = fs.open(&at("/f"), REPLACE).unwrap();
    upload.write(vec![1; 80].into()).unwrap();
    fs.remove_file(&at("/f")).unwrap();
    fs.add_file("/g", vec![0; 50]);
    assert_eq!(upload.commit(), Err(FsError::QuotaExceeded));
    assert_eq!(fs.used(), 50);
    assert_eq!(fs.metadata(&at("/f")), Err(FsError::NotFound));
}

#[test]
fn renaming_over_a_file_gives_its_octets_back() {
    let fs = MemoryFs::new();
    fs.add_file("/a", "1234");
    fs.add_file("/b", "12");
    fs.rename(&at("/b"), &at("/a")).unwrap();
    assert_eq!(fs.used(), 2);
}

#[test]
fn more_than_four_gibibytes_can_be_read_appended_to_and_patched() {
    const SIZE: u64 = 5 << 30;
    let fs = MemoryFs::new();
    fs.add_file("/huge", Content::repeat("0123456789", SIZE));
    put(&fs, "/huge", OpenHow::Append, 3).unwrap();
    put(&fs, "/huge", OpenHow::Write { from: SIZE / 2 }, 2).unwrap();
    assert_eq!(fs.metadata(&at("/huge")).unwrap().size, SIZE + 3);

    let read = |from, most| {
        let mut file = fs.open(&at("/huge"), OpenHow::Read { from }).unwrap();
        let mut whole = Vec::new();
        while whole.len() < most {
            let chunk = file.read(most - whole.len()).unwrap();
            whole.extend_from_slice(&chunk);
        }
        String::from_utf8(whole).unwrap()
    };
    assert_eq!(read(SIZE - 2, 5), "89xxx");
    assert_eq!(read(SIZE / 2 - 1, 4), "9xx2");
}

#[test]
fn large_chunks_are_kept_as_they_come_and_given_out_again() {
    let fs = MemoryFs::new();
    let chunk = Bytes::from(vec![7; 256 * 1024]);
    let mut upload = fs.open(&at("/f"), REPLACE).unwrap();
    upload.write(Bytes::from_static(b"small")).unwrap();
    upload.write(chunk.clone()).unwrap();
    upload.commit().unwrap();
    let mut file = fs.open(&at("/f"), OpenHow::Read { from: 5 }).unwrap();
    assert_eq!(file.read(1 << 20).unwrap().as_ptr(), chunk.as_ptr());
}

#[test]
fn a_file_too_big_for_an_offset_is_refused() {
    let fs = MemoryFs::new();
    fs.add_file("/f", Content::zeros(i64::MAX as u64));
    assert_eq!(put(&fs, "/f", OpenHow::Append, 1), Err(FsError::FileTooBig));
    let end = OpenHow::Write {
        from: i64::MAX as u64,
    };
    assert_eq!(put(&fs, "/f", end, 1), Err(FsError::FileTooBig));
}

#[test]
fn a_big_directory_is_listed_page_by_page_from_a_snapshot() {
    let fs = MemoryFs::new();
    (0..10_000).for_each(|n| fs.add_file(format!("/f{n:05}"), "x"));
    let listing = fs.read_dir(&FtpPath::root()).unwrap();
    let mut seen = 0;
    for (n, entry) in listing.enumerate() {
        let entry = entry.unwrap();
        assert_eq!(entry.name, format!("f{n:05}"));
        fs.remove_file(&at(&format!("/f{n:05}"))).unwrap();
        seen += 1;
    }
    assert_eq!(seen, 10_000);
    let mut empty = fs.read_dir(&FtpPath::root()).unwrap();
    assert!(empty.next().is_none() && empty.next().is_none());
}

#[test]
fn only_user_code_makes_memory_slow() {
    let fs = MemoryFs::new();
    fs.add_file("/zeros", Content::zeros(1 << 40));
    assert!(!fs.blocking());
    fs.add_file(
        "/made",
        Content::generate(1, |_, _| Bytes::from_static(b"x")),
    );
    assert!(fs.blocking());
}

#[test]
fn renames_against_each_other_make_no_circle() {
    let fs = MemoryFs::new();
    for _ in 0..50 {
        fs.add_dir("/a");
        fs.add_dir("/b");
        std::thread::scope(|scope| {
            let down = || fs.rename(&at("/a"), &at("/b/a"));
            let up = || fs.rename(&at("/b"), &at("/a/b"));
            let (down, up) = (scope.spawn(down), scope.spawn(up));
            assert!(down.join().unwrap().is_ok() != up.join().unwrap().is_ok());
        });
        let name = fs
            .read_dir(&FtpPath::root())
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .name;
        let (outer, inner) = if &name[..] == b"a" {
            ("/a", "/a/b")
        } else {
            ("/b", "/b/a")
        };
        fs.remove_dir(&at(inner)).unwrap();
        fs.remove_dir(&at(outer)).unwrap();
    }
}
