//! The headlines of a unit up to the period, with target, share, shortfall and rank. Every figure is the consolidated
//! workbook's; this module only sorts and counts.

use crate::check::format_value;
use crate::consolidate::{HeadlineFigure, UnitHeadline};
use crate::model::text::{Lang, text_in};
use crate::workbook::style::NumberFormat;

/// The standing of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UnitStanding {
    /// One line for each headline: `Kết nạp lũy kế: 105/120 (87,5 %), còn 15; thứ 3/11 đơn vị`.
    pub lines: Vec<String>,
}

impl UnitStanding {
    /// Returns the standings of the units. `ranked` are those that are compared: the units whose return is counted.
    pub(crate) fn all(t: Lang, units: &[Vec<UnitHeadline>], ranked: &[usize]) -> Vec<UnitStanding> {
        let of = |(unit, headlines): (usize, &Vec<UnitHeadline>)| {
            let line = |headline: &UnitHeadline| {
                let rank = ranked.contains(&unit).then(|| rank(headline, units, ranked)).flatten();
                line(t, headline, rank)
            };
            UnitStanding { lines: headlines.iter().filter_map(line).collect() }
        };
        units.iter().enumerate().map(of).collect()
    }
}

/// Returns the rank of a unit by its share, and the number of units with one. Equal shares have the same rank.
fn rank(own: &UnitHeadline, units: &[Vec<UnitHeadline>], ranked: &[usize]) -> Option<(usize, usize)> {
    let share = |headline: &UnitHeadline| headline.share.as_ref()?.value.number();
    let mine = share(own)?;
    let of = |unit: &usize| units.get(*unit)?.iter().find(|other| other.heading == own.heading).and_then(share);
    let all: Vec<f64> = ranked.iter().filter_map(of).collect();
    (all.len() > 1).then(|| (1 + all.iter().filter(|other| **other > mine).count(), all.len()))
}

/// Formats a headline; `None` without a figure.
fn line(t: Lang, headline: &UnitHeadline, rank: Option<(usize, usize)>) -> Option<String> {
    headline.reached.value.number()?;
    let mut out = format!("{}: {}", headline.heading, shown(t, &headline.reached));
    let is_number = |figure: &&HeadlineFigure| figure.value.number().is_some();
    if let Some(target) = headline.target.as_ref().filter(is_number) {
        out += &format!("/{}", shown(t, target));
    }
    if let Some(share) = headline.share.as_ref().filter(is_number) {
        out += &format!(" ({})", shown(t, share));
    }
    match headline.gap.as_ref().and_then(|gap| Some((gap, gap.value.number()?))) {
        Some((gap, number)) if number > 0.0 => out += &text_in!(t, ", còn {}", ", {} to go", shown(t, gap)),
        Some(_) => out += t.pick(", đã đạt chỉ tiêu", ", target reached"),
        None => {}
    }
    if let Some((rank, all)) = rank {
        out += &text_in!(t, "; thứ {rank}/{all} đơn vị đã tổng hợp", "; rank {rank} of {all} counted units");
    }
    Some(out)
}

fn shown(t: Lang, figure: &HeadlineFigure) -> String {
    let is_percent = matches!(figure.format, NumberFormat::Percent | NumberFormat::FixedPercent(_));
    format_value::shown(&figure.value, is_percent, t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::amount::Value;

    fn headline(reached: f64, target: f64, share: f64, gap: f64) -> UnitHeadline {
        let figure = |number, format| Some(HeadlineFigure { value: Value::Number(number), format });
        UnitHeadline {
            heading: "Kết nạp".into(),
            reached: HeadlineFigure { value: Value::Number(reached), format: NumberFormat::Integer },
            target: figure(target, NumberFormat::Integer),
            share: figure(share, NumberFormat::Percent),
            gap: figure(gap, NumberFormat::Integer),
        }
    }

    #[test]
    fn units_are_ranked_by_share_among_the_counted_ones() {
        let units = [
            vec![headline(1050.0, 1200.0, 0.875, 150.0)],
            vec![headline(90.0, 90.0, 1.0, 0.0)],
            vec![headline(7.0, 8.0, 0.875, 1.0)],
            vec![headline(99.0, 9.0, 11.0, -90.0)],
        ];
        let lines: Vec<String> =
            UnitStanding::all(Lang::Vi, &units, &[0, 1, 2]).into_iter().flat_map(|s| s.lines).collect();
        assert_eq!(
            lines,
            [
                "Kết nạp: 1.050/1.200 (87,5 %), còn 150; thứ 2/3 đơn vị đã tổng hợp",
                "Kết nạp: 90/90 (100 %), đã đạt chỉ tiêu; thứ 1/3 đơn vị đã tổng hợp",
                "Kết nạp: 7/8 (87,5 %), còn 1; thứ 2/3 đơn vị đã tổng hợp",
                "Kết nạp: 99/9 (1.100 %), đã đạt chỉ tiêu",
            ]
        );
    }
}
