import ArgumentParser
import Reports

/// Where the axes of a picture end, and the levels of its contour.
struct LimitOptions: ParsableArguments {
    // A value may begin with a minus sign.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The ends of the x axis, such as 0:30, or one of them: 5: or :30. Also for logarithmic axes.",
            valueName: "low:high"),
        transform: LimitOptions.limits)
    var x: AxisLimits?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The ends of the y axis, such as 0.9:1.", valueName: "low:high"),
        transform: LimitOptions.limits)
    var y: AxisLimits?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Of trajectories: the losses at which one level of the contour ends and the next begins, such as 0.1,1,10.",
            valueName: "losses"),
        transform: LimitOptions.ascending)
    var levels: [Double]?

    var limits: [PictureAxis: AxisLimits] {
        var limits: [PictureAxis: AxisLimits] = [:]
        limits[.x] = x
        limits[.y] = y
        return limits
    }

    private static func limits(_ text: String) throws(ValidationError) -> AxisLimits {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = ends.map { Double($0) }
        let areNumbers = zip(ends, numbers).allSatisfy { $0.isEmpty || $1 != nil }
        guard ends.count == 2, areNumbers, let limits = AxisLimits(low: numbers[0], high: numbers[1]) else {
            throw ValidationError("write two numbers in ascending order such as 0:30, or one of them: 5: or :30")
        }
        return limits
    }

    private static func ascending(_ text: String) throws(ValidationError) -> [Double] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
        guard numbers.count == parts.count, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw ValidationError("write numbers in ascending order such as 0.1,1,10")
        }
        return numbers
    }
}
