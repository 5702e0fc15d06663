//! The rows of a unit on "Số liệu", and of the units that it took over, as the expansions address them.

/// The addresses that an expansion needs: ranges of one unit's block, all with the same rows, and single cells.
#[derive(Clone, Debug)]
pub struct UnitBlock {
    /// The range of the figure, `'Số liệu'!$M$6:$M$15`.
    pub figure: String,
    /// The range of the periods' ordinals.
    pub ordinals: String,
    /// The range of the return statuses ("Đã tổng hợp" = counted).
    pub states: String,
    /// The status text of a counted return.
    pub counted: &'static str,
    /// The range that holds, for each period, the ordinal of the latest counted period up to it (0 = none).
    pub latest: String,
    /// The cell with the ordinal of the report period: the last one of the span.
    pub report: String,
    /// The cell with the ordinal of the first period of the span; the same as `report` for a single period.
    pub start: String,
    /// How the figure of a span follows from those of its periods.
    pub over_span: SpanFigure,
    /// The number of periods in a year.
    pub per_year: u8,
    /// The cell with the ordinal of the first period of the plan in the report year.
    pub year_start: String,
    /// The ordinal of the last period in which the figure is in force; `None` for the plan's last.
    pub until: Option<u32>,
    /// The ordinal of the first period in which the unit reports.
    pub first: u32,
    /// The ranges that hold what the unit has from the units that it took over; `None` if it took over none.
    pub received: Option<ReceivedBlock>,
    /// The blocks of the units that it took over, also through others.
    pub joined: Vec<JoinedBlock>,
    /// How the figure of the unit follows from its own and those of the units that it took over; `None` if it does not.
    pub joined_by: Option<JoinedBy>,
    /// The rows of the unit and of all those that it took over; `None` if there are few enough to list their blocks.
    pub owned: Option<OwnedRows>,
    /// Where the unit is not comparable with itself before.
    pub breaks: Vec<ComparisonBreak>,
}

/// How the figure of a span follows from those of its periods.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SpanFigure {
    /// Their sum: of a flow.
    Sum,
    /// That of the first period: of an opening balance.
    First,
    /// That of the last period: of anything else.
    Last,
}

/// The block of a unit that another one took over, perhaps through others.
#[derive(Clone, Debug)]
pub struct JoinedBlock {
    /// The range of the figure.
    pub figure: String,
    /// The range of the periods' ordinals.
    pub ordinals: String,
    /// The range of the return statuses.
    pub states: String,
    /// The ordinal of the period from which on it is a part of the unit.
    pub at: u32,
    /// The ordinal of its first period.
    pub first: u32,
    /// The ordinal of the period after its last.
    pub end: u32,
}

/// The rows of a unit and of all those that it took over: ranges over several blocks, in which a column says which unit a
/// row belongs to in the report period.
#[derive(Clone, Debug)]
pub struct OwnedRows {
    /// The range of the figure.
    pub figure: String,
    /// The range of the periods' ordinals.
    pub ordinals: String,
    /// The range of the return statuses.
    pub states: String,
    /// The range of the numbers of the units that the rows belong to.
    pub owners: String,
    /// The number of the unit.
    pub owner: usize,
    /// The status text of a period in which a unit does not report.
    pub not_due: &'static str,
}

impl OwnedRows {
    /// Returns the product that selects the rows of the unit in which the ordinals meet the conditions, such as `>=` and a
    /// cell.
    pub(super) fn rows(&self, periods: &[(&str, &str)]) -> String {
        let OwnedRows { ordinals: q, owners, owner, .. } = self;
        let periods = periods.iter().map(|(sign, at)| format!("*({q}{sign}{at})"));
        format!("({owners}={owner}){}", periods.collect::<String>())
    }

    /// Returns the number of the rows among these whose return is due and not counted.
    pub(super) fn lacking(&self, rows: &str, counted: &str) -> String {
        let OwnedRows { states: s, not_due, .. } = self;
        format!(r#"SUMPRODUCT({rows}*({s}<>"{counted}")*({s}<>"{not_due}"))"#)
    }

    /// Returns the number of the rows among these that are counted and have a figure.
    pub(super) fn figures(&self, rows: &str, counted: &str) -> String {
        let OwnedRows { states: s, figure: x, .. } = self;
        format!(r#"SUMPRODUCT({rows}*({s}="{counted}")*({x}<>""))"#)
    }

    /// Returns the sum of the counted figures in the periods from `first` to `last`.
    pub(super) fn sum(&self, first: &str, last: &str, counted: &str) -> String {
        let OwnedRows { figure: x, ordinals: q, states: s, owners, owner, .. } = self;
        format!(r#"SUMIFS({x},{owners},{owner},{q},">="&{first},{q},"<="&{last},{s},"{counted}")"#)
    }
}

/// A period before which a unit is not comparable with itself: a part left it, or left a unit that it took over.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ComparisonBreak {
    /// The ordinal of the period before which figures are not comparable.
    pub since: u32,
    /// The ordinal of the first report period for which that holds.
    pub at: u32,
}

/// The ranges of an heir that hold, in the period in which it takes over, what it has from the other units.
#[derive(Clone, Debug)]
pub struct ReceivedBlock {
    /// Their sums to date, at the end of their last period.
    pub to_date: String,
    /// Their sums of the year, at the end of their last period; blank if the heir takes over in the year's first.
    pub year_to_date: String,
}

/// How a figure of several units is joined to that of their heir.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum JoinedBy {
    /// Their sum.
    Sum,
    /// The largest of them.
    Max,
}

/// The number of units taken over up to which a formula lists their blocks. With more of them the lists would leave no room
/// for other parts of a formula; then it reads the rows of all of them at once, which costs more.
pub(crate) const MOST_LISTED: usize = 3;

/// Returns the formula of the figure in the period with an ordinal; `""` if the return is not counted.
pub(super) fn at_period(block: &UnitBlock, (x, s): (&str, &str), at: &str) -> String {
    let counted = block.counted;
    format!(r#"IF(INDEX({s},{at})="{counted}",IF(ISBLANK(INDEX({x},{at})),"",INDEX({x},{at})),"")"#)
}
