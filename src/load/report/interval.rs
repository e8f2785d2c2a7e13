//! A mean over replications, and how far the true one may be from it.

/// Where half of what is left of 5 % lies under Student's t distribution with 1 to 30 degrees of
/// freedom: its 97.5 % point (W. S. Gosset, The Probable Error of a Mean, Biometrika 1908; values
/// as tabulated in the NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2).
const T975: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

/// A mean with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Interval {
    /// The mean over replications.
    pub mean: f64,
    /// Half the width of the interval; `None` of fewer than two replications, which say nothing
    /// about it.
    pub half: Option<f64>,
}

impl Interval {
    /// Of one value for each replication.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().collect();
        let count = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / count;
        if values.len() < 2 {
            return Self { mean, half: None };
        }
        let squares: f64 = values
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum();
        let error = libm::sqrt(squares / (count - 1.0) / count);
        Self {
            mean,
            half: Some(student(values.len() - 1) * error),
        }
    }

    /// The lower and the upper end; the mean itself where there is no interval.
    pub fn ends(self) -> (f64, f64) {
        let half = self.half.unwrap_or(0.0);
        (self.mean - half, self.mean + half)
    }
}

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_985;

/// The 97.5 % point of Student's t distribution. Beyond the table: its expansion around the normal
/// distribution's (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5).
fn student(freedom: usize) -> f64 {
    if let Some(value) = T975.get(freedom.wrapping_sub(1)) {
        return *value;
    }
    let n = freedom as f64;
    let z3 = Z * Z * Z;
    let first = (z3 + Z) / 4.0;
    let second = (5.0 * z3 * Z * Z + 16.0 * z3 + 3.0 * Z) / 96.0;
    Z + first / n + second / (n * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expansion_continues_the_table() {
        // 40, 60, 120: NIST/SEMATECH e-Handbook, same table.
        for (freedom, expected) in [(31, 2.040), (40, 2.021), (60, 2.000), (100, 1.984)] {
            let got = student(freedom);
            assert!((got - expected).abs() < 6e-4, "{freedom}: {got}");
        }
    }

    #[test]
    fn five_replications() {
        // Mean 10, standard deviation sqrt(2.5), error sqrt(0.5), t(4) = 2.776.
        let interval = Interval::of([8.0, 9.0, 10.0, 11.0, 12.0]);
        assert!((interval.mean - 10.0).abs() < 1e-12);
        assert!((interval.half.expect("several") - 1.962_93).abs() < 1e-4);
        assert_eq!(Interval::of([3.0]).half, None);
        assert_eq!(Interval::of([]), Interval::default());
    }
}
