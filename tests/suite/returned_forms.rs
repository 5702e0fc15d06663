//! Returned forms: they read as the returns were taken, and what a person adds to their marks is reported.

use crate::formats::plan;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tonghop::check::{previous, settle_and_check};
use tonghop::feedback::{FeedbackKind, UnitFeedback, returned_form};
use tonghop::limits::Limits;
use tonghop::model::amount::{Amount, Value};
use tonghop::model::ledger::SubmissionStatus;
use tonghop::model::received_file::{ReadingOutcome, ReceivedFile};
use tonghop::model::submission::Submission;
use tonghop::plan::Plan;
use tonghop::read::read;

fn received(file: &str, bytes: &[u8], plan: &Plan) -> ReceivedFile {
    ReceivedFile {
        file: file.to_string(),
        size: bytes.len() as u64,
        sha256: format!("{:064x}", bytes.len()),
        outcome: read(bytes, file, plan, &Limits::default()),
        letter: None,
        left: Vec::new(),
    }
}

/// Content of a return, without header fields and places: what a returned form must repeat. Content that could not be
/// read is blank.
fn content(plan: &Plan, one: &Submission) -> Vec<String> {
    let value = |amount: &Amount| match amount {
        Amount::Unreadable { .. } => Value::Blank,
        amount => amount.value(),
    };
    let persons = ["nguoi_lap", "chu_tich", "ngay_chot", "ngay_nop"];
    let figures = plan.indicators.iter().map(|i| i.name.as_str());
    let names = figures.chain(plan.narratives.iter().map(|n| n.name.as_str())).chain(persons);
    let mut out: Vec<String> = names.map(|name| format!("{name} {:?}", value(one.amount(name)))).collect();
    for (roster, sent) in plan.rosters.iter().zip(&one.rosters) {
        let rows = sent.rows.iter().map(|row| row.cells.iter().map(value).collect::<Vec<_>>());
        out.extend(rows.filter(|row| row.iter().any(|v| !v.is_empty())).map(|row| format!("{} {row:?}", roster.code)));
    }
    let mut notes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    one.notes.iter().for_each(|note| notes.entry(&note.name).or_default().push(&note.text));
    out.extend(notes.iter().map(|(name, texts)| format!("{name}: {}", texts.join("\n"))));
    out
}

/// What a person adds to the sheet "Cần sửa", or changes there, is reported; the rows of the program are not.
fn added_content_is_reported(plan: &Plan, mut book: tonghop::workbook::Workbook) {
    let style = tonghop::workbook::Style::default();
    let reported = |book: &tonghop::workbook::Workbook| {
        let bytes = tonghop::write::workbook(book).unwrap();
        let ReadingOutcome::Returns(again) = received("sua.xlsx", &bytes, plan).outcome else { panic!() };
        let found: Vec<_> = again[0].findings.iter().filter(|f| f.code == "D57").collect();
        let [finding] = found.as_slice() else { panic!("{:?}", again[0].findings) };
        assert_eq!(finding.sheet.as_deref(), Some("Cần sửa"));
        (finding.cell.clone().unwrap(), finding.found.vi.clone(), again[0].balance.reported)
    };
    book.sheets[0].text(20, 2, "Đã sửa rồi", &style);
    assert_eq!(reported(&book), ("C21".to_string(), "C21 “Đã sửa rồi”".to_string(), 1));
    // The first point: what is to be there instead. None of the ten cells of its row is known then.
    book.sheets[0].text(5, 5, "số khác", &style);
    let (cell, found, count) = reported(&book);
    assert!(cell == "A6" && found.contains("F6 “số khác”") && count == 11, "{cell} {found} {count}");
}

/// Every third messy return that can be placed goes back in a form that reads as it was taken, without any finding of
/// reading about the marks, and with the next submission number. Sent back as it is, it is known to be unchanged.
#[test]
fn returned_forms_read_as_the_returns_were_taken() {
    let plan = plan();
    let (mut returned, mut marked) = (0, 0);
    let entries = fs::read_dir(crate::messy::folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    paths.sort();
    // Each takes a quarter of a second.
    for path in paths.iter().step_by(3) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let sent = received(&name, &fs::read(path).unwrap(), &plan);
        let ReadingOutcome::Returns(all) = &sent.outcome else { continue };
        let [one] = all.as_slice() else { continue };
        let period = one.period;
        let Some(unit) = plan.units.iter().position(|unit| unit.code == one.unit) else { continue };
        let ledger = settle_and_check(&plan, vec![sent.clone()], Some(period)).unwrap();
        let feedback = UnitFeedback::new(&plan, &ledger, unit).unwrap();
        if feedback.kind != FeedbackKind::Correction {
            continue;
        }
        let edition = plan.edition(period);
        let before = previous(&plan, None, unit, period).unwrap();
        let (mut book, points) = returned_form(&edition, &plan.units[unit], &before, &feedback).unwrap().unwrap();
        assert!(points.len() >= feedback.points.len() && !points.is_empty(), "{name}");
        marked += points.iter().filter(|point| !point.cell.is_empty()).count();
        // Evaluating a form takes longer than everything else here; what it prints is tested by the commands below.
        for (_, formula) in book.sheets.iter_mut().flat_map(|sheet| sheet.cells.formulas_mut()) {
            let is_beside = formula.file.contains("“");
            let text = if is_beside { "Đã gửi: “x”, không đọc được" } else { "✓" };
            formula.value = Some(Value::Text(text.to_string()));
        }
        let bytes = tonghop::write::workbook(&book).unwrap();
        let back = received("z tra lai.xlsx", &bytes, &plan);
        let ReadingOutcome::Returns(again) = &back.outcome else { panic!("{name}: {:?}", back.outcome) };
        let again = &again[0];
        let own = feedback.submission.unwrap();
        assert_eq!(again.number, own.number + 1, "{name}");
        assert_eq!(content(&plan, again), content(&plan, own), "{name}");
        // What is left are faults of the content itself: no text, number or comment outside the form.
        let noise: Vec<_> = again.findings.iter().filter(|f| f.code != "D40" && f.code != "D41").collect();
        let about_marks =
            noise.iter().filter(|f| ["D29", "D56", "D57", "D54", "D55", "D34"].contains(&f.code.as_str()));
        assert_eq!(about_marks.count(), 0, "{name}: {noise:?}");
        if returned == 0 {
            added_content_is_reported(&plan, book);
        }
        let both = settle_and_check(&plan, vec![sent, back], Some(period)).unwrap();
        assert!(both.findings.iter().any(|f| f.code == "K17"), "{name}: {:?}", both.findings);
        assert!(both.fates.iter().any(|fate| matches!(fate, SubmissionStatus::Superseded(_))), "{name}");
        returned += 1;
    }
    assert!(returned > 10 && marked > 15, "{returned} {marked}");
}
