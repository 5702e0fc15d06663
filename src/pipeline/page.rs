//! Makes the offline page of a campaign: the page as it was built, with the campaign's plan and annex inside. It must not put
//! returns or contacts into it, because the page is sent to every unit.

use super::campaign::{ANNEXES, PLAN_FILE, read};
use super::plan_files::load_plan;
use crate::error::Error;
use crate::model::text::Lang;
use crate::plan::load::without_contacts;
use crate::system::System;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file of the page without a campaign, beside the program.
pub(crate) const PAGE_TEMPLATE: &str = "trang-kiem-tra.html";
/// The usual file of a campaign's page, in the campaign folder.
pub(crate) const PAGE: &str = "kiem-tra.html";

/// The element of the page that holds the campaign, as page/src/page.html has it.
const EMPTY: &str = "<script type=\"application/json\" id=\"campaign\">{}</script>";

/// A page that was written.
pub(crate) struct CampaignPage {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: usize,
    /// The files of the campaign that are in it.
    pub files: Vec<String>,
}

/// Writes the page of a campaign as `kiem-tra.html`, or as `output`.
///
/// # Errors
///
/// Errors in plan or annex; no page without a campaign at `template` or beside the program; a file that cannot be written.
pub(crate) fn page(
    system: &dyn System,
    folder: &Path,
    template: Option<PathBuf>,
    output: Option<PathBuf>,
) -> Result<CampaignPage, Error> {
    let loaded = load_plan(system, folder, None)?;
    let template = template.or_else(|| system.beside_program(PAGE_TEMPLATE)).filter(|path| system.is_file(path));
    let Some(template) = template else { return Err(Error::NoPage { name: PAGE_TEMPLATE }) };
    let html = String::from_utf8(read(system, &template)?).unwrap_or_default();
    let Some((before, after)) = html.split_once(EMPTY) else { return Err(Error::NotAPage { path: template }) };

    let text = without_contacts(&loaded.text).ok_or_else(|| Error::internal("page")("contacts".to_string()))?;
    let mut files = vec![(PLAN_FILE.to_string(), STANDARD.encode(text))];
    for name in ANNEXES.into_iter().filter(|name| system.is_file(&folder.join(name))) {
        let bytes = read(system, &folder.join(name))?;
        files.push((name.to_string(), STANDARD.encode(bytes)));
    }
    let plan = &loaded.plan;
    let title = |lang: Lang| {
        let head = lang.pick("Kiểm tra biểu", "Check form");
        format!("{head} {} – {} {}", plan.form.code, lang.pick("Kế hoạch", "Plan"), plan.info.number)
    };
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let campaign = json!({
        "names": {
            "title": { "vi": title(Lang::Vi), "en": title(Lang::En) },
            "subtitle": plan.info.title,
        },
        "files": files.into_iter().collect::<BTreeMap<_, _>>(),
    });
    // No text of a plan may end the element.
    let campaign = campaign.to_string().replace('<', "\\u003c");
    let made = format!("{before}{}{after}", EMPTY.replace("{}", &campaign));
    let path = output.unwrap_or_else(|| folder.join(PAGE));
    system.save(&path, made.as_bytes()).map_err(Error::Write)?;
    Ok(CampaignPage { path, size: made.len(), files: names })
}
