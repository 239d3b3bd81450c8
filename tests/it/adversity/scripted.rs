//! A server on loopback that answers every request with the same bytes, right or wrong.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// Starts the server; its URL. It lives as long as the test program.
pub fn serve(answer: impl Fn(&mut TcpStream) -> std::io::Result<()> + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for connection in listener.incoming() {
            let Ok(mut connection) = connection else { return };
            let answer = answer.clone();
            thread::spawn(move || {
                let mut request = [0; 16_384];
                // A client that is gone already is not this server's business.
                let _ = connection
                    .read(&mut request)
                    .and_then(|_| answer(&mut connection));
            });
        }
    });
    url
}

/// A whole answer of HTTP.
pub fn http(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Answers with these bytes.
pub fn saying(bytes: Vec<u8>) -> impl Fn(&mut TcpStream) -> std::io::Result<()> + Clone + Send + 'static {
    move |connection| connection.write_all(&bytes)
}

/// Resets every connection: what is closed with a request unread is told so by the system.
pub fn resetting() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            drop(connection.peek(&mut [0]));
        }
    });
    url
}
