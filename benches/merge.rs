//! Measures the time of `merge`, in total and by stage, on the sample campaign and on 110 generated returns (the plan's
//! ten periods of eleven units), and the peak memory on both.
//!
//! `cargo bench --bench merge`
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod returns;

use criterion::{Criterion, criterion_group};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tonghop::model::ledger::Ledger;
use tonghop::plan::Plan;
use tonghop::{check, consolidate, engine, pipeline, system, write};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            assert!(fs::copy(entry.path(), target).is_ok())
        }
    }
}

/// Copies the sample campaign to a temporary folder.
fn sample() -> tempfile::TempDir {
    let keep = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau"), keep.path());
    keep
}

/// Generates ten periods of eleven units.
fn generated() -> tempfile::TempDir {
    let keep = tempfile::tempdir().unwrap();
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(template.join(file), keep.path().join(file)).unwrap();
    }
    let plan = plan(keep.path());
    returns::write_all(&plan, keep.path(), 10);
    keep
}

fn plan(folder: &Path) -> Plan {
    pipeline::campaign(&system::OsSystem::start(), folder).unwrap()
}

fn merge(folder: &Path) -> PathBuf {
    pipeline::merge(&system::OsSystem::start(), folder, None).unwrap().path
}

/// Returns the peak memory of a merge in MiB.
fn peak(folder: &Path) -> Option<f64> {
    let script = "import resource,subprocess,sys\nsubprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL)\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let run = Command::new("python3")
        .args(["-c", script, env!("CARGO_BIN_EXE_tonghop"), "merge"])
        .arg(folder)
        .output()
        .ok()?;
    Some(String::from_utf8(run.stdout).ok()?.trim().parse::<f64>().ok()? / 1024.0)
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("merge");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    for (name, campaign) in [("sample, 34 files", sample()), ("generated, 110 files", generated())] {
        group.bench_function(name, |b| b.iter(|| merge(campaign.path())));
        match peak(campaign.path()) {
            Some(peak) => println!("merge/{name}: peak memory {peak:.0} MiB"),
            None => println!("merge/{name}: peak memory not measured (needs python3)"),
        }
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let campaign = sample();
    let (disk, plan) = (system::OsSystem::start(), plan(campaign.path()));
    let arrivals = pipeline::arrivals(&disk, campaign.path(), &plan).unwrap();
    let settle = || -> Ledger { check::settle_and_check(&plan, arrivals.clone(), None).unwrap() };
    let ledger = settle();
    let book = consolidate::book(&plan, &ledger).unwrap();
    let mut full = book.clone();
    engine::fill(&mut full).unwrap();
    let mut group = criterion.benchmark_group("stage");
    group.sample_size(10);
    group.bench_function("plan", |b| b.iter(|| pipeline::campaign(&disk, campaign.path()).unwrap()));
    group.bench_function("read", |b| b.iter(|| pipeline::arrivals(&disk, campaign.path(), &plan).unwrap()));
    group.bench_function("check", |b| b.iter(settle));
    group.bench_function("consolidate", |b| b.iter(|| consolidate::book(&plan, &ledger).unwrap()));
    group.bench_function("evaluate", |b| b.iter(|| engine::fill(&mut book.clone()).unwrap()));
    group.bench_function("write", |b| b.iter(|| write::workbook(&full).unwrap()));
    group.finish();
}

criterion_group!(benches, whole, stages);

fn main() {
    // The same stack size as in the program.
    std::thread::Builder::new().stack_size(64 << 20).spawn(benches).unwrap().join().unwrap();
    Criterion::default().configure_from_args().final_summary();
}
