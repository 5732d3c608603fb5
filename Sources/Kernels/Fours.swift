/// Calls `body` for every four numbers of a range, the last four again as far as they are new, so that `body` must give the
/// same when it is called twice; for a range of fewer, `one` for each number.
@inline(__always)
func forEachFour(_ range: Range<Int>, _ body: (Int) -> Void, one: (Int) -> Void = { _ in }) {
    guard range.count >= 4 else { return range.forEach(one) }
    var number = range.lowerBound
    while number + 4 <= range.upperBound {
        body(number)
        number += 4
    }
    if number < range.upperBound { body(range.upperBound - 4) }
}
