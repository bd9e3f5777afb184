// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A colour for each layout, the same in the table and in the list.

use crate::render::grid::Grid;

/// The hues of layouts, by their names.
pub(in crate::render) struct Hues<'a>(Vec<&'a str>);

impl<'a> Hues<'a> {
    /// Those of a grid's layouts.
    pub fn of(grid: &Grid<'a>) -> Self {
        let layouts = grid.layouts().into_iter();
        Self(layouts.map(|layout| layout.name.as_str()).collect())
    }

    /// The one of a layout, as a style.
    pub fn style(&self, layout: &str) -> String {
        // Layouts that follow each other are far apart on the wheel, and no two of 360 have the same place.
        const STEP: usize = 137;
        let at = self.0.iter().position(|known| *known == layout);
        format!("style=\"--hue:{}\"", at.unwrap_or(0) * STEP % 360)
    }
}
