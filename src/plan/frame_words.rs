//! The words of the frame around tables and figures: language, motto, the person who signs, the total row, the basis. They
//! are the plan's; what a plan leaves out follows from its language.

use super::Plan;
use crate::model::text::Lang;
use crate::workbook::letterhead;
use serde::{Deserialize, Serialize};

/// The words of the frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FrameWords {
    /// Up to two lines on the right of the letterhead; empty for none.
    pub motto: Vec<String>,
    /// The person who answers for a return: a field of the form's header, and the line over the signature.
    pub chair: String,
    /// The total row.
    pub total: String,
    /// The line under a title, with `{number}` and `{date}` of the plan.
    pub basis: String,
    /// The warning over a roster with personal data.
    pub personal: String,
}

impl FrameWords {
    /// Returns the words of a plan that states none.
    pub(crate) fn usual(lang: Lang) -> Self {
        let motto = lang.pick(&[letterhead::STATE, letterhead::MOTTO][..], &[]);
        FrameWords {
            motto: motto.iter().map(|line| line.to_string()).collect(),
            chair: lang.pick("Thủ trưởng đơn vị", "Head of the unit").to_string(),
            total: lang.pick("Tổng cộng", "Total").to_string(),
            basis: lang.pick("Thực hiện Kế hoạch số {number} ngày {date}", "Under plan {number} of {date}").to_string(),
            personal: lang
                .pick("Có thông tin cá nhân: không chuyển ra ngoài cơ quan.", "Personal data: not to leave the office.")
                .to_string(),
        }
    }

    /// Returns a line of the motto; empty if there is none.
    pub(crate) fn motto_line(&self, line: usize) -> &str {
        self.motto.get(line).map_or("", String::as_str)
    }
}

impl Plan {
    /// Returns the basis of a document: "Thực hiện Kế hoạch số 05/KH-TC ngày 02/01/2024".
    pub(crate) fn basis(&self) -> String {
        let date = self.info.date.to_string();
        self.words.basis.replace("{number}", &self.info.number).replace("{date}", &date)
    }
}
