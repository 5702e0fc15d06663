//! Reads, selects and checks the returns of a campaign.

use crate::check;
use crate::error::Error;
use crate::form;
use crate::grid;
use crate::model::ledger::Ledger;
use crate::model::litter;
use crate::model::period::Period;
use crate::model::received_file::{LeftReason, RETURNS, ReceivedFile};
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, StaticText};
use crate::parallel;
use crate::plan::Plan;
use crate::system::{DirectoryEntry, EntryKind, System};
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::ingest::unavailable;
use super::worker_client::WorkerClient;

/// Reads all files in the folder of the returns, in the order of their names. A file that the system cannot open is a
/// received file that is unreadable.
///
/// # Errors
///
/// The folder cannot be listed.
pub fn arrivals(system: &dyn System, folder: &Path, plan: &Plan) -> Result<Vec<ReceivedFile>, Error> {
    ReturnInbox::of(system, folder).read(plan)
}

/// The files of a folder of returns, ready to be read. Their workers start at once.
pub(super) struct ReturnInbox<'a> {
    system: &'a dyn System,
    files: Result<Vec<DirectoryEntry>, Error>,
    /// One for each processor, but no more than files.
    readers: Vec<WorkerClient<'a>>,
}

impl<'a> ReturnInbox<'a> {
    /// Creates the inbox of a campaign.
    pub(super) fn of(system: &'a dyn System, campaign: &Path) -> Self {
        ReturnInbox::in_folder(system, campaign, &campaign.join(RETURNS))
    }

    /// Creates an inbox for all files below `folder`, to be read with the plan of a campaign.
    pub(super) fn in_folder(system: &'a dyn System, campaign: &Path, folder: &Path) -> Self {
        let files = listed(system, folder);
        let count = files.as_ref().map_or(0, |files| parallel::threads().min(files.len()));
        let readers = (0..count).map(|_| WorkerClient::new(system, campaign)).collect();
        ReturnInbox { system, files, readers }
    }

    /// Reads the files; see [`arrivals`].
    ///
    /// # Errors
    ///
    /// The folder could not be listed.
    pub(super) fn read(self, plan: &Plan) -> Result<Vec<ReceivedFile>, Error> {
        let (system, files) = (self.system, self.files?);
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let threads = self.readers.len();
        // Each thread takes the next file and stores the result under the file's index, so that the order is that of
        // the names. The last files are left to idle threads instead of being queued.
        let take = |ahead: bool| {
            if ahead && next.load(Ordering::Relaxed) + threads > files.len() {
                return None;
            }
            let place = next.fetch_add(1, Ordering::Relaxed);
            files.get(place).map(|entry| (place, entry))
        };
        let work = |mut reader: WorkerClient| {
            let (mut read, mut places) = (Vec::new(), VecDeque::new());
            loop {
                while reader.waiting() < 2
                    && let Some((place, entry)) = take(reader.waiting() > 0)
                {
                    match bytes(system, entry)? {
                        Ok(bytes) => {
                            reader.request(bytes, &entry.name);
                            places.push_back(place);
                        }
                        Err(unavailable) => {
                            read.push((place, unavailable));
                            system.report_progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
                        }
                    }
                }
                let Some(place) = places.pop_front() else { return Ok::<_, Error>(read) };
                read.extend(reader.answer(plan)?.into_iter().map(|arrival| (place, arrival)));
                system.report_progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
            }
        };
        let mut readers = self.readers;
        if readers.len() > 1 {
            let texts: Arc<[String]> = form::printed_texts(plan).into();
            readers.iter_mut().for_each(|reader| reader.set_texts(texts.clone()));
        }
        let mut readers = readers.into_iter();
        let Some(first) = readers.next() else { return Ok(Vec::new()) };
        let mut read = thread::scope(|scope| {
            let others: Vec<_> = readers.map(|reader| scope.spawn(move || work(reader))).collect();
            let mut read = work(first)?;
            for other in others {
                read.extend(other.join().map_err(|_| Error::internal("read")("a thread ended".to_string()))??);
            }
            Ok::<_, Error>(read)
        })?;
        read.sort_by_key(|(place, _)| *place);
        Ok(read.into_iter().map(|(_, arrival)| arrival).collect())
    }
}

/// Lists the files below a folder that are opened.
fn listed(system: &dyn System, folder: &Path) -> Result<Vec<DirectoryEntry>, Error> {
    let all = system.list(folder).map_err(Error::Read)?;
    let pages = pages(&all);
    Ok(all.into_iter().filter(|entry| skip_reason(entry, &pages).is_none()).collect())
}

/// Returns name and path of the files below a folder that are opened as returns.
///
/// # Errors
///
/// The folder cannot be listed.
pub(super) fn return_files(system: &dyn System, folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    Ok(listed(system, folder)?.into_iter().map(|entry| (entry.name, entry.path)).collect())
}

/// Returns the bytes of a file, or a received file with the reason why it cannot be read. The outer error means that
/// the machine, not the file, is at fault.
fn bytes(system: &dyn System, entry: &DirectoryEntry) -> Result<Result<Vec<u8>, ReceivedFile>, Error> {
    let most = system.limits().file_bytes;
    let unavailable = |message, mend| Ok(Err(unavailable(&entry.name, entry.size, message, mend)));
    if entry.size > most {
        let (size, most) = (entry.size >> 20, most >> 20);
        return unavailable(
            BilingualText::new(
                format!("Tệp quá lớn: {size} MB, giới hạn {most} MB"),
                format!("The file is too large: {size} MB, the limit is {most} MB"),
            ),
            too_large(&entry.name),
        );
    }
    match system.read(&entry.path, most.saturating_add(1)) {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(error) if error.is_exhausted() => Err(Error::Read(error)),
        Err(error) if error.is_not_downloaded() => unavailable(
            BilingualText::new("Tệp chưa được tải về máy này", "The file is not on this machine yet"),
            crate::error::cause(&error),
        ),
        Err(error) => unavailable(
            BilingualText::new("Hệ điều hành không cho mở tệp", "The system does not let the file be opened"),
            crate::error::cause(&error),
        ),
    }
}

/// Returns what to do about a file that is too large to be read.
fn too_large(name: &str) -> BilingualText {
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match end.as_str() {
        "zip" | "eml" | "msg" | "mbox" | "p7m" => BilingualText::new(
            "Giải nén, hoặc lưu các tệp đính kèm vào cùng thư mục, rồi tổng hợp lại; từng tệp bên trong không bị giới hạn chung.",
            "Extract it, or save its attachments in the same folder, and merge again; the files in it have no limit together.",
        ),
        _ => BilingualText::new(
            "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại; biểu mẫu đã điền chỉ nặng vài trăm KB.",
            "Copy the figures into a blank form and send that; a filled form has some 100 KB.",
        ),
    }
}

/// Reason why a file in the returns folder was not opened.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum SkipReason {
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
    /// The system does not allow listing it.
    Unlistable,
    /// A lock file of an office program, or a file of the desktop environment.
    Litter,
    /// A folder of a recycle bin, a synchroniser or a system, which is not entered.
    LitterFolder,
    /// A file in the folder beside a web page.
    WebPart,
    /// An entry of an e-mail or archive.
    Entry(LeftReason),
}

impl SkipReason {
    /// Returns the reason in words.
    pub(crate) fn text(self) -> StaticText {
        match self {
            SkipReason::Link => StaticText::new("liên kết, không đi theo", "a link, not followed"),
            SkipReason::Special => StaticText::new("không phải tệp thường", "not a regular file"),
            SkipReason::Unlistable => StaticText::new("hệ điều hành không cho xem", "the system would not show it"),
            SkipReason::Litter | SkipReason::Entry(LeftReason::Litter) => {
                StaticText::new("tệp phụ của Excel hoặc của hệ điều hành", "a by-product of Excel or the system")
            }
            SkipReason::LitterFolder => StaticText::new(
                "thư mục của thùng rác, của chương trình đồng bộ hoặc của hệ điều hành; không mở",
                "a folder of a recycle bin, a synchroniser or the system; not entered",
            ),
            SkipReason::WebPart | SkipReason::Entry(LeftReason::WebPart) => StaticText::new(
                "tệp con của trang web bên cạnh; số liệu phải gửi bằng tệp .xlsx",
                "part of the web page beside it; figures are needed as an .xlsx",
            ),
            SkipReason::Entry(LeftReason::MailText) => StaticText::new(
                "lời thư; số liệu viết trong thư không được đọc",
                "the text of a mail; figures in it are not read",
            ),
            SkipReason::Entry(LeftReason::Picture) => {
                StaticText::new("hình trong lời thư", "a picture in the text of a mail")
            }
            SkipReason::Entry(LeftReason::Signature) => StaticText::new("chữ ký số", "a digital signature"),
            SkipReason::Entry(LeftReason::NoContent) => StaticText::new("không có nội dung", "without content"),
        }
    }
}

/// Returns the files in the folder of the returns that are not opened, with the reason.
///
/// # Errors
///
/// The folder cannot be listed.
pub(crate) fn skipped(system: &dyn System, folder: &Path) -> Result<Vec<(String, SkipReason)>, Error> {
    let entries = system.list(&folder.join(RETURNS)).map_err(Error::Read)?;
    let pages = pages(&entries);
    let mut out: Vec<(String, SkipReason)> = Vec::new();
    for entry in &entries {
        match skip_reason(entry, &pages) {
            None => {}
            // One line for the whole folder.
            Some(SkipReason::LitterFolder) => {
                let folder = litter::litter_folder(&entry.name).unwrap_or(&entry.name).to_string();
                if out.iter().all(|(name, _)| *name != folder) {
                    out.push((folder, SkipReason::LitterFolder));
                }
            }
            Some(why) => out.push((entry.name.clone(), why)),
        }
    }
    Ok(out)
}

/// Returns the reason why an entry of the folder of the returns is not opened. `None` for a file to read.
fn skip_reason(entry: &DirectoryEntry, pages: &BTreeSet<String>) -> Option<SkipReason> {
    let name = entry.name.rsplit('/').next().unwrap_or(&entry.name);
    let is_folder = entry.kind == EntryKind::Unlistable && litter::is_litter_folder(name);
    if is_folder || litter::litter_folder(&entry.name).is_some() {
        return Some(SkipReason::LitterFolder);
    }
    match entry.kind {
        EntryKind::Link => Some(SkipReason::Link),
        EntryKind::Special => Some(SkipReason::Special),
        EntryKind::Unlistable => Some(SkipReason::Unlistable),
        EntryKind::File if litter::is_litter(name) => Some(SkipReason::Litter),
        EntryKind::File => {
            (litter::is_web_part(&entry.name, pages) && !grid::is_named_as_table(name)).then_some(SkipReason::WebPart)
        }
    }
}

/// Returns the web pages among the files, without their endings.
fn pages(entries: &[DirectoryEntry]) -> BTreeSet<String> {
    entries.iter().filter_map(|entry| litter::page_stem(&entry.name)).collect()
}

/// Why forms are made for a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormPeriod {
    /// The user selected it.
    Selected,
    /// No unit has reported: the plan's first.
    First,
    /// It follows this one, the latest that more than one unit has reported.
    AfterSeveral(Period),
    /// It follows this one, the latest that any unit has reported; no period has several.
    AfterOne(Period),
}

/// Returns the period after the last one that more than one unit has reported, else after the last one that any unit has
/// reported; the plan's first if there is none.
///
/// # Errors
///
/// See [`arrivals`]; also if the plan's last period is already reported.
pub(crate) fn next_period(system: &dyn System, folder: &Path, plan: &Plan) -> Result<(Period, FormPeriod), Error> {
    let submissions: Vec<Submission> =
        arrivals(system, folder, plan)?.into_iter().flat_map(ReceivedFile::returns).collect();
    match check::report_period(plan, &submissions) {
        None => Ok((plan.first, FormPeriod::First)),
        Some(last) if last >= plan.last => Err(Error::NoPeriodLeft { last: plan.last }),
        Some(last) => {
            let count = check::reporting_units(plan, &submissions).get(&last).map_or(0, |units| units.len());
            Ok((last.plus(1), if count > 1 { FormPeriod::AfterSeveral(last) } else { FormPeriod::AfterOne(last) }))
        }
    }
}

/// Returns the ledger of the campaign, checked up to a period; `None` for a period outside the plan.
///
/// # Errors
///
/// See [`arrivals`]; faults of the plan or the program.
pub fn select_ledger(
    system: &dyn System,
    folder: &Path,
    plan: &Plan,
    through: Period,
) -> Result<Option<Ledger>, Error> {
    if through < plan.first || through > plan.last {
        return Ok(None);
    }
    let arrivals = arrivals(system, folder, plan)?;
    Ok(Some(check::settle_and_check(plan, arrivals, Some(through))?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::model::received_file::ReadingOutcome;
    use crate::pipeline::load;
    use crate::plan::template;
    use crate::system::{InMemorySystem, SystemError};
    use std::io;
    use std::time::Duration;

    /// A file system that fails on files with "hong" in their name, and reports "to.xlsx" as huge.
    struct FailingSystem(InMemorySystem);

    impl System for FailingSystem {
        fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
            let mut entries = self.0.list(folder)?;
            entries.iter_mut().filter(|e| e.name.ends_with("to.xlsx")).for_each(|e| e.size = 900 << 20);
            Ok(entries)
        }
        fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
            if path.to_string_lossy().contains("hong") {
                let source = io::Error::from(io::ErrorKind::PermissionDenied);
                return Err(SystemError { path: path.to_path_buf(), source });
            }
            self.0.read(path, most)
        }
        fn is_file(&self, path: &Path) -> bool {
            self.0.is_file(path)
        }
        fn is_folder(&self, path: &Path) -> bool {
            self.0.is_folder(path)
        }
        fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
            self.0.make_folder(path)
        }
        fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
            self.0.save(path, bytes)
        }
        fn absolute(&self, path: &Path) -> PathBuf {
            self.0.absolute(path)
        }
        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }
    }

    /// A file that the system does not open is reported with a fix, and the others are read.
    #[test]
    fn unopenable_file_is_reported_and_others_are_read() {
        let template = template::get("277-kh-ldld").unwrap();
        let plan = load(&InMemorySystem::new(), template.plan, template.annex.as_bytes(), "phu-luc.tsv").unwrap();
        let system = FailingSystem(InMemorySystem::new());
        for name in ["a.xlsx", "hong.xlsx", "to.xlsx", "z.xlsx", "~$a.xlsx"] {
            system.0.put(format!("đợt/tra-loi/{name}"), b"%PDF-1.4".to_vec());
        }
        let arrivals = arrivals(&system, Path::new("đợt"), &plan).unwrap();
        let names: Vec<&str> = arrivals.iter().map(|a| a.file.as_str()).collect();
        assert_eq!(names, ["a.xlsx", "hong.xlsx", "to.xlsx", "z.xlsx"]);
        let said: Vec<String> = arrivals
            .iter()
            .map(|a| match &a.outcome {
                ReadingOutcome::Unreadable(finding) => format!("{} | {}", finding.message.vi, finding.mend.vi),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(said[0].contains("PDF") && said[3].contains("PDF"), "{said:?}");
        assert!(said[1].starts_with("Hệ điều hành không cho mở tệp | không có quyền"), "{}", said[1]);
        assert!(said[2].starts_with("Tệp quá lớn: 900 MB, giới hạn 64 MB"), "{}", said[2]);
        assert_eq!((arrivals[1].sha256.as_str(), arrivals[2].size), ("", 900 << 20));
    }
}
