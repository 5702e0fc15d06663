//! Checks the computed columns: names, arguments of the plan's functions, totals, cycles.

use super::column_sheets;
use super::faults::{fault_at_name, unknown};
use super::names::{NameRole, PlanNames, belongs, in_column};
use super::rules::in_own;
use super::{figures, validity};
use crate::formula::{Formula, PeriodAggregate};
use crate::model::text::BilingualText;
use crate::model::validity::Validity;
use crate::plan::figure::sole_aggregate;
use crate::plan::load::draft::{ColumnDraft, PlanDraft};
use crate::plan::load::walk::PlanDocument;
use crate::plan::{Column, ColumnNumberFormat, ColumnTotal, IndicatorKind};

/// Returns the checked columns. Columns with problems are left out.
pub(super) fn columns(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Vec<Column> {
    for column in &draft.columns {
        if let Some(formula) = &column.formula {
            for name in formula.names() {
                outside(column, formula, name, names, walk);
            }
            for (aggregate, name) in formula.aggregates() {
                inside(column, formula, (*aggregate, name), draft, names, walk);
            }
            total(column, formula, draft, names, walk);
        }
    }
    cycles(draft, names, walk);
    paces(draft, names, walk);
    column_sheets::check(draft, names, walk);
    let of_names = validity::of_columns(draft, names);
    let columns = draft.columns.iter().zip(of_names);
    columns.filter_map(|(column, of_names)| finish(column, of_names, names, walk)).collect()
}

/// Checks the pace of each series. It is drawn for every period, so it must not depend on a figure of a return.
fn paces(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) {
    for (index, series) in draft.series.iter().enumerate() {
        let Some(pace) = &series.pace else { continue };
        let fixed = |name: &String| {
            matches!(
                names.get(name),
                Some(NameRole::AnnexFigure | NameRole::Setting | NameRole::Ordinal | NameRole::Periods)
            )
        };
        let good = |c: &&ColumnDraft| {
            c.formula.as_ref().is_none_or(|f| f.aggregates().is_empty() && f.names().iter().all(fixed))
        };
        let known: Vec<&str> = draft.columns.iter().filter(good).map(|c| c.name.as_str()).collect();
        if !known.contains(&pace.as_str()) {
            let known = known.join(", ");
            walk.error_at(
                &format!("series[{index}].pace"),
                BilingualText::new(
                    format!("'{pace}' không phải cột chỉ tính từ phụ lục, số đặt sẵn và thứ tự kỳ"),
                    format!("'{pace}' is no column of annex figures, settings and the period's ordinal alone"),
                ),
                BilingualText::new(format!("chọn một trong: {known}"), format!("one of: {known}")),
            );
        }
    }
}

fn finish(column: &ColumnDraft, of_names: Validity, names: &PlanNames, walk: &PlanDocument) -> Option<Column> {
    let formula = in_own(column.formula.as_ref()?, &format!("{}.formula", column.path), names, walk)?;
    Some(Column {
        name: column.name.clone(),
        sheets: column.sheets.clone(),
        group: column.group.clone(),
        heading: column.heading.clone(),
        formula,
        total: column.total?,
        number: column.number?,
        emphasis: column.emphasis,
        explain: column.explain.clone(),
        basis: column.basis.clone(),
        validity: column.validity,
        of_names,
    })
}

fn column_error(
    column: &ColumnDraft,
    formula: &Formula,
    word: &str,
    walk: &PlanDocument,
    message: BilingualText,
    hint: BilingualText,
) {
    fault_at_name(walk, &format!("{}.formula", column.path), formula.source(), word, message, hint);
}

fn outside(column: &ColumnDraft, formula: &Formula, name: &str, names: &PlanNames, walk: &PlanDocument) {
    let (message, hint) = match names.get(name) {
        Some(meaning) if in_column(meaning) => return,
        Some(meaning) => (
            BilingualText::new(
                format!("tên '{name}' không dùng được trong cột"),
                format!("name '{name}' is not for a column"),
            ),
            belongs(meaning),
        ),
        None => unknown(name, names.usable(in_column)),
    };
    column_error(column, formula, name, walk, message, hint);
}

fn inside(
    column: &ColumnDraft,
    formula: &Formula,
    (aggregate, name): (PeriodAggregate, &str),
    draft: &PlanDraft,
    names: &PlanNames,
    walk: &PlanDocument,
) {
    if aggregate.is_over_units() {
        return over_units(column, formula, (aggregate, name), draft, names, walk);
    }
    let call = super::word(aggregate);
    let meaning = names.get(name);
    let summed = matches!(aggregate, PeriodAggregate::ToDate | PeriodAggregate::YearToDate);
    let (message, hint) = match meaning {
        Some(NameRole::Indicator(i)) => match draft.indicators.get(i).map(|i| i.kind) {
            _ if summed && !figures::adds_over_periods(name, draft, names) => (
                BilingualText::new(
                    format!("{call} cộng các kỳ, nhưng {name} không cộng được (add)"),
                    format!("{call} adds up periods, but {name} does not add up (add)"),
                ),
                BilingualText::new(format!("dùng TRONG_KY({name})"), format!("use TRONG_KY({name})")),
            ),
            Some(IndicatorKind::Flow) | None => return,
            Some(_) if !summed => return,
            Some(_) => (
                BilingualText::new(
                    format!("{call} cộng số phát sinh, nhưng {name} không phải số phát sinh (flow)"),
                    format!("{call} adds flows, but {name} is none"),
                ),
                BilingualText::new(format!("dùng CUOI_KY({name})"), format!("use CUOI_KY({name})")),
            ),
        },
        Some(_) => (not_of_call(call, name, ("một chỉ tiêu", "an indicator")), BilingualText::default()),
        None => unknown(name, names.usable(|m| matches!(m, NameRole::Indicator(_)))),
    };
    column_error(column, formula, name, walk, message, hint);
}

/// Says that a name is not what a function of the plan takes.
fn not_of_call(call: &str, name: &str, (vi, en): (&str, &str)) -> BilingualText {
    BilingualText::new(
        format!("{call} cần {vi}, '{name}' thì không phải"),
        format!("{call} takes {en}, which '{name}' is not"),
    )
}

/// Checks the argument of a function over units: a column of figures, for a sum also an indicator whose figures add up.
fn over_units(
    column: &ColumnDraft,
    formula: &Formula,
    (aggregate, name): (PeriodAggregate, &str),
    draft: &PlanDraft,
    names: &PlanNames,
    walk: &PlanDocument,
) {
    let call = super::word(aggregate);
    let is_rank = aggregate.is_rank();
    let what = if is_rank {
        ("một cột tính", "a computed column")
    } else {
        ("một cột tính hoặc một chỉ tiêu", "a computed column or an indicator")
    };
    let is_share = |i: usize| {
        let number = draft.columns.get(i).and_then(|column| column.number);
        matches!(number, Some(ColumnNumberFormat::Percent | ColumnNumberFormat::Text))
    };
    let (message, hint) = match names.get(name) {
        Some(NameRole::Column(i)) if is_rank || !is_share(i) => return,
        Some(NameRole::Column(_)) => (
            BilingualText::new(
                format!("{call} cộng các đơn vị, nhưng {name} là tỷ lệ hoặc chữ, không cộng được"),
                format!("{call} adds up units, but {name} is a share or a text, which do not add up"),
            ),
            BilingualText::new(
                "dùng cột số mà tỷ lệ đó được tính ra",
                "use the column of numbers that the share is made of",
            ),
        ),
        Some(NameRole::Indicator(_)) if !is_rank && figures::adds_over_units(name, draft, names) => return,
        Some(NameRole::Indicator(_)) if !is_rank => (
            BilingualText::new(
                format!("{call} cộng các đơn vị, nhưng {name} không cộng được (kind, add)"),
                format!("{call} adds up units, but {name} does not add up (kind, add)"),
            ),
            BilingualText::default(),
        ),
        Some(NameRole::Indicator(_) | NameRole::AnnexFigure) => (
            not_of_call(call, name, what),
            BilingualText::new("viết thành một cột rồi gọi tên cột đó", "make it a column and name that"),
        ),
        Some(_) => (not_of_call(call, name, what), BilingualText::default()),
        None => {
            let is_usable = |m| matches!(m, NameRole::Column(_)) || !is_rank && matches!(m, NameRole::Indicator(_));
            unknown(name, names.usable(is_usable))
        }
    };
    column_error(column, formula, name, walk, message, hint);
}

/// Checks that a formula evaluated on the totals refers only to totals: to no unit's figures and to no column without a
/// total.
fn total(column: &ColumnDraft, formula: &Formula, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) {
    let place = format!("{}.total", column.path);
    let summed_share = matches!(column.number, Some(ColumnNumberFormat::Percent | ColumnNumberFormat::Text));
    if column.total == Some(ColumnTotal::Sum)
        && let Some(message) = figures::not_summed(formula, draft, names)
    {
        return walk.error_at(&place, message, BilingualText::default());
    }
    let summed_share = summed_share && !figures::is_joined(formula, draft, names);
    if column.total == Some(ColumnTotal::Sum) && summed_share {
        let message = BilingualText::new("tỷ lệ và chữ không cộng được", "shares and text are not summed");
        return walk.error_at(
            &place,
            message,
            BilingualText::new("dùng total = \"formula\" hoặc \"blank\"", "use total = \"formula\" or \"blank\""),
        );
    }
    if matches!(column.total, Some(ColumnTotal::Units(_))) && column.number == Some(ColumnNumberFormat::Text) {
        let message =
            BilingualText::new("chữ không có nhỏ nhất, lớn nhất, bình quân", "texts have no smallest, largest or mean");
        let hint = BilingualText::new("dùng total = \"blank\"", "use total = \"blank\"");
        return walk.error_at(&place, message, hint);
    }
    if let (Some(ColumnTotal::Sum), Some((PeriodAggregate::WholeSum | PeriodAggregate::KindSum, name))) =
        (column.total, sole_aggregate(formula))
    {
        let message = BilingualText::new(
            format!("cột này đã là tổng của {name}: cộng lại thì mỗi đơn vị tính một lần"),
            format!("this column is a sum of {name} already: adding it up would count it once for each unit"),
        );
        let hint = BilingualText::new("dùng total = \"max\" hoặc \"blank\"", "use total = \"max\" or \"blank\"");
        return walk.error_at(&place, message, hint);
    }
    if column.total != Some(ColumnTotal::Formula) {
        return;
    }
    only_of_units(column, formula, walk);
    if let Some(name) = formula.names().iter().find(|n| names.get(n) == Some(NameRole::Gaps)) {
        let message = BilingualText::new(
            format!("total = \"formula\" tính trên dòng tổng cộng, ở đó không có {name}"),
            format!("total = \"formula\" works on the totals, which have no {name}"),
        );
        let hint = BilingualText::new("dùng total = \"sum\" hoặc \"blank\"", "use total = \"sum\" or \"blank\"");
        column_error(column, formula, name, walk, message, hint);
    }
    for name in formula.names() {
        let Some(NameRole::Column(i)) = names.get(name) else { continue };
        if draft.columns.get(i).is_some_and(|c| c.total == Some(ColumnTotal::Blank)) {
            let message = BilingualText::new(
                format!("total = \"formula\" cần dòng tổng của cột '{name}', mà cột đó bỏ trống"),
                format!("total = \"formula\" needs the total of column '{name}', which is blank"),
            );
            let hint =
                BilingualText::new(format!("cho cột '{name}' một dòng tổng"), format!("give column '{name}' a total"));
            column_error(column, formula, name, walk, message, hint);
        }
    }
}

/// Reports what a formula on the total row has only for a unit: an aggregate over periods, the value of one cell.
fn only_of_units(column: &ColumnDraft, formula: &Formula, walk: &PlanDocument) {
    let over_block = formula.aggregates().iter().find(|(a, _)| !a.is_rank() && *a != PeriodAggregate::WholeSum);
    if let Some((aggregate, name)) = over_block {
        let call = super::word(*aggregate);
        let message = BilingualText::new(
            format!("total = \"formula\" tính trên dòng tổng cộng, ở đó không có {call}({name})"),
            format!("total = \"formula\" works on the totals, which have no {call}({name})"),
        );
        let hint = BilingualText::new(
            format!("viết {call}({name}) thành một cột riêng (total = \"sum\") rồi gọi tên cột đó"),
            format!("make {call}({name}) a column of its own (total = \"sum\") and name that"),
        );
        column_error(column, formula, call, walk, message, hint);
    }
    if let Some((function, name)) = formula.over_one_cell() {
        let message = BilingualText::new(
            format!(
                "{function}({name}) chỉ lấy một ô: trên dòng tổng cộng ô đó là tổng của {name}, nên kết quả không phải {function} của các đơn vị"
            ),
            format!(
                "{function}({name}) takes a single cell: on the total row that is the total of {name}, so the result is no {function} over the units"
            ),
        );
        let hint = BilingualText::new(
            format!("bỏ {function}, hoặc dùng total = \"blank\""),
            format!("leave out {function}, or use total = \"blank\""),
        );
        column_error(column, formula, function, walk, message, hint);
    }
}

/// Returns the columns that a column's formula refers to.
fn named(column: &ColumnDraft, names: &PlanNames) -> Vec<usize> {
    let Some(formula) = &column.formula else { return Vec::new() };
    let over_units = formula.aggregates().iter().filter(|(a, _)| a.is_over_units()).map(|(_, n)| n);
    let all = formula.names().iter().chain(over_units);
    all.filter_map(|n| if let Some(NameRole::Column(i)) = names.get(n) { Some(i) } else { None }).collect()
}

/// Reports each cycle once, at its first column.
fn cycles(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) {
    let edges: Vec<Vec<usize>> = draft.columns.iter().map(|c| named(c, names)).collect();
    let mut settled = vec![false; edges.len()];
    for start in 0..edges.len() {
        // Depth-first search without recursion: the path of columns, and the next edge of each.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = path.last().copied() {
            let target = if settled[node] { None } else { edges[node].get(next).copied() };
            let Some(target) = target else {
                settled[node] = true;
                path.pop();
                continue;
            };
            if let Some(last) = path.last_mut() {
                last.1 += 1;
            }
            if let Some(from) = path.iter().position(|(n, _)| *n == target) {
                let mut cycle: Vec<usize> = path[from..].iter().map(|(n, _)| *n).collect();
                let least = cycle.iter().enumerate().min_by_key(|(_, n)| **n).map_or(0, |(i, _)| i);
                cycle.rotate_left(least);
                report(&cycle, draft, walk);
            } else if !settled[target] {
                path.push((target, 0));
            }
        }
    }
}

fn report(cycle: &[usize], draft: &PlanDraft, walk: &PlanDocument) {
    let columns: Vec<&ColumnDraft> = cycle.iter().filter_map(|i| draft.columns.get(*i)).collect();
    let Some(first) = columns.first() else { return };
    let chain: Vec<&str> = columns.iter().chain(columns.first()).map(|c| c.name.as_str()).collect();
    let chain = chain.join(" → ");
    walk.error_at(
        &format!("{}.formula", first.path),
        BilingualText::new(
            format!("các cột gọi vòng: {chain}"),
            format!("columns name each other in a circle: {chain}"),
        ),
        BilingualText::new("cắt một mắt của vòng này", "break one link of the circle"),
    );
}
