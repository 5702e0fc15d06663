//! Calls the stages in their order. Knows no format, rule or sheet.

use crate::audit::{self, Audit};
use crate::book::{Book, address};
use crate::check;
use crate::consolidate::{self, reader::Reader};
use crate::engine;
use crate::error::Error;
use crate::explain::{self, Explainer, Line};
use crate::export;
use crate::form::{self, Previous};
use crate::grid::{self, GridError};
use crate::lang::{Message, Skip, Stage, both};
use crate::limits::Limits;
use crate::model::amount::Value;
use crate::model::arrival::{Arrival, Outcome};
use crate::model::finding::Finding;
use crate::model::fold::fold;
use crate::model::ledger::{Ledger, State};
use crate::model::quarter::Quarter;
use crate::model::submission::Submission;
use crate::model::text::Text;
use crate::plan::load::AnnexSource;
use crate::plan::problem::{Problem, nearest};
use crate::plan::{Indicator, Plan, Unit, load, workbook};
use crate::read as reading;
use crate::world::{Entry, EntryKind, World};
use crate::write;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// The plan in a campaign folder, as a workbook.
pub const PLAN_WORKBOOK: &str = "ke-hoach.xlsx";
/// The plan in a campaign folder, as text.
pub const PLAN_FILE: &str = "ke-hoach.toml";
/// The annex in a campaign folder, of one of these kinds.
pub const ANNEXES: [&str; 3] = ["phu-luc.tsv", "phu-luc.csv", "phu-luc.xlsx"];
pub use crate::model::arrival::RETURNS;

/// A file's bytes, up to the bound of a return.
///
/// # Errors
/// The file cannot be read, or is larger.
pub fn read(world: &dyn World, path: &Path) -> Result<Vec<u8>, Error> {
    world.read(path, Limits::default().file_bytes).map_err(Error::Read)
}

/// The plan of a campaign folder.
///
/// # Errors
/// No plan, two annexes, or every fault of plan and annex.
pub fn campaign(world: &dyn World, folder: &Path) -> Result<Plan, Error> {
    let folder = folder.to_path_buf();
    let (plan, workbook) = (folder.join(PLAN_FILE), folder.join(PLAN_WORKBOOK));
    let in_excel = match (world.is_file(&plan), world.is_file(&workbook)) {
        (true, true) => return Err(Error::TwoPlans { folder }),
        (false, false) => return Err(Error::NoCampaign { folder }),
        (_, in_excel) => in_excel,
    };
    let annexes: Vec<&str> = ANNEXES.into_iter().filter(|name| world.is_file(&folder.join(name))).collect();
    let annex = match annexes.as_slice() {
        [] => return Err(Error::NoAnnex { folder }),
        [one] => *one,
        [one, other, ..] => return Err(Error::TwoAnnexes { one: one.to_string(), other: other.to_string() }),
    };
    let annex_bytes = read(world, &folder.join(annex))?;
    if in_excel {
        return load_workbook(&read(world, &workbook)?, &annex_bytes, annex);
    }
    let text = String::from_utf8(read(world, &plan)?).map_err(|_| Error::NotText { path: plan })?;
    load(&text, &annex_bytes, annex)
}

/// Whether a folder holds a plan.
pub fn is_campaign(world: &dyn World, folder: &Path) -> bool {
    [PLAN_FILE, PLAN_WORKBOOK].iter().any(|name| world.is_file(&folder.join(name)))
}

/// A plan from its workbook and its annex.
///
/// # Errors
/// Every fault of both, by sheet and cell.
pub fn load_workbook(plan: &[u8], annex: &[u8], annex_name: &str) -> Result<Plan, Error> {
    let unread = |e: GridError| Error::AnnexWorkbook { file: PLAN_WORKBOOK.to_string(), why: e.message() };
    let text = workbook::read(&grid::open(plan, &Limits::default()).map_err(unread)?, PLAN_WORKBOOK);
    if !text.problems.is_empty() {
        return Err(Error::Plan(text.problems));
    }
    match load_named(&text.toml, annex, (PLAN_WORKBOOK, annex_name)) {
        Err(Error::Plan(problems)) => {
            let placed = |p: Problem| if p.file == PLAN_WORKBOOK { text.placed(p) } else { p };
            Err(Error::Plan(problems.into_iter().map(placed).collect()))
        }
        other => other,
    }
}

/// The template's plan and annex as workbooks.
///
/// # Errors
/// A fault of the program.
pub fn workbooks(plan: &str, annex: &str) -> Result<[Vec<u8>; 2], Error> {
    let internal = Error::internal("write");
    let book = workbook::book(plan).ok_or_else(|| internal("plan".to_string()))?;
    let bytes = |book: &Book| write::workbook(book).map_err(|e| internal(e.to_string()));
    Ok([bytes(&book)?, bytes(&workbook::annex(annex))?])
}

/// A plan from its text and its annex.
///
/// # Errors
/// Every fault of both.
pub fn load(plan: &str, annex: &[u8], annex_name: &str) -> Result<Plan, Error> {
    load_named(plan, annex, (PLAN_FILE, annex_name))
}

fn load_named(plan: &str, annex: &[u8], names: (&str, &str)) -> Result<Plan, Error> {
    let annex_name = names.1;
    if !annex_name.ends_with(".xlsx") {
        return load::text(plan, annex, names).map_err(Error::Plan);
    }
    let rows = grid::rows_of_text(annex, &Limits::default())
        .map_err(|e| Error::AnnexWorkbook { file: annex_name.to_string(), why: e.message() })?;
    load::load(plan, AnnexSource::Rows { sheet: "", rows: &rows }, names).map_err(Error::Plan)
}

/// Every file of the returns folder, read, in the order of their names. A file that the system does not give is an
/// arrival that could not be read.
///
/// # Errors
/// The folder cannot be listed.
pub fn arrivals(world: &dyn World, folder: &Path, plan: &Plan) -> Result<Vec<Arrival>, Error> {
    arrivals_in(world, &folder.join(RETURNS), plan)
}

/// Every file below a folder of returns, read; see [`arrivals`].
///
/// # Errors
/// The folder cannot be listed.
fn arrivals_in(world: &dyn World, folder: &Path, plan: &Plan) -> Result<Vec<Arrival>, Error> {
    let entries = world.list(folder).map_err(Error::Read)?;
    let is_file = |e: &Entry| e.kind == EntryKind::File && !is_litter(&e.name);
    let files: Vec<Entry> = entries.into_iter().filter(is_file).collect();
    let next = AtomicUsize::new(0);
    // Each thread takes the next file; what it read goes back under the file's place, so the order is that of the names.
    let work = || {
        let mut read = Vec::new();
        while let Some((place, entry)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, files.get(i)?)))
        {
            read.push((place, one(world, entry, plan)));
        }
        read
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
    let mut read = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut read = work();
        for other in others {
            read.extend(other.join().map_err(|_| Error::internal("read")("a thread ended".to_string()))?);
        }
        Ok::<_, Error>(read)
    })?;
    read.sort_by_key(|(place, _)| *place);
    Ok(read.into_iter().map(|(_, arrival)| arrival).collect())
}

/// One file of the returns folder.
fn one(world: &dyn World, entry: &Entry, plan: &Plan) -> Arrival {
    let most = Limits::default().file_bytes;
    let unavailable = |message: Text, mend: Text| {
        let mut finding = reading::code::unavailable(message, mend);
        finding.file = Some(entry.name.clone());
        let outcome = Outcome::Unreadable(finding);
        Arrival { file: entry.name.clone(), size: entry.size, sha256: String::new(), outcome }
    };
    if entry.size > most {
        let (size, most) = (entry.size >> 20, most >> 20);
        return unavailable(both(&Message::TooLarge { size, most }), both(&Message::TooLargeMend));
    }
    match world.read(&entry.path, most) {
        Ok(bytes) => arrival(&bytes, &entry.name, plan),
        Err(error) => unavailable(both(&Message::NotOpened), crate::error::cause(&error)),
    }
}

/// Files of the returns folder that are not opened, and why.
///
/// # Errors
/// The folder cannot be listed.
pub fn skipped(world: &dyn World, folder: &Path) -> Result<Vec<(String, Skip)>, Error> {
    let entries = world.list(&folder.join(RETURNS)).map_err(Error::Read)?;
    let why = |entry: &Entry| match entry.kind {
        EntryKind::Link => Some(Skip::Link),
        EntryKind::Special => Some(Skip::Special),
        EntryKind::Unlistable => Some(Skip::Unlistable),
        EntryKind::File => is_litter(&entry.name).then_some(Skip::Litter),
    };
    Ok(entries.into_iter().filter_map(|entry| Some((entry.name.clone(), why(&entry)?))).collect())
}

/// A file's bytes as an arrival.
pub fn arrival(bytes: &[u8], name: &str, plan: &Plan) -> Arrival {
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let outcome = reading::read(bytes, name, plan, &Limits::default());
    Arrival { file: name.to_string(), size: bytes.len() as u64, sha256, outcome }
}

/// What Excel and the systems leave beside files.
fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.starts_with("~$") || last.starts_with('.') || matches!(last, "Thumbs.db" | "desktop.ini")
}

/// The quarter after the last one that more than one unit has reported; the plan's first while none has.
///
/// # Errors
/// See [`arrivals`]; the plan's last quarter has been reported.
pub fn next_quarter(world: &dyn World, folder: &Path, plan: &Plan) -> Result<Quarter, Error> {
    let submissions: Vec<Submission> = arrivals(world, folder, plan)?.into_iter().flat_map(Arrival::returns).collect();
    match check::report_quarter(plan, &submissions) {
        None => Ok(plan.first),
        Some(last) if last >= plan.last => Err(Error::NoQuarterLeft { last: plan.last }),
        Some(last) => Ok(last.plus(1)),
    }
}

/// The campaign settled and checked through a quarter; `None` before the plan's first quarter.
///
/// # Errors
/// See [`arrivals`]; faults of the plan or the program.
pub fn settled(world: &dyn World, folder: &Path, plan: &Plan, through: Quarter) -> Result<Option<Ledger>, Error> {
    if through < plan.first || through > plan.last {
        return Ok(None);
    }
    let arrivals = arrivals(world, folder, plan)?;
    check::settle_and_check(plan, arrivals, Some(through))
        .map(Some)
        .map_err(|e| Error::internal("check")(e.to_string()))
}

/// The folder of the results, within the campaign folder.
pub const RESULTS: &str = "ket-qua";

/// What came of a merge.
pub struct Merged {
    /// The plan.
    pub plan: Plan,
    /// Everything that was read and found.
    pub ledger: Ledger,
    /// The workbook that was written.
    pub path: PathBuf,
    /// Stages in their order, with the time of their end.
    pub stages: Vec<(Stage, Duration)>,
}

/// Reads, settles and checks all returns of a campaign folder and writes the consolidated workbook of the report quarter
/// (without one, the latest that more than one unit has reported). Nothing is written unless everything before went well.
///
/// # Errors
/// Faults of plan or annex, no return at all, a quarter outside the plan, a file that cannot be written.
pub fn merge(world: &dyn World, folder: &Path, quarter: Option<Quarter>) -> Result<Merged, Error> {
    let mut stages = Vec::new();
    let mut ended = |stage| stages.push((stage, world.elapsed()));
    let plan = campaign(world, folder)?;
    sound(&plan)?;
    if let Some(quarter) = quarter.filter(|q| !(plan.first..=plan.last).contains(q)) {
        return Err(Error::UnknownQuarter { quarter, first: plan.first, last: plan.last });
    }
    ended(Stage::Plan);
    let arrivals = arrivals(world, folder, &plan)?;
    let useless = arrivals.iter().all(|a| !matches!(a.outcome, Outcome::Returns(_)));
    if useless {
        let found = arrivals.into_iter().filter_map(|a| match a.outcome {
            Outcome::NotAReturn(finding) | Outcome::Unreadable(finding) => Some(finding),
            Outcome::Returns(_) => None,
        });
        return Err(Error::NoReturns { folder: folder.join(RETURNS), findings: found.collect() });
    }
    ended(Stage::Read);
    let ledger =
        check::settle_and_check(&plan, arrivals, quarter).map_err(|e| Error::internal("check")(e.to_string()))?;
    ended(Stage::Check);
    let mut book = consolidate::book(&plan, &ledger).map_err(|e| Error::internal("consolidate")(e.to_string()))?;
    ended(Stage::Fill);
    engine::fill(&mut book)?;
    ended(Stage::Evaluate);
    let bytes = write::workbook(&book).map_err(|e| Error::internal("write")(e.to_string()))?;
    ended(Stage::Write);
    let path = folder.join(RESULTS).join(format!("Tong-hop-{}.xlsx", ledger.report));
    world.save(&path, &bytes).map_err(Error::Write)?;
    ended(Stage::Save);
    Ok(Merged { plan, ledger, path, stages })
}

/// What an audit found, and what it stood on.
pub struct Audited {
    /// The comparison.
    pub audit: Audit,
    /// The quarter that the workbook was merged for.
    pub merged: Quarter,
    /// The quarter that is chosen in it.
    pub chosen: Quarter,
    /// Date of the plan: for a report's properties.
    pub created: (i32, u32, u32),
    /// The folder of the returns; `None` when the workbook was held against its own data.
    pub returns: Option<PathBuf>,
}

/// Builds a consolidated workbook anew, from the campaign's plan and the returns, and compares. Without returns the
/// workbook's own sheet of data stands for them.
///
/// # Errors
/// No plan, a file that is no workbook of the program, faults of plan or program.
pub fn audit(
    world: &dyn World,
    file: &Path,
    campaign_folder: Option<&Path>,
    returns: Option<&Path>,
) -> Result<Audited, Error> {
    let near = returns.unwrap_or(file);
    let folder = campaign_folder.map_or_else(|| above(world, near), Path::to_path_buf);
    let plan = campaign(world, &folder)?;
    let limits = Limits::default();
    let unread = |e: GridError| Error::NotAWorkbook { path: file.to_path_buf(), why: e.message() };
    let actual = audit::Audited::open(&read(world, file)?, &limits).map_err(unread)?;
    let Some(merged) = actual.merged().filter(|q| (plan.first..=plan.last).contains(q)) else {
        return Err(Error::NotConsolidated { path: file.to_path_buf() });
    };
    let inbox = returns.map_or_else(|| folder.join(RETURNS), Path::to_path_buf);
    let arrivals = arrivals_in(world, &inbox, &plan)?;
    let from_returns = arrivals.iter().any(|a| matches!(a.outcome, Outcome::Returns(_)));
    let ledger = if from_returns {
        check::settle_and_check(&plan, arrivals, Some(merged)).map_err(|e| Error::internal("check")(e.to_string()))?
    } else {
        consolidate::restore::restore(&plan, merged, &|sheet, row, column| actual.value(sheet, row, column))
    };
    let chosen = actual.chosen().filter(|q| (plan.first..=merged).contains(q)).unwrap_or(merged);
    let mut book = consolidate::book(&plan, &ledger).map_err(|e| Error::internal("consolidate")(e.to_string()))?;
    consolidate::choose(&mut book, chosen);
    engine::fill(&mut book)?;
    let expected = write::workbook(&book).map_err(|e| Error::internal("write")(e.to_string()))?;
    let expected = audit::Audited::open(&expected, &limits).map_err(|e| Error::internal("audit")(e.to_string()))?;
    let mut audit = audit::compare(&expected, &actual);
    if !from_returns {
        audit.differences.retain(|d| !consolidate::restore::UNTOLD.contains(&d.sheet.as_str()) || d.cell.is_empty());
    }
    Ok(Audited { audit, merged, chosen, created: plan.info.date.ymd(), returns: from_returns.then_some(inbox) })
}

/// Tidy tables as files: names and bytes.
pub struct Exported {
    /// The report quarter.
    pub report: Quarter,
    /// Files in order.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A campaign's figures, computed columns, findings and sources as tables: one CSV file a table, or one JSON file.
///
/// # Errors
/// See [`merge`].
pub fn export(world: &dyn World, folder: &Path, quarter: Option<Quarter>, as_json: bool) -> Result<Exported, Error> {
    let plan = campaign(world, folder)?;
    let (ledger, book) = consolidated(world, folder, &plan, quarter)?;
    let tables = export::tables(&plan, &ledger, &Reader::new(&plan, &ledger, &book));
    let internal = Error::internal("export");
    let files = if as_json {
        vec![("du-lieu.json".to_string(), export::json(&tables).map_err(internal)?.into_bytes())]
    } else {
        let file = |t: &export::Table| Ok((format!("{}.csv", t.name), export::csv(t).map_err(&internal)?));
        tables.iter().map(file).collect::<Result<_, Error>>()?
    };
    Ok(Exported { report: ledger.report, files })
}

/// The campaign settled, and its workbook with values.
fn consolidated(
    world: &dyn World,
    folder: &Path,
    plan: &Plan,
    quarter: Option<Quarter>,
) -> Result<(Ledger, Book), Error> {
    if let Some(quarter) = quarter.filter(|q| !(plan.first..=plan.last).contains(q)) {
        return Err(Error::UnknownQuarter { quarter, first: plan.first, last: plan.last });
    }
    let internal = Error::internal;
    let ledger = check::settle_and_check(plan, arrivals(world, folder, plan)?, quarter)
        .map_err(|e| internal("check")(e.to_string()))?;
    let mut book = consolidate::book(plan, &ledger).map_err(|e| internal("consolidate")(e.to_string()))?;
    engine::fill(&mut book)?;
    Ok((ledger, book))
}

/// Explains a name, a rule or a cell (`'Tổng hợp'!G12`) of a campaign in a quarter (without one, the report quarter).
///
/// # Errors
/// Something that the plan or the workbook does not have; see [`merge`].
pub fn explain(
    world: &dyn World,
    folder: &Path,
    given: &str,
    unit: Option<&str>,
    quarter: Option<Quarter>,
) -> Result<Vec<Line>, Error> {
    let plan = campaign(world, folder)?;
    let unit = unit.map(|code| known_unit(&plan, code)).transpose()?;
    let (ledger, book) = consolidated(world, folder, &plan, quarter)?;
    let reader = Reader::new(&plan, &ledger, &book);
    let explainer = Explainer { plan: &plan, ledger: &ledger, reader: &reader };
    if let Some((sheet, cell)) = given.rsplit_once('!') {
        let at =
            address::parse(cell).ok_or_else(|| Error::UnknownTarget { given: given.to_string(), like: Vec::new() })?;
        let sheet = sheet.trim_matches('\'');
        let meaning = reader.meaning(sheet, at);
        let meaning = meaning.ok_or_else(|| Error::EmptyCell { sheet: sheet.to_string(), cell: cell.to_string() })?;
        return Ok(explainer.meaning(&meaning));
    }
    let target = explain::target(&plan, given).ok_or_else(|| {
        let like = nearest(given, explain::known(&plan)).into_iter().map(str::to_string).collect();
        Error::UnknownTarget { given: given.to_string(), like }
    })?;
    Ok(explainer.target(&target, unit))
}

/// Index of the unit with this code or name.
///
/// # Errors
/// The annex has none.
pub fn known_unit(plan: &Plan, code: &str) -> Result<usize, Error> {
    let named = || plan.units.iter().position(|u| fold(&u.name) == fold(code) || u.code.eq_ignore_ascii_case(code));
    plan.unit_index(code).or_else(named).ok_or_else(|| {
        let known = plan.units.iter().map(|u| u.code.as_str()).collect::<Vec<_>>().join(", ");
        Error::UnknownUnit { code: code.to_string(), known }
    })
}

/// The campaign that a file or folder lies in: the nearest folder above it with a plan, else the current one.
pub fn above(world: &dyn World, path: &Path) -> PathBuf {
    let whole = world.absolute(path);
    let found = whole.ancestors().skip(1).find(|f| is_campaign(world, f));
    found.map(Path::to_path_buf).unwrap_or_default()
}

/// Stops when the annex breaks a rule of the plan.
///
/// # Errors
/// Every such finding.
pub fn sound(plan: &Plan) -> Result<(), Error> {
    let findings = check::annex(plan).map_err(|e| Error::internal("check")(e.to_string()))?;
    if findings.iter().any(Finding::holds) { Err(Error::Annex(findings)) } else { Ok(()) }
}

/// What the forms of a quarter are prefilled from: the campaign settled through the quarter before, and what each unit
/// had reached by then.
pub struct Before {
    ledger: Ledger,
    progress: Vec<Vec<(String, Value)>>,
}

impl Before {
    /// Whether any return counts.
    pub fn has_counted(&self) -> bool {
        self.ledger.slots.iter().flatten().any(|s| s.state == State::Counted)
    }
}

/// The campaign before a quarter; `None` before the plan's first.
///
/// # Errors
/// See [`settled`].
pub fn before(world: &dyn World, folder: &Path, plan: &Plan, quarter: Quarter) -> Result<Option<Before>, Error> {
    let Some(ledger) = settled(world, folder, plan, quarter.plus(-1))? else { return Ok(None) };
    let mut book = consolidate::book(plan, &ledger).map_err(|e| Error::internal("consolidate")(e.to_string()))?;
    engine::fill(&mut book)?;
    let progress = consolidate::progress(plan, &ledger, &book);
    Ok(Some(Before { ledger, progress }))
}

/// The blank form of a unit (index in the plan) for a quarter, as an .xlsx file.
///
/// # Errors
/// Faults of the plan or the program; never of a return.
pub fn form(plan: &Plan, unit: usize, quarter: Quarter, before: Option<&Before>) -> Result<Vec<u8>, Error> {
    let Some(of) = plan.units.get(unit) else {
        return Err(Error::Internal { stage: "form", said: format!("unit {unit}") });
    };
    let mut previous = Previous { openings: openings(plan, of), ..Previous::default() };
    if let Some(before) = before {
        let carried = check::previous_for(plan, &before.ledger, unit, quarter);
        let progress = before.progress.get(unit).cloned().unwrap_or_default();
        previous = Previous { figures: carried.figures, openings: carried.openings, progress };
        if !before.has_counted() {
            previous.progress.clear();
        }
    }
    let internal = Error::internal;
    let mut book = form::blank(plan, of, quarter, &previous).map_err(|e| internal("form")(e.to_string()))?;
    engine::fill(&mut book)?;
    write::workbook(&book).map_err(|e| internal("write")(e.to_string()))
}

/// Opening balances while no earlier return counts: the annex's figures, as the plan says for each indicator.
fn openings(plan: &Plan, unit: &Unit) -> BTreeMap<String, f64> {
    let figure = |annex: &String| plan.annex_figure(unit, annex);
    let opening = |i: &Indicator| Some((i.name.clone(), i.opening_annex.as_ref().and_then(figure)?));
    plan.indicators.iter().filter_map(opening).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::plan::template;
    use crate::world::{Memory, WorldError};
    use std::io;

    /// A disk that fails on every file whose name has "hong" in it, and says that "to.xlsx" is huge.
    struct Bad(Memory);

    impl World for Bad {
        fn list(&self, folder: &Path) -> Result<Vec<Entry>, WorldError> {
            let mut entries = self.0.list(folder)?;
            entries.iter_mut().filter(|e| e.name.ends_with("to.xlsx")).for_each(|e| e.size = 900 << 20);
            Ok(entries)
        }
        fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, WorldError> {
            if path.to_string_lossy().contains("hong") {
                let source = io::Error::from(io::ErrorKind::PermissionDenied);
                return Err(WorldError { path: path.to_path_buf(), source });
            }
            self.0.read(path, most)
        }
        fn is_file(&self, path: &Path) -> bool {
            self.0.is_file(path)
        }
        fn is_folder(&self, path: &Path) -> bool {
            self.0.is_folder(path)
        }
        fn make_folder(&self, path: &Path) -> Result<(), WorldError> {
            self.0.make_folder(path)
        }
        fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), WorldError> {
            self.0.save(path, bytes)
        }
        fn absolute(&self, path: &Path) -> PathBuf {
            self.0.absolute(path)
        }
        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }
    }

    /// One file that the system keeps back costs only itself, and is told with what to do.
    #[test]
    fn a_file_that_cannot_be_opened_is_an_arrival() {
        let template = template::get("277-kh-ldld").unwrap();
        let plan = load(template.plan, template.annex.as_bytes(), "phu-luc.tsv").unwrap();
        let world = Bad(Memory::new());
        for name in ["a.xlsx", "hong.xlsx", "to.xlsx", "z.xlsx", "~$a.xlsx"] {
            world.0.put(format!("đợt/tra-loi/{name}"), b"%PDF-1.4".to_vec());
        }
        let arrivals = arrivals(&world, Path::new("đợt"), &plan).unwrap();
        let names: Vec<&str> = arrivals.iter().map(|a| a.file.as_str()).collect();
        assert_eq!(names, ["a.xlsx", "hong.xlsx", "to.xlsx", "z.xlsx"]);
        let said: Vec<String> = arrivals
            .iter()
            .map(|a| match &a.outcome {
                Outcome::Unreadable(finding) => format!("{} | {}", finding.message.vi, finding.mend.vi),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(said[0].contains("PDF") && said[3].contains("PDF"), "{said:?}");
        assert!(said[1].starts_with("Hệ điều hành không cho mở tệp | không có quyền"), "{}", said[1]);
        assert!(said[2].starts_with("Tệp quá lớn: 900 MB, giới hạn 64 MB"), "{}", said[2]);
        assert_eq!((arrivals[1].sha256.as_str(), arrivals[2].size), ("", 900 << 20));
    }
}
