//! The STS client over a real connection: what is sent, what is retried, and what each failure is told as.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod calls;
mod failures;
mod service;
mod tls;
mod transport;
mod wire;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use rolehop::arn::RoleArn;
use rolehop::credentials::Credentials;
use rolehop::duration::SessionDuration;
use rolehop::route::{AssumeRole, Endpoint, GetSessionToken, Mfa};
use rolehop::sts::error::{Cause, RefusalKind, TlsFault};
use rolehop::sts::{
    Answer, AssumeRoleInput, CallContext, CallerKind, Client, ClientSettings, ExitKind, GetSessionTokenInput,
    ProxySettings, RetrySettings, StsError,
};
use rolehop::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use self::tls::{Proxy, TlsWire, Validity};
use self::wire::{Reaction, Wire, http};

const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const DEVICE: &str = "arn:aws:iam::111111111111:mfa/alice";
const SECRET: &str = "wJalrXUtnFEMIbKMDENGbbPxRfiCYEXAMPLEKEY1";
const CODE: &str = "123456";
const EXTERNAL_ID: &str = "example-corp-42";

fn settings(url: &str, within: Duration) -> ClientSettings {
    ClientSettings {
        endpoint: Endpoint {
            region: Some("eu-west-1".to_owned()),
            url: Some(url.to_owned()),
            ..Endpoint::default()
        },
        retries: RetrySettings::default(),
        proxy: ProxySettings::default(),
        deadline: Instant::now() + within,
    }
}

fn client(url: &str) -> Client {
    Client::new(&settings(url, Duration::from_secs(20))).unwrap()
}

fn alice() -> Credentials {
    Credentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: SecretString::from(SECRET),
        session_token: None,
    }
}

fn context() -> CallContext {
    CallContext {
        hop: 1,
        profile: Some("hub".to_owned()),
        caller_arn: None,
        caller_role: None,
        caller_kind: CallerKind::LongTerm,
        policy_place: None,
    }
}

fn role() -> AssumeRole {
    AssumeRole {
        role_arn: RoleArn::parse(HUB).unwrap(),
        role_session_name: "{user}".to_owned(),
        external_id: Some(EXTERNAL_ID.to_owned()),
        mfa: Some(Mfa {
            serial: DEVICE.to_owned(),
            process: None,
        }),
        duration: SessionDuration::HOUR,
        tags: BTreeMap::new(),
        transitive_tags: Vec::new(),
        policy: None,
        policy_arns: Vec::new(),
        source_identity: None,
    }
}

/// AssumeRole of Hub, with a code where one is given.
fn assume(client: &Client, code: Option<&str>) -> Result<Answer, StsError> {
    let code = code.map(SecretString::from);
    let parameters = role();
    let input = AssumeRoleInput {
        parameters: &parameters,
        role_session_name: "alice",
        duration_seconds: Some(3600),
        token_code: code.as_ref(),
    };
    client.assume_role(&alice(), &input, &context(), Timestamp::now())
}

fn whole() -> String {
    http(
        200,
        "Content-Type: text/xml\r\nx-amzn-RequestId: r-1\r\n",
        &document("AssumeRole"),
    )
}

/// A whole answer of `operation`, good for an hour.
fn document(operation: &str) -> String {
    let expiration = Timestamp::now().plus(3600);
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>\
         <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/Hub/alice</Arn><AssumedRoleId>AROA:alice</AssumedRoleId>\
         </AssumedRoleUser><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>issued-secret</SecretAccessKey>\
         <SessionToken>issued-token</SessionToken><Expiration>{expiration}</Expiration></Credentials>\
         <PackedPolicySize>7</PackedPolicySize></{operation}Result></{operation}Response>"
    )
}

fn error(status: u16, code: &str, message: &str) -> String {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
    );
    http(
        status,
        "Content-Type: text/xml\r\nx-amzn-RequestId: r-1\r\n",
        &body,
    )
}

/// `error:` and `caused by:`.
fn told(error: &StsError) -> String {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}\n{cause}")
}

fn cause(result: Result<Answer, StsError>) -> Cause {
    match result {
        Err(StsError::Unreachable(unreachable)) => unreachable.cause.clone(),
        other => panic!("{other:?}"),
    }
}
