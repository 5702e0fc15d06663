//! The expansions of LUY_KE and similar functions, for any returns: they give the value computed here from the definition.

use tonghop::engine;
use tonghop::formula::{PeriodAggregate, expand};
use tonghop::model::amount::Value;
use tonghop::workbook::{CellRange, Sheet, Style, Workbook, address};

/// Block of one unit: state and figure of each period (`None`: an empty cell).
fn periods() -> impl proptest::strategy::Strategy<Value = Vec<(usize, Option<i32>)>> {
    use proptest::prelude::*;
    prop::collection::vec((0usize..3, prop::option::weighted(0.8, -50i32..500)), 1..13)
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// For any mix of returns counted, on hold and missing, and of empty cells: the expansion of an aggregate gives the
    /// value computed here from its definition, for every report period.
    #[test]
    fn aggregate_expansions_equal_their_definition(rows in periods(), year in 0usize..12, length in 1usize..5) {
        use expand::SpanFigure::{First, Last, Sum};
        let style = Style::default();
        let words = ["Đã tổng hợp", "Còn lỗi", "Chưa gửi"];
        let mut sheet = Sheet::new("Số liệu");
        let mut latest = 0;
        for (at, (state, figure)) in rows.iter().enumerate() {
            let row = at as u32;
            latest = if *state == 0 { at + 1 } else { latest };
            sheet.number(row, 0, at as f64 + 1.0, &style);
            sheet.text(row, 1, words[*state], &style);
            sheet.number(row, 2, latest as f64, &style);
            if let Some(figure) = figure {
                sheet.number(row, 3, f64::from(*figure), &style);
            }
        }
        let end = rows.len() as u32 - 1;
        let range = |column| address::range("Số liệu", CellRange::new(0, column, end, column));
        let meant = [PeriodAggregate::InPeriod, PeriodAggregate::ToDate, PeriodAggregate::YearToDate, PeriodAggregate::Latest];
        let of_span = [PeriodAggregate::InPeriod, PeriodAggregate::Before, PeriodAggregate::YearBefore];
        let start_of = |report: usize| report.saturating_sub(length - 1).max(1);
        let first_of_year = |report: usize| if report > year { year + 1 } else { 1 };
        let mut asked = Sheet::new("Hỏi");
        for report in 1..=rows.len() {
            let row = report as u32 - 1;
            asked.number(row, 0, report as f64, &style);
            asked.number(row, 1, first_of_year(report) as f64, &style);
            asked.number(row, 14, start_of(report) as f64, &style);
            let block = expand::UnitBlock {
            counted: "Đã tổng hợp",
                first: 1,
                received: None,
                figure: range(3), ordinals: range(0), states: range(1), latest: range(2),
                report: address::on("Hỏi", row, 0), year_start: address::on("Hỏi", row, 1),
                until: None,
                start: address::on("Hỏi", row, 0), over_span: Sum, per_year: 4, joined: Vec::new(), joined_by: None, owned: None, breaks: Vec::new(),
            };
            for (column, aggregate) in (8..).zip(of_span) {
                for (column, over_span) in [(column, Sum), (column + 3, Last), (column + 7, First)] {
                    let block = expand::UnitBlock { start: address::on("Hỏi", row, 14), over_span, ..block.clone() };
                    asked.formula(row, column, expand::over_block(aggregate, &block).unwrap(), &style);
                }
            }
            for (column, aggregate) in (2..).zip(meant) {
                asked.formula(row, column, expand::over_block(aggregate, &block).unwrap(), &style);
            }
            asked.formula(row, 6, expand::uncounted(&block, false), &style);
            asked.formula(row, 7, expand::uncounted(&block, true), &style);
        }
        let mut book = Workbook::new("");
        book.add(sheet);
        book.add(asked);
        engine::fill(&mut book).unwrap();
        let none = || Value::Text(String::new());
        let number = |n: i32| Value::Number(f64::from(n));
        for report in 1..=rows.len() {
            let counted = |from: usize| rows[from - 1..report].iter().filter(|(state, _)| *state == 0);
            let sum = |from| number(counted(from).filter_map(|(_, figure)| *figure).sum::<i32>());
            let shown = |row: Option<&(usize, Option<i32>)>| row.and_then(|(_, f)| *f).map_or_else(none, number);
            let gaps = |from: usize| number((report - from + 1 - counted(from).count()) as i32);
            let start = first_of_year(report);
            let here = &rows[report - 1];
            // A flow of an earlier span needs all of its returns, a stock that of its last period.
            let flow = |from: i32, to: i32, is_whole: bool| {
                let inside = (from..=to).filter_map(|at| rows.get(usize::try_from(at - 1).ok()?)).collect::<Vec<_>>();
                let is_lacking = inside.len() < (to - from + 1) as usize || inside.iter().any(|(state, _)| *state != 0);
                let figures: Vec<i32> = inside.iter().filter(|row| row.0 == 0).filter_map(|row| row.1).collect();
                if is_whole && is_lacking || figures.is_empty() { none() } else { number(figures.iter().sum()) }
            };
            let stock = |at: i32| shown(usize::try_from(at - 1).ok().and_then(|at| rows.get(at)).filter(|row| row.0 == 0));
            let (first, last) = (start_of(report) as i32, report as i32);
            let spans = [
                if first == last { stock(last) } else { flow(first, last, false) },
                flow(2 * first - last - 1, first - 1, true), flow(first - 4, last - 4, true),
                stock(last), stock(first - 1), stock(last - 4),
                stock(first), stock(2 * first - last - 1), stock(first - 4),
            ];
            for (column, expected) in (8..14).chain(15..18).zip(spans) {
                let got = book.sheets[1].cells.formula((report as u32 - 1, column)).unwrap().value.clone();
                proptest::prop_assert_eq!(got, Some(expected), "span {}..{} column {}", first, last, column);
            }
            let expected = [
                shown((here.0 == 0).then_some(here)), sum(1), sum(start), shown(counted(1).next_back()),
                gaps(1), gaps(start),
            ];
            for (column, expected) in (2..).zip(expected) {
                let got = book.sheets[1].cells.formula((report as u32 - 1, column)).unwrap().value.clone();
                proptest::prop_assert_eq!(got, Some(expected), "report {} column {}", report, column);
            }
        }
    }
}
