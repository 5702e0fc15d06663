//! Formulas that show nothing where there is nothing, instead of 0.

/// Returns the sum of some cells; blank if none of them has a number.
pub(crate) fn sum_or_blank(cells: &str) -> String {
    format!("IF(COUNT({cells})=0,\"\",SUM({cells}))")
}

/// Returns what a cell or formula shows; blank for a blank.
pub(crate) fn shown_or_blank(cell: &str) -> String {
    format!("IF({cell}=\"\",\"\",{cell})")
}
