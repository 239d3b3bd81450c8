//! A service on loopback that does what a script says, connection by connection: what no real STS would do.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to one request.
#[derive(Clone)]
pub enum Reaction {
    /// Answers, and keeps the connection.
    Answer(String),
    /// Answers, and closes the connection though it said nothing of it.
    AnswerAndClose(String),
    /// Sends this, and closes the connection.
    Break(String),
    /// Never answers.
    Hang,
}

/// The service; its threads end with the test process.
pub struct Wire {
    address: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl Wire {
    /// Does `script` in order, and its last reaction for ever.
    pub fn start(script: Vec<Reaction>) -> Self {
        Self::start_with(script, |stream| stream)
    }

    /// The same behind what `accept` makes of each connection.
    pub fn start_with<S: Read + Write>(
        script: Vec<Reaction>,
        accept: impl Fn(TcpStream) -> S + Clone + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.lock().unwrap().connections += 1;
                let (script, seen, accept) = (script.clone(), Arc::clone(&shared), accept.clone());
                thread::spawn(move || serve(accept(stream), &script, &seen));
            }
        });
        Self { address, seen }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Each request, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

/// An HTTP answer, whole.
pub fn http(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} Text\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
}

fn serve(mut stream: impl Read + Write, script: &[Reaction], seen: &Mutex<Seen>) {
    while let Some(request) = read_request(&mut stream) {
        let index = {
            let mut seen = seen.lock().unwrap();
            seen.requests.push(request);
            seen.requests.len() - 1
        };
        match &script[index.min(script.len() - 1)] {
            Reaction::Answer(answer) => stream.write_all(answer.as_bytes()).unwrap(),
            Reaction::AnswerAndClose(answer) | Reaction::Break(answer) => {
                stream.write_all(answer.as_bytes()).unwrap();
                return;
            }
            Reaction::Hang => loop {
                thread::park();
            },
        }
    }
}

pub fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}
