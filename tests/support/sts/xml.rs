//! The answers' XML, in the shape and namespace that every SDK's parser expects.

use super::refusal::Refusal;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// An element: its name and either text or further elements.
pub(super) enum Element {
    Text(&'static str, String),
    Nested(&'static str, Vec<Element>),
}

/// The answer to a call that went well.
pub(super) fn answer(operation: &str, result: &[Element], request_id: &str) -> String {
    let mut xml = format!("<{operation}Response xmlns=\"{NAMESPACE}\">\n  <{operation}Result>\n");
    for element in result {
        write(&mut xml, element, 2);
    }
    xml.push_str(&format!(
        "  </{operation}Result>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  \
         </ResponseMetadata>\n</{operation}Response>\n"
    ));
    xml
}

/// The answer to a call that was refused.
pub(super) fn error(refusal: &Refusal, request_id: &str) -> String {
    let party = if refusal.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\">\n  <Error>\n    <Type>{party}</Type>\n    <Code>{}</Code>\n    \
         <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        escape(&refusal.code),
        escape(&refusal.message),
    )
}

fn write(xml: &mut String, element: &Element, depth: usize) {
    let indent = "  ".repeat(depth);
    match element {
        Element::Text(name, text) => xml.push_str(&format!("{indent}<{name}>{}</{name}>\n", escape(text))),
        Element::Nested(name, elements) => {
            xml.push_str(&format!("{indent}<{name}>\n"));
            for element in elements {
                write(xml, element, depth + 1);
            }
            xml.push_str(&format!("{indent}</{name}>\n"));
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_an_answer() {
        let result = [
            Element::Text("Arn", "a&b".to_owned()),
            Element::Nested(
                "Credentials",
                vec![Element::Text("AccessKeyId", "ASIA".to_owned())],
            ),
        ];
        assert_eq!(
            answer("Op", &result, "id"),
            "<OpResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <OpResult>\n    <Arn>a&amp;b</Arn>\n    \
             <Credentials>\n      <AccessKeyId>ASIA</AccessKeyId>\n    </Credentials>\n  </OpResult>\n  \
             <ResponseMetadata>\n    <RequestId>id</RequestId>\n  </ResponseMetadata>\n</OpResponse>\n"
        );
    }

    #[test]
    fn says_whose_fault_it_is() {
        assert!(error(&Refusal::new(403, "AccessDenied", "<no>"), "id").contains("<Type>Sender</Type>"));
        assert!(
            error(&Refusal::new(403, "AccessDenied", "<no>"), "id").contains("<Message>&lt;no&gt;</Message>")
        );
        assert!(error(&Refusal::new(500, "InternalFailure", ""), "id").contains("<Type>Receiver</Type>"));
    }
}
