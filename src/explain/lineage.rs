//! Explains a value: the names in its formula, the periods of a cumulative figure, the cells of the returns.

use super::{ExplanationLine, FigureExplainer};
use crate::check::format_value::{self, NumberKind};
use crate::formula::PeriodAggregate;
use crate::model::amount::Value;
use crate::model::ledger::ReturnStatus;
use crate::model::text::{BilingualText, Lang, in_both_languages, text_in};
use crate::plan::binding::{self, Binding};
use crate::plan::labels::label;
use crate::plan::unit_time::QuotaTerm;
use crate::plan::{Column, ColumnTotal};

/// Returns what an aggregate reads, in words.
fn periods_read(aggregate: PeriodAggregate) -> BilingualText {
    match aggregate {
        PeriodAggregate::InPeriod => BilingualText::new("trong kỳ báo cáo", "in the report period"),
        PeriodAggregate::Before => {
            BilingualText::new("trong kỳ liền trước, cùng độ dài", "in the span of the same length before")
        }
        PeriodAggregate::YearBefore => BilingualText::new("trong cùng kỳ năm trước", "in the same span a year before"),
        PeriodAggregate::ToDate => {
            BilingualText::new("cộng các kỳ đã tổng hợp, từ kỳ đầu", "summed over the counted periods since the first")
        }
        PeriodAggregate::YearToDate => BilingualText::new(
            "cộng các kỳ đã tổng hợp, từ đầu năm",
            "summed over the counted periods since the beginning of the year",
        ),
        PeriodAggregate::Latest => BilingualText::new("ở kỳ đã tổng hợp gần nhất", "in the latest counted period"),
        PeriodAggregate::Rank => {
            BilingualText::new("xếp hạng trong cùng loại đơn vị", "rank among units of the same kind")
        }
        PeriodAggregate::OverallRank => BilingualText::new("xếp hạng trong tất cả đơn vị", "rank among all units"),
        PeriodAggregate::WholeSum => BilingualText::new("cộng tất cả đơn vị", "summed over all units"),
        PeriodAggregate::KindSum => {
            BilingualText::new("cộng các đơn vị cùng loại", "summed over the units of the same kind")
        }
    }
}

impl FigureExplainer<'_> {
    /// Adds one name with its value, and below it what it is computed from. `seen` lists the columns already explained.
    pub(super) fn name(
        &self,
        name: &str,
        unit: Option<usize>,
        depth: usize,
        seen: &mut Vec<String>,
        out: &mut Vec<ExplanationLine>,
    ) {
        if let Some(column) = self.plan.column(name) {
            self.computed(column, unit, depth, seen, out);
            return;
        }
        if self.plan.annex_column(name).is_some() {
            self.annex(name, unit, depth, out);
            return;
        }
        if let Some(setting) = self.plan.setting(name) {
            let number = in_both_languages(|t| format_value::number(setting.value, t));
            let text = in_both_languages(|t| format!("{name} = {}: {}", t.text_in(&number), setting.label));
            out.push(ExplanationLine { depth, text });
            return;
        }
        if let Some(unit) = unit
            && let Some(Binding::Figure { name: figure, time }) = binding::resolve(self.plan, name)
        {
            self.timed_figure(&figure, time, unit, depth, out);
            return;
        }
        if let Some(value) = self.reader.word(name) {
            let shown = in_both_languages(|t| format_value::value(&value, NumberKind::of_name(self.plan, name), t));
            out.push(ExplanationLine {
                depth,
                text: in_both_languages(|t| {
                    format!("{name} = {}: {}", t.text_in(&shown), label(self.plan, name, None, t))
                }),
            });
        }
    }

    fn computed(
        &self,
        column: &Column,
        unit: Option<usize>,
        depth: usize,
        seen: &mut Vec<String>,
        out: &mut Vec<ExplanationLine>,
    ) {
        let name = &column.name;
        let Some(shown) = self.reader.column(name, unit) else { return };
        let who = unit.map_or_else(|| "Tổng cộng".to_string(), |u| self.unit_name(u).to_string());
        let title = self.plan.column_title(column);
        let value = in_both_languages(|t| self.display(column, &shown.value, t));
        out.push(ExplanationLine {
            depth,
            text: in_both_languages(|t| format!("{title} ({name}), {who} = {} [{}]", t.text_in(&value), shown.cell)),
        });
        if seen.contains(name) {
            return;
        }
        seen.push(name.clone());
        out.extend(self.column_notes(column, unit).map(|text| ExplanationLine { depth: depth + 1, text }));
        if depth > 0 {
            let source = column.formula.source();
            out.push(ExplanationLine {
                depth: depth + 1,
                text: BilingualText::new(format!("Công thức: {source}"), format!("Formula: {source}")),
            });
        }
        if depth == 0 {
            out.push(ExplanationLine {
                depth: 1,
                text: BilingualText::new(
                    format!("Trong Excel: ={}", shown.formula),
                    format!("In Excel: ={}", shown.formula),
                ),
            });
        }
        if unit.is_none() && matches!(column.total, ColumnTotal::Sum | ColumnTotal::Units(_)) {
            let units =
                (0..self.plan.units.len()).map(|unit| (self.unit_name(unit), self.reader.column(name, Some(unit))));
            let ended = || self.reader.dissolved(name).filter(|_| column.total == ColumnTotal::Sum);
            for (who, part) in units.chain([("Đơn vị đã kết thúc", ended())]) {
                let Some(part) = part else { continue };
                let value = in_both_languages(|t| self.display(column, &part.value, t));
                out.push(ExplanationLine {
                    depth: depth + 1,
                    text: in_both_languages(|t| format!("{who}: {} [{}]", t.text_in(&value), part.cell)),
                });
            }
            return;
        }
        for name in column.formula.names() {
            self.name(name, unit, depth + 1, seen, out);
        }
        for (aggregate, name) in column.formula.aggregates() {
            self.aggregate(*aggregate, name, unit, depth + 1, seen, out);
        }
    }

    fn aggregate(
        &self,
        aggregate: PeriodAggregate,
        name: &str,
        unit: Option<usize>,
        depth: usize,
        seen: &mut Vec<String>,
        out: &mut Vec<ExplanationLine>,
    ) {
        // On the total row only the sum over all units has a value.
        if unit.is_none() && aggregate != PeriodAggregate::WholeSum {
            return;
        }
        let what = periods_read(aggregate);
        let heading = self.plan.column(name).map(|c| self.plan.column_title(c));
        let called = |t: Lang| heading.clone().unwrap_or_else(|| label(self.plan, name, None, t));
        let text = in_both_languages(|t| format!("{} ({name}): {}", called(t), t.text_in(&what)));
        out.push(ExplanationLine { depth, text });
        if aggregate.is_over_units() {
            self.over_units(aggregate, name, unit, depth + 1, out);
            seen.push(name.to_string());
            return;
        }
        let Some(unit) = unit else { return };
        // The periods are those that the formula in the workbook reads.
        let Some([first, last]) = self.reader.periods(aggregate, name, unit) else { return };
        let is_earlier = matches!(aggregate, PeriodAggregate::Before | PeriodAggregate::YearBefore);
        if is_earlier && first == 0 {
            out.push(ExplanationLine {
                depth: depth + 1,
                text: BilingualText::new("kỳ đó nằm ngoài kế hoạch: để trống", "that span is outside the plan: blank"),
            });
            return;
        }
        if is_earlier {
            let before = self.plan.first.plus(first as i32 - 1);
            let mut notes = self.split_notes(unit, before, depth + 1);
            notes.extend(self.heir_notes(name, unit, before, depth + 1));
            if !notes.is_empty() {
                out.extend(notes);
                return;
            }
        }
        if last == 0 {
            out.push(ExplanationLine {
                depth: depth + 1,
                text: BilingualText::new("chưa có kỳ nào được tổng hợp", "no period is counted yet"),
            });
        }
        let report = u32::try_from(self.ledger.report.ordinal(self.plan.first)).unwrap_or(0);
        self.span(aggregate, name, (unit, report), (first.max(1), last), depth + 1, out);
    }

    /// Adds the figures of some periods (ordinals), and those of the units that the unit took over up to the ordinal `by`.
    pub(super) fn span(
        &self,
        aggregate: PeriodAggregate,
        name: &str,
        (unit, by): (usize, u32),
        (first, last): (u32, u32),
        depth: usize,
        out: &mut Vec<ExplanationLine>,
    ) {
        for ordinal in first..=last {
            let when = self.plan.first.plus(ordinal as i32 - 1);
            if self.plan.reports(unit, when) {
                self.figure(name, unit, ordinal - 1, depth, out);
            }
        }
        if aggregate == PeriodAggregate::Latest {
            return;
        }
        for (other, at) in self.plan.taken_over(unit) {
            let end = u32::try_from(at.ordinal(self.plan.first) - 1).unwrap_or(0);
            if end < first || end >= by {
                continue;
            }
            let who = self.unit_name(other);
            let at = at.words();
            let text = BilingualText::new(
                format!("nhận của {who}, nhập vào từ {}:", at.vi),
                format!("from {who}, taken over from {} on:", at.en),
            );
            out.push(ExplanationLine { depth, text });
            self.span(aggregate, name, (other, end + 1), (first, last.min(end)), depth + 1, out);
        }
    }

    fn annex(&self, name: &str, unit: Option<usize>, depth: usize, out: &mut Vec<ExplanationLine>) {
        let Some(column) = self.plan.annex_column(name).and_then(|i| self.plan.annex.columns.get(i)) else { return };
        let number = |n: f64| in_both_languages(|t| format_value::number(n, t));
        let mut amended = None;
        let mut parts = Vec::new();
        let (who, value) = match unit {
            Some(unit) => {
                let of = self.plan.units.get(unit);
                amended = of.and_then(|u| self.plan.amended(u, name, self.ledger.report));
                let blank = || BilingualText::new("để trống: không giao", "blank: no quota");
                let gone = self.unit_note(unit, self.ledger.report);
                let figure = self.quota(name, unit, &mut parts);
                (self.unit_name(unit).to_string(), figure.map_or_else(|| gone.unwrap_or_else(blank), number))
            }
            None => {
                let Some(total) = self.reader.annex_total(name) else { return };
                let value = match total.value {
                    Value::Number(n) => number(n),
                    _ => BilingualText::same(total.formula),
                };
                ("Tổng cộng".to_string(), value)
            }
        };
        let place = self.annex_place(name, unit);
        let source = match amended {
            Some(a) => in_both_languages(|t| {
                let from = a.from.in_sentence(t);
                text_in!(t, "phụ lục, điều chỉnh từ {from}: {}", "the annex, amended from {from}: {}", a.basis)
            }),
            None => BilingualText::new("phụ lục", "the annex"),
        };
        let text = in_both_languages(|t| {
            let place = place.as_ref().map_or_else(String::new, |place| format!(" [{}]", t.text_in(place)));
            format!("{} ({name}), {who} = {} ({}){place}", column.heading, t.text_in(&value), t.text_in(&source))
        });
        out.push(ExplanationLine { depth, text });
        for term in parts {
            let who = self.unit_name(term.unit);
            let place = self.annex_place(name, Some(term.unit));
            let text = in_both_languages(|t| {
                let place = place.as_ref().map_or_else(String::new, |place| format!(" [{}]", t.text_in(place)));
                format!("{who}: {}{place}", format_value::number(term.value, t))
            });
            out.push(ExplanationLine { depth: depth + 1, text });
        }
    }

    /// Returns the file and the cell of a figure of the annex, or with `None` of the printed total.
    fn annex_place(&self, name: &str, unit: Option<usize>) -> Option<BilingualText> {
        self.plan.annex.origins.text(unit, self.plan.annex_column(name)?)
    }

    /// Returns the quota of a unit in the report period. If it is joined from those of several units, the value is read
    /// from the workbook and `parts` gets its terms.
    fn quota(&self, name: &str, unit: usize, parts: &mut Vec<QuotaTerm>) -> Option<f64> {
        let terms = self.plan.quota_terms(unit, self.plan.annex_column(name)?, self.ledger.report);
        if let [only] = terms.as_slice()
            && only.unit == unit
        {
            return Some(only.value);
        }
        *parts = terms;
        self.reader.quota(name, unit)?.number()
    }

    /// Adds the figure of each period up to the report period.
    pub(super) fn periods(&self, name: &str, unit: usize, depth: usize, out: &mut Vec<ExplanationLine>) {
        let last = u32::try_from(self.ledger.report.ordinal(self.plan.first)).unwrap_or(0);
        for period in 0..last {
            self.figure(name, unit, period, depth, out);
        }
    }

    fn state(&self, unit: usize, period: u32) -> ReturnStatus {
        self.ledger.slots.get(unit).and_then(|s| s.get(period as usize)).copied().unwrap_or_default().state
    }

    /// Adds a figure of a return: the value read, its file and cell, and the text of the cell.
    pub(super) fn figure(&self, name: &str, unit: usize, period: u32, depth: usize, out: &mut Vec<ExplanationLine>) {
        let when = self.plan.first.plus(period as i32);
        let what = in_both_languages(|t| label(self.plan, name, None, t));
        let missing = || BilingualText::new("chưa gửi báo cáo, không cộng gì", "not reported, nothing added");
        let selected = self.ledger.selected(unit, period as usize);
        let nothing = self
            .out_of_force(self.validity_of(name), when)
            .or_else(|| selected.is_none().then(|| self.unit_note(unit, when).unwrap_or_else(missing)));
        let (Some(submission), None) = (selected, &nothing) else {
            let why = nothing.unwrap_or_default();
            let text = in_both_languages(|t| format!("{}, {}: {}", when.text_in(t), t.text_in(&what), t.text_in(&why)));
            out.push(ExplanationLine { depth, text });
            return;
        };
        let figure = submission.figures.get(name);
        let date = binding::is_date_name(self.plan, name);
        let value = figure.map(|f| f.amount.value()).unwrap_or_default();
        let shown = in_both_languages(|t| match &value {
            Value::Blank => t.pick("để trống", "blank").to_string(),
            value => format_value::value(value, NumberKind::of(date), t),
        });
        let place = figure.map_or_else(String::new, |f| {
            let raw =
                if f.raw.is_empty() { String::new() } else { format!(" “{}”", format_value::clip(&f.raw, 200)) };
            // A figure that the board recorded is in no cell.
            let cell = if f.cell.is_empty() { String::new() } else { format!(" · {}!{}", f.sheet, f.cell) };
            format!("{}{cell}{raw}", submission.file)
        });
        let text = in_both_languages(|t| {
            let state = match self.state(unit, period) {
                ReturnStatus::Counted => t.pick("đã tổng hợp", "counted"),
                ReturnStatus::Held => t.pick("còn lỗi, chưa cộng", "held, not added"),
                ReturnStatus::Missing => t.pick("chưa gửi", "missing"),
                ReturnStatus::NotDue => t.pick("không phải gửi", "not due"),
            };
            format!("{}, {} = {} ({state}) ← {place}", when.text_in(t), t.text_in(&what), t.text_in(&shown))
        });
        out.push(ExplanationLine { depth, text });
        for note in submission.notes.iter().filter(|note| *note.name == *name) {
            let words = format_value::clip(&note.text, 500);
            let text =
                in_both_languages(|t| format!("{} {}!{}: “{words}”", t.pick("ghi chú", "note"), note.sheet, note.cell));
            out.push(ExplanationLine { depth: depth + 1, text });
        }
        self.accepted(name, submission, when, depth + 1, out);
        self.hash(&submission.file, depth + 1, out);
        for source in &submission.sources {
            let text = in_both_languages(|t| {
                let from = t.pick("gộp từ", "added up from");
                format!("{from} {}: {} · SHA-256 {}", source.unit, source.file, source.sha256)
            });
            out.push(ExplanationLine { depth: depth + 1, text });
        }
    }

    /// Adds the SHA-256 of a file.
    pub(super) fn hash(&self, file: &str, depth: usize, out: &mut Vec<ExplanationLine>) {
        let hash = self.ledger.arrivals.iter().find(|arrival| arrival.file == file).map(|arrival| &arrival.sha256);
        out.extend(hash.map(|hash| ExplanationLine { depth, text: BilingualText::same(format!("SHA-256 {hash}")) }));
    }

    /// Formats a value as its column shows it.
    pub(super) fn display(&self, column: &Column, value: &Value, lang: Lang) -> String {
        match value {
            Value::Number(n) if column.number == crate::plan::ColumnNumberFormat::Percent => {
                format!("{}%", format_value::number((n * 1000.0).round() / 10.0, lang))
            }
            Value::Blank => lang.pick("trống", "empty").to_string(),
            Value::Text(t) if t.is_empty() => lang.pick("trống", "empty").to_string(),
            value => format_value::value(value, NumberKind::Figure, lang),
        }
    }
}
