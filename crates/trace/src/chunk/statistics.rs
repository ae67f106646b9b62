//! The least and greatest values of a column of numbers, by which readers pass over pages.
//! (Specification: `PageIndex.md` of parquet-format.)

use parquet::basic::{BoundaryOrder, Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnIndexBuilder;
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::Statistics;

/// What a page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    /// `None` where no row has a value.
    ends: Option<(i64, i64)>,
    nulls: usize,
}

impl Range {
    /// Rows of which the ones with a value have these at the ends.
    pub(super) fn new(ends: Option<(i64, i64)>, nulls: usize) -> Self {
        Self { ends, nulls }
    }

    /// Adds the rows of another one.
    pub(super) fn add(&mut self, other: Self) {
        self.nulls += other.nulls;
        self.ends = match (self.ends, other.ends) {
            (Some((least, most)), Some((low, high))) => Some((least.min(low), most.max(high))),
            (ends, None) | (None, ends) => ends,
        };
    }
}

/// What the footer says of a column with these pages: of all, and of each. `ty` is INT32 or INT64.
pub(super) fn of_pages(ty: Type, pages: &[Range]) -> Result<(Statistics, ColumnIndexMetaData), ParquetError> {
    let mut all = Range::default();
    let mut index = ColumnIndexBuilder::new(ty);
    let bytes =
        |value: i64| if ty == Type::INT32 { value.to_le_bytes()[..4].to_vec() } else { value.to_le_bytes().to_vec() };
    for page in pages {
        all.add(*page);
        let (least, most) = page.ends.map_or_else(Default::default, |(least, most)| (bytes(least), bytes(most)));
        index.append(page.ends.is_none(), least, most, page.nulls as i64);
    }
    index.set_boundary_order(order(pages));
    let (least, most) = all.ends.unzip();
    let nulls = Some(all.nulls as u64);
    let statistics = match ty {
        Type::INT32 => {
            let narrow = |value| value as i32;
            Statistics::new(least.map(narrow), most.map(narrow), None, nulls, false)
        }
        _ => Statistics::new(least, most, None, nulls, false),
    };
    Ok((statistics, index.build()?))
}

/// Whether both ends only grow, or only fall, from one page with values to the next.
fn order(pages: &[Range]) -> BoundaryOrder {
    let ends: Vec<_> = pages.iter().filter_map(|page| page.ends).collect();
    let all = |in_order: fn((i64, i64), (i64, i64)) -> bool| ends.windows(2).all(|pair| in_order(pair[0], pair[1]));
    if all(|(least, most), (low, high)| least <= low && most <= high) {
        BoundaryOrder::ASCENDING
    } else if all(|(least, most), (low, high)| least >= low && most >= high) {
        BoundaryOrder::DESCENDING
    } else {
        BoundaryOrder::UNORDERED
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ends_nulls_and_order_are_told() {
        let page = |least, most| Range::new(Some((least, most)), 1);
        let none = Range::new(None, 5);
        for (pages, order) in [
            (vec![page(-1, 2), none, page(-1, 3)], BoundaryOrder::ASCENDING),
            (vec![page(5, 9), page(4, 9), none], BoundaryOrder::DESCENDING),
            (vec![page(5, 9), page(4, 10)], BoundaryOrder::UNORDERED),
            (vec![none], BoundaryOrder::ASCENDING),
        ] {
            for ty in [Type::INT32, Type::INT64] {
                let (statistics, index) = of_pages(ty, &pages).unwrap();
                assert_eq!(index.get_boundary_order(), Some(order));
                let nulls: Vec<_> = (0..pages.len()).map(|page| index.null_count(page)).collect();
                assert_eq!(nulls, pages.iter().map(|page| Some(page.nulls as i64)).collect::<Vec<_>>());
                assert_eq!(statistics.null_count_opt(), Some(pages.iter().map(|page| page.nulls as u64).sum()));
                let least = pages.iter().filter_map(|page| page.ends).map(|(least, _)| least).min();
                let least = least.map(|least| {
                    if ty == Type::INT32 { (least as i32).to_le_bytes().to_vec() } else { least.to_le_bytes().to_vec() }
                });
                assert_eq!(statistics.min_bytes_opt().map(<[u8]>::to_vec), least);
            }
        }
    }
}
