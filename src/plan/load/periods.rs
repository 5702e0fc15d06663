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
            self.walk.error(
                &value.span(),
                BilingualText::new(format!("'{text}' không phải là một kỳ"), format!("'{text}' is no period")),
                BilingualText::new("viết như \"2021-Q3\"", "write it as \"2021-Q3\""),
            );
        }
        period
    }

    /// Reads the periods in which a row is in force.
    pub(crate) fn validity(&self) -> Validity {
        Validity { from: self.optional_period("from"), until: self.optional_period("until") }
    }
}
