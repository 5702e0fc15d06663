//! Writes the consolidated tables of `peers/job.py` without its findings.

use crate::Any;
use crate::take::{Taken, Told, number};
use calamine::Data;
use rust_xlsxwriter::{Formula, Workbook, Worksheet};
use std::path::Path;

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Data) -> Result<(), Any> {
    match value {
        Data::String(text) => sheet.write_string(row, column, text)?,
        Data::DateTime(day) => sheet.write_number(row, column, day.as_f64())?,
        other => match number(other) {
            Some(n) => sheet.write_number(row, column, n)?,
            None => return Ok(()),
        },
    };
    Ok(())
}

fn sheet<'a>(book: &'a mut Workbook, name: &str) -> Result<&'a mut Worksheet, Any> {
    Ok(book.add_worksheet_with_low_memory()?.set_name(name)?)
}

/// Columns that the computed columns refer to: C–G annex, H this quarter, I to date, J closing, K and L enterprises.
pub(crate) const COLUMNS: [&str; 10] = [
    "=IF(F{r}=0,\"\",I{r}/F{r})",
    "=MAX(0,F{r}-I{r})",
    "=MAX(0,I{r}-F{r})",
    "=ROUND(F{r}*{n}/10,0)",
    "=I{r}-P{r}",
    "=IF({n}=10,\"\",ROUNDUP(N{r}/(10-{n}),0))",
    "=ROUND(I{r}/{n}*10,0)",
    "=J{r}-C{r}",
    "=MAX(0,F{r}-D{r})",
    "=MAX(0,ROUNDUP(85*K{r}/100,0)-L{r})",
];

pub(crate) fn write(told: &Told, taken: &[Taken], out: &Path) -> Result<(), Any> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(3);
    let totals = sheet(&mut book, "Tổng hợp")?;
    for (index, (code, name, annex)) in told.units.iter().enumerate() {
        let row = index as u32 + 1;
        totals.write_string(row, 0, code)?.write_string(row, 1, name)?;
        for (column, figure) in annex.iter().enumerate() {
            totals.write_number(row, 2 + column as u16, *figure)?;
        }
        for column in 7..12 {
            totals.write_number(row, column, 1)?;
        }
        for (column, formula) in COLUMNS.iter().enumerate() {
            let formula = formula.replace("{r}", &(row + 1).to_string()).replace("{n}", "10");
            totals.write_formula(row, 12 + column as u16, Formula::new(formula).set_result("0"))?;
        }
    }
    let data = sheet(&mut book, "Số liệu")?;
    let mut row = 0;
    for t in taken {
        for figure in &t.figures {
            row += 1;
            data.write_string(row, 0, &t.unit)?.write_string(row, 1, &t.period)?;
            data.write_string(row, 2, &figure.code)?.write_string(row, 3, &told.indicators[&figure.code])?;
            put(data, row, 4, &figure.value)?;
            data.write_string(row, 5, &t.file)?.write_string(row, 6, format!("E{}", figure.row))?;
        }
    }
    for (index, (name, _)) in told.rosters.iter().enumerate() {
        let list = sheet(&mut book, name)?;
        let mut row = 0;
        for t in taken {
            for cells in &t.lists[index] {
                row += 1;
                list.write_string(row, 0, &t.unit)?.write_string(row, 1, &t.period)?.write_string(row, 2, &t.file)?;
                for (column, cell) in cells.iter().enumerate() {
                    put(list, row, 3 + column as u16, cell)?;
                }
            }
        }
    }
    let words = sheet(&mut book, "Khó khăn")?;
    let mut row = 0;
    for t in taken {
        for (code, answer) in &t.answers {
            row += 1;
            words.write_string(row, 0, &t.unit)?.write_string(row, 1, &t.period)?.write_string(row, 2, &t.file)?;
            words.write_string(row, 3, code)?.write_string(row, 4, answer)?;
        }
    }
    book.save(out)?;
    Ok(())
}
