//! A small client of the Query protocol: signed by the SDK's signer, sent over a plain socket, read as bytes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use rolehop_test_support::sts::{Sts, World, system_now};

/// Who calls, and how the call is signed.
#[derive(Clone)]
pub struct Client {
    pub address: String,
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: Option<String>,
    pub region: String,
    pub service: String,
    pub signed_at: i64,
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Client {
    /// The demo world's `alice`, or whoever has her key.
    pub fn alice(sts: &Sts) -> Self {
        Self::new(sts, World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
    }

    pub fn new(sts: &Sts, access_key_id: &str, secret_access_key: &str) -> Self {
        Self {
            address: format!("127.0.0.1:{}", sts.port()),
            access_key_id: access_key_id.to_owned(),
            secret_access_key: secret_access_key.to_owned(),
            session_token: None,
            region: "eu-west-1".to_owned(),
            service: "sts".to_owned(),
            signed_at: system_now(),
        }
    }

    /// A client with the session that `response` brought.
    pub fn with(&self, response: &Response) -> Self {
        assert_eq!(response.status, 200, "{}", response.body);
        let text = |name| response.text(name).unwrap();
        Self {
            access_key_id: text("AccessKeyId"),
            secret_access_key: text("SecretAccessKey"),
            session_token: Some(text("SessionToken")),
            ..self.clone()
        }
    }

    pub fn call(&self, operation: &str, parameters: &[(&str, &str)]) -> Response {
        self.send(&self.request(operation, parameters))
    }

    /// AssumeRole with a session name, and further parameters.
    pub fn assume(&self, role_arn: &str, parameters: &[(&str, &str)]) -> Response {
        let named = [("RoleArn", role_arn), ("RoleSessionName", "test")];
        self.call("AssumeRole", &[&named, parameters].concat())
    }

    /// The ARN that GetCallerIdentity says.
    pub fn identity(&self) -> String {
        let response = self.call("GetCallerIdentity", &[]);
        response
            .text("Arn")
            .unwrap_or_else(|| panic!("{}", response.body))
    }

    /// A signed POST.
    pub fn request(&self, operation: &str, parameters: &[(&str, &str)]) -> String {
        let body = form(operation, parameters);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", self.address.as_str()),
        ];
        let signed = self.sign("POST", "/", &headers, &body, SignatureLocation::Headers);
        let mut request = String::from("POST / HTTP/1.1\r\nuser-agent: the test's own\r\n");
        for (name, value) in headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .chain(signed.headers)
        {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        request
    }

    /// A signed GET, by header or presigned.
    pub fn get(&self, operation: &str, parameters: &[(&str, &str)], location: SignatureLocation) -> String {
        let target = format!("/?{}", form(operation, parameters));
        let headers = [("host", self.address.as_str())];
        let signed = self.sign("GET", &target, &headers, "", location);
        let mut target = target;
        for (name, value) in &signed.parameters {
            let pair = form_urlencoded::Serializer::new(String::new())
                .append_pair(name, value)
                .finish();
            target.push_str(&format!("&{pair}"));
        }
        let mut request = format!("GET {target} HTTP/1.1\r\nhost: {}\r\n", self.address);
        for (name, value) in signed.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request + "\r\n"
    }

    pub fn send(&self, request: &str) -> Response {
        let bytes = self.exchange(request).unwrap();
        Response::read(&String::from_utf8(bytes).unwrap())
    }

    /// Everything that the server sends until it closes the connection, which the request asks for.
    pub fn exchange(&self, request: &str) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.address)?;
        let request = request.replacen("HTTP/1.1\r\n", "HTTP/1.1\r\nconnection: close\r\n", 1);
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }

    /// An unsigned request to the control paths.
    pub fn control(&self, method: &str, path: &str, body: &str) -> Response {
        let host = &self.address;
        let length = body.len();
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    fn sign(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
        location: SignatureLocation,
    ) -> Signed {
        let credentials = Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            self.session_token.clone(),
            None,
            "test",
        );
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        if location == SignatureLocation::QueryParams {
            settings.expires_in = Some(Duration::from_secs(900));
        }
        settings.signature_location = location;
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(UNIX_EPOCH + Duration::from_secs(self.signed_at.unsigned_abs()))
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let uri = format!("http://{}{target}", self.address);
        let body = SignableBody::Bytes(body.as_bytes());
        let request = SignableRequest::new(method, uri, headers.iter().copied(), body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let (headers, parameters) = instructions.into_parts();
        Signed {
            headers: headers
                .iter()
                .map(|it| (it.name(), it.value().to_owned()))
                .collect(),
            parameters: parameters
                .iter()
                .map(|(name, value)| (*name, value.to_string()))
                .collect(),
        }
    }
}

struct Signed {
    headers: Vec<(&'static str, String)>,
    parameters: Vec<(&'static str, String)>,
}

impl Response {
    fn read(answer: &str) -> Self {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The text of the first element of that name.
    pub fn text(&self, name: &str) -> Option<String> {
        let after = self.body.split_once(&format!("<{name}>"))?.1;
        let text = after.split_once(&format!("</{name}>"))?.0;
        Some(
            text.replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(it, _)| *it == name)
            .map(|(_, value)| value)
    }

    /// Status, code and message of a refusal.
    pub fn refusal(&self) -> (u16, String, String) {
        (
            self.status,
            self.text("Code").unwrap_or_default(),
            self.text("Message").unwrap_or_default(),
        )
    }
}

/// Asserts that the server refused with this status, code and message.
#[track_caller]
pub fn refused(response: &Response, status: u16, code: &str, message: &str) {
    assert_eq!(
        response.refusal(),
        (status, code.to_owned(), message.to_owned()),
        "{}",
        response.body
    );
}

/// The text that stands for a missing permission.
#[track_caller]
pub fn unauthorized(response: &Response, caller: &str, action: &str, role: &str) {
    let message = format!("User: {caller} is not authorized to perform: {action} on resource: {role}");
    refused(response, 403, "AccessDenied", &message);
}

fn form(operation: &str, parameters: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation)
        .append_pair("Version", "2011-06-15")
        .extend_pairs(parameters);
    form.finish()
}
