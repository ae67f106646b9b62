//! A scalar function as a line of data: documentation, types and the code that runs over arrays.

use std::fmt;
use std::hash::{Hash, Hasher};

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use super::Function;

/// A pure function of its arguments.
pub(super) struct Scalar {
    pub(super) function: Function,
    /// Types of the arguments; those given are cast to them.
    pub(super) arguments: &'static [DataType],
    pub(super) result: DataType,
    /// From arrays of the argument types, all of one length, to an array of the result type and that length.
    pub(super) run: fn(&[ArrayRef]) -> Result<ArrayRef>,
}

impl Scalar {
    pub(super) fn udf(&'static self) -> ScalarUDF {
        ScalarUDF::new_from_impl(Registered {
            scalar: self,
            signature: Signature::exact(self.arguments.to_vec(), Volatility::Immutable),
        })
    }
}

struct Registered {
    scalar: &'static Scalar,
    signature: Signature,
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scalar.function.name)
    }
}

impl PartialEq for Registered {
    fn eq(&self, other: &Registered) -> bool {
        self.scalar.function.name == other.scalar.function.name
    }
}

impl Eq for Registered {}

impl Hash for Registered {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scalar.function.name.hash(state);
    }
}

impl ScalarUDFImpl for Registered {
    fn name(&self) -> &str {
        self.scalar.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.scalar.result.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let result = (self.scalar.run)(&ColumnarValue::values_to_arrays(&args.args)?)?;
        if constant {
            Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?))
        } else {
            Ok(ColumnarValue::Array(result))
        }
    }
}
