//! Clients that are not served for a while.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Script;
use super::plan::Firing;
use crate::clock::Timestamp;

/// The addresses that are banned from a server.
#[derive(Debug, Default)]
pub(super) struct Bans {
    /// There has been one: whoever never bans anybody pays nothing for it.
    any: AtomicBool,
    all: Mutex<Vec<Ban>>,
}

#[derive(Debug)]
struct Ban {
    address: IpAddr,
    until: Timestamp,
    rule: Option<Arc<str>>,
}

/// Why a client is refused.
pub(crate) struct Banned {
    /// The name of the rule, if it has one.
    pub(crate) rule: Option<Arc<str>>,
    pub(crate) left: Duration,
}

impl Bans {
    /// Lifts all of them.
    pub(super) fn clear(&self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.clear();
    }
}

impl Script {
    /// Refuses an address from now on.
    pub(crate) fn ban(&self, address: IpAddr, until: Timestamp, firing: &Firing) {
        let bans = &self.0.bans;
        let mut all = bans.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|ban| ban.address != address || ban.until > until);
        all.push(Ban {
            address,
            until,
            rule: firing.rule().label().name,
        });
        bans.any.store(true, Ordering::SeqCst);
    }

    /// Why a client from this address is refused, if it is.
    pub(crate) fn banned(&self, address: IpAddr, now: Timestamp) -> Option<Banned> {
        let bans = &self.0.bans;
        if !bans.any.load(Ordering::SeqCst) {
            return None;
        }
        let all = bans.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ours = all.iter().filter(|ban| ban.address == address);
        let ban = ours.find(|ban| ban.until > now)?;
        Some(Banned {
            rule: ban.rule.clone(),
            left: ban.until.since_epoch() - now.since_epoch(),
        })
    }
}
