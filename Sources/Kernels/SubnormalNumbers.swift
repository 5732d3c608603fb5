import CProcessor

/// Runs `body` with subnormal numbers (below 1.2e-38 in single precision) taken as zero, as this thread's operands and
/// results.
///
/// They carry nothing that training could use, and are many times slower than others: means that decay step by step, as
/// Adam's do for inputs that are seldom anything but zero, end up as such.
public func withoutSubnormals<Result>(_ body: () -> Result) -> Result {
    let mode = hpsearch_arithmetic_mode()
    hpsearch_set_arithmetic_mode(hpsearch_flushing_subnormals(mode))
    defer { hpsearch_set_arithmetic_mode(mode) }
    return body()
}
