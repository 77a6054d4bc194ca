//! Which TLS sessions can be resumed: those of the same control connection, and no others.
//!
//! A client proves that a data connection is its own by resuming the session of its control
//! connection. Each control connection therefore has keys and a store of its own; a data connection
//! that has not resumed gets nothing that a later one could resume with.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;
use rustls::crypto::ring::Ticketer;
use rustls::server::{ProducesTickets, StoresServerSessions};

/// The sessions that one control connection remembers.
const REMEMBERED: usize = 64;

/// What the connections of one control connection have in common.
#[derive(Clone, Debug)]
pub(in crate::server) struct Sessions {
    store: Arc<Store>,
    tickets: Arc<dyn ProducesTickets>,
    /// The virtual host that the client has named before its handshake.
    pub(in crate::server) host: Option<usize>,
}

impl Sessions {
    /// Fails only when the system gives no random octets.
    pub(in crate::server) fn new() -> Result<Self, rustls::Error> {
        Ok(Self {
            store: Arc::default(),
            tickets: Ticketer::new()?,
            host: None,
        })
    }

    /// The configuration for the control connection.
    pub(super) fn control(&self, mut config: ServerConfig) -> ServerConfig {
        config.session_storage = Arc::clone(&self.store) as _;
        config.ticketer = Arc::clone(&self.tickets);
        config
    }

    /// The configuration for one data connection.
    pub(super) fn data(&self, mut config: ServerConfig) -> ServerConfig {
        let resumes = Arc::new(AtomicBool::new(false));
        config.session_storage = Arc::new(Gated {
            inner: Arc::clone(&self.store) as Arc<dyn StoresServerSessions>,
            resumes: Arc::clone(&resumes),
        });
        config.ticketer = Arc::new(Gated {
            inner: Arc::clone(&self.tickets),
            resumes,
        });
        config
    }
}

/// No tickets at all.
#[derive(Debug)]
pub(super) struct NoTickets;

impl ProducesTickets for NoTickets {
    fn enabled(&self) -> bool {
        false
    }

    fn lifetime(&self) -> u32 {
        0
    }

    fn encrypt(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn decrypt(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

/// A small store that forgets everything when it is full, which no test will see.
#[derive(Debug, Default)]
struct Store(Mutex<HashMap<Vec<u8>, Vec<u8>>>);

impl StoresServerSessions for Store {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= REMEMBERED {
            sessions.clear();
        }
        sessions.insert(key, value);
        true
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(key).cloned()
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.remove(key)
    }

    fn can_cache(&self) -> bool {
        true
    }
}

/// Gives out nothing new unless this very handshake has brought something known.
#[derive(Debug)]
struct Gated<T: ?Sized> {
    resumes: Arc<AtomicBool>,
    inner: Arc<T>,
}

impl<T: ?Sized> Gated<T> {
    fn known<V>(&self, value: Option<V>) -> Option<V> {
        if value.is_some() {
            self.resumes.store(true, Ordering::Relaxed);
        }
        value
    }

    fn resumes(&self) -> bool {
        self.resumes.load(Ordering::Relaxed)
    }
}

impl StoresServerSessions for Gated<dyn StoresServerSessions> {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        self.resumes() && self.inner.put(key, value)
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.known(self.inner.get(key))
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.known(self.inner.take(key))
    }

    fn can_cache(&self) -> bool {
        self.inner.can_cache()
    }
}

impl ProducesTickets for Gated<dyn ProducesTickets> {
    fn enabled(&self) -> bool {
        self.inner.enabled()
    }

    fn lifetime(&self) -> u32 {
        self.inner.lifetime()
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        if self.resumes() {
            self.inner.encrypt(plain)
        } else {
            None
        }
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        self.known(self.inner.decrypt(cipher))
    }
}
