//! A plan like the reform of provinces in 2025 (Nghị quyết 202/2025/QH15): 63 units of which 34 remain, with a chain of
//! mergers, new heirs, a unit that joins, one that is split off, one that ends without heir, and one that is renamed.
//! The truth is added up here, from the raw figures, in plain loops.

use std::collections::BTreeMap;
use std::fmt::Write;
use tonghop::model::amount::{Amount, Figure};
use tonghop::model::period::Period;
use tonghop::model::received_file::{ReadingOutcome, ReceivedFile};
use tonghop::model::submission::{RosterRows, Submission};
use tonghop::plan::{Plan, load};

/// Number of periods: 2024-Q1 to 2026-Q4.
pub(crate) const PERIODS: usize = 12;
/// The last period with returns.
pub(crate) const REPORTED: usize = 10;

/// A unit of the plan. Periods count from 0.
#[derive(Clone, Debug)]
pub(crate) struct TestUnit {
    pub code: String,
    pub name: String,
    pub from: usize,
    pub until: usize,
    /// Index of the heir.
    pub into: Option<usize>,
    pub out_of: Option<usize>,
    pub before: Option<(usize, String)>,
    pub kind: usize,
    pub quota: Option<u32>,
    /// Amendments: from a period on.
    pub amended: Vec<(usize, u32)>,
}

/// What a unit reports in a period.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(crate) struct TestReturn {
    pub opening: i64,
    pub new: i64,
    pub closing: i64,
    pub is_held: bool,
}

/// The campaign: its units, and their returns by unit and period.
pub(crate) struct Reform {
    pub units: Vec<TestUnit>,
    pub returns: BTreeMap<(usize, usize), TestReturn>,
}

/// A generator of numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

pub(crate) fn period(index: usize) -> Period {
    "2024-Q1".parse::<Period>().unwrap().plus(index as i32)
}

fn unit(index: usize) -> TestUnit {
    TestUnit {
        code: format!("T{index:02}X"),
        name: format!("Tỉnh số {index:02}"),
        from: 0,
        until: PERIODS - 1,
        into: None,
        out_of: None,
        before: None,
        kind: usize::from(index % 7 == 3),
        quota: (index % 11 != 5).then(|| 2_000 + 37 * index as u32),
        amended: Vec::new(),
    }
}

/// Returns the 63 units and those that begin later.
fn units() -> Vec<TestUnit> {
    let mut units: Vec<TestUnit> = (0..63).map(unit).collect();
    // 34 to 59 end with 2025-Q2: three into one, two into one, one into one; heirs 0 to 15.
    for (index, unit) in units.iter_mut().enumerate().take(60).skip(34) {
        unit.until = 5;
        unit.into = Some(if index < 54 { (index - 34) / 2 } else { index - 44 });
    }
    // A chain: 60 into 61 after 2024-Q2, 61 into 20 after 2025-Q2.
    (units[60].until, units[60].into) = (1, Some(61));
    (units[61].until, units[61].into) = (5, Some(20));
    // One that ends without an heir.
    units[62].until = 3;
    // A new heir that takes over two units; a copy of the first has its name.
    let heir = TestUnit { from: 6, quota: None, kind: 0, ..unit(63) };
    (units[32].until, units[32].into) = (5, Some(63));
    (units[33].until, units[33].into) = (5, Some(63));
    units.push(TestUnit { name: units[32].name.clone(), ..heir });
    // One that joins in 2025-Q1, and one that is split from the unit 21 in 2025-Q2.
    units.push(TestUnit { from: 4, quota: None, amended: vec![(4, 900)], ..unit(64) });
    units.push(TestUnit { from: 5, out_of: Some(21), quota: None, ..unit(65) });
    units[22].before = Some((3, "Tỉnh Hai Hai".into()));
    // Amendments: of an heir before it takes over, with it (replacing all), and after; and of a unit that ends.
    units[0].amended = vec![(2, 2_500)];
    units[1].amended = vec![(6, 9_000)];
    units[2].amended = vec![(8, 7_777)];
    units[40].amended = vec![(3, 1_111)];
    units
}

impl Reform {
    pub(crate) fn new() -> Self {
        let units = units();
        let mut numbers = Numbers(20_250_701);
        let mut stock: Vec<i64> = units.iter().map(|_| 1_000 + numbers.below(9_000) as i64).collect();
        let mut returns = BTreeMap::new();
        for q in 0..REPORTED {
            for (u, unit) in units.iter().enumerate().filter(|(_, unit)| unit.from <= q && q <= unit.until) {
                if unit.from == q && unit.from > 0 && unit.out_of.is_none() && u == 63 {
                    stock[u] = 0;
                }
                let taken: i64 = (0..units.len()).filter(|o| ends_in(&units[*o], u, q)).map(|o| stock[o]).sum();
                let left = units.iter().any(|other| other.out_of == Some(u) && other.from == q);
                let opening = stock[u] + taken - if left { 500 } else { 0 };
                // What an heir reports can exceed its own quota, but not the quotas of all together.
                let most = quota(&units, u, q).map_or(200, |quota| quota / 8).max(2);
                let new = numbers.below(most as u64) as i64;
                stock[u] = opening + new;
                let chance = numbers.below(100);
                let is_fixed = (4..=6).contains(&q) && [0, 20, 63, 34].contains(&u);
                if chance < 4 && !is_fixed {
                    continue;
                }
                let is_held = chance > 96 && !is_fixed;
                returns.insert((u, q), TestReturn { opening, new, closing: stock[u], is_held });
            }
        }
        // An heir whose partner is missing, and one whose partner is on hold, in the period before it takes over.
        returns.remove(&(36, 5));
        if let Some(own) = returns.get_mut(&(38, 5)) {
            own.is_held = true;
        }
        Reform { units, returns }
    }

    /// Returns the text of the plan and of its annex.
    pub(crate) fn plan(&self) -> Plan {
        let (mut units, mut annex, mut amendments) = (String::new(), String::new(), String::new());
        let mut total = 0;
        for (u, unit) in self.units.iter().enumerate() {
            let kind = ["tinh", "thanhpho"][unit.kind];
            write!(units, "[[units]]\ncode = \"{}\"; name = \"{}\"; kind = \"{kind}\"", unit.code, unit.name).unwrap();
            for (key, is_given, q) in
                [("from", unit.from > 0, unit.from), ("until", unit.until < PERIODS - 1, unit.until)]
            {
                if is_given {
                    write!(units, "; {key} = \"{}\"", period(q)).unwrap();
                }
            }
            for (key, other) in [("into", unit.into), ("out_of", unit.out_of)] {
                if let Some(other) = other {
                    write!(units, "; {key} = \"{}\"", self.units[other].code).unwrap();
                }
            }
            if let Some((q, name)) = &unit.before {
                write!(units, "; before = [{{ until = \"{}\", name = \"{name}\" }}]", period(*q)).unwrap();
            }
            units.push('\n');
            if unit.from == 0 {
                let quota = unit.quota.map(|q| q.to_string()).unwrap_or_default();
                total += unit.quota.unwrap_or(0);
                writeln!(annex, "{}\t{}\t{quota}", u + 1, unit.name).unwrap();
            }
            for (q, value) in &unit.amended {
                write!(amendments, "[[amendments]]\nfrom = \"{}\"; unit = \"{}\"", period(*q), unit.code).unwrap();
                writeln!(amendments, "; column = \"pl_moi\"; value = {value}; basis = \"Văn bản\"").unwrap();
            }
        }
        let text = format!("{PLAN}\n{units}\n{amendments}").replace("; ", "\n");
        let annex = format!("TT\tĐơn vị\tSố giao\n{annex}\tTổng cộng\t{total}\n");
        load::text(&text, annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap_or_else(|p| panic!("{p:#?}"))
    }

    /// Returns the returns as the program reads them, one file each.
    pub(crate) fn received(&self) -> Vec<ReceivedFile> {
        let mut out = Vec::new();
        for (&(u, q), own) in &self.returns {
            let file = format!("{}/{}.xlsx", period(q), self.units[u].code);
            let closing = own.closing + i64::from(own.is_held);
            let figures = [("dau", own.opening), ("moi", own.new), ("cuoi", closing)].map(|(name, number)| {
                let amount = Amount::Number(number as f64);
                (name.into(), Figure { amount, sheet: "BC".into(), cell: "E9".into(), raw: Default::default() })
            });
            let submission = Submission {
                file: file.clone(),
                sheet: "BC".into(),
                unit: self.units[u].code.clone(),
                period: period(q),
                number: 1,
                figures: figures.into(),
                rosters: Vec::<RosterRows>::new(),
                traces: Vec::new(),
                findings: Vec::new(),
                sources: Vec::new(),
                notes: Vec::new(),
                balance: Default::default(),
            };
            out.push(ReceivedFile {
                sha256: format!("{u:032x}{q:032x}"),
                file,
                size: 1,
                outcome: ReadingOutcome::Returns(vec![submission]),
                letter: None,
                left: Vec::new(),
            });
        }
        out
    }
}

/// Returns true if a unit ends in another one that takes over in a period.
fn ends_in(unit: &TestUnit, heir: usize, q: usize) -> bool {
    unit.into == Some(heir) && unit.until + 1 == q
}

/// Returns the quota of a unit in a period with those that it has taken over.
fn quota(units: &[TestUnit], u: usize, q: usize) -> Option<u32> {
    let amended = units[u].amended.iter().rev().find(|(from, _)| *from <= q);
    let own = amended.map(|(_, value)| *value).or(units[u].quota);
    let others = (0..units.len()).filter(|o| units[*o].into == Some(u) && units[*o].until < q);
    let others = others.filter(|o| amended.is_none_or(|(from, _)| *from <= units[*o].until));
    let all: Vec<u32> = own.into_iter().chain(others.filter_map(|o| quota(units, o, units[o].until))).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

/// A row of the truth: in the period, to date, in the year, stock, quota, share, still to reach, rank, missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    pub now: Option<f64>,
    pub to_date: Option<f64>,
    pub year: Option<f64>,
    pub stock: Option<f64>,
    pub quota: Option<f64>,
    pub share: Option<f64>,
    pub rest: Option<f64>,
    pub rank: Option<f64>,
    pub missing: Option<f64>,
}

impl Reform {
    fn counted(&self, u: usize, q: usize) -> Option<&TestReturn> {
        self.returns.get(&(u, q)).filter(|own| !own.is_held)
    }

    fn sum(&self, u: usize, from: usize, to: usize) -> i64 {
        (from..=to).filter_map(|q| self.counted(u, q)).map(|own| own.new).sum()
    }

    /// Returns the unit that has the figures of a unit at the end of a period: itself, or its last heir by then; `None`
    /// if it was dissolved.
    pub(crate) fn owner(&self, u: usize, q: usize) -> Option<usize> {
        if q <= self.units[u].until {
            return Some(u);
        }
        self.owner(self.units[u].into?, q)
    }

    /// Returns the truth of a chosen period for each unit, then the total.
    pub(crate) fn truth(&self, q: usize) -> (Vec<Row>, Row) {
        let january = q / 4 * 4;
        let mut rows = vec![Row::default(); self.units.len()];
        let mut total = Row::default();
        let add = |to: &mut Option<f64>, number: f64| *to = Some(to.unwrap_or(0.0) + number);
        for u in 0..self.units.len() {
            let (all, year) = (self.sum(u, 0, q) as f64, self.sum(u, january, q) as f64);
            add(&mut total.to_date, all);
            add(&mut total.year, year);
            if let Some(owner) = self.owner(u, q).filter(|owner| self.units[*owner].from <= q) {
                add(&mut rows[owner].to_date, all);
                add(&mut rows[owner].year, year);
            }
        }
        let active = |u: &usize| self.units[*u].from <= q && q <= self.units[*u].until;
        for u in (0..self.units.len()).filter(active) {
            let row = &mut rows[u];
            row.now = self.counted(u, q).map(|own| own.new as f64);
            row.stock = (0..=q).rev().find_map(|q| self.counted(u, q)).map(|own| own.closing as f64);
            row.quota = quota(&self.units, u, q).map(f64::from);
            row.share = row.to_date.zip(row.quota).map(|(done, quota)| done / quota);
            row.rest = row.to_date.zip(row.quota).map(|(done, quota)| (quota - done).max(0.0));
            row.missing = Some((self.units[u].from..=q).filter(|q| self.counted(u, *q).is_none()).count() as f64);
            for (to, number) in [
                (&mut total.now, row.now),
                (&mut total.stock, row.stock),
                (&mut total.quota, row.quota),
                (&mut total.rest, row.rest),
            ] {
                *to = Some(to.unwrap_or(0.0) + number.unwrap_or(0.0));
            }
        }
        for u in (0..self.units.len()).filter(active) {
            let Some(own) = rows[u].share else { continue };
            let better = |o: &usize| {
                self.units[*o].kind == self.units[u].kind && rows[*o].share.is_some_and(|share| share > own)
            };
            rows[u].rank = Some(1.0 + (0..self.units.len()).filter(active).filter(better).count() as f64);
        }
        total.share = total.to_date.zip(total.quota).map(|(done, quota)| done / quota);
        (rows, total)
    }
}

const PLAN: &str = r#"
kinds = [{ code = "tinh", label = "Tỉnh" }, { code = "thanhpho", label = "Thành phố" }]
indicators = [
  { section = "A. SỐ", ordinal = "1", code = "01", label = "Số đầu kỳ", name = "dau", kind = "stock", blank = "missing", opening = "cuoi" },
  { section = "A. SỐ", ordinal = "2", code = "02", label = "Số mới", name = "moi", kind = "flow", blank = "missing" },
  { section = "A. SỐ", ordinal = "3", code = "03", label = "Số cuối kỳ", name = "cuoi", kind = "stock", blank = "missing" },
]
sheets = [{ name = "Kết quả", title = "KẾT QUẢ" }]
series = [{ indicator = "moi", heading = "Số mới", pace = "phai" }]
headlines = [{ heading = "Số mới lũy kế", column = "lk", of = "pl_moi", share = "tyle", gap = "con" }]
plan = { number = "01/KH", date = 2024-01-02, title = "Kế hoạch thử", issuer = ["BỘ", "CỤC"], issuer_short = "Cục", place = "Hà Nội", signer = ["CỤC TRƯỞNG"], first = "2024-Q1", last = "2026-Q4", days = { cut_off = 0, deadline = 10 } }
form = { code = "BC-01", version = "1", title = "BÁO CÁO", sheet = "BC", narrative_sheet = "Thuyết minh" }
annex = { title = "BẢNG GIAO", columns = [{ name = "pl_moi", heading = "Số giao", sheets = ["Kết quả"] }] }
columns = [
  { name = "tk", sheets = ["Kết quả"], heading = "Trong kỳ", formula = "TRONG_KY(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "lk", sheets = ["Kết quả"], heading = "Lũy kế", formula = "LUY_KE(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "dn", sheets = ["Kết quả"], heading = "Từ đầu năm", formula = "TU_DAU_NAM(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "ton", sheets = ["Kết quả"], heading = "Cuối kỳ", formula = "CUOI_KY(cuoi)", total = "sum", number = "integer", explain = "x" },
  { name = "tyle", sheets = ["Kết quả"], heading = "Tỷ lệ", formula = 'IF(ISNUMBER(pl_moi),lk/pl_moi,"")', total = "formula", number = "percent", explain = "x" },
  { name = "con", sheets = ["Kết quả"], heading = "Còn", formula = 'IF(ISNUMBER(pl_moi),MAX(0,pl_moi-lk),"")', total = "sum", number = "integer", explain = "x" },
  { name = "xep", sheets = ["Kết quả"], heading = "Hạng", formula = "HANG(tyle)", total = "blank", number = "integer", explain = "x" },
  { name = "thieuk", sheets = ["Kết quả"], heading = "Thiếu", formula = "quy_thieu", total = "blank", number = "integer", explain = "x" },
  { name = "phai", sheets = ["Kết quả"], heading = "Phải đạt", formula = 'IF(ISNUMBER(pl_moi),pl_moi*so_quy/tong_quy,0)', total = "sum", number = "decimal", explain = "x" },
]
[[rules]]
code = "R01"; severity = "error"; test = "cuoi=dau+moi"; message = "Cuối kỳ {cuoi} sai."; fix = "Sửa."
[[rules]]
code = "R02"; severity = "error"; test = "dau=cuoi_kt"; message = "Đầu kỳ {dau} khác cuối kỳ trước {cuoi_kt}."; fix = "Sửa."
[[rules]]
code = "R03"; severity = "error"; test = "moi<=pl_moi/8"; message = "Số mới {moi} quá nhiều so với {pl_moi}."; fix = "Sửa."
"#;
