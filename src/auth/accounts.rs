//! The authenticators that come with the crate.

use std::sync::{Arc, PoisonError, RwLock};

use super::secret::Secret;
use super::{Authenticator, Credentials, LoginError, User};

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
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    users: Arc<RwLock<Vec<User>>>,
}

impl Accounts {
    /// No users yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user, in place of one of the same name.
    pub fn add(&self, user: impl Into<User>) {
        let user = user.into();
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        match users.iter_mut().find(|other| other.name() == user.name()) {
            Some(other) => *other = user,
            None => users.push(user),
        }
    }

    /// Removes a user and tells whether there was one. Sessions that are logged in go on.
    pub fn remove(&self, name: impl AsRef<[u8]>) -> bool {
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        let before = users.len();
        users.retain(|user| user.name() != name.as_ref());
        users.len() < before
    }

    /// Whether there is no user at all.
    pub fn is_empty(&self) -> bool {
        self.users
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
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
        let users = self.users.read().unwrap_or_else(PoisonError::into_inner);
        // A name of its own counts before the guest's second one.
        let named = users.iter().find(|user| user.name() == who.user);
        let found = named.or_else(|| users.iter().find(|user| user.answers_to(who.user)));
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
        let users = self.users.read().unwrap_or_else(PoisonError::into_inner);
        let mut known = users.iter();
        known
            .find(|known| known.name() == user && known.needs_no_password())
            .cloned()
    }

    fn may_block(&self) -> bool {
        false
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
    fn anyone_gets_in() {
        let user = Anyone.login(&Credentials::new(b"\xff", b"")).unwrap();
        assert_eq!(
            (user.name(), user.perms()),
            (&b"\xff"[..], super::super::Perms::ALL)
        );
    }
}
