//! Resolves the names in a plan's formulas: the meaning of a name, the places that may use it, and the content that it
//! must have before a rule is evaluated.

use crate::formula::guard::{GuardNeed, MissingMeaning, RuleNames};
use crate::formula::number_text::NUMBER_TEXT;
use crate::formula::{Formula, FormulaProblem, NameResolver, PeriodAggregate};
use crate::model::period::ReportingCycle;
use crate::model::text::BilingualText;
use crate::plan::binding::{self, FigureTime};
use crate::plan::header::{self, HeaderKind};
use crate::plan::load::draft::{PlanDraft, ScopeWord};
use crate::plan::message::{MessagePart, parts};
use crate::plan::report_part;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, RosterKind};
use std::collections::BTreeMap;

/// The meaning of a name.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum NameRole {
    /// A header field.
    Header(HeaderKind),
    /// An indicator of the return.
    Indicator(usize),
    /// `x_kt`: an indicator in the previous period.
    Previous(usize),
    /// `x_ck`: an indicator in the same period a year before.
    YearBefore(usize),
    /// `x_lk`: the sum of an indicator over all returns to this one.
    ToDate(usize),
    /// A narrative.
    Narrative,
    /// `pl_x`: a figure of the unit in the annex.
    AnnexFigure,
    /// `cd_x`: a setting.
    Setting,
    /// `so_quy`: the ordinal of the period.
    Ordinal,
    /// `tong_quy`: the number of periods of the plan.
    Periods,
    /// `nam_bc`: the report year.
    ReportYear,
    /// `quy_thieu`, `quy_thieu_nam`, `quy_muon`: the numbers of periods without a counted return, and with a late one.
    Gaps,
    /// `ngay_dau`, `ngay_cuoi`, `han_nop`, `chot_th`.
    Date,
    /// `phien_ban_ky`: the version of the form.
    FormVersion,
    /// `gia_tri`: the cell under test.
    Cell,
    /// A cell in the current row of a roster: roster and column.
    RosterCell(usize, usize),
    /// `ds1_x_cot`: a roster column over all rows of the return.
    RosterColumn,
    /// `ds1_so_dong`: the number of filled rows.
    RosterRows,
    /// `pl_ma`: the unit codes of the annex.
    AnnexCodes,
    /// `pl_cot`: an annex column over all units.
    AnnexColumn,
    /// `pl_tong`: the printed total of that column.
    AnnexTotal,
    /// A computed column.
    Column(usize),
    /// `ten_ky`: the chosen period in words.
    PeriodTitle,
    /// `bc_…`: a number of returns in the chosen period.
    ReturnCount,
    /// `trang_thai_bc`: the status of a unit's return in the chosen period.
    UnitState,
}

/// Names that the program defines; a plan must not define them.
pub(crate) const RESERVED: [(&str, NameRole); 17] = [
    ("nam_bc", NameRole::ReportYear),
    ("ngay_dau", NameRole::Date),
    ("ngay_cuoi", NameRole::Date),
    ("han_nop", NameRole::Date),
    ("chot_th", NameRole::Date),
    (binding::FORM_VERSION, NameRole::FormVersion),
    ("gia_tri", NameRole::Cell),
    ("pl_ma", NameRole::AnnexCodes),
    ("pl_cot", NameRole::AnnexColumn),
    ("pl_tong", NameRole::AnnexTotal),
    (report_part::PERIOD_TITLE, NameRole::PeriodTitle),
    (report_part::UNIT_STATE, NameRole::UnitState),
    ("bc_phai_gui", NameRole::ReturnCount),
    ("bc_da_tong_hop", NameRole::ReturnCount),
    ("bc_con_loi", NameRole::ReturnCount),
    ("bc_chua_gui", NameRole::ReturnCount),
    ("bc_gui_muon", NameRole::ReturnCount),
];

/// All names of a plan.
pub(crate) struct PlanNames<'d> {
    draft: &'d PlanDraft,
    cycle: ReportingCycle,
    all: BTreeMap<String, NameRole>,
}

impl<'d> PlanNames<'d> {
    /// Collects the names of a plan. If a name is defined twice, the first definition counts.
    pub(crate) fn new(draft: &'d PlanDraft) -> Self {
        let mut all = BTreeMap::new();
        let mut put = |name: String, meaning| {
            all.entry(name).or_insert(meaning);
        };
        for (name, meaning) in RESERVED {
            put(name.to_string(), meaning);
        }
        let cycle = draft.term.map(|(first, _)| first.cycle()).unwrap_or_default();
        let counters = header::counters(cycle);
        put(counters.ordinal.to_string(), NameRole::Ordinal);
        put(counters.count.to_string(), NameRole::Periods);
        put(counters.gaps.to_string(), NameRole::Gaps);
        put(counters.gaps_of_year.to_string(), NameRole::Gaps);
        put(counters.late.to_string(), NameRole::Gaps);
        let nil = draft.form.as_ref().is_some_and(|form| form.nil);
        for field in header::fields(cycle, nil) {
            put(field.name.to_string(), NameRole::Header(field.kind));
        }
        for (i, indicator) in draft.indicators.iter().enumerate() {
            put(indicator.name.clone(), NameRole::Indicator(i));
            put(format!("{}_kt", indicator.name), NameRole::Previous(i));
        }
        for narrative in &draft.narratives {
            put(narrative.name.clone(), NameRole::Narrative);
        }
        for column in &draft.annex.columns {
            put(column.name.clone(), NameRole::AnnexFigure);
        }
        for setting in &draft.settings {
            put(setting.name.clone(), NameRole::Setting);
        }
        for (r, roster) in draft.rosters.iter().enumerate() {
            put(roster.rows_name(), NameRole::RosterRows);
            for (c, column) in roster.columns.iter().enumerate() {
                put(column.name.clone(), NameRole::RosterCell(r, c));
                put(format!("{}_cot", column.name), NameRole::RosterColumn);
            }
        }
        for (i, column) in draft.columns.iter().enumerate() {
            put(column.name.clone(), NameRole::Column(i));
        }
        // A name of the plan itself goes first.
        for (i, indicator) in draft.indicators.iter().enumerate() {
            for (suffix, time) in binding::EARLIER {
                let role = if time == FigureTime::ToDate { NameRole::ToDate(i) } else { NameRole::YearBefore(i) };
                put(format!("{}{suffix}", indicator.name), role);
            }
        }
        PlanNames { draft, cycle, all }
    }

    /// Returns the cycle of the plan's periods.
    pub(crate) fn cycle(&self) -> ReportingCycle {
        self.cycle
    }

    /// Returns the meaning of a name; `None` if it is unknown.
    pub(crate) fn get(&self, name: &str) -> Option<NameRole> {
        self.all.get(self.own(name)).copied()
    }

    /// Returns the name in this plan's cycle for a name that is valid in plans of every cycle, such as `so_ky`.
    pub(crate) fn own<'n>(&self, name: &'n str) -> &'n str {
        header::own(self.cycle, name)
    }

    /// Returns a formula with such names replaced.
    ///
    /// # Errors
    /// The formula becomes longer than a formula may be.
    pub(crate) fn in_own(&self, formula: &Formula) -> Result<Formula, FormulaProblem> {
        if formula.names().iter().all(|n| self.own(n) == n) {
            return Ok(formula.clone());
        }
        // This place has a text for every name, so writing does not fail.
        formula.write(self).map_or_else(|_| Ok(formula.clone()), |text| Formula::parse(&text))
    }

    /// Returns a message with such names replaced in its braces.
    pub(crate) fn message_in_own(&self, text: &BilingualText) -> BilingualText {
        let one = |text: &str| -> String {
            let part = |part: MessagePart| match part {
                MessagePart::Text(text) => text.to_string(),
                MessagePart::Name(name) => format!("{{{}}}", self.own(name)),
            };
            parts(text).into_iter().map(part).collect()
        };
        BilingualText { vi: one(&text.vi), en: one(&text.en) }
    }

    /// Returns the indicator with an index.
    pub(crate) fn indicator(&self, index: usize) -> Option<&Indicator> {
        self.draft.indicators.get(index)
    }

    /// Returns the names that are allowed in a place.
    pub(crate) fn usable(&self, allowed: impl Fn(NameRole) -> bool) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |(_, m)| allowed(**m)).map(|(n, _)| n.as_str())
    }

    /// Returns true if a message may show the name. A date would be shown as a serial number, a range as nothing.
    pub(crate) fn shows(&self, name: &str) -> bool {
        match self.get(name) {
            Some(NameRole::Header(HeaderKind::Date) | NameRole::Date | NameRole::AnnexCodes) => false,
            Some(
                NameRole::AnnexColumn
                | NameRole::RosterColumn
                | NameRole::Column(_)
                | NameRole::ReportYear
                | NameRole::Gaps
                | NameRole::PeriodTitle
                | NameRole::ReturnCount
                | NameRole::UnitState,
            ) => false,
            Some(NameRole::Indicator(i) | NameRole::Previous(i) | NameRole::YearBefore(i)) => {
                self.draft.indicators.get(i).is_none_or(|i| i.kind != IndicatorKind::Date)
            }
            Some(NameRole::RosterCell(r, c)) => {
                let column = self.draft.rosters.get(r).and_then(|r| r.columns.get(c));
                column.is_none_or(|c| c.kind != RosterKind::Date)
            }
            Some(_) => true,
            None => false,
        }
    }
}

impl RuleNames for PlanNames<'_> {
    fn need(&self, name: &str) -> GuardNeed {
        match self.get(name) {
            Some(NameRole::Header(HeaderKind::Text) | NameRole::Narrative) => GuardNeed::Filled,
            Some(NameRole::Indicator(i) | NameRole::Previous(i)) => {
                let Some(indicator) = self.draft.indicators.get(i) else { return GuardNeed::Number };
                match indicator.kind {
                    _ if indicator.blank.iter().all(|b| *b == BlankMeaning::Zero) => GuardNeed::Nothing,
                    IndicatorKind::Choice | IndicatorKind::Text => GuardNeed::Filled,
                    IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent | IndicatorKind::Date => {
                        GuardNeed::Number
                    }
                }
            }
            // A figure that is not there is no 0, unlike a blank cell of a return that is.
            Some(NameRole::YearBefore(i)) => match self.draft.indicators.get(i).map(|i| i.kind) {
                Some(IndicatorKind::Choice | IndicatorKind::Text) => GuardNeed::Filled,
                _ => GuardNeed::Number,
            },
            Some(NameRole::ToDate(_)) => GuardNeed::Number,
            Some(NameRole::RosterCell(r, c)) => {
                match self.draft.rosters.get(r).and_then(|r| r.columns.get(c)).map(|c| c.kind) {
                    Some(RosterKind::Text | RosterKind::Choice) => GuardNeed::Filled,
                    _ => GuardNeed::Number,
                }
            }
            Some(NameRole::Header(_) | NameRole::AnnexFigure | NameRole::Cell) => GuardNeed::Number,
            _ => GuardNeed::Nothing,
        }
    }

    fn meaning(&self, name: &str) -> MissingMeaning {
        match self.get(name) {
            // A blank cell is no matter of a rule that judges single cells or rows.
            Some(NameRole::Cell | NameRole::RosterCell(..)) => MissingMeaning::Inapplicable,
            // The plan's first period has none before it.
            Some(NameRole::Previous(_)) => {
                MissingMeaning::UncheckedUnless(format!("{}=1", header::counters(self.cycle).ordinal))
            }
            // Nor has its first year a year before.
            Some(NameRole::YearBefore(_)) => {
                let (ordinal, per_year) = (header::counters(self.cycle).ordinal, self.cycle.per_year());
                MissingMeaning::UncheckedUnless(format!("{ordinal}<={per_year}"))
            }
            _ => MissingMeaning::Unchecked,
        }
    }
}

impl NameResolver for PlanNames<'_> {
    fn name(&self, name: &str) -> Option<String> {
        Some(self.own(name).to_string())
    }

    fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
        Some(format!("{}({name})", super::word(aggregate)))
    }

    fn number_text(&self, value: &str, decimals: u8) -> String {
        format!("{NUMBER_TEXT}({value},{decimals})")
    }
}

/// Returns the scope of a rule that uses these names: the first scope that allows all of them, starting with the
/// return. `None` if no scope allows them all, as for cell rules, where two scopes are possible.
pub(crate) fn scope_of(meanings: &[NameRole]) -> Option<ScopeWord> {
    let outwards =
        [ScopeWord::Return, ScopeWord::Annex, ScopeWord::Previous, ScopeWord::RosterRow, ScopeWord::Campaign];
    outwards.into_iter().find(|scope| meanings.iter().all(|m| in_scope(*scope, *m)))
}

/// Returns true if a rule of a scope may use a name.
pub(crate) fn in_scope(scope: ScopeWord, meaning: NameRole) -> bool {
    let everywhere = matches!(meaning, NameRole::Setting | NameRole::Periods);
    let in_period = matches!(meaning, NameRole::Ordinal | NameRole::Date | NameRole::FormVersion);
    let in_return = in_period
        || matches!(
            meaning,
            NameRole::Header(_)
                | NameRole::Indicator(_)
                | NameRole::Narrative
                | NameRole::RosterRows
                | NameRole::RosterColumn
        );
    everywhere
        || match scope {
            ScopeWord::NumericCells | ScopeWord::RequiredCells => in_period || meaning == NameRole::Cell,
            ScopeWord::Return => in_return,
            ScopeWord::RosterRow => in_return || matches!(meaning, NameRole::RosterCell(..)),
            ScopeWord::Previous => {
                let is_earlier =
                    matches!(meaning, NameRole::Previous(_) | NameRole::YearBefore(_) | NameRole::ToDate(_));
                in_return || is_earlier || meaning == NameRole::AnnexFigure
            }
            ScopeWord::Annex => in_return || matches!(meaning, NameRole::AnnexFigure | NameRole::AnnexCodes),
            ScopeWord::Campaign => {
                matches!(meaning, NameRole::AnnexCodes | NameRole::AnnexColumn | NameRole::AnnexTotal)
            }
        }
}

/// Returns true if a column's formula may use a name outside the plan's functions.
pub(crate) fn in_column(meaning: NameRole) -> bool {
    matches!(
        meaning,
        NameRole::Column(_)
            | NameRole::AnnexFigure
            | NameRole::Setting
            | NameRole::Ordinal
            | NameRole::Periods
            | NameRole::ReportYear
            | NameRole::Gaps
    )
}

/// Returns a hint on where a known name may be used, for a name in a wrong place.
pub(crate) fn belongs(meaning: NameRole) -> BilingualText {
    let (vi, en) = match meaning {
        NameRole::Previous(_) => {
            ("tên _kt chỉ dùng với scope = \"previous\"", "names in _kt need scope = \"previous\"")
        }
        NameRole::YearBefore(_) => (
            "tên _ck dùng trong quy tắc với scope = \"previous\"; trong cột viết CUNG_KY(…)",
            "names in _ck need a rule with scope = \"previous\"; in a column write CUNG_KY(…)",
        ),
        NameRole::ToDate(_) => (
            "tên _lk dùng trong quy tắc với scope = \"previous\"; trong cột viết LUY_KE(…)",
            "names in _lk need a rule with scope = \"previous\"; in a column write LUY_KE(…)",
        ),
        NameRole::AnnexFigure => (
            "tên pl_ dùng với scope = \"annex\" hoặc \"previous\", và trong cột",
            "names in pl_ need scope = \"annex\" or \"previous\", or a column",
        ),
        NameRole::Cell => (
            "gia_tri chỉ dùng với scope = \"numeric_cells\" hoặc \"required_cells\"",
            "gia_tri needs scope = \"numeric_cells\" or \"required_cells\"",
        ),
        NameRole::RosterCell(..) => (
            "tên của dòng danh sách chỉ dùng với scope = \"roster_row\"; cả cột thì thêm _cot",
            "names of a roster's row need scope = \"roster_row\"; add _cot for the column",
        ),
        NameRole::AnnexColumn | NameRole::AnnexTotal => {
            ("pl_cot, pl_tong chỉ dùng với scope = \"campaign\"", "pl_cot, pl_tong need scope = \"campaign\"")
        }
        NameRole::AnnexCodes => {
            ("pl_ma dùng với scope = \"annex\" hoặc \"campaign\"", "pl_ma needs scope = \"annex\" or \"campaign\"")
        }
        NameRole::Column(_) => ("cột tính chỉ dùng trong cột khác", "a computed column is used in other columns only"),
        NameRole::ReportYear => {
            ("nam_bc chỉ dùng trong cột; trong quy tắc dùng nam", "nam_bc is for columns; rules use nam")
        }
        NameRole::Gaps => (
            "số kỳ thiếu, số báo cáo gửi muộn chỉ dùng trong cột",
            "the numbers of gaps and of late returns are for columns",
        ),
        NameRole::PeriodTitle | NameRole::ReturnCount | NameRole::UnitState => {
            ("tên này chỉ dùng trong bảng Báo cáo ([[report]])", "this name is for the report ([[report]]) only")
        }
        NameRole::Indicator(_) => (
            "trong cột phải viết TRONG_KY(…), LUY_KE(…), TU_DAU_NAM(…) hoặc CUOI_KY(…); quy tắc ô chỉ dùng gia_tri",
            "in a column write TRONG_KY(…), LUY_KE(…), TU_DAU_NAM(…) or CUOI_KY(…); rules of cells use gia_tri only",
        ),
        _ => (
            "tên này dùng trong quy tắc của báo cáo (scope = \"return\")",
            "this name is for rules of the return (scope = \"return\")",
        ),
    };
    BilingualText::new(vi, en)
}
