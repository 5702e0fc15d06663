//! The expansions of `KY_TRUOC` and `CUNG_KY`: a figure of an earlier span, of the units that are one now.

use super::unit_block::{ComparisonBreak, JoinedBlock, JoinedBy, SpanFigure, TESTED, UnitBlock, at_period};

/// The number of units taken over up to which a formula also tests whether any of them has a figure.
const FIGURES_TESTED: usize = 3;

/// Returns the formula of the figure of an earlier span from the ordinal `first` to `last`; `""` if it is not wholly in
/// the plan or not wholly counted, or of a time when the unit was another one. The figures of the units that it took over
/// by the report period belong to it.
pub(super) fn earlier(block: &UnitBlock, first: &str, last: &str) -> String {
    let span = EarlierSpan { block, first, last };
    let parts = span.parts();
    match (block.over_span, block.joined_by) {
        (SpanFigure::Sum, _) if parts.is_empty() => span.own_sum(),
        (SpanFigure::Sum, _) => span.joined_sum(parts),
        (_, Some(by)) if !parts.is_empty() => span.joined_at_end(by, parts),
        _ => span.own_at_end(),
    }
}

struct EarlierSpan<'a> {
    block: &'a UnitBlock,
    /// The ordinals of its first and last period, as expressions.
    first: &'a str,
    last: &'a str,
}

impl EarlierSpan<'_> {
    /// Returns the units taken over whose figures are joined; none if the figure is not joined, or if there are too many
    /// for a formula.
    fn parts(&self) -> &[JoinedBlock] {
        match self.block.joined_by {
            Some(_) if self.block.joined.len() <= TESTED => &self.block.joined,
            _ => &[],
        }
    }

    /// Returns the conditions under which the unit was another one in the span.
    fn breaks(&self) -> Vec<String> {
        let UnitBlock { report, joined, .. } = self.block;
        let not_joined = if self.parts().is_empty() { joined.as_slice() } else { &[] };
        let mut all = self.block.breaks.clone();
        all.extend(not_joined.iter().map(|part| ComparisonBreak { since: part.at, at: part.at }));
        all.sort_by_key(|one| (one.since, one.at));
        all.dedup();
        all.iter().map(|one| format!("AND({report}>={},{}<{})", one.at, self.first, one.since)).collect()
    }

    /// Returns the ordinal of the first period in which the unit or one that it begins with reports.
    fn begin(&self, parts: &[JoinedBlock]) -> u32 {
        let own = self.block.first;
        parts.iter().filter(|part| part.at <= own).map(|part| part.first).fold(own, u32::min)
    }

    fn own_sum(&self) -> String {
        let UnitBlock { figure: x, ordinals: q, states: s, report, start, counted, .. } = self.block;
        let (first, last) = (self.first, self.last);
        let within = format!(r#"({q}>={first})*({q}<={last})*({s}="{counted}")"#);
        let mut blank = self.breaks();
        blank.push(format!("SUMPRODUCT({within})<{report}-{start}+1"));
        blank.push(format!(r#"SUMPRODUCT({within}*({x}<>""))=0"#));
        let sum = format!(r#"SUMIFS({x},{q},">="&{first},{q},"<="&{last},{s},"{counted}")"#);
        format!(r#"IF(OR({}),"",{sum})"#, blank.join(","))
    }

    fn joined_sum(&self, parts: &[JoinedBlock]) -> String {
        let UnitBlock { figure, ordinals, states, counted, first: begin, report, .. } = self.block;
        let (first, last) = (self.first, self.last);
        // For the rows of a unit: how many are not counted, how many have a figure, and the sum.
        let of = |[x, q, s]: [&str; 3], begin: u32, end: Option<u32>| {
            let within = format!("({q}>={first})*({q}<={last})");
            let begun = if begin > 1 { format!("*({q}>={begin})") } else { String::new() };
            let ended = end.map_or_else(String::new, |end| format!("*({q}<{end})"));
            [
                format!(r#"SUMPRODUCT({within}{begun}{ended}*({s}<>"{counted}"))"#),
                format!(r#"SUMPRODUCT({within}*({x}<>""))"#),
                format!(r#"SUMIFS({x},{q},">="&{first},{q},"<="&{last},{s},"{counted}")"#),
            ]
        };
        let [mut lacking, mut count, mut sum] = of([figure, ordinals, states], *begin, None);
        for part in parts {
            let more = of([&part.figure, &part.ordinals, &part.states], part.first, Some(part.end));
            for (whole, more) in [&mut lacking, &mut count, &mut sum].into_iter().zip(more) {
                *whole += &format!("+({report}>={})*{more}", part.at);
            }
        }
        let mut blank = self.breaks();
        blank.insert(0, format!("{first}<{}", self.begin(parts)));
        blank.push(format!("{lacking}>0"));
        if parts.len() <= FIGURES_TESTED {
            blank.push(format!("{count}=0"));
        }
        format!(r#"IF(OR({}),"",{sum})"#, blank.join(","))
    }

    fn own_at_end(&self) -> String {
        let UnitBlock { figure, states, .. } = self.block;
        let mut blank = self.breaks();
        blank.insert(0, format!("{}<1", self.last));
        let blank = if blank.len() == 1 { blank.remove(0) } else { format!("OR({})", blank.join(",")) };
        format!(r#"IF({blank},"",{})"#, at_period(self.block, (figure, states), self.last))
    }

    fn joined_at_end(&self, by: JoinedBy, parts: &[JoinedBlock]) -> String {
        let UnitBlock { figure, states, counted, first: begin, report, .. } = self.block;
        let at = self.last;
        let mut lacking = vec![match begin {
            1 => format!(r#"INDEX({states},{at})<>"{counted}""#),
            begin => format!(r#"AND({at}>={begin},INDEX({states},{at})<>"{counted}")"#),
        }];
        let mut count = format!("COUNT(INDEX({figure},{at}))");
        let mut joined = match by {
            JoinedBy::Sum => format!("SUM(INDEX({figure},{at}))"),
            JoinedBy::Max => format!("INDEX({figure},{at})"),
        };
        for JoinedBlock { figure: x, states: s, at: since, first, end, .. } in parts {
            let begun = if *first > 1 { format!("{at}>={first},") } else { String::new() };
            lacking.push(format!(r#"AND({report}>={since},{begun}{at}<{end},INDEX({s},{at})<>"{counted}")"#));
            count += &format!("+({report}>={since})*COUNT(INDEX({x},{at}))");
            joined += &match by {
                JoinedBy::Sum => format!("+({report}>={since})*SUM(INDEX({x},{at}))"),
                // Before the heir takes over, its own figure takes the place.
                JoinedBy::Max => format!(",IF({report}>={since},INDEX({x},{at}),INDEX({figure},{at}))"),
            };
        }
        let joined = match by {
            JoinedBy::Sum => joined,
            JoinedBy::Max => format!("MAX({joined})"),
        };
        let mut blank = self.breaks();
        blank.insert(0, format!("{at}<{}", self.begin(parts)));
        format!(r#"IF(OR({}),"",IF(OR({},{count}=0),"",{joined}))"#, blank.join(","), lacking.join(","))
    }
}
