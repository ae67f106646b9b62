//! Numbers in as few bytes as all of a batch need: most of a journal would be zeros else, which are copied and freed.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, PrimitiveArray};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowDictionaryKeyType, ArrowNativeType, DataType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};

/// The types in which numbers of a type may be stored, that type left out.
fn narrower(ty: &DataType) -> &'static [DataType] {
    use DataType::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
    match ty {
        Int16 => &[Int8],
        Int32 => &[Int8, Int16],
        Int64 => &[Int8, Int16, Int32],
        UInt64 => &[UInt8, UInt16, UInt32],
        _ => &[],
    }
}

/// The values in the narrowest type that has them all; text and bytes by dictionary with its numbers so.
pub(super) fn narrow(array: &ArrayRef) -> ArrayRef {
    if let Some(by_number) = array.as_dictionary_opt::<Int32Type>() {
        let words = by_number.values();
        // Keys of rows without a value are in range too, or there would be no word.
        return match words.len() {
            0..=0x80 => dictionary::<Int8Type>(by_number),
            0x81..=0x8000 => dictionary::<Int16Type>(by_number),
            _ => Arc::clone(array),
        };
    }
    match array.data_type() {
        DataType::Int32 => {
            let numbers = array.as_primitive::<Int32Type>();
            match 1 + bits(numbers.values().iter().map(|&number| (number ^ number >> 31) as u32 as u64)) {
                0..=8 => Arc::new(numbers.unary::<_, Int8Type>(|number| number as i8)),
                9..=16 => Arc::new(numbers.unary::<_, Int16Type>(|number| number as i16)),
                _ => Arc::clone(array),
            }
        }
        DataType::Int64 => {
            let numbers = array.as_primitive::<Int64Type>();
            match 1 + bits(numbers.values().iter().map(|&number| (number ^ number >> 63) as u64)) {
                0..=8 => Arc::new(numbers.unary::<_, Int8Type>(|number| number as i8)),
                9..=16 => Arc::new(numbers.unary::<_, Int16Type>(|number| number as i16)),
                17..=32 => Arc::new(numbers.unary::<_, Int32Type>(|number| number as i32)),
                _ => Arc::clone(array),
            }
        }
        DataType::UInt64 => {
            let numbers = array.as_primitive::<UInt64Type>();
            match bits(numbers.values().iter().copied()) {
                0..=8 => Arc::new(numbers.unary::<_, UInt8Type>(|number| number as u8)),
                9..=16 => Arc::new(numbers.unary::<_, UInt16Type>(|number| number as u16)),
                17..=32 => Arc::new(numbers.unary::<_, UInt32Type>(|number| number as u32)),
                _ => Arc::clone(array),
            }
        }
        _ => Arc::clone(array),
    }
}

/// How many bits the greatest of these has.
fn bits(numbers: impl Iterator<Item = u64>) -> u32 {
    u64::BITS - numbers.fold(0, |all, one| all | one).leading_zeros()
}

fn dictionary<K: ArrowDictionaryKeyType>(by_number: &DictionaryArray<Int32Type>) -> ArrayRef {
    let keys: PrimitiveArray<K> =
        by_number.keys().unary(|key| K::Native::from_usize(key.as_usize()).unwrap_or_default());
    Arc::new(DictionaryArray::new(keys, Arc::clone(by_number.values())))
}

/// The values as those of the type `to`, where they may be stored in another one for being few bytes.
pub(crate) fn widen(array: &ArrayRef, to: &DataType) -> ArrayRef {
    let is_narrow = narrower(to).contains(array.data_type());
    if is_narrow { cast(array, to).unwrap_or_else(|_| Arc::clone(array)) } else { Arc::clone(array) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{Int32Array, Int64Array, StringArray, UInt64Array};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_few_bytes_as_all_need() {
        use DataType::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
        let of = |numbers: [i64; 2]| narrow(&(Arc::new(Int64Array::from(numbers.to_vec())) as ArrayRef));
        for (numbers, ty) in [
            ([0, 0], Int8),
            ([-128, 127], Int8),
            ([-129, 0], Int16),
            ([0, 128], Int16),
            ([-32_768, 32_767], Int16),
            ([32_768, 0], Int32),
            ([i32::MIN.into(), i32::MAX.into()], Int32),
            ([i64::from(i32::MIN) - 1, 0], Int64),
            ([0, i64::MAX], Int64),
        ] {
            assert_eq!(*of(numbers).data_type(), ty, "{numbers:?}");
        }
        let of = |number| narrow(&(Arc::new(UInt64Array::from(vec![1, number])) as ArrayRef));
        for (number, ty) in
            [(255, UInt8), (256, UInt16), (65_536, UInt32), (u32::MAX.into(), UInt32), (1 << 32, UInt64)]
        {
            assert_eq!(*of(number).data_type(), ty, "{number}");
        }
    }

    #[test]
    fn words_have_numbers_of_as_many_bytes_as_there_are_words() {
        for count in [1, 128, 129, 32_768, 32_769] {
            let words: StringArray = (0..count).map(|word| Some(word.to_string())).collect();
            let keys = Int32Array::from_iter([None, Some(count - 1), Some(0)]);
            let array: ArrayRef = Arc::new(DictionaryArray::new(keys, Arc::new(words)));
            let narrow = narrow(&array);
            let DataType::Dictionary(key, _) = narrow.data_type() else { panic!("it is by dictionary no more") };
            assert_eq!(
                key.primitive_width(),
                Some(if count <= 128 {
                    1
                } else if count <= 32_768 {
                    2
                } else {
                    4
                })
            );
            assert_eq!(&cast(&narrow, &DataType::Utf8).unwrap(), &cast(&array, &DataType::Utf8).unwrap());
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec((any::<Option<i64>>(), 0..64), 1..40)) {
            let numbers: Vec<_> = numbers.iter().map(|(number, shift)| number.map(|number| number >> shift)).collect();
            let short: Int32Array = numbers.iter().map(|number| number.map(|number| number as i32)).collect();
            let unsigned: UInt64Array = numbers.iter().map(|number| number.map(|number| number as u64)).collect();
            for array in [Arc::new(Int64Array::from(numbers)) as ArrayRef, Arc::new(short), Arc::new(unsigned)] {
                prop_assert_eq!(&widen(&narrow(&array), array.data_type()), &array);
            }
        }
    }
}
