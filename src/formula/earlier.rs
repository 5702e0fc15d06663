//! The expansions of `KY_TRUOC` and `CUNG_KY`: a figure of an earlier span, of the units that are one now.

use super::unit_block::{ComparisonBreak, JoinedBlock, JoinedBy, OwnedRows, SpanFigure, UnitBlock, at_period};

/// Returns the formula of the figure of an earlier span from the ordinal `first` to `last`; `""` if it is not wholly in
/// the plan or not wholly counted, or of a time when the unit was another one. The figures of the units that it took over
/// by the report period belong to it.
pub(super) fn earlier(block: &UnitBlock, first: &str, last: &str) -> String {
    let span = EarlierSpan { block, first, last };
    let parts = span.parts();
    match (block.over_span, block.joined_by) {
        (SpanFigure::Sum, _) if parts.is_empty() => span.own_sum(),
        (SpanFigure::Sum, _) => match &block.owned {
            Some(owned) => span.owned_sum(owned, parts),
            None => span.joined_sum(parts),
        },
        (_, Some(by)) if !parts.is_empty() => match &block.owned {
            Some(owned) => span.owned_at_end(owned, by, parts),
            None => span.joined_at_end(by, parts),
        },
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
    /// Returns the units taken over whose figures are joined; none if the figure is not joined.
    fn parts(&self) -> &[JoinedBlock] {
        if self.block.joined_by.is_some() { &self.block.joined } else { &[] }
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
        blank.push(format!("{count}=0"));
        format!(r#"IF(OR({}),"",{sum})"#, blank.join(","))
    }

    /// Returns the sum over the rows of all units that are one now.
    fn owned_sum(&self, owned: &OwnedRows, parts: &[JoinedBlock]) -> String {
        let (first, last, counted) = (self.first, self.last, self.block.counted);
        let rows = owned.rows(&[(">=", first), ("<=", last)]);
        let mut blank = self.breaks();
        blank.insert(0, format!("{first}<{}", self.begin(parts)));
        blank.push(format!("{}>0", owned.lacking(&rows, counted)));
        blank.push(format!("{}=0", owned.figures(&rows, counted)));
        format!(r#"IF(OR({}),"",{})"#, blank.join(","), owned.sum(first, last, counted))
    }

    /// Returns the figure at the end of the span, joined from the rows of all units that are one now.
    fn owned_at_end(&self, owned: &OwnedRows, by: JoinedBy, parts: &[JoinedBlock]) -> String {
        let (at, counted) = (self.last, self.block.counted);
        let rows = owned.rows(&[("=", at)]);
        let joined = match by {
            JoinedBy::Sum => owned.sum(at, at, counted),
            JoinedBy::Max => self.largest(parts),
        };
        let mut blank = self.breaks();
        blank.insert(0, format!("{at}<{}", self.begin(parts)));
        blank.push(format!("{}>0", owned.lacking(&rows, counted)));
        blank.push(format!("{}=0", owned.figures(&rows, counted)));
        format!(r#"IF(OR({}),"",{joined})"#, blank.join(","))
    }

    /// Returns the largest figure at the end of the span. Before the heir takes a unit over, its own figure takes the place.
    fn largest(&self, parts: &[JoinedBlock]) -> String {
        let UnitBlock { figure, report, .. } = self.block;
        let at = self.last;
        let part =
            |part: &JoinedBlock| format!(",IF({report}>={},INDEX({},{at}),INDEX({figure},{at}))", part.at, part.figure);
        format!("MAX(INDEX({figure},{at}){})", parts.iter().map(part).collect::<String>())
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
        let mut sum = format!("SUM(INDEX({figure},{at}))");
        for JoinedBlock { figure: x, states: s, at: since, first, end, .. } in parts {
            let begun = if *first > 1 { format!("{at}>={first},") } else { String::new() };
            lacking.push(format!(r#"AND({report}>={since},{begun}{at}<{end},INDEX({s},{at})<>"{counted}")"#));
            count += &format!("+({report}>={since})*COUNT(INDEX({x},{at}))");
            sum += &format!("+({report}>={since})*SUM(INDEX({x},{at}))");
        }
        let joined = match by {
            JoinedBy::Sum => sum,
            JoinedBy::Max => self.largest(parts),
        };
        let mut blank = self.breaks();
        blank.insert(0, format!("{at}<{}", self.begin(parts)));
        format!(r#"IF(OR({}),"",IF(OR({},{count}=0),"",{joined}))"#, blank.join(","), lacking.join(","))
    }
}
