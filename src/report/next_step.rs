//! What the board does next, with the command to type.

use super::summary::{CampaignSummary, PeriodChoice, UnitAndPeriod};
use super::unit_status::{UnitState, UnitStatus};
use crate::model::period::Period;
use crate::model::received_file::RETURNS;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText, in_both_languages};
use serde::Serialize;
use std::path::Path;

/// Number of units that a step names.
const NAMES: usize = 5;

/// A step that follows from a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NextStep {
    /// What to do.
    pub text: BilingualText,
    /// The command that does it, if there is one.
    pub command: Option<NextCommand>,
}

/// A command to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NextCommand {
    /// English name of the command.
    pub name: &'static str,
    /// Vietnamese name of the command.
    #[serde(skip)]
    pub alias: &'static str,
    /// Arguments, not quoted.
    pub arguments: Vec<String>,
}

/// What a person does instead of typing a command, by the name of the command: the keys of the menu. Empty where commands
/// are typed.
pub(crate) type CommandHints = &'static [(&'static str, StaticText)];

impl NextCommand {
    /// Creates a command from its names in both languages.
    pub(crate) fn new(name: &'static str, alias: &'static str, arguments: Vec<String>) -> Option<Self> {
        Some(NextCommand { name, alias, arguments })
    }

    /// Returns how to run the command: as it is typed, or by its hint. `None` if the hints have none for it.
    pub(crate) fn hint(&self, lang: Lang, hints: CommandHints) -> Option<String> {
        if hints.is_empty() {
            return Some(self.line(lang));
        }
        hints.iter().find(|(name, _)| *name == self.name).map(|(_, text)| text.in_lang(lang).to_string())
    }

    /// Returns the command as it is typed; an argument with a space or another character that a shell reads is quoted.
    pub(crate) fn line(&self, lang: Lang) -> String {
        let is_safe = |c: char| c.is_alphanumeric() || "-_./\\:+=@".contains(c);
        let word = |word: &String| {
            if !word.is_empty() && word.chars().all(is_safe) { word.clone() } else { format!("\"{word}\"") }
        };
        let words: Vec<String> = self.arguments.iter().map(word).collect();
        format!("tonghop {} {}", lang.pick(self.alias, self.name), words.join(" ")).trim_end().to_string()
    }
}

/// Returns the steps that follow from a summary of the campaign in a folder. `is_merged` is true after a merge.
pub(crate) fn next_steps(summary: &CampaignSummary, folder: &Path, is_merged: bool) -> Vec<NextStep> {
    let campaign: Vec<String> = match folder.as_os_str().is_empty() {
        true => Vec::new(),
        false => vec![folder.display().to_string()],
    };
    let period = |period: SpanName| [campaign.clone(), vec!["--period".to_string(), period.to_string()]].concat();
    let (own, until) = (summary.period.words(), summary.until);
    let again = match summary.chosen {
        PeriodChoice::Selected => period(summary.period),
        _ => campaign.clone(),
    };
    let mut steps = corrections(summary, folder);
    steps.extend(reminders(summary));
    let waiting = !steps.is_empty();
    let has_own = summary.unit_list.iter().any(|unit| unit.state != UnitState::Counted);
    let earlier = summary.earlier.held.iter().map(|one| one.period).max();
    let answered = Some(summary.until).filter(|_| has_own && summary.units.reported > 0).or(earlier);
    if let Some(answered) = answered {
        let text = BilingualText::new("Lập phản hồi gửi các đơn vị", "Write the replies to the units");
        steps.push(NextStep { text, command: NextCommand::new("feedback", "phan-hoi", period(answered.into())) });
    }
    if summary.units.reported == 0 && summary.earlier.held.is_empty() && !is_merged {
        steps.push(first_returns(summary, folder));
    }
    if waiting || !is_merged && summary.units.reported > 0 {
        let text = match waiting {
            true => BilingualText::new("Có báo cáo mới thì tổng hợp lại", "Merge again when new returns are in"),
            false => BilingualText::new("Lập tệp tổng hợp", "Merge"),
        };
        steps.push(NextStep { text, command: NextCommand::new("merge", "gop", again) });
    }
    if summary.is_published() {
        let next = summary.span.last.plus(1);
        let named = next.words();
        let text = BilingualText::new(
            format!("Đã chốt. Lập biểu mẫu {} để gửi đơn vị", named.vi),
            format!("Published. Write the forms of {}", named.en),
        );
        steps.push(NextStep { text, command: NextCommand::new("forms", "bieu-mau", period(next.into())) });
    } else if summary.units.counted == summary.units.due && summary.units.due > 0 && until == summary.span.last {
        let text = BilingualText::new(
            format!("Đã đủ báo cáo. Xem kỹ rồi chốt {}", own.vi),
            format!("All returns are in. Look through the workbook, then publish {}", own.en),
        );
        steps.push(NextStep { text, command: NextCommand::new("publish", "chot", period(summary.period)) });
    }
    steps
}

/// Files to be sent again and returns to be corrected.
fn corrections(summary: &CampaignSummary, folder: &Path) -> Vec<NextStep> {
    let check = |period: Period| {
        let inbox = folder.join(RETURNS).join(period.to_string()).display().to_string();
        NextCommand::new("check", "kiem-tra", vec![inbox])
    };
    let mut steps = Vec::new();
    if !summary.unusable.is_empty() {
        let (count, files) = (summary.unusable.len(), &summary.unusable);
        steps.push(NextStep {
            text: in_both_languages(|t| {
                let files = names(files.iter().map(String::as_str), NAMES, t);
                t.pick(
                    format!("Đề nghị gửi lại {count} tệp không dùng được: {files}"),
                    format!("Ask again for what cannot be used, {count} in number: {files}"),
                )
            }),
            command: None,
        });
    }
    let held = |units: &[&str], period: Period| {
        let count = units.len();
        NextStep {
            text: in_both_languages(|t| {
                let (units, period) = (names(units.iter().copied(), NAMES, t), period.in_sentence(t));
                t.pick(
                    format!("Đề nghị {count} đơn vị sửa và gửi lại báo cáo {period}: {units}. Xem lỗi"),
                    format!("Ask {} to correct and send {period} again: {units}. See the errors", units_of(count)),
                )
            }),
            command: check(period),
        }
    };
    let own: Vec<&UnitStatus> = summary.in_state(UnitState::Held).collect();
    for own in own.chunk_by(|a, b| a.period == b.period) {
        let units: Vec<&str> = own.iter().map(|unit| unit.name.as_str()).collect();
        steps.extend(own.first().map(|one| held(&units, one.period)));
    }
    let earlier = summary.earlier.held.chunk_by(|a, b| a.period == b.period).next_back();
    if let Some(last) = earlier {
        let units: Vec<&str> = last.iter().map(|one| one.name.as_str()).collect();
        steps.extend(last.first().map(|one| held(&units, one.period)));
    }
    steps
}

/// Counts units in English.
fn units_of(count: usize) -> String {
    if count == 1 { "1 unit".to_string() } else { format!("{count} units") }
}

/// Units that have sent nothing.
fn reminders(summary: &CampaignSummary) -> Option<NextStep> {
    let mut missing: Vec<&str> = Vec::new();
    // A unit that lacks several returns is reminded once.
    for unit in summary.in_state(UnitState::Missing) {
        if !missing.contains(&unit.name.as_str()) {
            missing.push(&unit.name);
        }
    }
    (!missing.is_empty() && summary.units.reported > 0).then(|| NextStep {
        text: in_both_languages(|t| {
            let (count, names) = (missing.len(), names(missing.iter().copied(), NAMES, t));
            let deadline = day(&summary.deadline, t);
            t.pick(
                format!("Nhắc {count} đơn vị chưa gửi (hạn {deadline}): {names}"),
                format!("Remind {} (due {deadline}): {names}", units_of(count)),
            )
        }),
        command: None,
    })
}

/// Nothing has come yet.
fn first_returns(summary: &CampaignSummary, folder: &Path) -> NextStep {
    let inbox = folder.join(RETURNS).join(summary.until.to_string()).display().to_string();
    let campaign = if folder.as_os_str().is_empty() { Vec::new() } else { vec![folder.display().to_string()] };
    let arguments = [campaign, vec!["--period".to_string(), summary.until.to_string()]].concat();
    NextStep {
        text: BilingualText::new(
            format!("Chép báo cáo nhận được vào {inbox}. Nếu chưa gửi biểu mẫu cho đơn vị thì lập"),
            format!("Copy the returns into {inbox}. If the forms are not sent out yet, write them"),
        ),
        command: NextCommand::new("forms", "bieu-mau", arguments),
    }
}

/// Formats a day written as 2021-10-10: `10/10/2021` in Vietnamese.
pub(crate) fn day(iso: &str, lang: Lang) -> String {
    match (lang, iso.split('-').collect::<Vec<_>>().as_slice()) {
        (Lang::Vi, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => iso.to_string(),
    }
}

/// Joins names; of more than `most` the others are counted.
pub(crate) fn names<'a>(names: impl Iterator<Item = &'a str> + Clone, most: usize, lang: Lang) -> String {
    let all = names.clone().count();
    // "and 1 more" would take as much room as the name.
    let shown = if all <= most + 1 { all } else { most };
    let list = names.take(shown).collect::<Vec<_>>().join(", ");
    match (all - shown, lang) {
        (0, _) => list,
        (more, Lang::Vi) => format!("{list}, … (còn {more} nữa)"),
        (more, Lang::En) => format!("{list} and {more} more"),
    }
}

/// Joins units of several periods: `LĐLĐ huyện Than Uyên, LĐLĐ huyện Sìn Hồ quý IV/2021; CĐN Giáo dục quý III/2021`.
pub(crate) fn by_period(list: &[UnitAndPeriod], most: usize, lang: Lang) -> String {
    let of_period = |own: &[UnitAndPeriod]| {
        let period = own.first().map(|one| one.period.in_sentence(lang)).unwrap_or_default();
        let on = lang.pick(" ", " for ");
        format!("{}{on}{period}", names(own.iter().map(|one| one.name.as_str()), most, lang))
    };
    list.chunk_by(|a, b| a.period == b.period).map(of_period).collect::<Vec<_>>().join("; ")
}
