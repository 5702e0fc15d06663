//! The output of `--format json`: one object for every command, with the version of its schema (docs/json.md). Texts are
//! in both languages, whatever the language of the screen.

use crate::error::Error;
use crate::model::text::BilingualText;
use crate::model::visible;
use serde::Serialize;
use serde_json::Value;

/// Version of the schema. A field is added without a new version; it changes when a field changes its meaning or goes.
const SCHEMA: u32 = 1;

/// The output of a command.
#[derive(Serialize)]
struct JsonEnvelope<'a> {
    schema: u32,
    command: &'a str,
    /// True if returns have errors (exit code 1).
    errors: bool,
    result: Option<&'a Value>,
    /// Why the job could not be done (exit code 2).
    failure: Option<BilingualText>,
}

/// Formats the result of a command, with a final line end.
pub(super) fn document(command: &str, errors: bool, result: &Value) -> Result<String, Error> {
    text(&JsonEnvelope { schema: SCHEMA, command, errors, result: Some(result), failure: None })
}

/// Formats why a command could not do its job.
pub(super) fn failure(command: &str, error: &Error) -> Result<String, Error> {
    text(&JsonEnvelope { schema: SCHEMA, command, errors: true, result: None, failure: Some(error.text()) })
}

fn text(envelope: &JsonEnvelope) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(envelope).map_err(|e| Error::internal("report")(e.to_string()))?;
    Ok(visible::json(text) + "\n")
}
