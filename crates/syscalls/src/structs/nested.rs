//! Pointers in structures, as data: a source that reads memory elsewhere can follow them too.

use crate::capture::{Extent, Want};

/// A pointer in a structure, and what it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nested {
    /// Where it stands, in bytes.
    pub at: u32,
    /// How long what it leads to is.
    pub reach: Reach,
    /// It is looked at only then.
    pub only_if: Option<OnlyIf>,
}

/// How long the memory behind a pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A C string.
    CStr,
    /// So many bytes.
    Bytes(u32),
    /// So many pieces of `unit` bytes as a field says.
    Field {
        /// Where the field stands.
        at: u32,
        /// Its size in bytes: 2, 4 or 8.
        size: u32,
        /// Size of a piece.
        unit: u32,
    },
}

/// A condition on eight bytes of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnlyIf {
    /// Where they stand.
    pub at: u32,
    /// What has to be there.
    pub is: Is,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// It has any of these bits.
    Any(u64),
    /// It is this.
    Equal(u64),
}

impl Nested {
    /// A pointer to so many bytes.
    pub const fn bytes(at: u32, length: u32) -> Nested {
        Nested { at, reach: Reach::Bytes(length), only_if: None }
    }

    /// A pointer to a C string.
    pub const fn c_str(at: u32) -> Nested {
        Nested { at, reach: Reach::CStr, only_if: None }
    }

    /// A pointer to as many pieces of `unit` bytes as a field of `size` bytes says.
    pub const fn counted(at: u32, field: u32, size: u32, unit: u32) -> Nested {
        Nested { at, reach: Reach::Field { at: field, size, unit }, only_if: None }
    }

    /// The same, under a condition.
    pub const fn only_if(self, at: u32, is: Is) -> Nested {
        Nested { only_if: Some(OnlyIf { at, is }), ..self }
    }

    /// Appends what the pointer in this structure leads to. Nothing if it is null, or the structure ends before it.
    pub fn follow(&self, bytes: &[u8], out: &mut Vec<Want>) {
        let holds = self.only_if.is_none_or(|OnlyIf { at, is }| match is {
            Is::Any(bits) => number(bytes, at, 8) & bits != 0,
            Is::Equal(value) => number(bytes, at, 8) == value,
        });
        let address = number(bytes, self.at, 8);
        let extent = match self.reach {
            Reach::CStr => Extent::CStr,
            Reach::Bytes(length) => Extent::Bytes(length),
            Reach::Field { at, size, unit } => {
                let length = number(bytes, at, size).saturating_mul(unit.into());
                Extent::Bytes(u32::try_from(length).unwrap_or(u32::MAX))
            }
        };
        if holds && address != 0 && extent != Extent::Bytes(0) {
            out.push(Want::nested(address, extent));
        }
    }
}

/// A little-endian number of `size` bytes; 0 where the structure ends before.
fn number(bytes: &[u8], at: u32, size: u32) -> u64 {
    let field = bytes.get(at as usize..(at + size) as usize).unwrap_or_default();
    field.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(nested: Nested, words: &[u64]) -> Vec<Want> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut wants = Vec::new();
        nested.follow(&bytes, &mut wants);
        wants
    }

    #[test]
    fn a_field_tells_how_much_a_pointer_leads_to() {
        let filter = Nested::counted(8, 0, 2, 8);
        assert_eq!(followed(filter, &[0x1_0003, 0x7000]), [Want::nested(0x7000, Extent::Bytes(24))]);
        assert!(followed(filter, &[0, 0x7000]).is_empty(), "nothing");
        assert!(followed(filter, &[3, 0]).is_empty(), "null");
        assert!(followed(filter, &[3]).is_empty(), "cut short");
    }

    #[test]
    fn a_condition_decides_whether_it_is_looked_at() {
        let any = Nested::bytes(8, 4).only_if(0, Is::Any(0b110));
        assert_eq!(followed(any, &[0b100, 0x7000]).len(), 1);
        assert!(followed(any, &[0b001, 0x7000]).is_empty());
        let equal = Nested::bytes(0, 8).only_if(8, Is::Equal(8));
        assert_eq!(followed(equal, &[0x7000, 8]).len(), 1);
        assert!(followed(equal, &[0x7000, 16]).is_empty());
    }
}
