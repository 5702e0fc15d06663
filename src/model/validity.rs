//! The periods in which a part of a plan is in force.

use super::period::Period;
use super::text::{BilingualText, in_both_languages, text_in};
use serde::{Deserialize, Serialize};

/// The first and the last period in which a part of a plan is in force, both included. `None` means no limit. With
/// `from` after `until` it is never in force.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First period.
    pub from: Option<Period>,
    /// Last period.
    pub until: Option<Period>,
}

impl Validity {
    /// Returns true if it has no limit.
    pub(crate) fn is_unlimited(self) -> bool {
        self == Validity::default()
    }

    /// Returns true if the period is between both limits.
    pub(crate) fn contains(self, period: Period) -> bool {
        self.from.is_none_or(|from| from <= period) && self.until.is_none_or(|until| period <= until)
    }

    /// Returns the periods that are in both.
    pub(crate) fn and(self, other: Validity) -> Validity {
        // `None` is less than any period, and means the widest limit for `from` alone.
        let until = [self.until, other.until].into_iter().flatten().min();
        Validity { from: self.from.max(other.from), until }
    }

    /// Returns true if the two have a period in common.
    pub(crate) fn overlaps(self, other: Validity) -> bool {
        self.and(other).is_possible()
    }

    /// Returns true if it has a period at all.
    pub(crate) fn is_possible(self) -> bool {
        self.from.zip(self.until).is_none_or(|(from, until)| from <= until)
    }

    /// Returns the periods after those in which it is in force: where a figure of the period before exists.
    pub(crate) fn next(self) -> Validity {
        self.after(1)
    }

    /// Returns the periods that are a number of periods after those in which it is in force.
    pub(crate) fn after(self, periods: i32) -> Validity {
        let later = |period: Period| period.plus(periods);
        Validity { from: self.from.map(later), until: self.until.map(later) }
    }

    /// Returns the part from `first` to `last`, without limits that do not matter there.
    pub(crate) fn within(self, first: Period, last: Period) -> Validity {
        Validity { from: self.from.filter(|from| *from > first), until: self.until.filter(|until| *until < last) }
    }

    /// Describes the limits: "từ quý I/2022 đến hết quý IV/2022". Empty for no limit.
    pub(crate) fn describe(self) -> BilingualText {
        in_both_languages(|t| match (self.from.map(|p| p.in_sentence(t)), self.until.map(|p| p.in_sentence(t))) {
            (None, None) => String::new(),
            (Some(from), None) => text_in!(t, "từ {from}", "from {from}"),
            (None, Some(until)) => text_in!(t, "đến hết {until}", "until {until}"),
            (Some(from), Some(until)) => text_in!(t, "từ {from} đến hết {until}", "from {from} until {until}"),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(from: &str, until: &str) -> Validity {
        Validity { from: from.parse().ok(), until: until.parse().ok() }
    }

    #[test]
    fn limits_are_included() {
        let one = of("2022-Q1", "2022-Q3");
        let inside = |text: &str| one.contains(text.parse().unwrap());
        assert_eq!(["2021-Q4", "2022-Q1", "2022-Q3", "2022-Q4"].map(inside), [false, true, true, false]);
        assert!(of("", "").contains("1999-Q1".parse().unwrap()));
    }

    proptest::proptest! {
        #[test]
        fn intersection_holds_the_periods_of_both(
            a in proptest::option::of(0i32..9), b in proptest::option::of(0i32..9),
            c in proptest::option::of(0i32..9), d in proptest::option::of(0i32..9), at in 0i32..9,
        ) {
            let first: Period = "2021-Q3".parse().unwrap();
            let limit = |n: Option<i32>| n.map(|n| first.plus(n));
            let (one, other) =
                (Validity { from: limit(a), until: limit(b) }, Validity { from: limit(c), until: limit(d) });
            let period = first.plus(at);
            let both = one.contains(period) && other.contains(period);
            proptest::prop_assert_eq!(one.and(other).contains(period), both);
            let all = first.plus(-20).through(first.plus(20));
            let is_any = all.into_iter().any(|p| one.contains(p) && other.contains(p));
            proptest::prop_assert_eq!(one.overlaps(other), is_any);
            proptest::prop_assert_eq!(one.next().contains(period.plus(1)), one.contains(period));
        }
    }
}
