//! Checks the parts of the report in words: which keys a part has, and that its texts and formulas refer only to what the
//! total row, or the row of a unit, has.

use super::faults::{fault_at_name, place, unknown};
use super::messages::placeholders;
use super::names::{NameRole, PlanNames, belongs, in_column};
use super::rules::in_own;
use super::statements;
use crate::formula::Formula;
use crate::model::text::BilingualText;
use crate::plan::ReportPart;
use crate::plan::figure::FigureTotal;
use crate::plan::load::draft::{PlanDraft, ReportPartDraft};
use crate::plan::load::walk::PlanDocument;
use crate::plan::message::{MessagePart, parts as split};
use crate::plan::report_part::{ReportPartKind, ReportPiece, TABLE_COLUMNS, UNIT_LIST};

/// Returns the checked parts. Those with problems are left out.
pub(super) fn parts(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Vec<ReportPart> {
    order(draft, walk);
    let check = PartCheck { draft, names, walk };
    draft.report.iter().filter_map(|part| check.part(part)).collect()
}

/// Checks what depends on the parts before: a title is the first, and a sentence has something to be joined to.
fn order(draft: &PlanDraft, walk: &PlanDocument) {
    use ReportPartKind::{Item, Paragraph, Sentence, Title};
    let mut before = None;
    for (index, part) in draft.report.iter().enumerate() {
        if part.kind == Some(Title) && index > 0 {
            let message = BilingualText::new(
                "tên báo cáo (kind = \"title\") chỉ đứng đầu, một dòng",
                "kind = \"title\" comes first and only once",
            );
            let hint = BilingualText::new("dùng mục lớn: kind = \"heading\"", "use a heading: kind = \"heading\"");
            walk.error_at(&format!("{}.kind", part.path), message, hint);
        }
        if part.kind == Some(Sentence) && !matches!(before, Some(Paragraph | Item | Sentence)) {
            let message = BilingualText::new(
                "câu nối tiếp (kind = \"sentence\") phải đứng sau một đoạn hoặc gạch đầu dòng",
                "kind = \"sentence\" must follow a paragraph or an item",
            );
            let hint = BilingualText::new("viết kind = \"paragraph\"", "write kind = \"paragraph\"");
            walk.error_at(&format!("{}.kind", part.path), message, hint);
        }
        before = part.kind;
    }
}

/// The row that a text or formula is about.
#[derive(Copy, Clone, PartialEq, Eq)]
enum ReportRow {
    Total,
    Unit,
}

struct PartCheck<'a> {
    draft: &'a PlanDraft,
    names: &'a PlanNames<'a>,
    walk: &'a PlanDocument<'a>,
}

impl PartCheck<'_> {
    fn part(&self, part: &ReportPartDraft) -> Option<ReportPart> {
        let kind = part.kind?;
        let has_keys = self.keys(part, kind);
        let has_lists = self.columns(part, kind) & self.questions(part, kind);
        let text = self.pieces(&part.text, &format!("{}.text", part.path), ReportRow::Total);
        let each = part.each.as_deref().unwrap_or("{don_vi}");
        let each = self.pieces(each, &format!("{}.each", part.path), ReportRow::Unit);
        let when = self.condition(part, "when", part.when.as_ref(), ReportRow::Total);
        let units = self.condition(part, "units", part.units.as_ref(), ReportRow::Unit);
        // A condition that does not parse is already reported.
        let has_parsed = part.is_conditional == part.when.is_some() && part.has_units == part.units.is_some();
        let (text, each, when, units) = (text?, each?, when?, units?);
        let (columns, questions) = (part.columns.clone(), part.questions.clone());
        (has_keys && has_lists && has_parsed).then_some(ReportPart {
            kind,
            when,
            text,
            units,
            each,
            columns,
            questions,
        })
    }

    fn error(&self, part: &ReportPartDraft, key: &str, vi: &str, en: &str, hint: (&str, &str)) {
        let path = format!("{}.{key}", part.path);
        self.walk.error_at(&path, BilingualText::new(vi, en), BilingualText::new(hint.0, hint.1));
    }

    /// Checks that a part has the keys that its kind needs and no others.
    fn keys(&self, part: &ReportPartDraft, kind: ReportPartKind) -> bool {
        use ReportPartKind::{Answers, Item, Paragraph, Sentence, Table};
        let before = self.walk.count();
        if part.text.trim().is_empty() && !matches!(kind, Table | Answers) {
            self.error(part, "text", "phần này chưa có lời", "this part has no text", ("ghi 'text'", "give 'text'"));
        }
        let has_list = split(&part.text).contains(&MessagePart::Name(UNIT_LIST));
        if part.has_units && !matches!(kind, Paragraph | Sentence | Item) {
            let hint = ("dùng cho đoạn, câu nối tiếp, gạch đầu dòng", "use a paragraph, a sentence or an item");
            self.error(part, "units", "phần này không kể tên đơn vị được", "this part cannot list units", hint);
        } else if part.has_units && !has_list {
            let hint = ("ghi {don_vi} vào chỗ kể tên", "write {don_vi} where the list stands");
            self.error(part, "text", "lời chưa có {don_vi}", "the text has no {don_vi}", hint);
        } else if has_list && !part.has_units {
            let hint = ("ghi điều kiện ở 'units'", "give the condition in 'units'");
            self.error(part, "text", "{don_vi} kể tên những đơn vị nào?", "which units does {don_vi} list?", hint);
        }
        if part.each.is_some() && !part.has_units {
            let hint = ("ghi điều kiện ở 'units'", "give the condition in 'units'");
            self.error(part, "each", "'each' chỉ đi cùng 'units'", "'each' goes with 'units' only", hint);
        }
        self.walk.count() == before
    }

    fn columns(&self, part: &ReportPartDraft, kind: ReportPartKind) -> bool {
        let before = self.walk.count();
        let is_table = kind == ReportPartKind::Table;
        if is_table == part.columns.is_empty() {
            let (vi, en) = if is_table {
                ("bảng chưa có cột", "the table has no columns")
            } else {
                ("chỉ bảng (kind = \"table\") có cột", "only kind = \"table\" has columns")
            };
            self.error(part, "columns", vi, en, ("ví dụ: columns = [\"lk_cay\"]", "such as columns = [\"lk_cay\"]"));
        }
        if part.columns.len() > TABLE_COLUMNS {
            let vi = format!("bảng có {} cột, quá {TABLE_COLUMNS}: khổ A4 đứng không đọc được", part.columns.len());
            let en = format!("the table has {} columns, more than {TABLE_COLUMNS} on A4 upright", part.columns.len());
            self.error(part, "columns", &vi, &en, ("tách thành hai bảng", "make two tables of it"));
        }
        for name in &part.columns {
            let is_column = |role| matches!(role, NameRole::Column(_) | NameRole::AnnexFigure);
            if self.names.get(name).is_none_or(|role| !is_column(role)) {
                let (message, hint) = unknown(name, self.names.usable(is_column));
                self.walk.error_at(&format!("{}.columns", part.path), message, hint);
            }
        }
        self.walk.count() == before
    }

    fn questions(&self, part: &ReportPartDraft, kind: ReportPartKind) -> bool {
        let before = self.walk.count();
        let is_answers = kind == ReportPartKind::Answers;
        if is_answers == part.questions.is_empty() {
            let (vi, en) = if is_answers {
                ("chưa ghi câu hỏi nào", "no question is given")
            } else {
                ("chỉ thuyết minh (kind = \"answers\") có câu hỏi", "only kind = \"answers\" has questions")
            };
            let hint = ("ghi tên câu thuyết minh ở 'questions'", "give names of narratives in 'questions'");
            self.error(part, "questions", vi, en, hint);
        }
        for name in &part.questions {
            if self.names.get(name) != Some(NameRole::Narrative) {
                let (message, hint) = unknown(name, self.names.usable(|role| role == NameRole::Narrative));
                self.walk.error_at(&format!("{}.questions", part.path), message, hint);
            }
        }
        self.walk.count() == before
    }

    /// Returns message and hint for a name that a row does not have; `None` if it has it.
    fn fault(&self, name: &str, row: ReportRow) -> Option<(BilingualText, BilingualText)> {
        let role = self.names.get(name);
        if let Some(NameRole::Indicator(index)) = role {
            return self.indicator_fault(index, name, row);
        }
        if row == ReportRow::Total {
            let is_own = matches!(role, Some(NameRole::PeriodTitle | NameRole::ReturnCount));
            let has_it = is_own || statements::is_total(name, self.draft, self.names);
            let usable = |role| in_column(role) || matches!(role, NameRole::PeriodTitle | NameRole::ReturnCount);
            return (!has_it).then(|| match role {
                None => unknown(name, self.names.usable(|role| usable(role) || matches!(role, NameRole::Indicator(_)))),
                Some(role) if !in_column(role) => (
                    BilingualText::new(
                        format!("tên '{name}' không dùng được trong báo cáo"),
                        format!("name '{name}' is not for the report"),
                    ),
                    belongs(role),
                ),
                Some(_) => statements::fault(name, self.names),
            });
        }
        let usable = |role| in_column(role) || matches!(role, NameRole::PeriodTitle | NameRole::UnitState);
        match role {
            Some(role) if usable(role) => None,
            Some(role) => {
                let message = BilingualText::new(
                    format!("tên '{name}' không phải của một đơn vị"),
                    format!("name '{name}' is not of a unit"),
                );
                Some((message, belongs(role)))
            }
            None => Some(unknown(name, self.names.usable(usable))),
        }
    }

    /// Returns message and hint for an indicator that has no number in a row; `None` if it has one.
    fn indicator_fault(&self, index: usize, name: &str, row: ReportRow) -> Option<(BilingualText, BilingualText)> {
        let indicator = self.draft.indicators.get(index)?;
        let is_number = indicator.kind.is_number();
        if is_number && (row == ReportRow::Unit || indicator.figure.add != FigureTotal::None) {
            return None;
        }
        let message = if is_number {
            BilingualText::new(format!("chỉ tiêu '{name}' không có số tổng cộng"), format!("'{name}' has no total"))
        } else {
            BilingualText::new(format!("chỉ tiêu '{name}' không phải là số"), format!("'{name}' is no number"))
        };
        Some((message, BilingualText::new("gọi một cột tính hoặc chỉ tiêu khác", "name a column or another indicator")))
    }

    /// Reports what a formula over a row must not refer to. `report` places a problem at a word of the formula.
    fn formula(&self, formula: &Formula, row: ReportRow, report: &dyn Fn(&str, BilingualText, BilingualText)) -> bool {
        let before = self.walk.count();
        for (aggregate, name) in formula.aggregates() {
            let call = super::word(*aggregate);
            let message = BilingualText::new(
                format!("báo cáo không tính {call}({name})"),
                format!("the report does not compute {call}({name})"),
            );
            let hint = BilingualText::new(
                format!("viết {call}({name}) thành một cột rồi gọi tên cột đó"),
                format!("make {call}({name}) a column and name that"),
            );
            report(call, message, hint);
        }
        for name in formula.names() {
            if let Some((message, hint)) = self.fault(name, row) {
                report(name, message, hint);
            }
        }
        self.walk.count() == before
    }

    /// Returns a checked condition; `None` if it has a problem, `Some(None)` if there is none.
    fn condition(
        &self,
        part: &ReportPartDraft,
        key: &str,
        formula: Option<&Formula>,
        row: ReportRow,
    ) -> Option<Option<Formula>> {
        let Some(formula) = formula else { return Some(None) };
        let path = format!("{}.{key}", part.path);
        let report = |word: &str, message, hint| {
            fault_at_name(self.walk, &path, formula.source(), word, message, hint);
        };
        if !self.formula(formula, row, &report) {
            return None;
        }
        in_own(formula, &path, self.names, self.walk).map(Some)
    }

    /// Returns the pieces of a text; `None` if one has a problem.
    fn pieces(&self, text: &str, path: &str, row: ReportRow) -> Option<Vec<ReportPiece>> {
        let holders = match placeholders(text) {
            Ok((_, holders)) => holders,
            Err(at) => {
                let message = BilingualText::new("ngoặc { } trong lời không đủ cặp", "brackets { } do not pair");
                let hint = BilingualText::new("viết {tên}, ví dụ {ten_ky}", "write {name}, such as {ten_ky}");
                place(self.walk, path, at, 1, message, hint);
                return None;
            }
        };
        let mut places = holders.into_iter().map(|(at, _)| at);
        let mut out = Some(Vec::new());
        for part in split(text) {
            let piece = match part {
                MessagePart::Text(text) => Some(ReportPiece::Text(text.to_string())),
                MessagePart::Name(name) => self.figure(name, path, places.next().unwrap_or(0), row),
            };
            match (piece, &mut out) {
                (Some(piece), Some(pieces)) => pieces.push(piece),
                _ => out = None,
            }
        }
        out
    }

    /// Returns the piece of a name or formula in braces, at a character of the text.
    fn figure(&self, inside: &str, path: &str, at: usize, row: ReportRow) -> Option<ReportPiece> {
        if inside == UNIT_LIST {
            return Some(ReportPiece::Units);
        }
        let length = inside.chars().count();
        let is_name = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name {
            return match self.fault(inside, row) {
                None => Some(ReportPiece::Figure(self.names.own(inside).to_string())),
                Some((message, hint)) => {
                    place(self.walk, path, at, length, message, hint);
                    None
                }
            };
        }
        match Formula::parse(inside) {
            Err(problem) => {
                place(self.walk, path, at + problem.at.min(length), 1, problem.message, BilingualText::default());
                None
            }
            Ok(formula) => {
                let report = |_: &str, message, hint| place(self.walk, path, at, length, message, hint);
                let is_good = self.formula(&formula, row, &report);
                let own = self.names.in_own(&formula).ok().filter(|_| is_good);
                own.map(ReportPiece::Formula)
            }
        }
    }
}
