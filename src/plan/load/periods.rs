//! Reads periods from the tables of a TOML document: a single one, and the periods in which a row is in force.

use super::node::TableReader;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::validity::Validity;
use toml::Spanned;
use toml::de::DeValue;

impl<'d> TableReader<'_, 'd> {
    /// Reads a required period, written "2021-Q3".
    pub(crate) fn period(&self, key: &'static str) -> Option<Period> {
        let value = self.required(key)?;
        self.as_period(value, key)
    }

    /// Reads an optional period.
    pub(crate) fn optional_period(&self, key: &'static str) -> Option<Period> {
        let value = self.value(key)?;
        self.as_period(value, key)
    }

    fn as_period(&self, value: &Spanned<DeValue<'d>>, key: &str) -> Option<Period> {
        let text = self.as_text(value, key)?;
        let period = text.parse().ok();
        if period.is_none() {
            let is_year = text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
            let hint = match is_year {
                true => BilingualText::new(
                    format!(
                        "một kỳ là một tháng, một quý hoặc 6 tháng (\"{text}-T01\", \"{text}-Q1\", \"{text}-H1\"); báo cáo mỗi năm một lần thì lập kế hoạch theo 6 tháng"
                    ),
                    format!(
                        "a period is a month, a quarter or a half-year (\"{text}-T01\", \"{text}-Q1\", \"{text}-H1\"); for a return once a year make a plan by half-years"
                    ),
                ),
                false => BilingualText::new("viết như \"2021-Q3\"", "write it as \"2021-Q3\""),
            };
            let message =
                BilingualText::new(format!("'{text}' không phải là một kỳ"), format!("'{text}' is no period"));
            self.walk.error(&value.span(), message, hint);
        }
        period
    }

    /// Reads the periods in which a row is in force.
    pub(crate) fn validity(&self) -> Validity {
        Validity { from: self.optional_period("from"), until: self.optional_period("until") }
    }
}
