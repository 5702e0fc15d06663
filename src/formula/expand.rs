//! Expands LUY_KE and similar functions to Excel 2010 formulas over a unit's block of rows on "Số liệu". Expansions
//! need no array entry and avoid all forms that IronCalc or LibreOffice evaluate wrongly. Their cost does not grow with
//! the number of returns.

use super::PeriodAggregate;
use super::earlier::earlier;
pub(crate) use super::unit_block::MOST_LISTED;
use super::unit_block::at_period;
pub use super::unit_block::{ComparisonBreak, JoinedBlock, JoinedBy, OwnedRows, ReceivedBlock, SpanFigure, UnitBlock};

/// Returns the formula that joins a figure of several units, one cell each; `""` if none of them has one.
pub(crate) fn joined(by: JoinedBy, cells: &[String]) -> String {
    let function = match by {
        JoinedBy::Sum => "SUM",
        JoinedBy::Max => "MAX",
    };
    let cells = cells.join(",");
    if cells.is_empty() { "\"\"".to_string() } else { format!("IF(COUNT({cells})=0,\"\",{function}({cells}))") }
}

/// The first or last period that an aggregate reads, as an ordinal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeriodBound {
    /// The first period of the plan.
    Start,
    /// The ordinal in a cell.
    Cell(String),
    /// The ordinal in a cell, moved by a number of periods.
    Moved(String, i32),
    /// The first period of the span of the same length before the one from the first to the second cell.
    StartBefore(String, String),
    /// The ordinal in a unit's block, at the ordinal of a cell or at a fixed one before it: range, cell, fixed ordinal. 0
    /// means no period.
    InBlock(String, String, Option<u32>),
}

impl PeriodBound {
    /// Returns the bound as text for a formula.
    fn written(&self) -> String {
        match self {
            PeriodBound::Start => "1".to_string(),
            PeriodBound::Cell(cell) => cell.clone(),
            PeriodBound::Moved(cell, by) => format!("({cell}{by:+})"),
            PeriodBound::StartBefore(first, last) => format!("(2*{first}-{last}-1)"),
            PeriodBound::InBlock(range, cell, None) => format!("INDEX({range},{cell})"),
            PeriodBound::InBlock(range, cell, Some(most)) => format!("INDEX({range},MIN({cell},{most}))"),
        }
    }
}

impl UnitBlock {
    /// Returns the first and the last period of a span whose figures are read.
    fn read_of(&self, [first, last]: [PeriodBound; 2]) -> [PeriodBound; 2] {
        match self.over_span {
            SpanFigure::Sum => [first, last],
            SpanFigure::First => [first.clone(), first],
            SpanFigure::Last => [last.clone(), last],
        }
    }
}

/// Returns the first and the last period that an aggregate reads; `None` for those over units, which read no periods. The
/// expansion is written with these bounds.
pub(crate) fn bounds(aggregate: PeriodAggregate, block: &UnitBlock) -> Option<[PeriodBound; 2]> {
    let cell = |cell: &String| PeriodBound::Cell(cell.clone());
    let latest = || PeriodBound::InBlock(block.latest.clone(), block.report.clone(), block.until);
    Some(match aggregate {
        PeriodAggregate::InPeriod => block.read_of([cell(&block.start), cell(&block.report)]),
        PeriodAggregate::Before => {
            let first = PeriodBound::StartBefore(block.start.clone(), block.report.clone());
            block.read_of([first, PeriodBound::Moved(block.start.clone(), -1)])
        }
        PeriodAggregate::YearBefore => {
            let moved = |cell: &String| PeriodBound::Moved(cell.clone(), -i32::from(block.per_year));
            block.read_of([moved(&block.start), moved(&block.report)])
        }
        PeriodAggregate::ToDate => [PeriodBound::Start, cell(&block.report)],
        PeriodAggregate::YearToDate => [cell(&block.year_start), cell(&block.report)],
        PeriodAggregate::Latest => [latest(), latest()],
        PeriodAggregate::Rank | PeriodAggregate::OverallRank | PeriodAggregate::WholeSum | PeriodAggregate::KindSum => {
            return None;
        }
    })
}

/// Returns the formula of the cell `year_start` of a block: the ordinal of the first period of the plan in the year of
/// the report period, for periods of `months` months and years that begin with month `begins`. `first_day` is an expression
/// of the first day of the report period, and `ordinal` the cell with its ordinal.
pub(crate) fn year_start((months, begins): (u32, u8), first_day: &str, ordinal: &str) -> String {
    let since = match begins {
        1 => format!("(MONTH({first_day})-1)"),
        month => format!("MOD(MONTH({first_day})-{month},12)"),
    };
    format!("MAX(1,{ordinal}-{since}/{months})")
}

/// Returns the formula of the calendar year in which the year of a day begins, for years that begin with month `begins`.
pub(crate) fn year_of(begins: u8, day: &str) -> String {
    match begins {
        1 => format!("YEAR({day})"),
        month => format!("YEAR({day})-IF(MONTH({day})<{month},1,0)"),
    }
}

/// Returns the expansion of an aggregate over a unit's block; `None` for those over units, see [`rank`] and `over_units`.
pub fn over_block(aggregate: PeriodAggregate, block: &UnitBlock) -> Option<String> {
    let UnitBlock { figure: x, ordinals: q, states: s, .. } = block;
    let counted = block.counted;
    let [first, last] = bounds(aggregate, block)?;
    let at = last.written();
    let from = match &first {
        PeriodBound::Start => String::new(),
        other => format!(r#"{q},">="&{},"#, other.written()),
    };
    let received = block.received.as_ref().map_or_else(String::new, |received| {
        let range = if aggregate == PeriodAggregate::ToDate { &received.to_date } else { &received.year_to_date };
        format!(r#"+SUMIFS({range},{from}{q},"<="&{at})"#)
    });
    Some(match aggregate {
        PeriodAggregate::InPeriod if block.start == block.report => at_period(block, (x, s), &at),
        PeriodAggregate::InPeriod => match block.over_span {
            SpanFigure::Sum => {
                format!("IF({}={at},{},{})", block.start, at_period(block, (x, s), &at), sum_over(block, &at))
            }
            SpanFigure::First => opening(block),
            SpanFigure::Last => at_period(block, (x, s), &at),
        },
        PeriodAggregate::Before | PeriodAggregate::YearBefore => earlier(block, &first.written(), &at),
        PeriodAggregate::ToDate | PeriodAggregate::YearToDate => {
            format!(r#"SUMIFS({x},{from}{q},"<="&{at},{s},"{counted}"){received}"#)
        }
        PeriodAggregate::Latest => {
            format!(r#"IF({at}=0,"",IF(ISBLANK(INDEX({x},{at})),"",INDEX({x},{at})))"#)
        }
        PeriodAggregate::Rank | PeriodAggregate::OverallRank | PeriodAggregate::WholeSum | PeriodAggregate::KindSum => {
            return None;
        }
    })
}

/// Returns the formula of the sum of a flow over the counted periods of the span; `""` if none has a figure. The periods
/// of a unit that was taken over belong to its heir once that has taken over.
fn sum_over(block: &UnitBlock, at: &str) -> String {
    let (counted, from) = (block.counted, &block.start);
    if let Some(owned) = &block.owned {
        let count = owned.figures(&owned.rows(&[(">=", from), ("<=", at)]), counted);
        return format!(r#"IF({count}=0,"",{})"#, owned.sum(from, at, counted));
    }
    let parts = |x: &str, q: &str, s: &str, factor: &str| {
        (
            format!(r#"{factor}SUMPRODUCT(({q}>={from})*({q}<={at})*({s}="{counted}")*({x}<>""))"#),
            format!(r#"{factor}SUMIFS({x},{q},">="&{from},{q},"<="&{at},{s},"{counted}")"#),
        )
    };
    let (mut count, mut sum) = parts(&block.figure, &block.ordinals, &block.states, "");
    for JoinedBlock { figure, ordinals, states, at: since, .. } in &block.joined {
        let (more, own) = parts(figure, ordinals, states, &format!("+({at}>={since})*"));
        count += &more;
        sum += &own;
    }
    format!(r#"IF({count}=0,"",{sum})"#)
}

/// Returns the formula of an opening balance at the start of the span: with that of the units that the unit took over in the
/// span; `""` if a return of one of them is not counted.
fn opening(block: &UnitBlock) -> String {
    let UnitBlock { start, report, first, counted, .. } = block;
    if let Some(owned) = &block.owned {
        let rows = owned.rows(&[("=", start)]);
        let OwnedRows { figure: x, states: s, not_due, .. } = owned;
        let is_blank = format!(r#"((({s}<>"{counted}")+({x}=""))>0)"#);
        let lacking = format!(r#"SUMPRODUCT({rows}*({s}<>"{not_due}")*{is_blank})>0"#);
        let count = owned.figures(&rows, counted);
        return format!(r#"IF(OR({lacking},{count}=0),"",{})"#, owned.sum(start, start, counted));
    }
    let own = at_period(block, (&block.figure, &block.states), start);
    if block.joined.is_empty() {
        return own;
    }
    let mut lacking = match first {
        1 => vec![format!(r#"{own}="""#)],
        first => vec![format!(r#"AND({start}>={first},{own}="")"#)],
    };
    let mut sum = format!("N({own})");
    let mut count = format!("COUNT(INDEX({},{start}))", block.figure);
    for JoinedBlock { figure, states, at, first: from, end, .. } in &block.joined {
        let part = at_period(block, (figure, states), start);
        let begun = if *from > 1 { format!("{start}>={from},") } else { String::new() };
        lacking.push(format!(r#"AND({report}>={at},{begun}{start}<{end},{part}="")"#));
        sum += &format!("+({report}>={at})*N({part})");
        count += &format!("+({report}>={at})*COUNT(INDEX({figure},{start}))");
    }
    lacking.push(format!("{count}=0"));
    format!(r#"IF(OR({}),"",{sum})"#, lacking.join(","))
}

/// Returns the formula of what an heir has from one unit that it takes over: the unit's sum over its counted periods,
/// from the period with the ordinal `from` on, and what it had from others itself.
pub(crate) fn given(block: &UnitBlock, aggregate: PeriodAggregate, from: u32) -> String {
    let UnitBlock { figure: x, ordinals: q, states: s, .. } = block;
    let counted = block.counted;
    let bound = if from > 1 { format!(r#"{q},">="&{from},"#) } else { String::new() };
    let own = format!(r#"SUMIFS({x},{bound}{s},"{counted}")"#);
    match &block.received {
        Some(received) if aggregate == PeriodAggregate::YearToDate => {
            format!(r#"{own}+SUMIFS({},{q},">="&{from})"#, received.year_to_date)
        }
        Some(received) => format!("{own}+SUM({})", received.to_date),
        None => own,
    }
}

/// Limits a formula of a unit to the periods in which the unit reports, by the ordinals of the first and the last;
/// before and after it gives `""`. `at` is the cell with the ordinal of the period.
pub(crate) fn while_reporting(formula: String, at: &str, first: Option<u32>, last: Option<u32>) -> String {
    match (first, last) {
        (None, None) => formula,
        (Some(first), None) => format!(r#"IF({at}<{first},"",{formula})"#),
        (None, Some(last)) => format!(r#"IF({at}>{last},"",{formula})"#),
        (Some(first), Some(last)) => format!(r#"IF(OR({at}<{first},{at}>{last}),"",{formula})"#),
    }
}

/// Expands `quy_thieu` (and `quy_thieu_nam` within the report year): the number of periods up to the report period
/// whose return is not counted. COUNTIFS is avoided: the engine walks the whole sheet for each call, so the cost would
/// grow with the number of returns.
pub fn uncounted(block: &UnitBlock, in_year: bool) -> String {
    let UnitBlock { ordinals: q, states: s, report: n, year_start: y, first, .. } = block;
    let counted = block.counted;
    let start = if *first > 1 { format!("MAX({y},{first})") } else { y.clone() };
    let before = if *first > 1 { format!("-{}", first - 1) } else { String::new() };
    if in_year {
        format!(r#"({n}-{start}+1-SUMPRODUCT(({q}>={y})*({q}<={n})*({s}="{counted}")))"#)
    } else {
        format!(r#"({n}{before}-SUMPRODUCT(({q}<={n})*({s}="{counted}")))"#)
    }
}

/// Expands `quy_muon`: the number of counted returns up to the report period that were sent after the deadline. A number is
/// less than any text: a day of sending that is text is no day.
pub(crate) fn late(block: &UnitBlock, sent: &str, deadlines: &str) -> String {
    let UnitBlock { ordinals: q, states: s, report: n, counted, .. } = block;
    format!(r#"SUMPRODUCT(({q}<={n})*({s}="{counted}")*({sent}<"")*({sent}>{deadlines}))"#)
}

/// Expands `HANG`: the rank of the cell `value` in `column`. With `among` (kind, kinds), only rows of the same kind are
/// compared. Equal values share a rank; a value that is not a number has none. RANK ignores texts. With kinds, a number
/// is less than any text, so a text in the column is not counted; the engine takes far longer for this form.
pub fn rank(value: &str, column: &str, among: Option<(&str, &str)>) -> String {
    match among {
        None => format!(r#"IF(ISNUMBER({value}),RANK({value},{column}),"")"#),
        Some((kind, kinds)) => {
            format!(r#"IF(ISNUMBER({value}),1+SUMPRODUCT(({kinds}={kind})*({column}<"")*({column}>{value})),"")"#)
        }
    }
}

/// Returns the formula of `x_lk`: the figure in the cell `own` and the `earlier` figures, arguments of SUM, together. A text
/// is no figure.
pub fn sum_to_date(own: &str, earlier: &str) -> String {
    let comma = if earlier.is_empty() { "" } else { "," };
    format!(r#"IF(ISTEXT({own}),"",SUM({earlier}{comma}{own}))"#)
}

/// Returns the formula of `x_lk` that continues those of the period before, each a cell with the cell of the status of its
/// return: blank if one of these returns is not counted.
pub fn next_to_date(own: &str, before: &[[String; 2]], counted: &str) -> String {
    let sums: Vec<&str> = before.iter().map(|[sum, _]| sum.as_str()).collect();
    let known = |[sum, state]: &[String; 2]| format!(r#"{state}="{counted}",ISNUMBER({sum})"#);
    let known: Vec<String> = before.iter().map(known).collect();
    format!(r#"IF(AND({}),{},"")"#, known.join(","), sum_to_date(own, &sums.join(",")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::excel_limits::FORMULA_LENGTH;

    #[test]
    fn units_taken_over_leave_room_for_other_parts_of_a_formula() {
        let range =
            |column: &str, unit: usize| format!("'Số liệu'!${column}${}:${column}${}", 5 + 10 * unit, 14 + 10 * unit);
        let block = |over_span, joined: usize| UnitBlock {
            figure: range("AG", 0),
            ordinals: range("H", 0),
            states: range("D", 0),
            counted: "Đã tổng hợp",
            latest: range("M", 0),
            report: "'Công thức'!$D$12".into(),
            start: "'Công thức'!$D$14".into(),
            over_span,
            per_year: 4,
            year_start: "'Công thức'!$D$15".into(),
            until: None,
            first: 5,
            received: None,
            joined: (1..=joined)
                .map(|unit| JoinedBlock {
                    figure: range("AG", unit),
                    ordinals: range("H", unit),
                    states: range("D", unit),
                    at: 5,
                    first: 2,
                    end: 5,
                })
                .collect(),
            joined_by: Some(JoinedBy::Sum),
            owned: (joined > MOST_LISTED).then(|| OwnedRows {
                figure: "'Số liệu'!$AG$5:$AG$244".into(),
                ordinals: "'Số liệu'!$H$5:$H$244".into(),
                states: "'Số liệu'!$D$5:$D$244".into(),
                owners: "'Số liệu'!$BZ$5:$BZ$244".into(),
                owner: 1,
                not_due: "Không phải gửi",
            }),
            breaks: vec![ComparisonBreak { since: 5, at: 5 }],
        };
        let spans = [SpanFigure::Sum, SpanFigure::First, SpanFigure::Last];
        let aggregates = [PeriodAggregate::InPeriod, PeriodAggregate::Before, PeriodAggregate::YearBefore];
        for (over_span, aggregate) in spans.iter().flat_map(|span| aggregates.map(|aggregate| (*span, aggregate))) {
            for joined in [0, 3, 4, 12, 60] {
                let written = over_block(aggregate, &block(over_span, joined)).unwrap();
                let length = written.chars().count();
                assert!(length < FORMULA_LENGTH / 2, "{aggregate:?} {over_span:?} {joined}: {length}");
            }
        }
    }
}
