//! The name that somebody may have meant.

/// The nearest of the names, if it is near enough to be a slip of the fingers: at most one edit in three letters.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).collect();
    let near = names.map(|name| (distance(&word, &name.chars().collect::<Vec<_>>()), name));
    near.filter(|(edits, name)| edits * 3 <= word.len().max(name.len())).min().map(|(_, name)| name)
}

/// Edits (insert, delete, replace, swap neighbours) from one word to the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let edits = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped { edits.min(rows[i - 2][j - 2] + 1) } else { edits }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_near_and_another_word_is_not() {
        let names = ["summary", "slowest", "errors", "files", "info"];
        let near = |word| nearest(word, names.into_iter());
        assert_eq!(near("sumary"), Some("summary"));
        assert_eq!(near("erorrs"), Some("errors"));
        assert_eq!(near("file"), Some("files"));
        assert_eq!(near("slowset"), Some("slowest"));
        assert_eq!(near("print"), None);
        assert_eq!(near(""), None);
    }
}
