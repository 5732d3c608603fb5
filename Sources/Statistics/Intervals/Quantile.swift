/// The quantile of ascending values, linear between neighbours: type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in
/// statistical packages", The American Statistician 50 (1996).
/// - Parameters:
///   - ascending: at least one value.
///   - share: of the values that lie below, from 0 to 1.
public func quantile(_ ascending: [Double], _ share: Double) -> Double {
    let place = share * Double(ascending.count - 1)
    let low = Int(place.rounded(.down))
    let high = min(low + 1, ascending.count - 1)
    return ascending[low] + (place - Double(low)) * (ascending[high] - ascending[low])
}
