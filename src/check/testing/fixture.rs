//! Hand-made valid returns of plan 277. Tests change single figures of them.

use crate::model::amount::{Amount, Figure};
use crate::model::balance::CellBalance;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::shared_str::SharedStr;
use crate::model::submission::{RosterRow, RosterRows, Submission};
use crate::model::text::BilingualText;
use crate::plan::{Plan, load, template};
use std::collections::BTreeMap;

/// Returns the plan that is built into the program.
pub(crate) fn plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn number(n: f64) -> Amount {
    Amount::Number(n)
}

pub(crate) fn text(t: &str) -> Amount {
    Amount::Text(t.into())
}

pub(crate) fn day(y: i32, m: u32, d: u32) -> Amount {
    Amount::Number(f64::from(Day::from_ymd(y, m, d).unwrap().serial()))
}

pub(crate) fn unreadable(raw: &str) -> Amount {
    Amount::Unreadable { raw: raw.into(), why: BilingualText::new("có hai số", "two numbers").into() }
}

/// The figures of the 2021-Q4 return by code, 01 to 51.
const SECOND: [f64; 51] = [
    2500.,
    1200.,
    1500.,
    1000.,
    352., // 01–05 labour
    2140.,
    15.,
    6.,
    8.,
    5.,
    10.,
    3., // 06–12 opening, admitted, arrived
    10.,
    2.,
    3.,
    4.,
    1.,
    0.,
    4., // 13–19 decrease and causes
    2148.,
    1000.,
    1400.,
    748.,
    18.,
    2000., // 20–25 closing, to date, software
    41.,
    2.,
    1.,
    2.,
    1.,
    42., // 26–31 unions
    3.,
    20.,
    18.,
    9.,
    8., // 32–36 enterprises
    30.,
    40.,
    30.,
    0., // 37–40 yearly targets; 40 is a choice
    12.,
    30.,
    50_000_000.,
    45_000_000.,
    2.,
    1900.,
    30.,
    5.,
    7.,
    1.,
    20., // 41–51
];

/// The figures of the 2021-Q3 return, the previous period: no new union, three members admitted.
const FIRST: [f64; 51] = [
    2450.,
    1180.,
    1480.,
    970.,
    310., // 01–05
    2136.,
    3.,
    1.,
    0.,
    1.,
    2.,
    9., // 06–12
    8.,
    1.,
    3.,
    2.,
    2.,
    0.,
    1., // 13–19
    2140.,
    990.,
    1395.,
    745.,
    3.,
    1990., // 20–25
    41.,
    0.,
    0.,
    0.,
    0.,
    41., // 26–31
    4.,
    20.,
    16.,
    9.,
    7., // 32–36
    30.,
    40.,
    30.,
    0., // 37–40
    11.,
    25.,
    50_000_000.,
    11_000_000.,
    1.,
    1890.,
    29.,
    3.,
    4.,
    0.,
    12., // 41–51
];

/// Returns a valid return of the city for 2021-Q4.
pub(crate) fn second(plan: &Plan) -> Submission {
    let rosters = [2, 15, 3, 1];
    build(plan, "TP", "2021-Q4", &SECOND, rosters, (2022, 1, 5))
}

/// Returns a valid return of the city for 2021-Q3.
pub(crate) fn first(plan: &Plan) -> Submission {
    build(plan, "TP", "2021-Q3", &FIRST, [0, 3, 4, 0], (2021, 10, 6))
}

/// Returns a valid return of a sector union for 2021-Q3. It has no quota of unions and no enterprises.
pub(crate) fn trade(plan: &Plan) -> Submission {
    let mut figures = FIRST;
    let set = [(1, 3000.), (3, 3000.), (4, 0.), (6, 2855.), (20, 2859.), (22, 2859.), (23, 0.), (10, 3.), (11, 0.)];
    for (code, n) in set.into_iter().chain([(37, 5.), (38, 10.), (39, 5.)]) {
        figures[code - 1] = n;
    }
    let mut out = build(plan, "CDYT", "2021-Q3", &figures, [0, 3, 0, 0], (2021, 10, 6));
    for name in ["ld_chua_dv", "dn6_chua", "dn10_tong", "dn10_co", "dn25_tong", "dn25_co"] {
        out.figures.get_mut(name).unwrap().amount = Amount::Blank;
    }
    out
}

/// Sets a figure of a submission.
pub(crate) fn set(submission: &mut Submission, name: &str, amount: Amount) {
    submission.figures.get_mut(name).unwrap().amount = amount;
}

/// Sets a roster cell in row `row` (from 0).
pub(crate) fn set_row(plan: &Plan, submission: &mut Submission, name: &str, row: usize, amount: Amount) {
    let (r, c) = plan.roster_column(name).unwrap();
    submission.rosters[r].rows[row].cells[c] = amount;
}

/// Returns a received file that contains one return.
pub(crate) fn arrival(submission: &Submission, sha256: &str) -> ReceivedFile {
    let outcome = ReadingOutcome::Returns(vec![submission.clone()]);
    ReceivedFile {
        file: submission.file.clone(),
        size: 1,
        sha256: sha256.to_string(),
        outcome,
        letter: None,
        left: Vec::new(),
    }
}

/// Builds a return: header in C1 to C10 of BM01, code NN in row NN + 10 of column E, narratives from TM!C2, roster rows
/// from row 6.
fn build(plan: &Plan, unit: &str, q: &str, codes: &[f64; 51], rows: [usize; 4], sent: (i32, u32, u32)) -> Submission {
    let q = period(q);
    let mut figures = BTreeMap::new();
    let mut put = |name: &str, sheet: &str, cell: String, amount: Amount| {
        figures
            .insert(name.into(), Figure { amount, sheet: sheet.into(), cell: cell.into(), raw: SharedStr::default() });
    };
    let (y, m, d) = sent;
    let heads = [
        text(unit),
        text(&plan.units[plan.unit_index(unit).unwrap()].name),
        number(f64::from(q.index())),
        number(f64::from(q.year())),
        number(f64::from(q.last_day().serial())),
        day(y, m, d),
        number(1.0),
        text("1.0"),
        text("Người lập"),
        text("Chủ tịch"),
    ];
    for (i, (field, amount)) in plan.header().iter().zip(heads).enumerate() {
        put(field.name, "BM01", format!("C{}", i + 1), amount);
    }
    for (i, indicator) in plan.indicators.iter().enumerate() {
        let amount = if indicator.name == "ban_chi_dao" { text("Có") } else { number(codes[i]) };
        put(&indicator.name, "BM01", format!("E{}", i + 11), amount);
    }
    for (i, narrative) in plan.narratives.iter().enumerate() {
        put(&narrative.name, "TM", format!("C{}", i + 2), text("Đã ghi."));
    }
    let rosters = plan.rosters.iter().zip(rows).map(|(roster, count)| {
        let columns = (0..roster.columns.len()).map(|c| char::from(b'B' + c as u8).to_string().into()).collect();
        let cells = |i: usize| roster.columns.iter().map(|c| roster_cell(&c.name, unit, q, i)).collect();
        let rows = (0..count).map(|i| RosterRow { row: i as u32 + 6, cells: cells(i) }).collect();
        RosterRows { sheet: roster.code.clone(), columns, rows, further: Vec::new() }
    });
    Submission {
        file: format!("{q}/{unit}_L1.xlsx"),
        sheet: "BM01".to_string(),
        unit: unit.to_string(),
        period: q,
        number: 1,
        rosters: rosters.collect(),
        figures,
        traces: Vec::new(),
        findings: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        balance: CellBalance::default(),
    }
}

fn roster_cell(name: &str, unit: &str, q: Period, i: usize) -> Amount {
    let (_, column) = name.split_once('_').unwrap();
    match column {
        "mst" => text(&format!("62{}-{unit}-{q}-{i}", &name[..3])),
        "ho_ten" => text(&format!("{column} {unit} {q} {i}")),
        "khu_vuc" => text("Ngoài nhà nước"),
        "ngay" => number(f64::from(q.first_day().serial() + 20)),
        "so_dv" => number(8.0),
        "so_ld" => number(12.0),
        "ngay_sinh" => day(1990, 5, 1),
        _ => text(&format!("{column} {i}")),
    }
}
