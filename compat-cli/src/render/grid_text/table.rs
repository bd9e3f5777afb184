// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The table, in blocks of columns.

use anstyle::Style;

use super::heading::heading;
use super::symbol;
use crate::render::grid::{Cell, Grid, Group, Row, State, letter};
use crate::render::style::{BAD, CARE, FAINT, GOOD, HEADING, styled};

/// Between two columns.
const GAP: &str = "  ";

/// Between two sections, with a space behind it.
const RULE: &str = "  |";
const RULE_WIDTH: usize = RULE.len() + 1;

/// The table, in blocks that are no wider than that.
pub(super) fn table(grid: &Grid<'_>, groups: &[Group<'_>], width: usize) -> String {
    let names = Names::of(grid);
    let room = width.saturating_sub(names.width + GAP.len());
    let sections = groups.chunk_by(|one, other| one.family == other.family);
    let parts = sections.flat_map(|section| {
        let columns = section.iter().map(|group| TextColumn::of(grid, group));
        let title = section.first().map_or("", |group| group.family.title());
        split(title, columns.collect(), room)
    });
    let mut blocks: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        match blocks.last_mut() {
            Some(block) if taken(block) + RULE_WIDTH + part.width() <= room => block.push(part),
            _ => blocks.push(vec![part]),
        }
    }
    let blocks = blocks.iter().map(|block| print(&names, block));
    blocks.collect::<Vec<_>>().join("\n")
}

/// The first column.
struct Names {
    names: Vec<String>,
    width: usize,
}

impl Names {
    const LAYOUT: &str = "layout";

    fn of(grid: &Grid<'_>) -> Self {
        let names: Vec<String> = grid.rows.iter().map(|row| row.name().to_owned()).collect();
        let widths = names.iter().map(|name| name.chars().count());
        let width = widths.chain([Self::LAYOUT.len()]).max().unwrap_or(0);
        Self { names, width }
    }
}

/// What stands in one place.
#[derive(Clone)]
struct Word {
    text: String,
    style: Style,
}

impl Word {
    fn new(text: impl Into<String>, style: Style) -> Self {
        let text = text.into();
        Self { text, style }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// One column.
struct TextColumn {
    head: Vec<String>,
    layout: Word,
    cells: Vec<Word>,
}

impl TextColumn {
    fn of(grid: &Grid<'_>, group: &Group<'_>) -> Self {
        let (layout, whole) = match group.state {
            State::Present(layout) => (layout.name.as_str(), None),
            State::Absent => (symbol::ABSENT, Some(symbol::ABSENT)),
            State::Unknown => (symbol::UNKNOWN, Some(symbol::UNKNOWN)),
            State::Uncertain => (symbol::UNCERTAIN, Some(symbol::UNCERTAIN)),
        };
        let cell = |row: &Row<'_>| match (whole, row.cells.get(group.at.start)) {
            (None, Some(cell)) => word(cell),
            (whole, _) => Word::new(whole.unwrap_or_default(), FAINT),
        };
        Self {
            head: heading(group),
            layout: Word::new(layout, FAINT),
            cells: grid.rows.iter().map(cell).collect(),
        }
    }

    fn width(&self) -> usize {
        let words = self.cells.iter().chain([&self.layout]);
        let texts = words.map(|word| &word.text).chain(&self.head);
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    }
}

fn word(cell: &Cell<'_>) -> Word {
    let Some(member) = cell.member else {
        let style = match cell.is_removed() {
            true => BAD,
            false => FAINT,
        };
        return Word::new(symbol::NONE, style);
    };
    let renamed = cell.is_renamed();
    let moved = cell.is_moved();
    let style = match cell.changes.is_empty() {
        true => Style::new(),
        false if cell.is_added() => GOOD,
        false => CARE,
    };
    let mark = |holds: bool, mark: &'static str| if holds { mark } else { "" };
    let text = format!(
        "{}{}{}",
        mark(renamed, symbol::RENAMED),
        mark(moved, symbol::MOVED),
        letter(member.signature)
    );
    Word::new(text, style)
}

/// Columns of one section that stand beside each other.
struct Part {
    title: String,
    columns: Vec<TextColumn>,
}

impl Part {
    fn width(&self) -> usize {
        let columns = self.columns.iter().map(|column| column.width() + GAP.len());
        let width = columns.sum::<usize>().saturating_sub(GAP.len());
        width.max(self.title.chars().count())
    }
}

fn taken(block: &[Part]) -> usize {
    let parts = block.iter().map(|part| part.width() + RULE_WIDTH);
    parts.sum::<usize>().saturating_sub(RULE_WIDTH)
}

/// A section, in parts that are no wider than that as long as one column is not.
fn split(title: &str, columns: Vec<TextColumn>, room: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for column in columns {
        match parts.last_mut() {
            Some(part) if part.width() + GAP.len() + column.width() <= room => {
                part.columns.push(column);
            }
            _ => parts.push(Part {
                title: title.to_owned(),
                columns: vec![column],
            }),
        }
    }
    parts
}

/// A block's lines: its sections' titles, the kernels, their layouts, and a line for each operation.
fn print(names: &Names, block: &[Part]) -> String {
    let columns = || block.iter().flat_map(|part| &part.columns);
    let height = columns().map(|column| column.head.len()).max().unwrap_or(0);
    let rows = columns()
        .map(|column| column.cells.len())
        .max()
        .unwrap_or(0);

    let mut titles = Line::begin(names, "", Style::new());
    for (at, part) in block.iter().enumerate() {
        titles.rule(at > 0);
        titles.left(&Word::new(&part.title, HEADING), part.width());
    }
    let mut text = titles.end();
    for at in 0..height {
        let word = |column: &TextColumn| column.head.get(at).map(|text| Word::new(text, HEADING));
        text += &line(names, "", block, word);
    }
    text += &line(names, Names::LAYOUT, block, |column| {
        Some(column.layout.clone())
    });
    for at in 0..rows {
        let name = names.names.get(at).map_or("", String::as_str);
        text += &line(names, name, block, |column| column.cells.get(at).cloned());
    }
    text
}

fn line(
    names: &Names,
    name: &str,
    block: &[Part],
    word: impl Fn(&TextColumn) -> Option<Word>,
) -> String {
    let style = match name {
        Names::LAYOUT => FAINT,
        _ => Style::new(),
    };
    let mut line = Line::begin(names, name, style);
    for (at, part) in block.iter().enumerate() {
        line.rule(at > 0);
        let end = line.width + part.width();
        for (at, column) in part.columns.iter().enumerate() {
            line.spaces(if at > 0 { GAP.len() } else { 0 });
            let word = word(column).unwrap_or_else(|| Word::new("", Style::new()));
            line.spaces(column.width().saturating_sub(word.width()));
            line.word(&word);
        }
        line.spaces(end.saturating_sub(line.width));
    }
    line.end()
}

/// A line that is being written.
#[derive(Default)]
struct Line {
    text: String,
    width: usize,
    /// Spaces that are written if something follows them.
    spaces: usize,
}

impl Line {
    fn begin(names: &Names, name: &str, style: Style) -> Self {
        let mut line = Self::default();
        line.left(&Word::new(name, style), names.width);
        line.spaces(GAP.len());
        line
    }

    fn left(&mut self, word: &Word, width: usize) {
        self.word(word);
        self.spaces(width.saturating_sub(word.width()));
    }

    fn rule(&mut self, between: bool) {
        if between {
            self.word(&Word::new(RULE, FAINT));
            self.spaces(1);
        }
    }

    fn spaces(&mut self, spaces: usize) {
        self.spaces += spaces;
        self.width += spaces;
    }

    fn word(&mut self, word: &Word) {
        if !word.text.is_empty() {
            self.text.push_str(&" ".repeat(self.spaces));
            self.spaces = 0;
            self.text.push_str(&styled(word.style, &word.text));
            self.width += word.width();
        }
    }

    fn end(mut self) -> String {
        self.text.push('\n');
        self.text
    }
}
