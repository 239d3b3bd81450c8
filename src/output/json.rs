//! `--json`: one document and a newline, with its keys in the order that the contract lists them.
//!
//! The order is that of the fields of the struct that is printed; what the keys are is the command's to say.

use serde::Serialize;

use super::OutputError;

/// Prints `value` as one line of JSON.
pub fn write<T: Serialize>(value: &T) -> Result<(), OutputError> {
    super::write(document(value)?.as_bytes())
}

/// The document and its newline.
pub fn document<T: Serialize>(value: &T) -> Result<String, OutputError> {
    let mut text = serde_json::to_string(value).map_err(OutputError::Json)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        region: Option<&'static str>,
        expiration: Option<&'static str>,
        access_key_id: u8,
    }

    #[test]
    fn keys_keep_their_order_and_the_document_is_one_line() {
        let row = Row {
            name: "pro\"d\n",
            region: None,
            expiration: None,
            access_key_id: 1,
        };
        assert_eq!(
            document(&[row]).unwrap(),
            "[{\"name\":\"pro\\\"d\\n\",\"expiration\":null,\"access_key_id\":1}]\n"
        );
    }

    #[test]
    fn what_json_cannot_hold_is_an_error() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        let error = document(&map).unwrap_err();
        assert_eq!(error.to_string(), "could not write the answer as JSON");
    }
}
