//! What a filesystem reports, and the replies it becomes (PROTOCOL §12).

use ftpmock::protocol::{Code, FtpPath, UnixTime};
use ftpmock::session::TransferEnd;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsError, FsResult, MemoryFs, Metadata, OpenHow};

use crate::harness::{Talk, session};

/// Files that can be looked at, and nothing else.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) MemoryFs, pub(crate) FsError);

impl Filesystem for Broken {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.0.metadata(path)
    }
    fn read_dir(&self, _: &FtpPath) -> FsResult<DirEntries> {
        Err(self.1.clone())
    }
    fn open(&self, _: &FtpPath, _: OpenHow) -> FsResult<Box<dyn File>> {
        Err(self.1.clone())
    }
    fn create_dir(&self, _: &FtpPath) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn remove_dir(&self, _: &FtpPath) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn remove_file(&self, _: &FtpPath) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn rename(&self, _: &FtpPath, _: &FtpPath) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn set_modified(&self, _: &FtpPath, _: UnixTime) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn set_owner(&self, _: &FtpPath, _: &str) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn set_group(&self, _: &FtpPath, _: &str) -> FsResult<()> {
        Err(self.1.clone())
    }
    fn set_mode(&self, _: &FtpPath, _: u32) -> FsResult<()> {
        Err(self.1.clone())
    }
}

fn broken(error: &FsError) -> Talk {
    let s = session().file("/a", "x").dir("/dir").login().binary();
    let files = s.files.clone();
    s.on(Broken(files, error.clone())).lenient()
}

/// An error, the code where the object exists, and the code where a name is new.
const MAP: &[(FsError, u16, u16)] = &[
    (FsError::NotFound, 550, 550),
    (FsError::PermissionDenied, 550, 550),
    (FsError::ReadOnly, 550, 550),
    (FsError::IsADirectory, 550, 550),
    (FsError::NotADirectory, 550, 550),
    (FsError::DirectoryNotEmpty, 550, 550),
    (FsError::NameTooLong, 550, 553),
    (FsError::InvalidName, 550, 553),
    (FsError::Busy, 450, 450),
    (FsError::Locked, 450, 450),
    (FsError::WouldBlock, 450, 450),
    (FsError::Interrupted, 450, 450),
    (FsError::TimedOut, 450, 450),
    (FsError::TooManyOpenFiles, 450, 450),
    (FsError::NoSpace, 452, 452),
    (FsError::QuotaExceeded, 552, 552),
    (FsError::FileTooBig, 552, 552),
    (FsError::CrossDevice, 550, 550),
    (FsError::Unsupported, 504, 504),
    (FsError::Io, 451, 451),
    (FsError::Corrupt, 451, 451),
];

#[test]
fn existing_objects_have_the_left_column() {
    for (error, code, _) in MAP {
        for line in [
            "RETR /a",
            "RMD /dir",
            "DELE /a",
            "LIST /dir",
            "NLST /dir",
            "MLSD /dir",
            "STAT /dir",
            "DSIZ /dir",
            "RMDA /dir",
            "MFF Modify=20200101000000; /a",
            "MFMT 20200101000000 /a",
            "SITE CHMOD 600 /a",
            "SITE CHOWN bob /a",
            "SITE CHGRP bob /a",
            "SITE RMDIR /dir",
            "SITE COPY /a /b",
        ] {
            let mut s = broken(error);
            s.say("EPSV");
            assert_eq!(s.code(line), *code, "{line}: {error:?}");
            assert_eq!(s.code("NOOP"), 200);
        }
    }
}

#[test]
fn new_names_have_the_right_column() {
    for (error, _, code) in MAP {
        for line in ["STOR /new", "APPE /new", "STOU /new", "MKD /new"] {
            let mut s = broken(error);
            s.say("EPSV");
            assert_eq!(s.code(line), *code, "{line}: {error:?}");
        }
        let mut s = broken(error);
        s.say("RNFR /a");
        assert_eq!(s.code("RNTO /new"), *code, "RNTO: {error:?}");
    }
}

#[test]
fn what_exists_is_550_to_mkd_and_553_to_rnto() {
    let mut s = broken(&FsError::AlreadyExists);
    assert_eq!(s.say("MKD /new"), "550 File exists.");
    s.say("RNFR /a");
    assert_eq!(s.code("RNTO /new"), 553);
}

#[test]
fn during_a_transfer_the_right_column_holds() {
    for (error, _, code) in MAP {
        let mut s = session().login().lenient();
        s.say_all(["EPSV", "STOR /new"]);
        let said = s.end(TransferEnd::Storage(error.clone()));
        assert!(said.starts_with(&code.to_string()), "{said}");
    }
}

#[test]
fn a_filesystem_may_say_it_in_its_own_words() {
    let own = FsError::Reply(Code::of(450), "Virus scanner is busy.".to_owned());
    let mut s = broken(&own);
    s.say("EPSV");
    for line in ["RETR /a", "STOR /new", "MKD /new", "DELE /a", "LIST /dir"] {
        assert_eq!(s.say(line), "450 Virus scanner is busy.", "{line}");
    }
}

/// The harness is strict, so that the other tests need not look.
#[test]
#[should_panic(expected = "331 Guess. is no reply to")]
fn a_code_above_the_ceiling_panics() {
    let own = FsError::Reply(Code::of(331), "Guess.".to_owned());
    let files = session().file("/a", "x").files;
    session().login().on(Broken(files, own)).say("DELE /a");
}
