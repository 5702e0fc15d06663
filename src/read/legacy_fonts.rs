//! Decodes text in legacy encodings from before Unicode: TCVN3 (fonts .Vn…) and VNI (fonts VNI-…), which workbooks
//! store as Latin letters and signs. A cell is changed only if every word decodes to a Vietnamese syllable, and only in
//! a workbook that has several such words or names the font. Unicode text is never changed.
//!
//! Tables: TCVN 5712:1993 (VN1) as in the system's iconv; VNI as in its keyboard manual.

use crate::grid::{Grid, RawValue};
use crate::model::amount::Amount;
use crate::model::bounded_cache::BoundedCache;
use crate::model::submission::Trace;
use crate::model::text::BilingualText;
use crate::workbook::address;
use std::cell::RefCell;
use unicode_normalization::UnicodeNormalization;

/// A legacy encoding.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum LegacyEncoding {
    /// TCVN 5712: one byte for each character.
    Tcvn3,
    /// VNI for Windows: a base character followed by its mark.
    Vni,
}

impl LegacyEncoding {
    /// Returns the name of the encoding.
    pub(crate) fn name(self) -> &'static str {
        match self {
            LegacyEncoding::Tcvn3 => "TCVN3 (ABC)",
            LegacyEncoding::Vni => "VNI",
        }
    }
}

/// Letters of the bytes 0xA1 to 0xFE. A dot is a bare mark, which fonts of this kind do not use.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ.....àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ";

/// VNI characters that need no mark.
const VNI_WHOLE: [(char, char); 16] = [
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('ñ', 'đ'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('Ô', 'Ơ'),
    ('Ö', 'Ư'),
    ('Ñ', 'Đ'),
    ('Í', 'Í'),
    ('Ì', 'Ì'),
    ('Æ', 'Ỉ'),
    ('Ó', 'Ĩ'),
];

/// VNI marks that follow their base character, as combining marks.
const VNI_MARKS: [(char, &str); 15] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
];
/// The remaining two: breve with tilde, and breve with dot below.
const VNI_MORE: [(char, &str); 2] = [('ü', "\u{306}\u{303}"), ('ë', "\u{306}\u{323}")];

/// Decodes a text to Unicode. Characters that the encoding does not define are kept.
pub(crate) fn decode(text: &str, encoding: LegacyEncoding) -> String {
    match encoding {
        LegacyEncoding::Tcvn3 => text.chars().map(|c| tcvn3(c).unwrap_or(c)).collect(),
        LegacyEncoding::Vni => vni(text),
    }
}

fn tcvn3(letter: char) -> Option<char> {
    let index = (letter as u32).checked_sub(0xA1)?;
    TCVN3.chars().nth(index as usize).filter(|c| *c != '.')
}

fn vni(text: &str) -> String {
    let mut out = String::new();
    let mut base: Option<char> = None;
    for letter in text.chars() {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let mark = VNI_MARKS.iter().chain(&VNI_MORE).find(|(from, _)| *from == lower).map(|(_, mark)| *mark);
        match (mark, base) {
            // A circumflex or breve follows only a, e, o; a tone also i, u, y, ơ, ư.
            (Some(mark), Some(b)) if takes(b, mark) => {
                out.push_str(mark);
                base = None;
                continue;
            }
            _ => {}
        }
        let whole = VNI_WHOLE.iter().find(|(from, _)| *from == letter).map(|(_, to)| *to);
        let letter = whole.unwrap_or(letter);
        out.push(letter);
        base = Some(letter);
    }
    out.nfc().collect()
}

fn takes(base: char, mark: &str) -> bool {
    let base = base.to_lowercase().next().unwrap_or(base);
    match mark.chars().next() {
        Some('\u{302}') => "aeo".contains(base),
        Some('\u{306}') => base == 'a',
        _ => "aeiouyơư".contains(base),
    }
}

/// Returns true for a character that only Unicode has.
fn is_modern(c: char) -> bool {
    matches!(c, '\u{102}' | '\u{103}' | '\u{110}' | '\u{111}' | '\u{128}' | '\u{129}' | '\u{168}' | '\u{169}'
        | '\u{1A0}' | '\u{1A1}' | '\u{1AF}' | '\u{1B0}' | '\u{300}'..='\u{36F}' | '\u{1EA0}'..='\u{1EF9}')
}

const ONSETS: &str = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x ";
const RIMES: &str = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng \
eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang \
oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp \
ơt u ua uc ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu uân uâng uât uây uê uêch uênh uơ \
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ";

/// Returns true if a word is a valid Vietnamese syllable.
fn is_syllable(word: &str) -> bool {
    let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let plain: String = word.to_lowercase().nfd().filter(|c| !tones.contains(c)).nfc().collect();
    let splits = plain.char_indices().map(|(at, _)| at).take(4);
    splits.into_iter().any(|at| {
        let (onset, rime) = plain.split_at(at);
        (onset.is_empty() || ONSETS.contains(&format!(" {onset} "))) && RIMES.contains(&format!(" {rime} "))
    })
}

/// Counts the words that decode to syllables, and those that do not.
fn judge(text: &str, encoding: LegacyEncoding) -> (usize, usize) {
    words(text).map(|word| judge_word(word, encoding)).fold((0, 0), |(good, bad), (g, b)| (good + g, bad + b))
}

/// Signs between words that an old font shows as letters: `·` is ã, but no word of one ã exists.
const LONE_SIGNS: [&str; 8] = ["·", "×", "÷", "±", "°", "§", "\u{AB}", "\u{BB}"];

/// Returns the words that are not pure ASCII.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit() || is_sign(c);
    text.split(ends).filter(|word| !word.is_ascii() && !LONE_SIGNS.contains(word))
}

thread_local! {
    static JUDGED: [RefCell<BoundedCache<(usize, usize)>>; 2] = Default::default();
}

/// [`judge`] for one word, cached: words repeat within a workbook and across workbooks.
fn judge_word(word: &str, encoding: LegacyEncoding) -> (usize, usize) {
    let judge = |word: &str| score_decoded(word, encoding);
    JUDGED.with(|[tcvn3, vni]| {
        let known = if encoding == LegacyEncoding::Tcvn3 { tcvn3 } else { vni };
        known.borrow_mut().get(word, judge)
    })
}

fn score_decoded(word: &str, encoding: LegacyEncoding) -> (usize, usize) {
    let decoded = decode(word, encoding);
    if is_syllable(&decoded) {
        // A word that is already a syllable is no evidence.
        (usize::from(!is_syllable(word)), 0)
    } else {
        (0, usize::from(!decoded.chars().all(char::is_uppercase)))
    }
}

/// Returns true for a sign that both encodings lack and that people type with any font: –, −, ≥, “.
fn is_sign(c: char) -> bool {
    (c as u32) >= 0x180 && !is_modern(c) && !c.is_alphanumeric()
}

/// Returns true for text that may be in a legacy encoding.
fn has_legacy_letters(text: &str) -> bool {
    let is_legacy = |c: char| !c.is_ascii() && (c as u32) < 0x180;
    text.chars().any(is_legacy) && text.chars().all(|c| !is_modern(c) && ((c as u32) < 0x180 || is_sign(c)))
}

/// Returns the encoding of a legacy font.
fn of_font(name: &str) -> LegacyEncoding {
    if name.trim().starts_with('.') { LegacyEncoding::Tcvn3 } else { LegacyEncoding::Vni }
}

/// Returns true if the fonts of an encoding are reliable: at least one word decodes to a syllable, and no cell with
/// such a font contains Unicode, which happens if someone types over an old form.
fn is_reliable(grid: &Grid, encoding: LegacyEncoding) -> bool {
    let marked: Vec<&str> = grid
        .sheets
        .iter()
        .flat_map(|s| {
            s.fonts.iter().filter(|(_, name)| of_font(name) == encoding).filter_map(|(at, _)| s.cells.get(at))
        })
        .filter_map(|c| if let RawValue::Text(text) = &c.value { Some(text.as_str()) } else { None })
        .collect();
    let sound = |text: &&str| has_legacy_letters(text) && matches!(judge(text, encoding), (1.., 0));
    marked.iter().any(sound) && !marked.iter().any(|text| text.chars().any(is_modern))
}

/// Number of words that must decode before any text of a workbook is changed.
const PROOF: usize = 3;

/// Decodes the legacy text of a workbook. Returns the changes by sheet.
pub fn decode_legacy_fonts(grid: &mut Grid) -> Vec<Trace> {
    let texts: Vec<&str> = grid
        .sheets
        .iter()
        .flat_map(|s| s.cells.values())
        .filter_map(|c| match &c.value {
            RawValue::Text(text) if has_legacy_letters(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if texts.is_empty() {
        return Vec::new();
    }
    let proof = |encoding| {
        let mut proven = 0;
        for text in &texts {
            let mut judged = words(text).map(|word| judge_word(word, encoding));
            proven += judged.try_fold(0, |sum, (good, bad)| (bad == 0).then_some(sum + good)).unwrap_or(0);
        }
        (proven, encoding)
    };
    let (words, encoding) =
        std::cmp::max_by_key(proof(LegacyEncoding::Vni), proof(LegacyEncoding::Tcvn3), |(good, _)| *good);
    let proven = (words >= PROOF).then_some(encoding);
    let trusted = [LegacyEncoding::Tcvn3, LegacyEncoding::Vni].map(|e| is_reliable(grid, e).then_some(e));
    if proven.is_none() && grid.sheets.iter().all(|s| s.fonts.is_empty()) {
        return Vec::new();
    }
    let mut traces = Vec::new();
    for sheet in &mut grid.sheets {
        for (at, cell) in sheet.cells.iter_mut() {
            let RawValue::Text(text) = &mut cell.value else { continue };
            if !has_legacy_letters(text) {
                continue;
            }
            // The font of the cell decides, unless its words do not decode; else what the workbook's words prove.
            let sound = |e: &LegacyEncoding| judge(text, *e).1 == 0;
            let by_font = sheet.fonts.get(at).map(|name| of_font(name)).filter(sound);
            let by_font = by_font.filter(|e| trusted.contains(&Some(*e)) || judge(text, *e).0 > 0);
            let Some(encoding) = by_font.or(proven.filter(sound)) else { continue };
            let why = BilingualText::new(
                format!("chữ viết bằng phông {} cũ, đã đổi sang Unicode", encoding.name()),
                format!("text in an old {} font, turned into Unicode", encoding.name()),
            );
            if let Some(pieces) = sheet.pieces.get_mut(at) {
                pieces.change(|text| decode(text, encoding));
            }
            let raw = std::mem::replace(text, decode(text, encoding).into()).to_string();
            let taken = Amount::Text(text.clone());
            let cell = address::cell(at.0, at.1);
            traces.push(Trace { name: String::new(), sheet: sheet.name.clone(), cell, raw, taken, why });
        }
    }
    traces
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::{GridCell, SheetGrid};
    use proptest::prelude::*;

    /// Encodes a text, using only this table.
    fn encode(text: &str, encoding: LegacyEncoding) -> String {
        let tcvn3 =
            |c: char| TCVN3.chars().position(|t| t == c).and_then(|i| char::from_u32(0xA1 + i as u32)).unwrap_or(c);
        if encoding == LegacyEncoding::Tcvn3 {
            return text.chars().map(tcvn3).collect();
        }
        let mut out = String::new();
        for c in text.chars() {
            if let Some((from, _)) = VNI_WHOLE.iter().find(|(_, to)| *to == c) {
                out.push(*from);
                continue;
            }
            let parts: Vec<char> = c.nfd().collect();
            let (mut base, mut marks) = (parts[0], parts[1..].to_vec());
            if marks.first() == Some(&'\u{31B}') || marks.contains(&'\u{31B}') {
                base = if base == 'o' { 'ô' } else { 'ö' };
                marks.retain(|m| *m != '\u{31B}');
            }
            out.push(base);
            marks.sort_by_key(|m| !matches!(m, '\u{302}' | '\u{306}'));
            let marks: String = marks.into_iter().collect();
            if !marks.is_empty() {
                out.push(VNI_MARKS.iter().chain(&VNI_MORE).find(|(_, m)| *m == marks).unwrap().0);
            }
        }
        out
    }

    fn grid(texts: &[&str]) -> Grid {
        let cells = (0..).zip(texts).map(|(row, text)| {
            ((row, 0), GridCell { value: RawValue::Text((*text).into()), formula: None, external: false })
        });
        Grid {
            sheets: vec![SheetGrid { name: "S".into(), cells: cells.collect(), ..SheetGrid::default() }],
            ..Grid::default()
        }
    }

    fn texts(grid: &Grid) -> Vec<String> {
        grid.sheets[0].cells.values().map(|c| c.value.display().into_owned()).collect()
    }

    #[test]
    fn decode_agrees_with_published_tables() {
        // Expected values: iconv -f TCVN5712-1, and by hand from VNI's manual.
        assert_eq!(decode("L§L§ huyÖn Phong Thæ", LegacyEncoding::Tcvn3), "LĐLĐ huyện Phong Thổ");
        assert_eq!(
            decode("Tæng sè lao ®éng ch\u{AD}a lµ ®oµn viªn", LegacyEncoding::Tcvn3),
            "Tổng số lao động chưa là đoàn viên"
        );
        assert_eq!(decode("huyeän", LegacyEncoding::Vni), "huyện");
        assert_eq!(
            decode("Coäng ñoaøn tænh, thaønh phoá, ngöôøi lao ñoäng", LegacyEncoding::Vni),
            "Cộng đoàn tỉnh, thành phố, người lao động"
        );
        assert_eq!(
            decode("Nguyeãn Thò Myõ, Laêng Vaên, ñaëc bieät", LegacyEncoding::Vni),
            "Nguyễn Thị Mỹ, Lăng Văn, đặc biệt"
        );
        assert_eq!(TCVN3.chars().count(), 94);
    }

    #[test]
    fn workbook_in_a_legacy_font_is_decoded() {
        let unicode = ["LĐLĐ", "Tổng số lao động", "Đoàn viên đầu kỳ", "Kết nạp mới", "plain", "Nguyễn Thị Mỹ Hạnh"];
        for encoding in [LegacyEncoding::Tcvn3, LegacyEncoding::Vni] {
            let old: Vec<String> = unicode.iter().map(|t| encode(t, encoding)).collect();
            let mut grid = grid(&old.iter().map(String::as_str).collect::<Vec<_>>());
            let traces = decode_legacy_fonts(&mut grid);
            assert_eq!(texts(&grid), unicode, "{encoding:?}");
            assert_eq!(traces.len(), 5);
            assert_eq!((traces[0].cell.as_str(), traces[1].raw.as_str()), ("A1", old[1].as_str()));
        }
    }

    #[test]
    fn other_text_is_unchanged() {
        let french = ["Département de l'économie", "à côté", "façade", "garçon", "élève", "août", "naïf", "Noël"];
        let signs = ["§ 5", "85 ± 2", "«ghi chú»", "© 2022", "½", "25 µm"];
        let short = ["cã", "co"];
        for all in [&french[..], &signs[..], &short[..]] {
            let mut grid = grid(all);
            assert!(decode_legacy_fonts(&mut grid).is_empty(), "{all:?}");
            assert_eq!(texts(&grid), all);
        }
    }

    #[test]
    fn valid_syllables_are_recognised() {
        for word in ["quyền", "giếng", "gì", "nghiêng", "khuỷu", "Đoàn", "ưu", "yêu", "xoong", "TỔNG", "thuở"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["huyÖn", "Thæ", "huyeän", "façade", "Noël", "xyz", ""] {
            assert!(!is_syllable(word), "{word}");
        }
    }

    proptest! {
        /// Text with a character that only Unicode has is not changed.
        #[test]
        fn unicode_text_is_unchanged(texts in proptest::collection::vec("[a-zA-Z àáãèéêìíòóôõùúýăđơưạảấầẩẫậắằẳẵặẹẻẽ]{1,20}[ạđơưệ]", 1..8)) {
            let all: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut grid = grid(&all);
            prop_assert!(decode_legacy_fonts(&mut grid).is_empty());
        }

        /// No panic for any text, and the number of cells stays the same.
        #[test]
        fn decode_legacy_never_panics(texts in proptest::collection::vec("\\PC{0,30}", 0..10)) {
            let all: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut grid = grid(&all);
            decode_legacy_fonts(&mut grid);
            prop_assert_eq!(grid.sheets[0].cells.len(), texts.len());
        }
    }
}
