//! Starting a server: from what was described to what listens.

use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use super::accept::Porter;
use super::control::{Done, ServerHandle};
use super::sessions::Sessions;
use super::world::{Phase, World};
use super::{Builder, Files, FtpServer, ports, runtime};
use crate::clock::{Alarm, SystemClock};
use crate::script::Script;
use crate::transcript::Recorder;

impl FtpServer {
    #[track_caller]
    pub(super) fn from_builder(builder: Builder) -> io::Result<Self> {
        let seed = builder.seed.unwrap_or_else(seed_from_environment);
        let clock = builder
            .clock
            .unwrap_or_else(|| Arc::new(SystemClock::new()));
        let (fs, origin) =
            (builder.storage).open(&clock, builder.quota, builder.ignore_case, builder.seeds)?;
        let accounts = builder.login.accounts();
        let auth = builder.login.into_authenticator();
        let serving = builder.serving;
        let (runtime, own_runtime) = serving.workers.start()?;
        let listen = |listener: std::net::TcpListener| -> io::Result<Arc<TcpListener>> {
            let _context = runtime.enter();
            // Where the runtime has no timers this panics: better here than in a session.
            drop(clock.sleep_until(clock.now()));
            Ok(Arc::new(TcpListener::from_std(listener)?))
        };
        let listener = match serving.listener {
            Some(listener) => ports::for_clients(listener)?,
            None => ports::listen_for_clients(builder.addr, serving.backlog)?,
        };
        #[cfg_attr(not(feature = "tls"), expect(unused_mut))]
        let mut listeners = vec![listen(listener)?];
        let addr = listeners[0].local_addr()?;
        #[cfg(feature = "tls")]
        let (tls, implicit_addr) = {
            let second = if builder.tls.as_ref().is_some_and(|tls| tls.both) {
                let anywhere = (addr.ip(), 0).into();
                let listener = ports::listen_for_clients(anywhere, serving.backlog)?;
                let second = listener.local_addr()?;
                listeners.push(listen(listener)?);
                Some(second)
            } else {
                None
            };
            let port = second.map(|addr| addr.port());
            let hosts = &builder.policy.hosts;
            let tls = builder
                .tls
                .map(|tls| super::tls::Setup::new(tls, port, hosts));
            let at_once = tls.as_ref().filter(|tls| tls.is_implicit_at(addr));
            let implicit_addr = second.or_else(|| at_once.map(|_| addr));
            (tls.map(Arc::new), implicit_addr)
        };
        // What a test waits with outlives the server's own threads.
        let alarm = Alarm::new(runtime::handle());
        let sessions = Sessions::new(serving.limits, Arc::clone(&clock));
        let (send, orders) = mpsc::unbounded_channel();
        let world = Arc::new(World {
            inline: !fs.blocking()
                && !auth.may_block()
                && builder.policy.impersonate.is_none()
                && !builder.policy.list_style.calls_user_code(),
            policy: Arc::new(builder.policy),
            recorder: Recorder::new(Arc::clone(&clock)),
            clock: Arc::clone(&clock),
            fs: Arc::clone(&fs),
            auth,
            throttles: builder.throttles,
            firewall: serving.firewall,
            orders: send.clone(),
            script: Script::new(seed, alarm.clone()),
            rules: builder.rules,
            observers: builder.observers,
            sessions: sessions.clone(),
            names: AtomicU64::new(1),
            phase: watch::Sender::new(Phase::Running),
            alarm: alarm.clone(),
            #[cfg(feature = "tls")]
            tls,
        });
        world.rules.register(&world.script);
        let ended = Done::default();
        let handle = ServerHandle {
            addr,
            orders: send,
            sessions,
            clock,
            ended: ended.gate(),
            alarm,
            runtime: runtime.clone(),
        };
        let porter = Porter::new(Arc::clone(&world), listeners, serving.backlog, orders);
        let door = porter.door();
        runtime.spawn(async move {
            porter.work().await;
            drop(ended);
        });
        Ok(Self {
            world,
            handle,
            door: Some(door),
            files: Files::new(fs),
            origin,
            accounts,
            port_pattern: OnceLock::new(),
            #[cfg(feature = "tls")]
            implicit_addr,
            #[cfg(all(feature = "tls", feature = "temp-dir"))]
            authority_file: OnceLock::new(),
            verifies: true,
            _runtime: own_runtime,
        })
    }
}

/// The seed in `FTPMOCK_SEED`, or 0.
#[track_caller]
fn seed_from_environment() -> u64 {
    match std::env::var("FTPMOCK_SEED") {
        Err(_) => 0,
        Ok(text) => match text.trim().parse() {
            Ok(seed) => seed,
            Err(_) => panic!("FTPMOCK_SEED is {text:?}: expected a whole number from 0 to 2^64-1"),
        },
    }
}
