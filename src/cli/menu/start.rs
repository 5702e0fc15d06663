//! Finds the campaign that a session works in: the folder itself, one around it, one directly in it, or a new one.

use super::conversation::{BACK, KeyLine, heading};
use super::session::{MenuSession, shown_folder};
use crate::cli::init;
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ANNEXES};
use crate::plan::template;
use crate::report::line::ReportLine;
use std::path::{Path, PathBuf};

/// Key that makes a new campaign.
const NEW: char = '9';
/// Characters that no file name of Windows has.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// Returns the campaign folder for a session that starts in a folder. `None` if the person leaves.
///
/// # Errors
///
/// The terminal is closed.
pub(super) fn campaign(session: &mut MenuSession, start: PathBuf) -> Result<Option<PathBuf>, Error> {
    if pipeline::is_campaign(session.world, &start) {
        return Ok(Some(start));
    }
    // The current folder has no name of its own, and so no folder around it.
    let around = pipeline::find_campaign_dir(session.world, &start.join("."));
    if !around.as_os_str().is_empty() {
        return Ok(Some(around));
    }
    loop {
        let campaigns = campaigns_in(session, &start);
        let lang = session.person.lang();
        let place = shown_folder(session.world, &start);
        let head = match (lang, campaigns.is_empty()) {
            (Lang::Vi, true) => format!("Chưa có thư mục kế hoạch nào ở {place}"),
            (Lang::En, true) => format!("There is no campaign folder in {place} yet"),
            (Lang::Vi, false) => format!("Thư mục kế hoạch ở {place}"),
            (Lang::En, false) => format!("Campaign folders in {place}"),
        };
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut keys: Vec<KeyLine> =
            ('1'..NEW).zip(&campaigns).map(|(key, path)| KeyLine::new(key, name(path))).collect();
        keys.push(KeyLine::new(
            NEW,
            lang.pick("Tạo một thư mục kế hoạch mới ở đây", "Make a new campaign folder here"),
        ));
        keys.push(KeyLine::new(BACK, lang.pick("Thoát", "Leave")));
        let chosen = match session.person.choose(vec![heading(head)], &keys)? {
            None | Some(BACK) => return Ok(None),
            Some(NEW) => new_campaign(session, &start)?,
            Some(key) => ('1'..NEW).zip(campaigns).find(|(own, _)| *own == key).map(|(_, path)| path),
        };
        if chosen.is_some() {
            return Ok(chosen);
        }
    }
}

/// Returns the campaign folders directly in a folder, as many as there are keys.
fn campaigns_in(session: &MenuSession, folder: &Path) -> Vec<PathBuf> {
    let folders = session.world.folders(folder).into_iter();
    // A name like an option would be read as one.
    let is_plain = |path: &PathBuf| !path.to_string_lossy().starts_with('-');
    let campaigns = folders.filter(is_plain).filter(|path| pipeline::is_campaign(session.world, path));
    campaigns.take(usize::from(b'9' - b'1')).collect()
}

/// Makes a campaign from a template, in a folder with the name that the person types. `None` if it is not made.
fn new_campaign(session: &mut MenuSession, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let lang = session.person.lang();
    let names: Vec<&str> = template::names().collect();
    let mut keys: Vec<KeyLine> = Vec::new();
    for (key, name) in ('1'..='9').zip(&names) {
        let text = template::get(name).and_then(|template| {
            let plan = pipeline::load(session.world, template.plan, template.annex.as_bytes(), ANNEXES[0]).ok()?;
            Some(format!("{} – {}", plan.info.number, plan.info.title))
        });
        keys.push(KeyLine::new(key, text.unwrap_or_else(|| name.to_string())));
    }
    keys.push(KeyLine::new(BACK, lang.pick("Quay lại", "Back")));
    let head = heading(lang.pick("Bắt đầu từ kế hoạch nào?", "Which plan to start from?"));
    let chosen = session.person.choose(vec![head], &keys)?;
    let Some((_, template)) = ('1'..='9').zip(names).find(|(key, _)| Some(*key) == chosen) else { return Ok(None) };
    let question = match lang {
        Lang::Vi => format!("Tên thư mục mới (để trống: {template}): "),
        Lang::En => format!("Name of the new folder (empty: {template}): "),
    };
    let Some(typed) = session.person.ask(&question) else { return Ok(None) };
    let name = if typed.is_empty() { template.to_string() } else { typed };
    if !is_folder_name(&name) {
        session.person.tell(StaticText::new(
            "Tên thư mục không dùng được: không có các dấu < > : \" / \\ | ? *, không bắt đầu bằng dấu gạch, không kết thúc \
             bằng dấu chấm.",
            "The name cannot be used: none of < > : \" / \\ | ? *, no dash at the beginning, no full stop at the end.",
        ))?;
        return Ok(None);
    }
    let made = folder.join(&name);
    let words = [made.as_os_str().to_owned(), "--template".into(), template.into()];
    session.run(&init::COMMAND, words.to_vec())?;
    if !pipeline::is_campaign(session.world, &made) {
        return Ok(None);
    }
    let text = lang.pick(
        "Kế hoạch và phụ lục là hai tệp Excel trong thư mục ấy: xem lại và sửa trước khi lập biểu mẫu.",
        "Plan and annex are two Excel files in that folder: look through them before you write the forms.",
    );
    session.person.show(&vec![ReportLine::new(text, 2)])?;
    Ok(Some(made))
}

/// Returns true if Windows and the command line accept a name for a folder.
fn is_folder_name(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_port = stem.len() == 4 && ["COM", "LPT"].iter().any(|port| stem.starts_with(port));
    !name.chars().any(|c| c.is_control() || FORBIDDEN.contains(&c))
        && !name.starts_with('-')
        && !name.ends_with(['.', ' '])
        && name.len() <= 200
        && !DEVICES.contains(&stem.as_str())
        && !is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses_are_refused() {
        for name in ["đợt 1", "277-kh-ldld", "Kế hoạch (2026)", "a.b", "COMMON", "console"] {
            assert!(is_folder_name(name), "{name}");
        }
        for name in ["a/b", "..\\x", "C:", "a.", "..", "-x", "CON", "con.txt", "Nul", "LPT1", "COM9.x", "a\u{1b}b"] {
            assert!(!is_folder_name(name), "{name}");
        }
    }
}
