//! The authenticators that come with the crate.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::secret::Secret;
use super::{Authenticator, Credentials, LoginError, Standing, User};

/// Lets everybody in, with every permission.
///
/// ```
/// use ftpmock::auth::{Anyone, Authenticator, Credentials};
///
/// let bob = Anyone.login(&Credentials::new(b"bob", b"whatever"))?;
/// assert_eq!(bob.name(), b"bob");
/// # Ok::<(), ftpmock::auth::LoginError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Anyone;

impl Authenticator for Anyone {
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
        Ok(User::new(who.user))
    }

    fn may_block(&self) -> bool {
        false
    }
}

/// A list of users; a clone is the same list, and it may change while the server runs.
///
/// A wrong password and an unknown name give the same error after the same work.
///
/// ```
/// use ftpmock::auth::{Accounts, Authenticator, Credentials};
///
/// let accounts = Accounts::new();
/// accounts.add(("alice", "secret"));
/// assert!(accounts.login(&Credentials::new(b"alice", b"secret")).is_ok());
/// accounts.remove("alice");
/// assert!(accounts.login(&Credentials::new(b"alice", b"secret")).is_err());
/// ```
///
/// Who is logged in when the list changes notices it with the next command: a user who was removed
/// is logged out, so that commands get 530 until somebody logs in again; one who was changed has the
/// new letters, home and messages, and starts anew in the new home if that is another one. A transfer
/// that runs goes on to its end. A new password concerns the next login.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::builder().user(("alice", "secret")).start();
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("alice", "secret")?;
/// ftp.mkdir("a")?;
///
/// server.users().change("alice", |alice| alice.perm("elr"));
/// assert!(ftp.mkdir("b").is_err()); // 550
/// server.users().remove("alice");
/// assert!(ftp.pwd().is_err()); // 530
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    list: Arc<RwLock<List>>,
}

#[derive(Debug, Default)]
struct List {
    users: Vec<User>,
    /// Nobody has ever been added, and until then everybody may come in.
    open: bool,
    revisions: u64,
}

impl List {
    fn find(&self, name: &[u8]) -> Option<&User> {
        self.users.iter().find(|user| user.name() == name)
    }

    fn add(&mut self, mut user: User) {
        self.open = false;
        self.revisions += 1;
        user.revision = self.revisions;
        match self.users.iter_mut().find(|old| old.name() == user.name()) {
            Some(old) => *old = user,
            None => self.users.push(user),
        }
    }
}

impl Accounts {
    /// No users yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No users yet, and everybody may come in until there is one.
    pub(crate) fn open() -> Self {
        let list = List {
            open: true,
            ..List::default()
        };
        Self {
            list: Arc::new(RwLock::new(list)),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, List> {
        self.list.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, List> {
        self.list.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a user, in place of one of the same name.
    pub fn add(&self, user: impl Into<User>) {
        let user = user.into();
        self.write().add(user);
    }

    /// Changes a user and tells whether there is one of that name. A new name, if `change` gives
    /// one, makes it another user: the old one is removed.
    ///
    /// ```
    /// use ftpmock::auth::Accounts;
    ///
    /// let accounts = Accounts::from_iter([("alice", "secret")]);
    /// assert!(accounts.change("alice", |alice| alice.perm("elr")));
    /// assert_eq!(accounts.user("alice").unwrap().perms().to_string(), "elr");
    /// ```
    pub fn change(&self, name: impl AsRef<[u8]>, change: impl FnOnce(User) -> User) -> bool {
        // Outside the lock: the closure may ask for users itself.
        let Some(old) = self.user(&name) else {
            return false;
        };
        let new = change(old);
        let mut list = self.write();
        if new.name() != name.as_ref() {
            list.users.retain(|user| user.name() != name.as_ref());
        }
        list.add(new);
        true
    }

    /// Removes a user and tells whether there was one.
    pub fn remove(&self, name: impl AsRef<[u8]>) -> bool {
        let mut list = self.write();
        let before = list.users.len();
        list.users.retain(|user| user.name() != name.as_ref());
        list.users.len() < before
    }

    /// The user of that name, as it is now.
    pub fn user(&self, name: impl AsRef<[u8]>) -> Option<User> {
        self.read().find(name.as_ref()).cloned()
    }

    /// The names of all users, in the order in which they were added.
    ///
    /// ```
    /// use ftpmock::auth::Accounts;
    ///
    /// let accounts = Accounts::from_iter([("bob", "1"), ("alice", "2")]);
    /// assert_eq!(accounts.names(), [b"bob".to_vec(), b"alice".to_vec()]);
    /// ```
    pub fn names(&self) -> Vec<Vec<u8>> {
        let list = self.read();
        list.users.iter().map(|user| user.name().to_vec()).collect()
    }

    /// Whether there is no user at all.
    pub fn is_empty(&self) -> bool {
        self.read().users.is_empty()
    }
}

impl<U: Into<User>> FromIterator<U> for Accounts {
    fn from_iter<I: IntoIterator<Item = U>>(users: I) -> Self {
        let accounts = Self::new();
        users.into_iter().for_each(|user| accounts.add(user));
        accounts
    }
}

impl Authenticator for Accounts {
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
        let list = self.read();
        if list.open {
            return Anyone.login(who);
        }
        // A name of its own counts before the guest's second one.
        let found = list.find(who.user).or_else(|| {
            let mut guests = list.users.iter();
            guests.find(|user| user.answers_to(who.user))
        });
        let Some(user) = found else {
            // The same work as for a wrong password: time must not tell names.
            Secret::new("").matches(who.password);
            return Err(LoginError::Refused);
        };
        if who.certified || user.accepts(who.password) {
            Ok(user.clone())
        } else {
            Err(LoginError::Refused)
        }
    }

    fn admit(&self, user: &[u8]) -> Option<User> {
        let list = self.read();
        let found = list.find(user);
        found.filter(|user| user.needs_no_password()).cloned()
    }

    fn standing(&self, user: &User) -> Standing {
        let list = self.read();
        match list.find(user.name()) {
            Some(now) if now.revision == user.revision => Standing::Same,
            Some(now) => Standing::Changed(Box::new(now.clone())),
            // Who came in while everybody could was never in the list.
            None if user.revision == 0 => Standing::Same,
            None => Standing::Gone,
        }
    }

    fn may_block(&self) -> bool {
        false
    }
}

/// A closure as an authenticator.
pub(crate) struct Asking<F>(pub(crate) F);

impl<F> fmt::Debug for Asking<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asking(..)")
    }
}

impl<F> Authenticator for Asking<F>
where
    F: Fn(&Credentials<'_>) -> Result<User, LoginError> + Send + Sync,
{
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
        (self.0)(who)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::right(b"alice", b"secret", true)]
    #[case::wrong_password(b"alice", b"Secret", false)]
    #[case::no_password(b"alice", b"", false)]
    #[case::unknown(b"bob", b"secret", false)]
    #[case::other_case(b"Alice", b"secret", false)]
    #[case::guest(b"anonymous", b"me@example.com", true)]
    #[case::guest_by_alias(b"ftp", b"", true)]
    fn names_and_passwords_count(#[case] user: &[u8], #[case] password: &[u8], #[case] ok: bool) {
        let accounts = Accounts::from_iter([User::from(("alice", "secret")), User::anonymous()]);
        let result = accounts.login(&Credentials::new(user, password));
        assert_eq!(result.is_ok(), ok);
        if let Err(error) = result {
            assert_eq!(error, LoginError::Refused);
        }
    }

    #[test]
    fn a_clone_is_the_same_list() {
        let accounts = Accounts::new();
        accounts.clone().add(("alice", "one"));
        accounts.add(("alice", "two"));
        assert!(accounts.login(&Credentials::new(b"alice", b"one")).is_err());
        assert!(accounts.login(&Credentials::new(b"alice", b"two")).is_ok());
        assert!(accounts.remove("alice") && !accounts.remove("alice"));
        assert!(accounts.is_empty());
    }

    #[test]
    fn an_account_called_ftp_goes_before_the_guest() {
        let accounts = Accounts::from_iter([User::anonymous(), User::from(("ftp", "secret"))]);
        assert!(accounts.login(&Credentials::new(b"ftp", b"guess")).is_err());
    }

    #[test]
    fn an_open_list_closes_with_its_first_user_for_good() {
        let accounts = Accounts::open();
        let early = accounts.login(&Credentials::new(b"bob", b"")).unwrap();
        accounts.add(("alice", "secret"));
        assert!(accounts.login(&Credentials::new(b"bob", b"")).is_err());
        assert!(matches!(accounts.standing(&early), Standing::Same));
        accounts.remove("alice");
        assert!(accounts.login(&Credentials::new(b"bob", b"")).is_err());
    }

    #[test]
    fn anyone_gets_in() {
        let user = Anyone.login(&Credentials::new(b"\xff", b"")).unwrap();
        assert_eq!(
            (user.name(), user.perms()),
            (&b"\xff"[..], super::super::Perms::ALL)
        );
    }
}
