//! `check`: reads returns and lists what is wrong, each finding with its place and how to mend it.

use super::args::Flags;
use super::{Done, Lines};
use crate::check;
use crate::error::Error;
use crate::lang::{Lang, Message};
use crate::model::arrival::Outcome;
use crate::model::finding::{Finding, Severity};
use crate::model::ledger::{Ledger, State};
use crate::model::quarter::Quarter;
use crate::model::submission::Submission;
use crate::pipeline;
use crate::plan::Plan;
use crate::world::World;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

pub(super) fn run(flags: &Flags, world: &dyn World, files: &[PathBuf]) -> Result<Done, Error> {
    let lang = flags.lang;
    let mut done = Done::from(Lines::new());
    // The campaign is read once for each quarter that is asked for.
    let mut settled: BTreeMap<(PathBuf, Quarter), Option<Ledger>> = BTreeMap::new();
    for file in files {
        let folder = flags.folder.clone().unwrap_or_else(|| above(world, file));
        let plan = pipeline::campaign(world, &folder)?;
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let arrival = pipeline::arrival(&pipeline::read(world, file)?, &name, &plan);
        match arrival.outcome {
            Outcome::Returns(returns) => {
                for submission in &returns {
                    let before = submission.quarter.plus(-1);
                    let ledger = match settled.entry((folder.clone(), before)) {
                        Entry::Occupied(kept) => kept.into_mut(),
                        Entry::Vacant(open) => open.insert(pipeline::settled(world, &folder, &plan, before)?),
                    };
                    one(lang, ledger.as_ref(), &plan, submission, &mut done)?;
                }
            }
            Outcome::NotAReturn(finding) | Outcome::Unreadable(finding) => {
                done.lines.push(lang.say(&Message::CheckedOther { file: &name }));
                show(lang, &finding, &mut done.lines);
                done.errors = true;
            }
        }
    }
    Ok(done)
}

/// The campaign that a file lies in: the nearest folder above it with a plan, else the current one.
fn above(world: &dyn World, file: &Path) -> PathBuf {
    let whole = world.absolute(file);
    let found = whole.ancestors().skip(1).find(|f| world.is_file(&f.join(pipeline::PLAN_FILE)));
    found.map(Path::to_path_buf).unwrap_or_default()
}

fn one(
    lang: Lang,
    before: Option<&Ledger>,
    plan: &Plan,
    submission: &Submission,
    done: &mut Done,
) -> Result<(), Error> {
    let previous = before.and_then(|ledger| counted(plan, ledger, submission));
    let findings = check::check_one(plan, submission, previous).map_err(|e| Error::internal("check")(e.to_string()))?;
    let unit = plan.unit_index(&submission.unit).map_or(submission.unit.as_str(), |i| plan.units[i].name.as_str());
    let heading = submission.quarter.heading();
    done.lines.push(lang.say(&Message::CheckedReturn {
        file: &submission.file,
        unit,
        heading: &heading,
        number: submission.number,
    }));
    let count = |severity| findings.iter().filter(|f| f.severity == severity && f.waived.is_none()).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    done.lines.push(lang.say(&Message::FindingsHead { errors, warnings, infos }));
    for finding in &findings {
        show(lang, finding, &mut done.lines);
    }
    if errors == 0 {
        done.lines.push(lang.say(&Message::MayBeSent));
    }
    done.errors |= errors > 0;
    Ok(())
}

/// The unit's counted return of the quarter before.
fn counted<'a>(plan: &Plan, ledger: &'a Ledger, submission: &Submission) -> Option<&'a Submission> {
    let unit = plan.unit_index(&submission.unit)?;
    let quarter = usize::try_from(submission.quarter.ordinal(plan.first) - 2).ok()?;
    (ledger.slots.get(unit)?.get(quarter)?.state == State::Counted).then(|| ledger.standing(unit, quarter)).flatten()
}

/// A finding as lines of at most 80 columns.
fn show(lang: Lang, finding: &Finding, lines: &mut Lines) {
    let severity = finding.severity;
    let word = if lang == Lang::Vi { severity.vi() } else { severity.en() };
    let (sheet, cell) = (finding.sheet.as_deref().unwrap_or_default(), finding.cell.as_deref().unwrap_or_default());
    let place = if sheet.is_empty() && cell.is_empty() {
        String::new()
    } else {
        format!(" · {}", lang.say(&Message::Place { sheet, cell }))
    };
    lines.push(String::new());
    wrap(&format!("{} {word} {}{place}: {}", severity.mark(), finding.code, lang.of(&finding.message)), "  ", lines);
    let texts = [
        (lang.of(&finding.found), Message::Found { text: lang.of(&finding.found) }),
        (lang.of(&finding.expected), Message::Expected { text: lang.of(&finding.expected) }),
        (lang.of(&finding.mend), Message::Mend { text: lang.of(&finding.mend) }),
    ];
    for (_, message) in texts.iter().filter(|(text, _)| !text.is_empty()) {
        wrap(&format!("    {}", lang.say(message)), "      ", lines);
    }
    if let Some(reason) = &finding.waived {
        wrap(&format!("    {}", lang.say(&Message::Waived { text: reason })), "      ", lines);
    }
}

/// Breaks a text at blanks into lines of at most 80 characters; a longer word stands alone.
fn wrap(text: &str, indent: &str, lines: &mut Lines) {
    let lead: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut line = lead.clone();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > 80 {
            lines.push(std::mem::replace(&mut line, indent.to_string()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
}
