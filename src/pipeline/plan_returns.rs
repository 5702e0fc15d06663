//! The returns of the campaign as the plan of a folder reads them, for comparing with earlier workbooks. Keeps the last
//! result: published copies usually have the plan of the campaign, and reading is most of the work.

use super::campaign::campaign;
use crate::error::Error;
use crate::model::received_file::ReceivedFile;
use crate::plan::Plan;
use crate::system::System;
use std::cell::RefCell;
use std::path::Path;

/// Reads the returns with a plan.
type ReturnReader<'a> = Box<dyn Fn(&Plan) -> Result<Vec<ReceivedFile>, Error> + 'a>;

/// The returns as plans read them.
pub(super) struct PlanReturns<'a> {
    system: &'a dyn System,
    read: ReturnReader<'a>,
    /// Hash of a plan, and the returns that it gave.
    last: RefCell<Option<(String, Vec<ReceivedFile>)>>,
}

impl<'a> PlanReturns<'a> {
    /// Creates it; nothing is read yet.
    pub(super) fn new(system: &'a dyn System, read: impl Fn(&Plan) -> Result<Vec<ReceivedFile>, Error> + 'a) -> Self {
        PlanReturns { system, read: Box::new(read), last: RefCell::new(None) }
    }

    /// Returns the returns as the plan of a folder reads them.
    ///
    /// # Errors
    ///
    /// A fault in the plan, returns that cannot be read.
    pub(super) fn with_plan_of(&self, folder: &Path) -> Result<Vec<ReceivedFile>, Error> {
        self.with_plan(&campaign(self.system, folder)?)
    }

    /// Returns the returns as a plan reads them.
    ///
    /// # Errors
    ///
    /// Returns that cannot be read.
    pub(super) fn with_plan(&self, plan: &Plan) -> Result<Vec<ReceivedFile>, Error> {
        let hash = plan.hash.clone();
        if let Some((_, returns)) = self.last.borrow().as_ref().filter(|(known, _)| *known == hash) {
            return Ok(returns.clone());
        }
        let returns = (self.read)(plan)?;
        *self.last.borrow_mut() = Some((hash, returns.clone()));
        Ok(returns)
    }
}
