//! `max_by` and `min_by`: the value that goes with the greatest or least key. DuckDB and ClickHouse have them too.

use std::hash::{Hash, Hasher};

use arrow::datatypes::DataType;
use datafusion::common::{Result, not_impl_err};
use datafusion::functions_aggregate::first_last::{first_value_udaf, last_value_udaf};
use datafusion::logical_expr::expr::{AggregateFunction, Sort};
use datafusion::logical_expr::function::{AccumulatorArgs, AggregateFunctionSimplification};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};

use super::Function;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "max_by",
        usage: "max_by(value, key) → type of value",
        doc: "the value of the row with the greatest key; rows without a key do not count. Also `arg_max`",
    },
    Function {
        name: "min_by",
        usage: "min_by(value, key) → type of value",
        doc: "the value of the row with the least key; rows without a key do not count. Also `arg_min`",
    },
];

pub(super) fn aggregates() -> [AggregateUDF; 2] {
    [Extreme::of("max_by", "arg_max"), Extreme::of("min_by", "arg_min")].map(AggregateUDF::new_from_impl)
}

#[derive(Debug)]
struct Extreme {
    name: &'static str,
    aliases: Vec<String>,
    signature: Signature,
}

impl Extreme {
    fn of(name: &'static str, alias: &str) -> Extreme {
        Extreme { name, aliases: vec![alias.to_owned()], signature: Signature::any(2, Volatility::Immutable) }
    }
}

impl PartialEq for Extreme {
    fn eq(&self, other: &Extreme) -> bool {
        self.name == other.name
    }
}

impl Eq for Extreme {}

impl Hash for Extreme {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl AggregateUDFImpl for Extreme {
    fn name(&self) -> &str {
        self.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(arguments[0].clone())
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        not_impl_err!("{} is only known as a plain aggregate", self.name)
    }

    /// `max_by(v, k)` is `last_value(v ORDER BY k) FILTER (WHERE k IS NOT NULL)`; `min_by` is the first value.
    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        let function = if self.name == "max_by" { last_value_udaf() } else { first_value_udaf() };
        Some(Box::new(move |mut call: AggregateFunction, _| {
            let (Some(key), Some(value)) = (call.params.args.pop(), call.params.args.pop()) else {
                return Ok(Expr::AggregateFunction(call));
            };
            let has_key = key.clone().is_not_null();
            let filter = match call.params.filter {
                Some(filter) => filter.and(has_key),
                None => has_key,
            };
            Ok(Expr::AggregateFunction(AggregateFunction::new_udf(
                function.clone(),
                vec![value],
                false,
                Some(Box::new(filter)),
                vec![Sort::new(key, true, false)],
                None,
            )))
        }))
    }
}
