//! Tables for people: columns aligned by spaces, without lines, easy to cut with `awk`.
//!
//! Every character counts as one column; those that a terminal draws wider push their row to the right, and so do
//! cells that are wider than any screen.

use crate::ui::sanitize;

/// A table with a header; two spaces between columns, no space at the end of a line.
///
/// Cells may hold text from outside: it is made harmless here. A row may be shorter than the header.
pub fn columns(header: &[&str], rows: &[Vec<String>]) -> String {
    let header = header.iter().map(|&cell| cell.to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|row| harmless(row))
        .collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            lines
                .iter()
                .map(|line| width(line.get(column)))
                .filter(|width| *width <= WIDEST)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut table = String::new();
    for line in &lines {
        let mut text = String::new();
        for (cell, &width) in line.iter().zip(&widths) {
            let padding = width.saturating_sub(cell.chars().count()) + 2;
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', padding));
        }
        table.push_str(text.trim_end());
        table.push('\n');
    }
    table
}

/// The longest role ARNs that people write take some 120 columns.
const WIDEST: usize = 256;

fn harmless(row: &[String]) -> Vec<String> {
    row.iter().map(|cell| sanitize::line(cell)).collect()
}

fn width(cell: Option<&String>) -> usize {
    cell.map_or(0, |cell| cell.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            vec!["corp".to_owned(), String::new(), "11 hours".to_owned()],
            vec!["prod-é".to_owned(), "arn:aws:iam::1:role/A".to_owned()],
            vec!["x".to_owned(), "\x1b[31mred".to_owned(), "due".to_owned()],
        ];
        assert_eq!(
            columns(&["PROFILE", "ROLE", "LEFT"], &rows),
            "PROFILE  ROLE                   LEFT\n\
             corp                            11 hours\n\
             prod-é   arn:aws:iam::1:role/A\n\
             x        \\x1b[31mred            due\n"
        );
    }

    #[test]
    fn without_rows_the_header_stands_alone() {
        assert_eq!(columns(&["SERIAL", "USED"], &[]), "SERIAL  USED\n");
    }
}
