//! Names as people read them: labels of figures and of the names in a formula, and the scope of a rule in words.

use super::binding::{Binding, FigureTime, resolve};
use super::message::{MessagePart, parts};
use super::{Column, Indicator, Narrative, Plan, Scope, header};
use crate::model::text::{BilingualText, Lang, StaticText};

impl Indicator {
    /// Returns code and label: "20 Số đoàn viên".
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.code, self.label)
    }

    /// Returns the text of its row on the form.
    pub(crate) fn shown(&self) -> &str {
        self.display.as_deref().unwrap_or(&self.label)
    }
}

impl Narrative {
    /// Returns code and question: "TM2 Khó khăn, vướng mắc".
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.code, self.question)
    }
}

impl Plan {
    /// Returns the title of a computed column: its heading, or more if another column of the workbook has that too: "Kết nạp
    /// đoàn viên (người): Cùng kỳ năm trước".
    pub(crate) fn column_title(&self, column: &Column) -> String {
        let in_group = |column: &Column| match column.group.as_str() {
            "" => column.heading.clone(),
            group => format!("{group}: {}", column.heading),
        };
        let on_sheet = |column: &Column| match column.sheets.first() {
            Some(sheet) => format!("{sheet}: {}", in_group(column)),
            None => in_group(column),
        };
        let is_single = |title: &dyn Fn(&Column) -> String| {
            let own = title(column);
            self.columns.iter().filter(|other| title(other) == own).count() < 2
        };
        let heading = |column: &Column| column.heading.clone();
        let is_of_annex =
            self.annex.columns.iter().any(|other| [&other.heading, &other.short].contains(&&column.heading));
        match () {
            () if is_single(&heading) && !is_of_annex => column.heading.clone(),
            () if is_single(&in_group) && !(is_of_annex && column.group.is_empty()) => in_group(column),
            () if is_single(&on_sheet) => on_sheet(column),
            () => format!("{} [{}]", on_sheet(column), column.name),
        }
    }
}

/// Returns the title of a figure of the return: "20 Số đoàn viên", "Ngày gửi", "TM2 Khó khăn", "DS_1: Họ tên". An
/// unknown name is its own title.
pub(crate) fn title(plan: &Plan, name: &str) -> String {
    let of_roster = || {
        let (roster, column) = plan.roster_column(name)?;
        let roster = plan.rosters.get(roster)?;
        Some(format!("{}: {}", roster.code, roster.columns.get(column)?.heading))
    };
    let indicator = plan.indicator(name).map(Indicator::title);
    let header = || plan.header_field(name).map(|field| plan.header_label(field).to_string());
    let narrative = || plan.narrative(name).map(Narrative::title);
    indicator.or_else(header).or_else(of_roster).or_else(narrative).unwrap_or_else(|| name.to_string())
}

/// Returns the label of a figure of the return: "mã 20", "Ngày gửi", "TM2".
pub(crate) fn figure_label(plan: &Plan, name: &str, lang: Lang) -> String {
    if let Some(indicator) = plan.indicator(name) {
        return format!("{} {}", lang.pick("mã", "code"), indicator.code);
    }
    if let Some(field) = plan.header_field(name) {
        return plan.header_label(field).to_string();
    }
    plan.narrative(name).map_or_else(|| name.to_string(), |n| n.code.clone())
}

/// Returns a message of the plan for readers: a setting as its value, any other name as its label: "khác [mã 20]".
pub(crate) fn readable_message(plan: &Plan, message: &BilingualText) -> String {
    let lang = plan.language;
    let part = |part: MessagePart| match part {
        MessagePart::Text(text) => text.to_string(),
        MessagePart::Name(name) => match plan.setting(name) {
            Some(setting) => setting.value.to_string(),
            None => format!("[{}]", label(plan, name, None, lang)),
        },
    };
    parts(lang.text_in(message)).into_iter().map(part).collect()
}

/// Returns the label of a name of columns for the report year or a count of periods.
fn counter_label(plan: &Plan, name: &str) -> Option<StaticText> {
    let counters = header::counters(plan.cycle());
    let labels = [
        (header::REPORT_YEAR, StaticText::new("năm báo cáo", "report year")),
        (counters.start, StaticText::new("số thứ tự kỳ đầu của kỳ báo cáo", "ordinal of the first period reported")),
        (counters.year_start, StaticText::new("số thứ tự kỳ đầu của năm", "ordinal of the first period of the year")),
        (counters.gaps, StaticText::new("số kỳ chưa có báo cáo được tổng hợp", "periods without a counted return")),
        (
            counters.gaps_of_year,
            StaticText::new(
                "số kỳ trong năm chưa có báo cáo được tổng hợp",
                "periods of the year without a counted return",
            ),
        ),
        (counters.late, StaticText::new("số lần gửi muộn", "returns sent late")),
    ];
    labels.into_iter().find(|(known, _)| *known == name).map(|(_, label)| label)
}

/// Returns the label of a name in a formula. `this` is the figure that `gia_tri` refers to.
pub(crate) fn label(plan: &Plan, name: &str, this: Option<&str>, lang: Lang) -> String {
    let Some(named) = resolve(plan, name) else {
        return counter_label(plan, name).map_or_else(|| name.to_string(), |label| label.in_lang(lang).to_string());
    };
    let column = |r: &usize, c: &usize| {
        let roster = plan.rosters.get(*r)?;
        Some((roster.code.clone(), roster.columns.get(*c)?.heading.clone()))
    };
    match &named {
        Binding::This => this.map_or_else(|| name.to_string(), |n| figure_label(plan, n, lang)),
        Binding::Figure { name, time } => {
            let time = match time {
                FigureTime::Own => return figure_label(plan, name, lang),
                FigureTime::Before => lang.pick("kỳ trước", "of the period before"),
                FigureTime::YearBefore => lang.pick("cùng kỳ năm trước", "of the same period a year before"),
                FigureTime::ToDate => lang.pick("lũy kế đến kỳ này", "to date"),
            };
            format!("{} {time}", figure_label(plan, name, lang))
        }
        Binding::Annex(i) => {
            let heading = plan.annex.columns.get(*i).map_or(name, |c| c.heading.as_str());
            format!("{} “{heading}”", lang.pick("phụ lục", "annex"))
        }
        Binding::Setting(i) => plan.settings.get(*i).map_or_else(|| name.to_string(), |s| format!("“{}”", s.label)),
        Binding::Ordinal => lang.pick("số thứ tự kỳ", "ordinal of the period").to_string(),
        Binding::Periods => lang.pick("số kỳ của kế hoạch", "periods of the plan").to_string(),
        Binding::FirstDay => lang.pick("ngày đầu kỳ", "first day of the period").to_string(),
        Binding::LastDay => lang.pick("ngày cuối kỳ", "last day of the period").to_string(),
        Binding::Deadline => lang.pick("hạn gửi", "deadline").to_string(),
        Binding::FormVersion => lang.pick("phiên bản biểu của kỳ", "form version of the period").to_string(),
        Binding::CutOff => lang.pick("ngày chốt quy định", "cut-off of the plan").to_string(),
        Binding::Rows(r) => {
            let code = plan.rosters.get(*r).map_or(name, |r| r.code.as_str());
            format!("{} {code}", lang.pick("số dòng", "rows of"))
        }
        Binding::Cell(r, c) => column(r, c).map_or_else(|| name.to_string(), |(_, heading)| heading),
        Binding::Column(r, c) => column(r, c).map_or_else(
            || name.to_string(),
            |(code, heading)| format!("{} “{heading}” {code}", lang.pick("cột", "column")),
        ),
        Binding::UnitCodes => lang.pick("mã đơn vị trong phụ lục", "unit codes of the annex").to_string(),
        Binding::AnnexColumn => lang.pick("cột phụ lục", "annex column").to_string(),
        Binding::AnnexTotal => lang.pick("tổng in trong phụ lục", "printed total of the annex").to_string(),
    }
}

/// The scope of a rule in words.
pub(crate) struct ScopeLabel {
    /// A few words, for a narrow cell.
    pub short: BilingualText,
    /// A whole phrase.
    pub phrase: BilingualText,
}

/// Returns the scope of a rule in words.
pub(crate) fn scope(plan: &Plan, scope: Scope) -> ScopeLabel {
    let label = |short: (&str, &str), vi: &str, en: &str| ScopeLabel {
        short: BilingualText::new(short.0, short.1),
        phrase: BilingualText::new(vi, en),
    };
    match scope {
        Scope::NumericCells => {
            label(("mọi ô số", "numeric cells"), "mọi ô số của biểu", "every numeric cell of the form")
        }
        Scope::RequiredCells => {
            label(("mọi ô bắt buộc", "required cells"), "mọi ô bắt buộc của biểu", "every required cell of the form")
        }
        Scope::Return => label(("cả báo cáo", "the return"), "cả báo cáo", "the return"),
        Scope::RosterRow(r) => {
            let code = plan.rosters.get(r).map_or("", |r| r.code.as_str());
            ScopeLabel {
                short: BilingualText::new(format!("từng dòng {code}"), format!("rows of {code}")),
                phrase: BilingualText::new(format!("từng dòng của {code}"), format!("every row of {code}")),
            }
        }
        Scope::Previous => label(
            ("so với kỳ trước", "against the period before"),
            "báo cáo so với kỳ trước",
            "the return against the period before",
        ),
        Scope::Annex => {
            label(("so với phụ lục", "against the annex"), "báo cáo so với phụ lục", "the return against the annex")
        }
        Scope::Campaign => {
            label(("phụ lục, mỗi cột", "every annex column"), "từng cột của phụ lục", "every column of the annex")
        }
    }
}
