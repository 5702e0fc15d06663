//! The kinds of findings of reading, and the form of their texts.

use crate::model::finding::Severity;

/// A kind of finding. Codes are never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReadingFinding {
    /// Figure typed as text.
    NumberAsText,
    /// Formula in a cell for typing a figure.
    Formula,
    /// Formula without a cached value.
    Uncached,
    /// Formula that refers to another file.
    External,
    /// Printed code and label belong to different rows.
    Contradiction,
    /// Row that occurs twice.
    Repeated,
    /// Row of the form that is missing.
    RowGone,
    /// Date that could not be read.
    BadDate,
    /// The unit is not known.
    UnknownUnit,
    /// The period is not known.
    UnknownPeriod,
    /// File name and content have different periods.
    OtherHint,
    /// The submission number is not an integer from 1.
    BadNumber,
    /// The file has no table of the form.
    NoTable,
    /// Two tables for one period.
    TwoTables,
    /// The file could not be read.
    Unreadable,
    /// One cell contains the figure of several rows.
    Merged,
    /// A roster exceeds the limit on rows.
    TooManyRows,
    /// The file kind does not match the file name.
    OtherKind,
    /// Text in a legacy (pre-Unicode) font.
    OldFont,
    /// File name and content have different units.
    OtherUnit,
    /// The table is on a hidden sheet.
    Hidden,
    /// Tax code without its leading zero.
    LostZero,
    /// Percentage typed as a number above 1.
    Share,
    /// Cell of the form that the file stores damaged or ambiguously.
    BadCell,
    /// Table of another form.
    OtherForm,
    /// Row with another label than in the plan.
    OtherLabel,
    /// Code above the table that may be of another form.
    UnclearForm,
    /// Another form on a sheet next to a return.
    OtherTab,
    /// Raised, lowered, struck-out or hidden part of a cell that was left out.
    LeftOut,
    /// Figure or code in pieces that may not belong together.
    InPieces,
    /// Cell that is struck out or hidden as a whole.
    StruckOut,
    /// Lists and answers that may belong to several forms of the file.
    UnclearLists,
    /// Figure in a row that is no row of the form.
    UnknownRow,
    /// Two places where one is meant: columns, labels, answers.
    TwoMatches,
    /// Unit of measure other than the plan's.
    OtherMeasure,
    /// Rows that look like a roster and were not read.
    UnreadList,
    /// A roster goes on in another sheet that was read too.
    GoesOn,
    /// Column of a roster with another heading.
    UnknownColumn,
    /// Second table or second column of figures.
    SecondTable,
    /// Numbers outside the cells of the form.
    OtherNumbers,
    /// Other content outside the form.
    OtherTexts,
    /// Label of the header that nearly fits.
    NearHeader,
    /// Sheet with a return that is not read because of its period.
    LaterSheet,
    /// Date within the last minute before midnight.
    RoundedDay,
    /// Date that is probably a year.
    YearAsDay,
    /// Day of birth after the period.
    BornLater,
    /// Date in a cell for a text.
    DateInText,
    /// Code that has lost digits.
    LostDigits,
    /// Word that is none of the choices.
    NoChoice,
    /// Document or picture that accompanies a return.
    Accompanying,
    /// Row with a figure that is not in force in the period.
    RowNotInForce,
    /// A title of the sheet prints another period.
    OtherTitle,
    /// Code and name of the unit are those of two units.
    TwoUnits,
    /// The heading of the figures names others: a sum of periods, a quota.
    OtherFigures,
    /// The cell of a figure is blank and a number is beside it.
    BesideBlank,
    /// Comments and text boxes.
    InNoCell,
    /// Pictures, charts and embedded documents.
    SheetObject,
    /// Answer in a row without a question of the form.
    UnknownAnswer,
    /// Figures in the text of the e-mail.
    FiguresInMail,
    /// Mark that repeats the cell above.
    Ditto,
    /// Days that a spreadsheet program has probably read as month and day.
    SwappedDays,
    /// Code with other signs than its digits, or with too many or few.
    OddCode,
    /// Hidden row or column with content of the form.
    HiddenLine,
    /// Cell that shows something else than it holds.
    OtherDisplay,
    /// Value of a roster that fits another column.
    OtherColumn,
    /// Several entries in one cell of a roster.
    SeveralEntries,
    /// Row of a roster that says that there is no case.
    NilRow,
    /// By-product of another computer's system.
    ByProduct,
}

/// One kind of finding.
pub(super) struct FindingText {
    pub kind: ReadingFinding,
    /// Never reused.
    pub code: &'static str,
    pub severity: Severity,
    /// The problem, in Vietnamese and English.
    pub message: [&'static str; 2],
    /// How to fix it.
    pub mend: [&'static str; 2],
}

/// Creates the texts of a kind.
pub(super) const fn text(
    kind: ReadingFinding,
    code: &'static str,
    severity: Severity,
    message: [&'static str; 2],
    mend: [&'static str; 2],
) -> FindingText {
    FindingText { kind, code, severity, message, mend }
}
