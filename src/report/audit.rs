//! Formats an audit for the screen and as JSON.

use super::line::{ReportLines, wrap};
use super::text::{Detail, EXPECTED, FOUND, cell_place};
use crate::audit::{Difference, DifferenceEffect, DifferencePart, FilesSince, SavedAgain};
use crate::check::format_value;
use crate::consolidate::changes;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{AuditReport, PlanSince, SkippedCheck};

/// Number of differences shown; more are only counted.
const SHOWN: usize = 60;
/// Maximum length of a formula or text on the screen, in characters.
const LONGEST: usize = 160;

/// Formats an audit for the screen, in parts: what was touched, what follows from it, returns, plan.
pub(crate) fn text(lang: Lang, path: &str, audited: &AuditReport, detail: Detail) -> ReportLines {
    let mut lines = ReportLines::new();
    let compared = counts(audited);
    for text in
        [audited_period(path, audited), compared_with(audited)].iter().chain(&plan_used(audited)).chain(&compared)
    {
        wrap(lang.text_in(text), "  ", &mut lines);
    }
    if !audited.has_faults() {
        wrap(NO_DIFFERENCE.in_lang(lang), "  ", &mut lines);
    }
    touched(lang, audited, detail, &mut lines);
    let follows: Vec<&Difference> = audited.of_part(DifferencePart::Follows).collect();
    if !follows.is_empty() {
        wrap(lang.text_in(&following(follows.len())), "  ", &mut lines);
        listed(lang, &follows, detail.shown(follows.len(), 0), &mut lines);
    }
    let remarks: Vec<&Difference> = audited.of_part(DifferencePart::Remark).collect();
    if !remarks.is_empty() {
        wrap(lang.text_in(&remarks_head(remarks.len())), "  ", &mut lines);
        for remark in &remarks {
            let place = cell_place(&remark.sheet, &remark.cell);
            let found = format_value::clip(&remark.found, LONGEST);
            wrap(&format!("  • {}: {found}", lang.text_in(&place)), "      ", &mut lines);
        }
    }
    super::since::since(lang, &audited.since, detail, &mut lines);
    explained(lang, audited, DifferencePart::Returns, &RETURNS_EXPLAIN, detail, &mut lines);
    plan_changes(lang, audited, &mut lines);
    let unknown = match &audited.plan {
        plan if !plan.is_unresolved => &PROGRAM_EXPLAINS,
        plan if plan.is_only_events => &EVENTS_EXPLAIN,
        _ => &PLAN_EXPLAINS,
    };
    explained(lang, audited, DifferencePart::Plan, unknown, detail, &mut lines);
    for file in &audited.unchecked {
        wrap(lang.text_in(&unchecked(file)), "  ", &mut lines);
    }
    lines
}

const NO_DIFFERENCE: StaticText = StaticText::new("Không có chỗ nào khác.", "No difference.");
const RETURNS_EXPLAIN: StaticText = StaticText::new(
    "Do báo cáo đã đổi hoặc không còn, các ô sau khác hoặc không kiểm được",
    "Because returns changed or are gone, these cells differ or cannot be checked",
);
const PLAN_EXPLAINS: StaticText = StaticText::new(
    "Kế hoạch khi lập không còn bản nào (kỳ này chưa chốt), nên các ô sau khác mà không kết luận được là do ai sửa",
    "No copy of the plan of then is kept (the period was not published), so these cells differ without a conclusion",
);
const EVENTS_EXPLAIN: StaticText = StaticText::new(
    "Ngoại lệ, điều chỉnh chỉ tiêu, lịch riêng hoặc đơn vị không còn như khi lập; kế hoạch và phụ lục vẫn như khi lập. Không còn bản nào của các mục đó khi lập, nên các ô sau khác mà không kết luận được là do ai sửa",
    "Exceptions, amendments, dates of single periods or units are not those of then; plan and annex are. No copy of \
     them as they were is kept, so these cells differ without a conclusion",
);
const PROGRAM_EXPLAINS: StaticText = StaticText::new(
    "Phiên bản chương trình nay lập trang tính khác, nên các ô sau khác mà không kết luận được là do ai sửa",
    "This version of the program draws sheets otherwise, so these cells differ without a conclusion",
);

/// Formats the numbers of compared cells.
fn counts(audited: &AuditReport) -> Vec<BilingualText> {
    let audit = &audited.audit;
    let (formulas, figures) = (audit.formulas, audit.figures);
    let mut texts = vec![BilingualText::new(
        format!("Đã so {formulas} ô công thức, {figures} ô số liệu và chữ"),
        format!("Compared {formulas} formula cells and {figures} others"),
    )];
    texts.extend(audit.saved.as_ref().map(saved_again));
    texts
}

/// The groups of what was touched, with their headings.
const EFFECTS: [(DifferenceEffect, StaticText); 4] = [
    (DifferenceEffect::Figure, StaticText::new("Đổi con số hoặc chữ", "Changes figures or texts")),
    (DifferenceEffect::Acts, StaticText::new("Tự chạy, hoặc dẫn ra ngoài tệp", "Acts, or leads out of the file")),
    (DifferenceEffect::Seen, StaticText::new("Đổi điều nhìn thấy hoặc in ra", "Changes what is seen or printed")),
    (DifferenceEffect::Minor, StaticText::new("Có thể bỏ qua", "May be passed over")),
];

/// Names which program saved the file again, and what it lost.
fn saved_again(saved: &SavedAgain) -> BilingualText {
    let program = if saved.program.is_empty() { "?" } else { &saved.program };
    let mut text = BilingualText::new(
        format!("Tệp đã được lưu lại (tệp ghi: {program}); chỗ nào chương trình đó viết khác mà cùng nghĩa thì bỏ qua"),
        format!(
            "A program saved the file again (it says: {program}); what that program writes otherwise with the same meaning is passed over"
        ),
    );
    if !saved.losses.is_empty() {
        let list = |lang: Lang| {
            let one = |loss: &crate::audit::SavingLoss| format!("{} ({})", lang.text_in(&loss.kind.text()), loss.count);
            saved.losses.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        text.vi.push_str(&format!(". Khi lưu đã mất, nên không so: {}", list(Lang::Vi)));
        text.en.push_str(&format!(". Lost by saving, so not compared: {}", list(Lang::En)));
    }
    text
}

/// Lists what was touched, with the files of the published copy.
fn touched(lang: Lang, audited: &AuditReport, detail: Detail, lines: &mut ReportLines) {
    let touched: Vec<&Difference> = audited.of_part(DifferencePart::Touched).collect();
    if touched.is_empty() && audited.copy_faults.is_empty() {
        return;
    }
    let count = touched.len() + audited.copy_faults.len();
    wrap(lang.text_in(&differences(count)), "  ", lines);
    for file in &audited.copy_faults {
        let text = BilingualText::new(
            format!("✗ {file}: bản đã chốt bị sửa hoặc mất, không khớp mã băm khi chốt"),
            format!("✗ {file}: the published copy was changed or is gone; its hash is not that of the manifest"),
        );
        wrap(lang.text_in(&text), "  ", lines);
    }
    let mut left = detail.shown(touched.len(), SHOWN);
    for (effect, head) in EFFECTS {
        let group: Vec<&Difference> = touched.iter().copied().filter(|d| d.effect == effect).collect();
        if group.is_empty() {
            continue;
        }
        if touched.len() > group.len() || effect != DifferenceEffect::Figure {
            wrap(&format!("{} ({}):", head.in_lang(lang), group.len()), "  ", lines);
        }
        listed(lang, &group, left, lines);
        left = left.saturating_sub(group.len());
    }
    let shown = detail.shown(touched.len(), SHOWN);
    if touched.len() > shown {
        let more = touched.len() - shown;
        lines.push(
            match lang {
                Lang::Vi => format!("… và {more} chỗ khác nữa; thêm -v để xem hết"),
                Lang::En => format!("… and {more} more; -v shows all"),
            }
            .into(),
        );
    }
}

fn listed(lang: Lang, differences: &[&Difference], shown: usize, lines: &mut ReportLines) {
    differences.iter().take(shown).for_each(|difference| difference_lines(lang, difference, lines));
}

/// Formats the number of touched places, at least one, as the heading of their list.
fn differences(count: usize) -> BilingualText {
    BilingualText::new(format!("Có {count} chỗ bị sửa:"), format!("{count} places were touched:"))
}

fn following(count: usize) -> BilingualText {
    BilingualText::new(
        format!("Những chỗ đó làm đổi {count} ô khác (thêm -v để xem)."),
        format!("These make {count} other cells differ (-v lists them)."),
    )
}

fn remarks_head(count: usize) -> BilingualText {
    BilingualText::new(
        format!("Ghi thêm bằng tay ở chỗ dành sẵn (không phải sai lệch): {count} ô"),
        format!("Written by hand where there is room for it (no fault): {count} cells"),
    )
}

/// Formats how many differences a cause explains; with `-v` lists them.
fn explained(
    lang: Lang,
    audited: &AuditReport,
    part: DifferencePart,
    head: &StaticText,
    detail: Detail,
    lines: &mut ReportLines,
) {
    let all: Vec<&Difference> = audited.of_part(part).collect();
    if all.is_empty() {
        return;
    }
    let more = if detail == Detail::Full { "" } else { lang.pick(" (thêm -v để xem)", " (-v lists them)") };
    wrap(&format!("{}: {}{more}", head.in_lang(lang), all.len()), "  ", lines);
    listed(lang, &all, detail.shown(all.len(), 0), lines);
}

/// Names which plan the workbook was compared with, if it is not the one of today.
fn plan_used(audited: &AuditReport) -> Vec<BilingualText> {
    let copy = &audited.plan.copy;
    if copy.is_empty() {
        return Vec::new();
    }
    vec![BilingualText::new(
        format!("Theo kế hoạch khi lập, giữ ở bản đã chốt {copy}"),
        format!("With the plan of then, kept in the published copy {copy}"),
    )]
}

/// Lists what changed in plan and events since.
fn plan_changes(lang: Lang, audited: &AuditReport, lines: &mut ReportLines) {
    let plan = &audited.plan;
    if !plan.program.is_empty() {
        let (then, now) = (&plan.program, changes::program());
        let text = BilingualText::new(
            format!("Tệp do {then} lập; chương trình đang chạy là {now}"),
            format!("The workbook was made by {then}; this is {now}"),
        );
        wrap(lang.text_in(&text), "  ", lines);
    }
    if plan.then.is_empty() && plan.changes.is_empty() {
        return;
    }
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let (then, now) = (short(&plan.then), short(&plan.now));
    let head = BilingualText::new(
        format!("Kế hoạch hoặc sự kiện đã đổi từ khi lập: mã {then}… → {now}…"),
        format!("The plan or its events changed since: {then}… → {now}…"),
    );
    wrap(lang.text_in(&head), "  ", lines);
    for change in &plan.changes {
        wrap(&format!("  • {}", lang.text_in(change)), "      ", lines);
    }
}

fn unchecked(skipped: &SkippedCheck) -> BilingualText {
    let SkippedCheck { file, why } = skipped;
    BilingualText::new(
        format!("Không kiểm được phần \"nay khác\" ở trang Nguồn về {file}: {}.", why.vi),
        format!("What \"Nguồn\" says of {file} was not checked: {}.", why.en),
    )
}

/// Formats the result of an audit in one line, for an audit that is written to a file.
pub(crate) fn summary(lang: Lang, audited: &AuditReport) -> String {
    if !audited.has_faults() {
        return NO_DIFFERENCE.in_lang(lang).to_string();
    }
    let of = |part| audited.of_part(part).count();
    let (touched, follow) = (of(DifferencePart::Touched) + audited.copy_faults.len(), of(DifferencePart::Follows));
    let (returns, plan) = (of(DifferencePart::Returns), of(DifferencePart::Plan));
    let files = audited.since.gone.len() + audited.since.changed.len();
    let text = BilingualText::new(
        format!(
            "{touched} chỗ bị sửa, làm đổi {follow} ô khác; {files} báo cáo đã đổi hoặc không còn ({returns} ô); {plan} ô do kế \
             hoạch đã đổi."
        ),
        format!(
            "{touched} places touched, {follow} other cells follow; {files} returns changed or gone ({returns} cells); \
             {plan} cells because the plan changed."
        ),
    );
    lang.text_in(&text).to_string()
}

fn audited_period(path: &str, audited: &AuditReport) -> BilingualText {
    let (merged, chosen) = (audited.merged.name.words(), audited.chosen.name.words());
    let mut text = BilingualText::new(
        format!("Kiểm tra lại {path}: tổng hợp {}", merged.vi),
        format!("Audit of {path}: merged for {}", merged.en),
    );
    if merged != chosen {
        text.vi.push_str(&format!(", đang chọn xem {}", chosen.vi));
        text.en.push_str(&format!(", {} is chosen", chosen.en));
    }
    text
}

fn compared_with(audited: &AuditReport) -> BilingualText {
    let Some(folder) = &audited.returns else {
        return BilingualText::new(
            "Không có báo cáo để đối chiếu: chỉ tính lại từ trang \"Số liệu\" của chính tệp này; số liệu gốc chưa được \
             kiểm tra.",
            "No returns to hold it against: recomputed from its own sheet \"Số liệu\" only; the figures themselves are \
             not checked.",
        );
    };
    let folder = folder.display();
    BilingualText::new(
        format!("Đối chiếu với báo cáo trong {folder}"),
        format!("Compared with the returns in {folder}"),
    )
}

/// Formats the place of a difference: sheet and cell, name, or part of the package.
fn place(lang: Lang, difference: &Difference) -> String {
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let place = match (clip(&difference.sheet), difference.cell.as_str()) {
        (sheet, "") if sheet.is_empty() && difference.package_part.is_empty() => {
            lang.pick("cả tệp", "the whole file").to_string()
        }
        (sheet, "") if sheet.is_empty() => {
            format!("{} {}", lang.pick("phần", "part"), clip(&difference.package_part))
        }
        (sheet, "") if difference.kind.is_of_package() => lang.text_in(&cell_place(&sheet, "")).to_string(),
        (sheet, "") => sheet,
        (sheet, cell) => lang.text_in(&cell_place(&sheet, cell)).to_string(),
    };
    if difference.cells.is_empty() { place } else { format!("{place} ({})", clip(&difference.cells)) }
}

/// Returns the name of a period of a difference as people read it.
pub(super) fn shown_period(period: &str, lang: Lang) -> String {
    period.parse::<SpanName>().map_or_else(|_| period.to_string(), |name| name.label(lang))
}

fn difference_lines(lang: Lang, difference: &Difference, lines: &mut ReportLines) {
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let place = place(lang, difference);
    wrap(&format!("✗ {place}: {}", lang.text_in(&difference.kind.text())), "  ", lines);
    let subject = &difference.subject;
    let period = shown_period(&subject.period, lang);
    let about: Vec<&str> =
        [&subject.unit, &period, &subject.figure].into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    if !about.is_empty() {
        wrap(&format!("    {}", clip(&about.join(" · "))), "      ", lines);
    }
    let shown = |text: &str, shown: &BilingualText| {
        let shown = lang.text_in(shown);
        clip(if shown.is_empty() { text } else { shown })
    };
    let [expected, found] = &difference.shown;
    let texts = [
        (FOUND, shown(&difference.found, found)),
        (EXPECTED, shown(&difference.expected, expected)),
        (SOURCE, clip(&subject.source)),
    ];
    for (label, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        wrap(&format!("    {}: {text}", label.in_lang(lang)), "      ", lines);
    }
}

const SOURCE: StaticText = StaticText::new("Báo cáo", "Return");

/// Contents of the JSON output.
#[derive(serde::Serialize)]
struct AuditJson<'a> {
    file: &'a str,
    merged: String,
    chosen: String,
    returns: Option<String>,
    formulas: usize,
    figures: usize,
    without_value: usize,
    saved: Option<&'a SavedAgain>,
    since: &'a FilesSince,
    plan: &'a PlanSince,
    unchecked: &'a [SkippedCheck],
    copy_faults: &'a [String],
    touched: usize,
    follows: usize,
    remarks: usize,
    differences: &'a [Difference],
}

/// Returns the result of an audit for programs.
pub(crate) fn json<'a>(path: &'a str, audited: &'a AuditReport) -> impl serde::Serialize + 'a {
    AuditJson {
        file: path,
        merged: audited.merged.name.to_string(),
        chosen: audited.chosen.name.to_string(),
        returns: audited.returns.as_ref().map(|r| r.display().to_string()),
        formulas: audited.audit.formulas,
        figures: audited.audit.figures,
        without_value: audited.audit.uncached,
        saved: audited.audit.saved.as_ref(),
        since: &audited.since,
        plan: &audited.plan,
        unchecked: &audited.unchecked,
        copy_faults: &audited.copy_faults,
        touched: audited.of_part(DifferencePart::Touched).count(),
        follows: audited.of_part(DifferencePart::Follows).count(),
        remarks: audited.of_part(DifferencePart::Remark).count(),
        differences: &audited.audit.differences,
    }
}
