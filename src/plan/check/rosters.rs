//! Checks the columns that rosters name as unique together.

use super::references::missing;
use crate::model::text::BilingualText;
use crate::plan::UniqueScope;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;

/// Checks that the names are columns of their roster, at least two and no two alike.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    for (r, roster) in draft.rosters.iter().enumerate() {
        let columns: Vec<&str> = roster.columns.iter().map(|column| column.name.as_str()).collect();
        for (i, name) in roster.unique.iter().enumerate() {
            let path = format!("rosters[{r}].unique[{i}]");
            if !columns.contains(&name.as_str()) {
                missing(walk, &path, ("cột của danh sách này", "column of this list"), name, &columns);
            } else if roster.unique.iter().take(i).any(|other| other == name) {
                walk.error_at(
                    &path,
                    BilingualText::new(format!("cột '{name}' đã có ở trên"), format!("column '{name}' is named twice")),
                    BilingualText::new("bỏ một trong hai", "delete one of the two"),
                );
            }
        }
        let path = format!("rosters[{r}].unique");
        if roster.unique.len() == 1 {
            walk.error_at(
                &path,
                BilingualText::new("cần ít nhất hai cột", "at least two columns are needed"),
                BilingualText::new("một cột thì ghi unique ở cột đó", "for one column, write unique at that column"),
            );
        }
        if roster.unique.is_empty() != (roster.unique_over == UniqueScope::No) {
            walk.error_at(
                &format!("{path}_over"),
                BilingualText::new(
                    "unique_over đi cùng unique: ghi cả hai, hoặc bỏ cả hai",
                    "unique_over goes with unique: give both or neither",
                ),
                BilingualText::default(),
            );
        }
    }
}
