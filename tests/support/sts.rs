//! The loopback STS: a real HTTP(S) server on 127.0.0.1 that speaks the STS Query protocol (2011-06-15) and refuses
//! as AWS does.
//!
//! It judges SigV4 signatures, keys and session tokens, MFA codes, external IDs, both sides' policies, durations,
//! tags and source identities; it writes every request down, and it can be slow, wrong, or silent on demand. The
//! product has no switch for it: it is reached by `AWS_ENDPOINT_URL_STS`.
//!
//! ```no_run
//! use rolehop_test_support::sts::{Role, Sts, User, World};
//!
//! let alice = User::new("111111111111", "alice")
//!     .key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
//!     .mfa("alice", "JBSWY3DPEHPK3PXP")
//!     .may_assume("*");
//! let hub = Role::new("222222222222", "Hub").trusts("arn:aws:iam::111111111111:user/alice");
//! let sts = Sts::start(World::new().user(alice).role(hub));
//! // … run something with AWS_ENDPOINT_URL_STS set to sts.url() …
//! assert_eq!(sts.journal().operations(), ["AssumeRole"]);
//! ```

mod authenticate;
mod authorize;
mod body;
mod caller;
mod clock;
mod control;
mod exchange;
mod fault;
mod journal;
mod limits;
mod operation;
mod policy;
mod random;
mod refusal;
mod request;
mod server;
mod signature;
mod tls;
mod totp;
mod world;
mod xml;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, MutexGuard, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

pub use clock::{amz_date, http_date, iso8601, system_now};
pub use fault::{Fault, FaultKind};
pub use journal::{Entry, Journal};
pub use policy::Policy;
pub use refusal::Refusal;
pub use totp::{STEP_SECONDS, is_seed, totp};
pub use world::{AccessKey, MfaDevice, Role, RoleSession, Session, SessionKind, Settings, User, World};

use server::Shared;
use tls::CaBundle;

/// Connections that may wait to be accepted: a storm comes all at once.
const BACKLOG: u32 = 4_096;

/// A running server, on a thread and a runtime of its own; it stops when this is dropped.
#[derive(Debug)]
pub struct Sts {
    url: String,
    port: u16,
    shared: Arc<Shared>,
    ca_bundle: Option<CaBundle>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sts {
    /// Starts a server for plain HTTP on a free port.
    ///
    /// # Panics
    /// When the loopback interface gives no port: no test can go on.
    pub fn start(world: World) -> Self {
        Self::start_on(world, 0, false).expect("127.0.0.1 has a free port")
    }

    /// Starts a server for HTTPS on a free port; [`Sts::ca_bundle`] is what its callers must trust.
    ///
    /// # Panics
    /// When the loopback interface gives no port, or no certificate can be made.
    pub fn start_tls(world: World) -> Self {
        Self::start_on(world, 0, true).expect("127.0.0.1 has a free port")
    }

    /// Starts a server on a port of choice; 0 is any free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start_on(world: World, port: u16, tls: bool) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            world: world.into(),
            secure: tls,
            ..Shared::default()
        });
        let (acceptor, ca_bundle) = tls.then(tls::acceptor).unzip();
        let (stop, stopped) = oneshot::channel();
        let (ready, when_ready) = mpsc::channel();
        let for_thread = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("loopback-sts".to_owned())
            .spawn(move || {
                let runtime = runtime();
                let listener = runtime.block_on(async { listen(port) });
                let port = listener
                    .as_ref()
                    .map_err(copy)
                    .and_then(|it| it.local_addr().map(|address| address.port()));
                // Nobody waits any more only where the caller is gone, and then so is the server.
                let _ = ready.send(port);
                if let Ok(listener) = listener {
                    runtime.spawn(server::serve(listener, acceptor, for_thread));
                    runtime.block_on(async { drop(stopped.await) });
                }
                // Waits for its workers: when this server is gone, its port is free.
                drop(runtime);
            })?;
        let port = when_ready.recv().map_err(io::Error::other)??;
        let scheme = if tls { "https" } else { "http" };
        let url = format!("{scheme}://127.0.0.1:{port}");
        Ok(Self {
            url,
            port,
            shared,
            ca_bundle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// For `AWS_ENDPOINT_URL_STS`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// For `AWS_CA_BUNDLE`: a PEM file, of a server that was started for HTTPS.
    pub fn ca_bundle(&self) -> Option<&Path> {
        self.ca_bundle.as_ref().map(CaBundle::path)
    }

    /// The world, to look at and to change. No call is answered while this is held.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    /// The requests up to now.
    pub fn journal(&self) -> Journal {
        self.shared.journal.read()
    }

    /// Forgets the requests up to now.
    pub fn clear_journal(&self) {
        self.shared.journal.clear();
    }

    /// Waits until `enough` says so of the journal; false when `timeout` is over first.
    pub fn wait_until(&self, enough: impl Fn(&Journal) -> bool, timeout: Duration) -> bool {
        self.shared.journal.wait_until(enough, timeout)
    }

    /// Puts a fault before the calls to come. Several wait in line; each call meets one.
    pub fn fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Moves the server's notion of time by `seconds` from the system clock: signatures, sessions, MFA codes, `Date`.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.shared.clock.set_offset(seconds);
    }

    /// Moves only what the `Date` header says.
    pub fn set_date_header_offset(&self, seconds: i64) {
        self.shared.clock.set_date_header_offset(seconds);
    }

    /// Seconds since the Unix epoch, as the server sees it.
    pub fn now(&self) -> i64 {
        self.shared.clock.now()
    }

    /// The code that an MFA device shows now, used or not.
    ///
    /// # Panics
    /// When there is no such device.
    pub fn code(&self, serial: &str) -> String {
        let now = self.now();
        self.world().code(serial, now)
    }

    /// A code that is good now and was neither used nor given out here; waits for the next step where there is none.
    /// Three come without waiting: the present step's and those beside it.
    ///
    /// # Panics
    /// When there is no such device.
    pub fn fresh_code(&self, serial: &str) -> String {
        loop {
            let now = self.now();
            if let Some(code) = self.world().unused_code(serial, now) {
                return code;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The ARN behind three credentials, judged as a call now would be.
    ///
    /// # Errors
    /// What the call would be refused with.
    pub fn identify(
        &self,
        access_key_id: &str,
        secret_access_key: &str,
        session_token: Option<&str>,
    ) -> Result<String, Refusal> {
        let now = self.now();
        self.world()
            .identify(access_key_id, secret_access_key, session_token, now)
    }
}

impl Drop for Sts {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that panicked has shown why; a second panic here would hide it.
            let _ = thread.join();
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the loopback STS is another machine with a runtime of its own"
)]
fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be started")
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere it means that two servers may share the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(BACKLOG)
}

fn copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
