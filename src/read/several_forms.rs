//! Decides to which form the lists and answers of a workbook with several forms belong: those on the sheets between a form
//! and the next one are the form's. What belongs to one of several forms is not read, and reported.

use super::claims::{Claim, ClaimList};
use super::file_findings::form_title;
use super::finding_at;
use super::narratives::has_answers;
use super::reading_findings::ReadingFinding;
use super::roster::{best_headings, filled, is_named_after, lasting_columns, least_headings};
use super::sheet_scope::SheetScope;
use super::text::{PlacedTexts, RowKeys, code_key, key};
use crate::grid::{Grid, SheetGrid};
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang};
use crate::plan::Plan;
use std::collections::BTreeMap;

/// A table of figures among the sheets of a workbook.
#[derive(Clone, Debug)]
pub(super) struct FormPlace {
    /// Index of its sheet.
    pub sheet: usize,
    /// Its period; `None` for a form that is not read.
    pub period: Option<Period>,
    /// True if its figures count. Those of hidden sheets, other forms and forms that nobody has filled in do not.
    pub is_counted: bool,
}

/// A sheet with a list or with answers.
struct ListSheet {
    sheet: usize,
    /// Index of the roster; `None` for answers.
    roster: Option<usize>,
    has_content: bool,
    /// True if the rows may be those that the form prefills.
    is_carried: bool,
    /// The forms of which it may be a part: their positions in the list of forms.
    forms: Vec<usize>,
}

/// The lists and answers of a workbook with several forms, each with its form.
#[derive(Default)]
pub(super) struct SharedSheets {
    forms: Vec<FormPlace>,
    lists: Vec<ListSheet>,
}

impl SharedSheets {
    /// Determines the form of each list. `forms` are in the order of the sheets.
    pub(super) fn new(grid: &Grid, keys: &RowKeys, plan: &Plan, forms: Vec<FormPlace>) -> Self {
        let mut lists: Vec<ListSheet> = Vec::new();
        let (mut run, mut has_list) = (Vec::new(), false);
        for (index, sheet) in grid.sheets.iter().enumerate() {
            if let Some(form) = forms.iter().position(|form| form.sheet == index) {
                if std::mem::take(&mut has_list) {
                    run.clear();
                }
                run.push(form);
                continue;
            }
            let Some(mut list) = list_on(index, sheet, keys, plan) else { continue };
            has_list = true;
            list.forms = run.clone();
            lists.push(list);
        }
        // Lists before the first form: the others need not be after theirs either.
        if lists.iter().any(|list| list.forms.is_empty()) {
            lists.iter_mut().for_each(|list| list.forms = (0..forms.len()).collect());
        }
        for list in &mut lists {
            let counted: Vec<usize> =
                list.forms.iter().copied().filter(|form| forms.get(*form).is_some_and(|f| f.is_counted)).collect();
            match counted.is_empty() {
                true => list.forms = list.forms.pop().into_iter().collect(),
                false => list.forms = counted,
            }
        }
        let mut out = SharedSheets { forms, lists };
        out.settle_by_title(grid, keys);
        out
    }

    /// Gives a list that may belong to several forms to the one whose period its title says, unless another list of the
    /// same kind says it too.
    fn settle_by_title(&mut self, grid: &Grid, keys: &RowKeys) {
        let named = |list: &ListSheet| {
            let sheet = grid.sheets.get(list.sheet)?;
            let of = |form: &&usize| {
                let period = self.forms.get(**form).and_then(|form| form.period);
                period.is_some_and(|period| is_titled(keys.texts_of(sheet), period))
            };
            let mut forms = list.forms.iter().filter(of);
            let form = forms.next().copied().filter(|_| list.forms.len() > 1)?;
            forms.next().is_none().then_some(form)
        };
        let titled: Vec<Option<usize>> = self.lists.iter().map(named).collect();
        let mut count: BTreeMap<(Option<usize>, usize), usize> = BTreeMap::new();
        for (list, form) in self.lists.iter().zip(&titled) {
            let owner = form.or_else(|| list.forms.first().copied().filter(|_| list.forms.len() == 1));
            owner.into_iter().for_each(|form| *count.entry((list.roster, form)).or_default() += 1);
        }
        for (list, form) in self.lists.iter_mut().zip(titled) {
            if let Some(form) = form.filter(|form| count.get(&(list.roster, *form)) == Some(&1)) {
                list.forms = vec![form];
            }
        }
    }

    /// Returns the sheets of a form: of the only one all. A list without content may be that of any form.
    pub(super) fn scope(&self, sheet: usize) -> SheetScope {
        let own = self.forms.iter().position(|form| form.sheet == sheet);
        let is_own = |list: &ListSheet| match list.forms.as_slice() {
            [form] => Some(*form) == own,
            several => !list.has_content && own.is_some_and(|own| several.contains(&own)),
        };
        let lists = self.lists.iter().filter(|list| !is_own(list)).map(|list| list.sheet);
        let forms = self.forms.iter().map(|form| form.sheet).filter(|other| *other != sheet);
        SheetScope::without(lists.chain(forms))
    }

    /// Claims the lists that are not read, and reports them: to the forms that they may belong to, or, with a form that is
    /// not read, to all returns.
    pub(super) fn report(&self, grid: &Grid, returns: &mut [Submission], claims: &mut ClaimList) {
        let mut unclear: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        let mut unread: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for list in &self.lists {
            let Some(sheet) = grid.sheets.get(list.sheet) else { continue };
            let owner = match list.forms.as_slice() {
                [form] => self.forms.get(*form),
                forms if list.has_content => {
                    claims.add_sheet(list.sheet, sheet, Claim::Reported);
                    unclear.entry(forms).or_default().push(list.sheet);
                    continue;
                }
                _ => continue,
            };
            let Some(form) = owner.filter(|form| !form.is_counted) else { continue };
            // A form for a later period that nobody has filled in may have the rows that go on from this one.
            if !list.has_content || list.is_carried && form.period.is_some() {
                claims.add_sheet(list.sheet, sheet, Claim::Printed);
                continue;
            }
            claims.add_sheet(list.sheet, sheet, Claim::Reported);
            unread.entry(form.sheet).or_default().push(list.sheet);
        }
        let sheets = |of: &[usize]| -> Vec<&SheetGrid> { of.iter().filter_map(|s| grid.sheets.get(*s)).collect() };
        for (form, lists) in unread {
            let finding = grid.sheets.get(form).and_then(|form| unread_lists(&sheets(&lists), form));
            returns.iter_mut().for_each(|one| one.add_findings(finding.clone()));
        }
        for (forms, lists) in unclear {
            let forms: Vec<usize> = forms.iter().filter_map(|form| Some(self.forms.get(*form)?.sheet)).collect();
            let (forms, lists) = (sheets(&forms), sheets(&lists));
            let finding = unclear_lists(&lists, &forms, returns);
            let own = returns.iter_mut().filter(|one| forms.iter().any(|form| form.name == one.sheet));
            own.for_each(|one| one.add_findings(finding.clone()));
        }
    }
}

/// Returns the list or the answers on a sheet; `None` if it has neither.
fn list_on(index: usize, sheet: &SheetGrid, keys: &RowKeys, plan: &Plan) -> Option<ListSheet> {
    let texts = keys.texts_of(sheet);
    let headed = plan.rosters.iter().enumerate().find_map(|(number, roster)| {
        let is_named = code_key(&sheet.name) == code_key(&roster.code) || is_named_after(&sheet.name, &roster.code);
        let named = is_named.then(|| lasting_columns(roster));
        let least = named.map_or(least_headings(roster), |lasting| lasting.min(least_headings(roster)));
        Some((number, roster, best_headings(texts, roster, least)?))
    });
    let list = |roster, has_content, is_carried| ListSheet {
        sheet: index,
        roster,
        has_content,
        is_carried,
        forms: Vec::new(),
    };
    if let Some((number, roster, found)) = headed {
        let has_rows = !filled(sheet, found.row, &found.columns).is_empty();
        return Some(list(Some(number), has_rows, roster.carry));
    }
    let answers = has_answers(sheet, keys, plan)?;
    Some(list(None, answers, false))
}

/// Returns true if one of the texts says a period as a title of the form does.
fn is_titled(texts: &PlacedTexts<'_>, period: Period) -> bool {
    let headings = Lang::ALL.map(|lang| key(&period.heading_in(lang)));
    texts.iter().take(12).any(|text| headings.iter().any(|heading| text.key().ends_with(&**heading)))
}

/// Names sheets.
fn names(sheets: &[&SheetGrid]) -> String {
    sheets.iter().map(|sheet| format!("“{}”", sheet.name)).collect::<Vec<_>>().join(", ")
}

/// Creates the finding about lists that go with a form that is not read.
fn unread_lists(lists: &[&SheetGrid], form: &SheetGrid) -> Option<Finding> {
    let sheets = names(lists);
    let found = BilingualText::new(
        format!("trang {sheets} đi với trang “{}”", form.name),
        format!("sheets {sheets}, which go with the sheet '{}'", form.name),
    );
    Some(Finding { found, ..finding_at(ReadingFinding::LaterSheet, &lists.first()?.name, (0, 0)) })
}

/// Creates the finding about lists of which it is not clear to which of the forms they belong.
fn unclear_lists(lists: &[&SheetGrid], forms: &[&SheetGrid], returns: &[Submission]) -> Option<Finding> {
    let first = lists.first()?;
    let title = |form: &&SheetGrid| {
        returns.iter().find(|one| one.sheet == form.name).map_or(BilingualText::same(form.name.clone()), form_title)
    };
    let titles: Vec<BilingualText> = forms.iter().map(title).collect();
    let join = |of: &dyn Fn(&BilingualText) -> String| titles.iter().map(of).collect::<Vec<_>>().join("; ");
    let sheets = names(lists);
    let found = BilingualText::new(
        format!("trang {sheets}; các biểu: {}", join(&|title| title.vi.clone())),
        format!("sheets {sheets}; the forms: {}", join(&|title| title.en.clone())),
    );
    Some(Finding { found, ..finding_at(ReadingFinding::UnclearLists, &first.name, (0, 0)) })
}
