//! What "Nguồn" says of earlier workbooks, built again from those workbooks. Nothing about a workbook that is there is
//! taken from the audited file: not its rows, and not whether it is listed.

use super::super::plan_returns::PlanReturns;
use super::super::published::{EarlierWorkbook, PresentState, PublishedComparison, earlier_workbooks};
use super::sources::{AuditSources, ListedReturns};
use crate::audit::{self, AuditedWorkbook};
use crate::error::Error;
use crate::model::ledger::{ComparedWorkbook, Ledger};
use crate::model::period::Period;
use crate::model::received_file::ReceivedFile;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::read as reading;
use crate::system::System;
use serde::Serialize;

/// A check of what "Nguồn" says of an earlier workbook that was skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SkippedCheck {
    /// The earlier workbook, relative to the results folder.
    pub file: String,
    /// Why it was skipped.
    pub why: BilingualText,
}

impl SkippedCheck {
    /// The check of a workbook that is gone, or is not the one that the audited file lists.
    fn gone(listed: &ComparedWorkbook) -> Self {
        let why = BilingualText::new("tệp đó nay không còn hoặc đã lập lại", "that file is gone or was made again");
        SkippedCheck { file: listed.file.clone(), why }
    }

    /// The check of a workbook that cannot be read.
    fn unread(file: &str) -> Self {
        let why = BilingualText::new("không đọc được tệp đó", "that file cannot be read");
        SkippedCheck { file: file.to_string(), why }
    }

    /// The check of a workbook without the returns that show what differs.
    pub(crate) fn without_returns(listed: &ComparedWorkbook) -> Self {
        let why = BilingualText::new(
            "không có báo cáo của các đơn vị để tính lại",
            "there are no returns to compute it again from",
        );
        SkippedCheck { file: listed.file.clone(), why }
    }
}

/// The audited workbook, for what it says of earlier workbooks.
pub(super) struct EarlierAudit<'a> {
    pub system: &'a dyn System,
    pub found: &'a AuditSources,
    pub actual: &'a AuditedWorkbook,
    /// The last period that it considers.
    pub merged: Period,
    /// SHA-256 of the audited file: a published copy is no earlier workbook of itself.
    pub sha256: &'a str,
}

impl EarlierAudit<'_> {
    /// Records in a ledger what "Nguồn" has to say of earlier workbooks: those that the audited file lists, and published
    /// ones that it does not list although figures differ. Of a listed workbook that is not there any more the rows of
    /// the audited file are taken; these are the skipped checks that are returned.
    ///
    /// # Errors
    ///
    /// A fault of the program, or returns that cannot be read again.
    pub(super) fn record(&self, ledger: &mut Ledger) -> Result<Vec<SkippedCheck>, Error> {
        let listed = self.actual.listed_compared();
        let (plan, folder) = (&self.found.plan, self.found.folder.as_path());
        let published: Vec<EarlierWorkbook> = earlier_workbooks(self.system, folder, plan, ledger)
            .into_iter()
            .filter(|one| one.is_published() && !listed.iter().any(|known| known.period == one.span.name))
            .filter(|one| !one.has_hash(self.system, self.sha256))
            .collect();
        let returns = PlanReturns::new(self.system, |plan| self.read(plan));
        let present = PresentState {
            system: self.system,
            folder: &self.found.plan_folder,
            plan,
            ledger: &*ledger,
            returns: &returns,
        };
        let mut skipped = Vec::new();
        let mut out = PublishedComparison::default();
        for period in plan.spans().into_iter().map(|span| span.name) {
            if let Some(known) = listed.iter().find(|known| known.period == period) {
                match EarlierWorkbook::with_hash(self.system, folder, plan, known) {
                    Some(one) => out.extend(present.compare(&[one])?),
                    None => {
                        skipped.push(SkippedCheck::gone(known));
                        out.extend(self.as_listed(known));
                    }
                }
            }
            for one in published.iter().filter(|one| one.span.name == period) {
                let compared = present.compare(std::slice::from_ref(one))?;
                if !compared.uncompared.is_empty() {
                    skipped.push(SkippedCheck::unread(&one.file));
                }
                // A workbook that was made before the publication does not list it: nothing differs then.
                if !compared.changes.is_empty() || !compared.gone.is_empty() {
                    out.extend(compared);
                }
            }
        }
        out.record(ledger);
        Ok(skipped)
    }

    /// Reads the returns that the audited workbook considers, with a plan.
    fn read(&self, plan: &Plan) -> Result<Vec<ReceivedFile>, Error> {
        let ListedReturns { arrivals, .. } = self.found.read_with(self.system, plan)?;
        let named = |arrival: &_| reading::named_period(arrival, plan.cycle());
        Ok(audit::set_apart(self.actual, plan, self.merged, arrivals, &named).kept)
    }

    /// Returns what the audited file says of a workbook.
    fn as_listed(&self, known: &ComparedWorkbook) -> PublishedComparison {
        let changes = self.actual.republished().into_iter().filter(|change| change.file == known.file);
        let gone = self.actual.listed_gone().into_iter().filter(|gone| gone.workbook == known.file);
        PublishedComparison {
            changes: changes.collect(),
            gone: gone.collect(),
            compared: vec![known.clone()],
            uncompared: Vec::new(),
        }
    }
}
