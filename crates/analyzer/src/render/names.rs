//! Names of columns where each may occur only once.

use arrow::datatypes::Schema;

/// The names of the columns; a name that was there already gets `_1`, `_2`, …
pub(super) fn unique(schema: &Schema) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let mut name = field.name().clone();
        let mut number = 1;
        while names.contains(&name) {
            name = format!("{}_{number}", field.name());
            number += 1;
        }
        names.push(name);
    }
    names
}
