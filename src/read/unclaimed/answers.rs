//! What is left in the column of answers: answers in rows without a question of the form.

use super::{FileBalance, Rest, drain, of_cells};
use crate::grid::SheetGrid;
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::Narrative;
use crate::read::listing::{ListedKind, list, shortened};
use crate::read::narratives::answer_headings;
use crate::read::reading_findings::ReadingFinding;

impl FileBalance<'_> {
    /// Reports texts below a heading of answers, with the questions that have no place in the file.
    pub(super) fn of_answers(
        &self,
        sheet: &SheetGrid,
        rest: &mut Rest,
        returns: &[Submission],
        out: &mut Vec<Finding>,
    ) {
        let headings = answer_headings(self.keys.texts_of(sheet));
        let is_answer = |at: (u32, u32)| headings.iter().any(|(row, column)| *column == at.1 && *row < at.0);
        let cells = drain(rest, |cell| is_answer(cell.at));
        let is_missing =
            |narrative: &&Narrative| !returns.iter().any(|one| one.figures.contains_key(narrative.name.as_str()));
        let missing: Vec<&Narrative> = self.plan.narratives.iter().filter(is_missing).collect();
        let named = list(&missing, ListedKind::Rows, |n| format!("{} {}", n.code, shortened(&n.question)));
        let expected = if missing.is_empty() { BilingualText::default() } else { named };
        out.extend(of_cells(ReadingFinding::UnknownAnswer, sheet, &cells).map(|f| Finding { expected, ..f }));
    }
}
