//! The texts of e-mails and chat messages, as templates with `{names}`. A plan may have its own.

mod templates;

use crate::plan::{FeedbackMessage, Plan};
use templates::MessageTemplate;

/// Returns the template of an e-mail: that of the plan, or the program's.
pub(super) fn mail(plan: &Plan, message: FeedbackMessage) -> &str {
    let own = plan.feedback.iter().find(|text| text.message == message).map(|text| text.mail.as_str());
    own.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| usual(plan, message).map_or("", |t| t.mail))
}

/// Returns the template of a chat message: that of the plan, or the program's.
pub(super) fn chat(plan: &Plan, message: FeedbackMessage) -> &str {
    let own = plan.feedback.iter().find(|text| text.message == message).map(|text| text.chat.as_str());
    own.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| usual(plan, message).map_or("", |t| t.chat))
}

fn usual(plan: &Plan, message: FeedbackMessage) -> Option<&'static MessageTemplate> {
    templates::all(plan.language).iter().find(|template| template.message == message)
}

/// Replaces each `{name}` by its value. Lines that become empty in a row are one.
pub(super) fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            Some((values.iter().find(|(key, _)| *key == name).map(|(_, value)| value)?, tail))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Lang;
    use crate::plan::FEEDBACK_NAMES;

    #[test]
    fn templates_use_only_the_names_that_a_plan_may_use() {
        for template in Lang::ALL.into_iter().flat_map(templates::all) {
            for text in [template.mail, template.chat] {
                for part in text.split('{').skip(1) {
                    let name = part.split('}').next().unwrap_or_default();
                    assert!(FEEDBACK_NAMES.contains(&name), "{name}");
                }
            }
            assert!(template.mail.split_once("\n\n").is_some_and(|(subject, _)| !subject.contains('\n')));
        }
    }

    #[test]
    fn values_are_not_filled_in_again() {
        let values = [("a", "{b}".to_string()), ("b", "x".to_string()), ("none", String::new())];
        assert_eq!(fill("{a} {b} {c}\n\n{none}\n\n{", &values), "{b} x {c}\n\n{");
    }
}
