//! Reads periods from the tables of a TOML document: a single one, and the periods in which a row is in force.

use super::node::TableReader;
use crate::model::period::{Period, ReportingCycle};
use crate::model::span::SpanName;
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
        let month = self.walk.year_start.get();
        let period = match text.parse() {
            Ok(SpanName::Period(period)) => Some(period.beginning_in(month)),
            Ok(SpanName::Years(first, last)) if month != 1 && last == first + 1 => {
                Period::new(ReportingCycle::Year(month), first, 1)
            }
            _ => None,
        };
        if period.is_none() {
            let hint = BilingualText::new(
                "viết như \"2021-Q3\" (quý), \"2021-T09\" (tháng), \"2021-H2\" (6 tháng) hoặc \"2021\" (năm)",
                "write it as \"2021-Q3\" (quarter), \"2021-T09\" (month), \"2021-H2\" (half-year) or \"2021\" (year)",
            );
            let message =
                BilingualText::new(format!("'{text}' không phải là một kỳ"), format!("'{text}' is no period"));
            self.walk.error(&value.span(), message, hint);
        }
        period
    }

    /// Reads the month with which the years of the plan begin, 1 without it, and stores it for the periods that are read
    /// after it.
    pub(crate) fn year_start(&self) -> u8 {
        const KEY: &str = "year_start";
        let Some(value) = self.value(KEY) else { return 1 };
        let Some(month) = self.as_number(value, KEY) else { return 1 };
        let Some(month) = (1..=12u8).find(|known| f64::from(*known) == month) else {
            self.walk.error(
                &value.span(),
                BilingualText::new(format!("{month} không phải là một tháng"), format!("{month} is no month")),
                BilingualText::new("ghi một số từ 1 đến 12", "write a number from 1 to 12"),
            );
            return 1;
        };
        self.walk.year_start.set(month);
        month
    }

    /// Reports years that begin within a period of the plan.
    pub(crate) fn check_year_start(&self, month: u8, cycle: ReportingCycle) {
        let months = cycle.months();
        if matches!(cycle, ReportingCycle::Year(_)) || (u32::from(month) - 1).is_multiple_of(months) {
            return;
        }
        let starts: Vec<String> = (1..=12u32).step_by(months as usize).map(|month| month.to_string()).collect();
        let (starts, noun) = (starts.join(", "), cycle.noun());
        self.walk.error_at(
            &self.at("year_start"),
            BilingualText::new(
                format!("tháng {month} không phải là tháng đầu của một {}", noun.vi),
                format!("month {month} does not begin a {}", noun.en),
            ),
            BilingualText::new(
                format!("năm của kế hoạch này bắt đầu được từ tháng {starts}"),
                format!("the years of this plan can begin in month {starts}"),
            ),
        );
    }

    /// Reads the periods in which a row is in force.
    pub(crate) fn validity(&self) -> Validity {
        Validity { from: self.optional_period("from"), until: self.optional_period("until") }
    }
}
