//! Formats for the screen the changes among the files since a consolidated workbook was built.

use super::text::{ReportLines, wrap};
use crate::audit::listed::FilesSince;
use crate::lang::{ChangedFigures, Lang, Uncompared, UserMessage};
use crate::model::ledger::MissingFile;
use crate::model::period::Period;

/// Number of names shown; more are only counted.
const SHOWN: usize = 10;

/// Lists the changes among the files since an audited workbook was built. Files of later periods are named only if
/// `verbose`.
pub fn since(lang: Lang, since: &FilesSince, verbose: bool, lines: &mut ReportLines) {
    let all = [
        (ChangedFigures::Later, &since.later),
        (ChangedFigures::LaterGone, &since.later_gone),
        (ChangedFigures::New, &since.new),
        (ChangedFigures::Gone, &since.gone),
        (ChangedFigures::Moved, &since.moved),
    ];
    for (what, files) in all.into_iter().filter(|(_, files)| !files.is_empty()) {
        let most = match (verbose, what) {
            (true, _) => files.len(),
            (false, ChangedFigures::Later) => 0,
            (false, _) => SHOWN,
        };
        let mut names = files.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        if most > 0 && files.len() > most {
            names.push_str(", …");
        }
        wrap(&lang.message(&UserMessage::AuditSince { what, files: &names, count: files.len() }), "  ", lines);
    }
}

/// Lists the missing returns that published workbooks were built from.
pub fn gone(lang: Lang, gone: &[MissingFile], verbose: bool, lines: &mut ReportLines) {
    if gone.is_empty() {
        return;
    }
    lines.push(String::new());
    wrap(&lang.message(&UserMessage::ReturnsGone { count: gone.len() }), "  ", lines);
    let shown = if verbose { gone.len() } else { SHOWN.min(gone.len()) };
    for lost in gone.iter().take(shown) {
        let MissingFile { workbook, file, unit, period, number, state, cell } = lost;
        let number = lang
            .text_in(&crate::model::text::BilingualText::new(format!("lần {number}"), format!("no. {number}")))
            .to_string();
        wrap(
            &format!("  {file} ({unit}, {period}, {number}, {state}) [Tong-hop-{workbook}.xlsx {cell}]"),
            "      ",
            lines,
        );
    }
    if gone.len() > shown {
        lines.push(format!("  … +{}", gone.len() - shown));
    }
}

/// Lists the workbooks of earlier periods that were not compared, one line for each reason.
pub fn uncompared(lang: Lang, uncompared: &[(Period, Uncompared)], lines: &mut ReportLines) {
    for why in [Uncompared::Plan, Uncompared::Chosen, Uncompared::Unread] {
        let files: Vec<String> =
            uncompared.iter().filter(|(_, w)| *w == why).map(|(period, _)| format!("Tong-hop-{period}.xlsx")).collect();
        if !files.is_empty() {
            wrap(&lang.message(&UserMessage::NotCompared { why, files: &files.join(", ") }), "  ", lines);
        }
    }
}
