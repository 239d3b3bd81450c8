//! The HTTP side: accepts connections, reads requests, sends answers whole, or broken as a fault wants it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use super::body::Script;
use super::clock::Clock;
use super::exchange::{self, Outcome};
use super::fault::{Fault, FaultKind, Faults};
use super::journal::Recorder;
use super::random;
use super::request::{Query, Raw};
use super::world::World;
use super::{control, xml};

/// More than any call may hold: 50 tags and ten policies are far below.
const MOST_BYTES: usize = 1 << 20;

/// What all connections share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub world: Mutex<World>,
    pub clock: Clock,
    pub journal: Recorder,
    pub faults: Faults,
    pub secure: bool,
}

impl Shared {
    /// A test that panicked while it changed the world has failed already; the others go on.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves for as long as its runtime lives.
pub(super) async fn serve(listener: TcpListener, acceptor: Option<TlsAcceptor>, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(
                stream,
                acceptor.clone(),
                Arc::clone(&shared),
            ))),
            // Out of file descriptors: wait until a connection has ended.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, acceptor: Option<TlsAcceptor>, shared: Arc<Shared>) {
    // Small answers must not wait for the caller's acknowledgement.
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => requests(stream, shared).await,
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                requests(stream, shared).await;
            }
        }
    }
}

async fn requests(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(request, Arc::clone(&shared)));
    // A caller that hangs up, and a fault that does so, end the connection with an error: both are wanted.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// The answer; an error closes the connection without one.
async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Response<Script>> {
    let raw = read(request, shared.secure).await?;
    if raw.path.starts_with("/_") {
        let (status, body) = control::answer(&shared, &raw).await;
        return Ok(whole(&shared, status, "application/json", &body, ""));
    }
    let query = Query::read(&raw);
    let number = exchange::note(&shared, &raw, &query);
    let fault = shared.faults.take(&query.operation);
    let sent = meet(&shared, &raw, &query, number, fault).await;
    shared.journal.amend(number, |entry| {
        entry.end = Some(shared.clock.precise());
        entry.status = sent.as_ref().ok().map(|response| response.status().as_u16());
    });
    sent
}

/// Carries the call out, unless a fault keeps it from STS, and sends what the fault leaves of the answer.
async fn meet(
    shared: &Shared,
    raw: &Raw,
    query: &Query,
    number: usize,
    fault: Option<Fault>,
) -> io::Result<Response<Script>> {
    let Some(fault) = fault else {
        return Ok(xml_answer(
            shared,
            &exchange::carry_out(shared, raw, query, number),
        ));
    };
    shared
        .journal
        .amend(number, |entry| entry.fault = Some(fault.name()));
    let delay = Duration::from_millis(fault.delay_milliseconds);
    if !fault.carried_out || fault.kind == FaultKind::Normal {
        sleep(delay).await;
    }
    let outcome = fault
        .reaches_sts()
        .then(|| exchange::carry_out(shared, raw, query, number));
    if fault.carried_out && fault.kind != FaultKind::Normal {
        sleep(delay).await;
    }
    deliver(shared, &fault.kind, outcome)
}

fn deliver(shared: &Shared, kind: &FaultKind, outcome: Option<Outcome>) -> io::Result<Response<Script>> {
    let outcome = outcome.unwrap_or_else(|| Outcome::of_fault(kind));
    let (id, length) = (outcome.request_id.as_str(), outcome.body.len());
    let head =
        |length: Option<usize>, body: Script| response(shared, outcome.status, "text/xml", length, id, body);
    Ok(match kind {
        FaultKind::Normal => xml_answer(shared, &outcome),
        FaultKind::Error { .. } => xml_answer(shared, &Outcome::of_fault(kind)),
        FaultKind::Drop => return Err(io::ErrorKind::ConnectionAborted.into()),
        FaultKind::DropAfterHeaders => head(Some(length), Script::broken("")),
        FaultKind::HalfBody => head(
            Some(length),
            Script::broken(outcome.body[..length / 2].to_owned()),
        ),
        FaultKind::WrongContentLength => head(Some(length + 100), Script::broken(outcome.body.clone())),
        FaultKind::Drip { milliseconds } => head(
            None,
            Script::dripping(&outcome.body, Duration::from_millis(*milliseconds)),
        ),
        FaultKind::Html { status } => whole(shared, *status, "text/html", PAGE, ""),
        FaultKind::EmptyBody => whole(shared, 200, "text/xml", "", ""),
        FaultKind::Json => whole(
            shared,
            200,
            "application/json",
            r#"{"hello":["world",{"n":42}]}"#,
            "",
        ),
    })
}

impl Outcome {
    /// The answer of a call that STS never saw.
    fn of_fault(kind: &FaultKind) -> Self {
        let request_id = random::request_id();
        match kind.refusal() {
            Some(refusal) => Self {
                status: refusal.status,
                body: xml::error(&refusal, &request_id),
                request_id,
            },
            None => Self {
                status: 200,
                body: String::new(),
                request_id,
            },
        }
    }
}

fn xml_answer(shared: &Shared, outcome: &Outcome) -> Response<Script> {
    whole(
        shared,
        outcome.status,
        "text/xml",
        &outcome.body,
        &outcome.request_id,
    )
}

fn whole(shared: &Shared, status: u16, content_type: &str, body: &str, request_id: &str) -> Response<Script> {
    response(
        shared,
        status,
        content_type,
        Some(body.len()),
        request_id,
        Script::whole(body.to_owned()),
    )
}

fn response(
    shared: &Shared,
    status: u16,
    content_type: &str,
    length: Option<usize>,
    request_id: &str,
    body: Script,
) -> Response<Script> {
    let mut builder = Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header(DATE, shared.clock.date_header())
        .header(CONTENT_TYPE, content_type);
    if !request_id.is_empty() {
        builder = builder.header("x-amzn-RequestId", request_id);
    }
    if let Some(length) = length {
        builder = builder.header(CONTENT_LENGTH, length);
    }
    builder.body(body).expect("every header here is plain ASCII")
}

async fn read(request: Request<Incoming>, secure: bool) -> io::Result<Raw> {
    let (head, body) = request.into_parts();
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect();
    let body = Limited::new(body, MOST_BYTES)
        .collect()
        .await
        .map_err(io::Error::other)?
        .to_bytes()
        .to_vec();
    Ok(Raw {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
        secure,
    })
}

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>\n<body><h1>Welcome</h1>\
                    <p>Please accept the terms of use.</p></body></html>\n";
