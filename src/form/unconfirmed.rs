//! The remark beside an opening balance that no counted return for the previous period confirms.

use super::FormBuilder;
use crate::formula::literal::literal;
use crate::model::period::Period;
use crate::model::previous::{OpeningReason, UnconfirmedOpening};
use crate::model::text::text_in;
use crate::plan::Indicator;

/// The texts beside an opening balance. Each begins with the mark of a verdict.
pub(super) struct OpeningRemark {
    /// Shown while the cell is empty, after the verdict of the rules.
    empty: String,
    /// Shown while the cell has the figure that the form was prefilled with.
    offered: Option<(f64, String)>,
    /// Shown for any other figure.
    typed: String,
}

impl OpeningRemark {
    /// Returns the remark of an indicator; `None` if its opening balance is confirmed or not the unit's concern.
    pub(super) fn of(form: &FormBuilder, indicator: &Indicator) -> Option<Self> {
        let t = form.plan.language;
        let UnconfirmedOpening { unit, period, reason } = *form.previous.unconfirmed.get(&indicator.name)?;
        let of = form.plan.units.get(unit).filter(|unit| unit.code != form.unit.code);
        let of = of.map_or_else(String::new, |unit| text_in!(t, " của {}", " of {}", unit.name_in(period)));
        if reason == OpeningReason::Split {
            return Some(Self::of_split(form, unit, period));
        }
        let heading = format!("{}{of}", period.heading_in_sentence(t));
        let source = indicator.opening.as_deref().and_then(|name| form.plan.indicator(name));
        let code = source.map_or_else(String::new, |source| text_in!(t, " mã {}", " code {}", source.code));
        let why = match reason {
            OpeningReason::Held => text_in!(
                t,
                "Báo cáo {heading} còn lỗi, chưa được tổng hợp",
                "The return for {heading} is on hold, not counted"
            ),
            OpeningReason::Tied => text_in!(
                t,
                "Các báo cáo {heading} còn lỗi, ghi khác nhau",
                "The returns for {heading} are on hold and differ"
            ),
            OpeningReason::Missing(_) => text_in!(t, "Chưa có báo cáo {heading}", "No return for {heading}"),
            OpeningReason::NoFigure => {
                text_in!(t, "Báo cáo {heading} không ghi{code}", "The return for {heading} has no figure{code}")
            }
            OpeningReason::Split => String::new(),
        };
        let offer = match reason {
            OpeningReason::Held => Some(text_in!(
                t,
                "▲ Theo báo cáo {heading} còn lỗi, chưa được tổng hợp; sửa nếu số đã đổi.",
                "▲ From the return for {heading}, which is on hold and not counted; correct it if the figure has changed."
            )),
            OpeningReason::Missing(Some(last)) => Some(text_in!(
                t,
                "▲ {why}: đây là số của {}; sửa nếu số đã đổi.",
                "▲ {why}: this is the figure of {}; correct it if it has changed.",
                last.heading_in_sentence(t)
            )),
            _ => None,
        };
        let value = form.previous.openings.get(&indicator.name).copied();
        Some(OpeningRemark {
            empty: text_in!(t, "{why}: tự ghi theo{code} của kỳ đó.", "{why}: fill in{code} of that period yourself."),
            offered: value.zip(offer),
            typed: text_in!(
                t,
                "✓ Chưa so được với kỳ trước. {why}.",
                "✓ Not compared with the previous period. {why}."
            ),
        })
    }

    /// Returns the remark of a unit in its first period, which was split from another one (index in the plan).
    fn of_split(form: &FormBuilder, other: usize, period: Period) -> Self {
        let t = form.plan.language;
        let name = form.plan.units.get(other).map_or("", |unit| unit.name_in(period.plus(1)));
        OpeningRemark {
            empty: text_in!(
                t,
                "Đơn vị mới tách từ {name}: tự ghi phần số đầu kỳ nhận về.",
                "New unit, split from {name}: fill in its own part of the opening balance."
            ),
            offered: None,
            typed: text_in!(
                t,
                "✓ Đơn vị mới tách từ {name}: không có báo cáo kỳ trước để so.",
                "✓ New unit, split from {name}: there is no return of the previous period to compare with."
            ),
        }
    }

    /// Returns the verdict of the cell at `at` that no rule objects to.
    pub(super) fn fine(&self, at: &str) -> String {
        let typed = literal(&self.typed);
        match &self.offered {
            Some((value, text)) => format!("IF({at}={value},{},{typed})", literal(text)),
            None => typed,
        }
    }

    /// Returns the verdict of the cell at `at`: while it is empty, `unfilled` and the reason, else `filled`. `unfilled`
    /// is empty if no rule requires the cell.
    pub(super) fn around(&self, at: &str, unfilled: &str, filled: &str) -> String {
        let reason = literal(&format!(" {}", self.empty));
        format!("IF(COUNTBLANK({at})=1,{unfilled}&{reason},{filled})")
    }

    /// The mark of an empty cell that no rule requires.
    pub(super) const OPTIONAL: &'static str = "▲";

    /// Returns the longest text, for the height of the row. `unfilled` is the longest verdict of an empty cell.
    pub(super) fn longest(&self, unfilled: &str) -> String {
        let empty = format!("{unfilled} {}", self.empty);
        let offered = self.offered.as_ref().map_or(String::new(), |(_, text)| text.clone());
        let all = [empty, offered, self.typed.clone()];
        all.into_iter().max_by_key(|text| text.chars().count()).unwrap_or_default()
    }
}
