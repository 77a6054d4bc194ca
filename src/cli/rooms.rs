//! `--virtual-roots`: each user name has files, rules and a transcript of its own.
//!
//! A room is made when a name logs in for the first time: a directory of its own that the user sees as
//! `/`, with the files of the scenario, and the expectations of the scenario for that user alone.
//! Rules count for each user by themselves.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::auth::{Accounts, Authenticator, Credentials, LoginError, Standing, User};
use crate::protocol::FtpPath;
use crate::scenario::Scenario;
use crate::script::Script;
use crate::server::{Builder, Seeds};
use crate::transcript::{EntryKind, Transcript};
use crate::vfs::{MemoryFs, Rooted};

/// Who has logged in so far, and what is made ready for the next one.
pub(super) struct Rooms {
    accounts: Accounts,
    start: Option<FtpPath>,
    files: MemoryFs,
    seeds: Seeds,
    scenario: Scenario,
    script: OnceLock<Script>,
    known: Mutex<HashMap<Vec<u8>, FtpPath>>,
}

/// Lets each user into their room.
#[derive(Clone, Debug)]
struct Door(Arc<Rooms>);

impl Rooms {
    /// Gives the builder rooms in the place of its files and users.
    pub(super) fn furnish(
        mut builder: Builder,
        accounts: Accounts,
        start: Option<FtpPath>,
        scenario: Scenario,
    ) -> (Builder, Arc<Self>) {
        let files = MemoryFs::new();
        let rooms = Arc::new(Self {
            accounts,
            start,
            seeds: builder.take_seeds(),
            files: files.clone(),
            scenario,
            script: OnceLock::new(),
            known: Mutex::default(),
        });
        let door = Door(Arc::clone(&rooms));
        let script_of = Arc::clone(&rooms);
        let builder = builder
            .filesystem(files)
            .authenticator(door)
            .rules(move |script| {
                // It is always the same.
                let _ = script_of.script.set(script.clone());
            });
        (builder, rooms)
    }

    /// Where the files are that this user sees; none where nobody has been yet, unless one `may_open`
    /// the room, or where no such user can log in.
    pub(super) fn home_of(&self, name: &[u8], may_open: bool) -> Option<FtpPath> {
        let user = match self.accounts.user(name) {
            Some(user) => user,
            None if self.accounts.is_empty() => User::new(name),
            None => return None,
        };
        let is_known = self.known().contains_key(name);
        let user = (is_known || may_open).then(|| self.admitted(user))?;
        Some(user.home_dir().clone())
    }

    /// Takes all rooms away; nobody is in them.
    pub(super) fn empty(&self) {
        self.known().clear();
        self.files.begin_as(&MemoryFs::new());
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Vec<u8>, FtpPath>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The user as they are in their room, which is made where there is none yet.
    fn admitted(&self, user: User) -> User {
        let name = user.name().to_vec();
        let mut known = self.known();
        let next = known.len() + 1;
        let room = known.entry(name.clone()).or_insert_with(|| {
            let room = FtpPath::new(format!("/{next}"));
            self.files.add_dir(&room);
            self.seeds.plant(&Rooted::new(&self.files, &room));
            if let Some(script) = self.script.get() {
                self.scenario.expect_of(&name, script);
            }
            room
        });
        let home = user.home_dir().below(room);
        self.files.add_dir(&home);
        let user = match &self.start {
            Some(start) => user.start_dir(start),
            None => user,
        };
        self.files.add_dir(user.start().below(&home));
        user.home(home)
    }
}

impl Authenticator for Door {
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
        self.0.accounts.login(who).map(|user| self.0.admitted(user))
    }

    fn admit(&self, user: &[u8]) -> Option<User> {
        self.0
            .accounts
            .admit(user)
            .map(|user| self.0.admitted(user))
    }

    fn standing(&self, user: &User) -> Standing {
        self.0.accounts.standing(user)
    }

    /// Nothing here waits for anything but a lock.
    fn may_block(&self) -> bool {
        false
    }
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms")
            .field("known", &self.known().len())
            .finish_non_exhaustive()
    }
}

/// The transcript of each user, by name; that of sessions without a login comes first, without one.
pub(super) fn by_user(transcript: &Transcript) -> BTreeMap<Option<String>, Vec<Transcript>> {
    let mut users: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for number in transcript.sessions() {
        let session = transcript.session(number);
        let user = session.entries().find_map(|entry| match &entry.kind {
            EntryKind::LoggedIn(user) => Some(String::from_utf8_lossy(user).into_owned()),
            _ => None,
        });
        users.entry(user).or_default().push(session);
    }
    users
}
