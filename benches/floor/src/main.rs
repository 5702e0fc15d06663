//! Lower bounds for the time of `merge`, measured with the crates that it uses:
//!
//!     floor inflate FOLDER [THREADS]     every part of every return unpacked and thrown away
//!     floor tokens FOLDER [THREADS]      … and its XML cut into tokens
//!     floor read FOLDER [THREADS]        every cell of every sheet through calamine's stream
//!     floor copy FOLDER OUT [THREADS]    the tables taken from the returns and written as one workbook; nothing checked
//!
//! `copy` is the best case: streamed, results copied out of the reader's buffers, sheets in low-memory mode, deflate
//! level 3. It prints what it counted, in the format of `peers/job.py`.

mod take;
mod workbook;

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, process, thread};

pub(crate) type Any = Box<dyn std::error::Error + Send + Sync>;

/// Lists the returns of a campaign, sorted by path.
fn returns(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for period in fs::read_dir(folder.join("tra-loi"))? {
        for file in fs::read_dir(period?.path())? {
            out.push(file?.path());
        }
    }
    out.sort();
    Ok(out)
}

/// Applies `work` to every file; results are in order. Each thread takes the next file that is not started.
fn each<T: Send>(
    files: &[PathBuf],
    threads: usize,
    work: impl Fn(&Path) -> Result<T, Any> + Sync,
) -> Result<Vec<T>, Any> {
    if threads == 1 {
        return files.iter().map(|file| work(file)).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || -> Result<Vec<(usize, T)>, Any> {
        let mut out = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return Ok(out) };
            out.push((at, work(file)?));
        }
    };
    let mut all = Vec::with_capacity(files.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        for worker in workers {
            all.extend(worker.join().map_err(|_| "a thread fell over")??);
        }
        Ok::<(), Any>(())
    })?;
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, value)| value).collect())
}

fn inflate(file: &Path) -> Result<u64, Any> {
    let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(file)?))?;
    let mut bytes = 0;
    for part in 0..zip.len() {
        bytes += io::copy(&mut zip.by_index(part)?, &mut io::sink())?;
    }
    Ok(bytes)
}

/// Tokenises only the parts that a cell reader needs: sheets and shared strings.
fn tokens(file: &Path) -> Result<u64, Any> {
    use quick_xml::events::Event;
    let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(file)?))?;
    let (mut count, mut xml) = (0, String::new());
    for part in 0..zip.len() {
        let mut part = zip.by_index(part)?;
        let wanted = part.name()?.starts_with("xl/worksheets/sheet") || part.name()? == "xl/sharedStrings.xml";
        if !wanted {
            continue;
        }
        xml.clear();
        part.read_to_string(&mut xml)?;
        let mut reader = quick_xml::Reader::from_str(&xml);
        loop {
            match reader.read_event()? {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes().with_checks(false) {
                        count += u64::from(!attribute?.value.is_empty());
                    }
                }
                Event::Text(text) => count += u64::from(!text.is_empty()),
                _ => {}
            }
        }
    }
    Ok(count)
}

fn main() -> Result<(), Any> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let threads = |word: Option<&&str>| word.map_or(Ok(1), |w| w.parse::<usize>());
    match words.as_slice() {
        ["copy", folder, out, rest @ ..] => {
            let folder = Path::new(folder);
            let told = take::Told::read(folder)?;
            let mut taken = each(&returns(folder)?, threads(rest.first())?, |file| take::from_file(file, &told))?;
            taken.sort_by(|a, b| (&a.unit, &a.period).cmp(&(&b.unit, &b.period)));
            workbook::write(&told, &taken, Path::new(out))?;
            let lists: Vec<usize> =
                (0..told.rosters.len()).map(|i| taken.iter().map(|t| t.lists[i].len()).sum()).collect();
            let answers: usize = taken.iter().map(|t| t.answers.len()).sum();
            let sum: f64 = taken.iter().flat_map(|t| &t.figures).filter_map(|f| take::number(&f.value)).sum();
            println!("{}", serde_json::json!({"files": taken.len(), "rows": lists, "answers": answers, "sum": sum}));
        }
        [what, folder, rest @ ..] => {
            let (files, threads) = (returns(Path::new(folder))?, threads(rest.first())?);
            let count: u64 = match *what {
                "inflate" => each(&files, threads, inflate)?.iter().sum(),
                "tokens" => each(&files, threads, tokens)?.iter().sum(),
                "read" => each(&files, threads, take::every_cell)?.iter().sum(),
                _ => return Err("inflate, tokens, read or copy".into()),
            };
            println!("{}", serde_json::json!({"files": files.len(), "count": count}));
        }
        _ => {
            eprintln!("floor inflate|tokens|read FOLDER [THREADS], floor copy FOLDER OUT [THREADS]");
            process::exit(2);
        }
    }
    Ok(())
}
