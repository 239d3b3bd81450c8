//! What may answer in the place of STS: nonsense, fragments, hostility.

use std::io::Write;
use std::net::TcpStream;

use super::scripted::{http, saying, serve};
use super::{KEY, NOWHERE, ROLE, assert_refused, bounded, each};

const SECRET: &str = "secretOfTheSessionThatNobodyMayEverSee01";
const TOKEN: &str = "FwoGZXIvYXdzEBYaDExampleTokenOfSomeLength";

/// An answer to AssumeRole, one field of it replaced.
fn answer(field: &str, value: &str) -> String {
    let of = |name: &str, usual: &str| {
        let value = if name == field { value } else { usual };
        format!("<{name}>{value}</{name}>")
    };
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser>\
         {}{}</AssumedRoleUser><Credentials>{}{}{}{}</Credentials></AssumeRoleResult><ResponseMetadata>\
         <RequestId>request-1</RequestId></ResponseMetadata></AssumeRoleResponse>",
        of("AssumedRoleId", "AROAEXAMPLE:alice"),
        of("Arn", "arn:aws:sts::222222222222:assumed-role/Deploy/alice"),
        of("AccessKeyId", "ASIAEXAMPLE000000001"),
        of("SecretAccessKey", SECRET),
        of("SessionToken", TOKEN),
        of("Expiration", "2099-01-01T00:00:00Z"),
    )
}

fn refusal(code: &str, message: &str, request_id: &str) -> Vec<u8> {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>"
    );
    http("403 Forbidden", "text/xml", body.as_bytes())
}

/// What a server writes, for as long as it is read.
type Answering = fn(&mut TcpStream) -> std::io::Result<()>;

#[test]
fn the_scripted_answer_is_one_that_is_taken() {
    let url = serve(saying(http("200 OK", "text/xml", answer("", "").as_bytes())));
    let env = rolehop_test_support::test_env!();
    env.session_secret(SECRET);
    env.session_secret(TOKEN);
    let run = env
        .rolehop(["credential-process", ROLE])
        .vars(KEY)
        .var(NOWHERE.0, url);
    let outcome = run.stdout_may_hold_session_secrets().run();
    let expected = format!(
        "{{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE000000001\",\"SecretAccessKey\":\"{SECRET}\",\
         \"SessionToken\":\"{TOKEN}\",\"Expiration\":\"2099-01-01T00:00:00Z\",\"AccountId\":\"222222222222\"}}\n"
    );
    outcome.assert(0, &expected, "");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn an_answer_that_is_none_is_told() {
    let xml = |body: String| http("200 OK", "text/xml", body.as_bytes());
    let with = |field: &str, value: &str| xml(answer(field, value));
    let whole = answer("", "");
    let html = b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>";
    let nonsense = "gave no answer of STS";
    let cases: Vec<(&str, Vec<u8>, i32, &str)> = vec![
        ("no byte", vec![], 6, "gave no answer"),
        ("zero bytes of HTTP", vec![0; 100], 6, "gave no answer"),
        (
            "another protocol",
            b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
            6,
            "gave no answer",
        ),
        (
            "TLS",
            b"\x15\x03\x01\x00\x02\x02\x46".to_vec(),
            6,
            "gave no answer",
        ),
        ("half a status line", b"HTTP/1.1 20".to_vec(), 6, "gave no answer"),
        (
            "headers without an end",
            b"HTTP/1.1 200 OK\r\nX: y\r\n".to_vec(),
            6,
            "gave no answer",
        ),
        (
            "a header of a megabyte",
            [b"HTTP/1.1 200 OK\r\nX: ".as_slice(), &[b'y'; 1_000_000]].concat(),
            6,
            "gave no answer",
        ),
        (
            "a status of no kind",
            http("999 Strange", "text/xml", b""),
            6,
            "HTTP 999",
        ),
        ("no content", http("204 No Content", "text/xml", b""), 6, nonsense),
        ("an empty body", xml(String::new()), 6, "0 bytes"),
        (
            "a redirection",
            b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n".to_vec(),
            6,
            nonsense,
        ),
        (
            "a sign-in page",
            http("200 OK", "text/html", html),
            6,
            "an HTML page titled `Sign in`",
        ),
        (
            "a page that forbids",
            http("403 Forbidden", "text/html", html),
            6,
            nonsense,
        ),
        (
            "JSON",
            http("200 OK", "application/json", b"{\"Credentials\":{}}"),
            6,
            nonsense,
        ),
        (
            "another charset",
            http(
                "200 OK",
                "text/xml",
                &whole
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<u8>>(),
            ),
            6,
            nonsense,
        ),
        (
            "zipped",
            http(
                "200 OK\r\nContent-Encoding: gzip",
                "text/xml",
                b"\x1f\x8b\x08\0\0",
            ),
            6,
            nonsense,
        ),
        (
            "half an answer",
            xml(whole[..whole.len() / 2].to_owned()),
            6,
            nonsense,
        ),
        (
            "less than announced",
            {
                let mut all = xml(whole.clone());
                all.truncate(all.len() - 9);
                all
            },
            6,
            "gave no answer",
        ),
        ("tags without an end", xml("<a>".repeat(100_000)), 6, nonsense),
        (
            "an entity bomb",
            xml(format!(
                "<!DOCTYPE a [<!ENTITY a \"{}\">]>{}",
                "b".repeat(1000),
                answer("SessionToken", "&a;&a;")
            )),
            6,
            nonsense,
        ),
        (
            "another operation's answer",
            xml(whole.replace("AssumeRole", "GetSessionToken")),
            6,
            nonsense,
        ),
        (
            "two megabytes",
            xml(answer("SessionToken", &"A".repeat(2_000_000))),
            6,
            "gave no answer",
        ),
        ("no key", with("AccessKeyId", ""), 6, "`AccessKeyId` is missing"),
        (
            "no secret",
            with("SecretAccessKey", ""),
            6,
            "`SecretAccessKey` is missing",
        ),
        (
            "no token",
            with("SessionToken", ""),
            6,
            "`SessionToken` is missing",
        ),
        ("no expiration", with("Expiration", ""), 6, nonsense),
        (
            "an expiration in words",
            with("Expiration", "tomorrow"),
            6,
            nonsense,
        ),
        (
            "an expiration beyond all years",
            with("Expiration", "99999-01-01T00:00:00Z"),
            6,
            nonsense,
        ),
        (
            "an expiration that is over",
            with("Expiration", "2001-01-01T00:00:00Z"),
            6,
            "had expired already",
        ),
        (
            "an expiration before all years",
            with("Expiration", "-0001-01-01T00:00:00Z"),
            6,
            nonsense,
        ),
        (
            "a key with an escape",
            with("AccessKeyId", "ASIA&#27;[31m"),
            6,
            nonsense,
        ),
        (
            "a token with a line break",
            with("SessionToken", "a&#10;b"),
            6,
            "`SessionToken` is garbled",
        ),
        (
            "a secret with a quote and a space",
            with("SecretAccessKey", "x' y"),
            6,
            "`SecretAccessKey` is garbled",
        ),
        (
            "an ARN with a line break",
            with("Arn", "arn:aws:sts::2&#10;x"),
            6,
            "`Arn` is garbled",
        ),
        (
            "a refusal with escapes",
            refusal("AccessDenied", "no &#9;&#x9b;31m&#x202e;", "&#x9b;2J"),
            5,
            "AccessDenied: no  \\u{9b}31m\\u{202e}",
        ),
        (
            "a refusal without end",
            refusal("AccessDenied", &"no ".repeat(100_000), "1"),
            5,
            "…",
        ),
        (
            "a refusal that echoes",
            refusal("AccessDenied", KEY[1].1, KEY[1].1),
            5,
            "AccessDenied: …",
        ),
        ("a code that echoes", refusal(KEY[1].1, "x", "1"), 5, "…: x"),
        (
            "a refusal without a code",
            http("400 Bad Request", "text/xml", b"<ErrorResponse/>"),
            6,
            nonsense,
        ),
        (
            "a failure",
            http("500 Oh", "text/plain", b"\x1b[31m"),
            6,
            "STS failed",
        ),
    ];
    each(&cases, |env, (what, bytes, exit, says)| {
        env.session_secret(SECRET);
        env.session_secret(TOKEN);
        let url = serve(saying(bytes.clone()));
        let run = env
            .rolehop(["credential-process", ROLE])
            .vars(KEY)
            .var(NOWHERE.0, url);
        assert_refused(what, &bounded(run), *exit, &[says]);
    });
}

/// A megabyte is far beyond any answer, so one that never ends is given up at once and not at the deadline.
#[test]
fn an_answer_without_end_is_given_up() {
    let endless: [(&str, Answering); 2] = [
        ("a body", |connection| {
            connection.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            loop {
                connection.write_all(b"1000\r\n")?;
                connection.write_all(&[b'A'; 0x1000])?;
                connection.write_all(b"\r\n")?;
            }
        }),
        ("headers", |connection| {
            connection.write_all(b"HTTP/1.1 200 OK\r\n")?;
            loop {
                connection.write_all(b"X-Header: y\r\n")?;
            }
        }),
    ];
    each(&endless, |env, (what, script)| {
        let run = env
            .rolehop(["credential-process", ROLE])
            .vars(KEY)
            .var(NOWHERE.0, serve(*script));
        assert_refused(what, &bounded(run), 6, &["gave no answer"]);
    });
}

/// An identity that would move a cursor is none, in `whoami` and in its JSON.
#[test]
fn an_identity_with_an_escape_is_none() {
    let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:x/&#10;y</Arn><UserId>A</UserId>\
                <Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let url = serve(saying(http("200 OK", "text/xml", body.as_bytes())));
    each(&[&["whoami"][..], &["whoami", "--json"]], |env, words| {
        let run = env.rolehop(words.iter().copied()).vars(KEY).var(NOWHERE.0, &url);
        assert_refused("whoami", &bounded(run), 6, &["`Arn` is garbled"]);
    });
}
