//! Explains a rank or a sum over units: the figure of each unit that it reads.

use super::{ExplanationLine, FigureExplainer};
use crate::check::format_value::{self, NumberKind};
use crate::consolidate::reader::ColumnCell;
use crate::formula::PeriodAggregate;
use crate::model::text::in_both_languages;

impl FigureExplainer<'_> {
    /// Adds the figures of a column or an indicator that a rank or a sum over units reads, and for the sum of all the total.
    pub(super) fn over_units(
        &self,
        aggregate: PeriodAggregate,
        name: &str,
        unit: Option<usize>,
        depth: usize,
        out: &mut Vec<ExplanationLine>,
    ) {
        let column = self.plan.column(name);
        let mut line = |who: &str, part: Option<ColumnCell>| {
            let Some(part) = part else { return };
            let value = in_both_languages(|t| match column {
                Some(column) => self.display(column, &part.value, t),
                None => format_value::value(&part.value, NumberKind::Figure, t),
            });
            let text = in_both_languages(|t| format!("{who}: {} [{}]", t.text_in(&value), part.cell));
            out.push(ExplanationLine { depth, text });
        };
        let of = |unit: Option<usize>| match column {
            Some(_) => self.reader.column(name, unit),
            None => self.reader.indicator(name, unit),
        };
        let is_of_kind = matches!(aggregate, PeriodAggregate::Rank | PeriodAggregate::KindSum);
        let units = match unit.filter(|_| is_of_kind) {
            Some(unit) => self.reader.ranked_units(unit),
            None => (0..self.plan.units.len()).collect(),
        };
        for other in units {
            line(self.unit_name(other), of(Some(other)));
        }
        if aggregate == PeriodAggregate::WholeSum {
            line("Đơn vị đã kết thúc", self.reader.dissolved(name));
        }
    }
}
