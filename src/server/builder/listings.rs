//! What `LIST`, `NLST`, `STAT` of a path, `MLSD` and `MLST` show.

use super::Builder;
use crate::protocol::{Escaped, ListStyle};
use crate::session::ListOrder;

impl Builder {
    /// How `LIST` and `STAT` print an entry. Default: [`ListStyle::Unix`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::ListStyle;
    ///
    /// let server = FtpServer::builder()
    ///     .file("/a.txt", "hello")
    ///     .list_style(ListStyle::Windows)
    ///     .start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.list(None)?, ["01-01-24  12:00AM                    5 a.txt"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn list_style(mut self, style: impl Into<ListStyle>) -> Self {
        self.policy.list_style = style.into();
        self
    }

    /// Whether `LIST` of a directory begins with a line `total n`, the blocks of 1024 octets that its
    /// files take. Default: it does not.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_total(true).start();
    /// ```
    pub const fn list_total(mut self, shown: bool) -> Self {
        self.policy.list_total = shown;
        self
    }

    /// Whether words before the path mean to `LIST` and `NLST` what they mean to `ls`: `-t`, `-S` and
    /// `-r` sort, `-R` lists what lies below, too, and to `LIST` `-a` shows `.` and `..`, `-1` names
    /// alone. Default: such words are skipped.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/in/a", "").list_switches(true).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.list(Some("-1R"))?, ["in", "in:", "a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn list_switches(mut self, taken: bool) -> Self {
        self.policy.list_switches = taken;
        self
    }

    /// In which order directories are listed. Default: [`ListOrder::Sorted`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::session::ListOrder;
    ///
    /// let server = FtpServer::builder()
    ///     .file("/b", "")
    ///     .file("/a", "")
    ///     .list_order(ListOrder::Unsorted)
    ///     .start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.nlst(None)?, ["b", "a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn list_order(mut self, order: ListOrder) -> Self {
        self.policy.listing.order = order;
        self
    }

    /// Whether `LIST`, `NLST` and `STAT` show names that begin with a dot; else only `-a` before the path
    /// shows them, or the path itself: that of a file, or a pattern that begins with a dot. `MLSD` shows
    /// them always. Default: they are shown.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/.profile", "").list_hidden(false).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.nlst(None)?.is_empty());
    /// assert_eq!(ftp.nlst(Some("-a"))?, [".profile"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn list_hidden(mut self, shown: bool) -> Self {
        self.policy.listing.hidden = shown;
        self
    }

    /// Whether `LIST`, `NLST` and `STAT` show entries that nobody can look at, such as those of a
    /// directory that may be read but not searched; they have size 0 and mode `----------`. Default:
    /// they are shown.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_unreadable(false).start();
    /// ```
    pub const fn list_unreadable(mut self, shown: bool) -> Self {
        self.policy.listing.unreadable = shown;
        self
    }

    /// Whether `LIST`, `NLST` and `STAT` show links whose target is not shown, for it is outside.
    /// Default: they are shown.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_lost_links(false).start();
    /// ```
    pub const fn list_lost_links(mut self, shown: bool) -> Self {
        self.policy.listing.lost_links = shown;
        self
    }

    /// Whether `NLST` of a pattern that matches nothing is an empty list. Default: it gets 550.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().nlst_empty(true).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.nlst(Some("*.csv"))?.is_empty());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn nlst_empty(mut self, allowed: bool) -> Self {
        self.policy.listing.nlst_empty = allowed;
        self
    }

    /// Whether `NLST` leaves directories out. Default: it does not.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "").dir("/in").nlst_files_only(true).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.nlst(None)?, ["a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn nlst_files_only(mut self, only: bool) -> Self {
        self.policy.listing.nlst_files_only = only;
        self
    }

    /// A fact of the test's own, which `OPTS MLST` can choose and `MFF` can set, where the filesystem
    /// keeps it; [`MemoryFs`](crate::vfs::MemoryFs) does.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .file("/a", "")
    ///     .fact("x.colour")
    ///     .facts("type;media-type;x.colour;")
    ///     .start();
    /// server.fs().set_fact("/a", "x.colour", "red");
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.mlsd(None)?, ["type=file;x.colour=red; a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When the name does not begin with `x.` or has a space, `;` or `=` in it, or when it is the 48th.
    #[track_caller]
    pub fn fact(mut self, name: &str) -> Self {
        let facts = self.policy.listing.facts.with_own(name);
        self.policy.listing.facts = facts.unwrap_or_else(|| {
            let name = Escaped(name.as_bytes());
            panic!("fact(\"{name}\"): expected a name like x.colour, and at most 47 of them")
        });
        self
    }

    /// The facts that `MLST` and `MLSD` show until `OPTS MLST` chooses others, as `OPTS MLST` would
    /// choose them. Default: `type;size;modify;perm;unique;UNIX.mode;UNIX.uid;UNIX.gid;`.
    ///
    /// Others that there are: `create`, `UNIX.owner`, `UNIX.group`, `UNIX.ownername`, `UNIX.groupname`,
    /// `sizd`, `media-type`, `charset`, `lang`, and those of [`fact`](Self::fact).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "123").facts("size;").start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.mlsd(None)?, ["size=3; a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When a name has no semicolon after it, or there is a space.
    #[track_caller]
    pub fn facts(mut self, names: &str) -> Self {
        match self.policy.listing.facts.choose(names.as_bytes()) {
            Ok(facts) => self.policy.listing.facts = facts,
            Err(_) => panic!("facts({names:?}): expected names like \"type;size;\""),
        }
        self
    }

    /// Whether times in facts have milliseconds, `20240101000000.000`. Default: they do not.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().fact_fractions(true).start();
    /// ```
    pub const fn fact_fractions(mut self, shown: bool) -> Self {
        self.policy.listing.fact_fractions = shown;
        self
    }

    /// Whether the fact `type` of a link tells where it leads, `OS.unix=slink:/target`, unless that is
    /// outside. Default: it does not.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().fact_link_targets(true).start();
    /// ```
    pub const fn fact_link_targets(mut self, shown: bool) -> Self {
        self.policy.listing.fact_link_targets = shown;
        self
    }

    /// Whether the fact `perm` of a directory may have the letter `d` though it is not empty, and `RMD`
    /// would fail. Default: it may.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().fact_deletes_full(false).start();
    /// ```
    pub const fn fact_deletes_full(mut self, told: bool) -> Self {
        self.policy.listing.fact_deletes_full = told;
        self
    }

    /// Whether files in memory are found whatever the case of the letters in their names, which are kept
    /// as they were written first: [`MemoryFs::ignoring_case`](crate::vfs::MemoryFs::ignoring_case).
    /// Letters that a user has for a directory alone are for its name as it is given there. Default:
    /// case counts.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/In/A.txt", "hello").ignore_case(true).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.size("/in/a.TXT")?, 5);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn ignore_case(mut self, ignored: bool) -> Self {
        self.ignore_case = ignored;
        self
    }
}
