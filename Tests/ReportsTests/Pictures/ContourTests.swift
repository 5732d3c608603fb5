import Foundation
import Testing

@testable import Reports

@Suite("A contour")
struct ContourTests {
    private static let grid = ContourLevels.Grid(x: -2...3, y: -1...2)

    /// Functions with one valley, with two that meet, with holes and islands, with no value in places.
    private static let functions: [@Sendable (Double, Double) -> Double] = [
        { x, y in x * x + 3 * (y - 0.5) * (y - 0.5) },
        { x, y in pow(1 - x, 2) + 100 * pow(y - x * x, 2) },
        { x, y in min(pow(x + 1, 2), pow(x - 2, 2)) + y * y },
        { x, y in sin(4 * x) * cos(5 * y) },
        { x, y in -(x * x + y * y) },
        { x, y in x + 2 * y },
        { x, y in x < -1 ? .nan : x * x + y * y },
    ]

    private func levels(_ function: (Double, Double) -> Double, _ bounds: [Double]? = nil) throws -> ContourLevels {
        try #require(
            ContourLevels(Self.grid.points.map { function($0.x, $0.y) }, on: Self.grid, bounds: bounds))
    }

    /// The level that is seen at a place: that of the last area which holds it.
    private func level(_ levels: ContourLevels, _ x: Double, _ y: Double) -> Int? {
        levels.areas.last { area in
            guard let place = area.points.firstIndex(where: { $0.x >= x }), place > 0 else { return false }
            let (left, right) = (area.points[place - 1], area.points[place])
            let share = right.x > left.x ? (x - left.x) / (right.x - left.x) : 0
            return y >= left.low + share * (right.low - left.low) && y <= left.high + share * (right.high - left.high)
        }?.level
    }

    @Test("shows at each place the level that the function has there, whatever its shape", arguments: 0..<7)
    func places(_ number: Int) throws {
        let function = Self.functions[number]
        let levels = try levels(function)
        #expect(levels.bounds == levels.bounds.sorted() && levels.bounds.count == ContourLevels.usualCount - 1)
        var compared = 0
        for step in 1..<1500 {
            // Evenly spread, between the grid's lines.
            let (x, y) = (
                -2 + 5 * (Double(step) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1),
                -1 + 3 * (Double(step) + 0.5) / 1500
            )
            // Within a pixel and a half of an edge either level may be seen.
            let near = [-0.016, 0, 0.016].flatMap { dx in [-0.01, 0, 0.01].map { function(x + dx, y + $0) } }
            let expected = Set(
                near.map { value in value.isFinite ? levels.bounds.count { $0 <= value } : levels.bounds.count })
            guard expected.count == 1 else { continue }
            compared += 1
            #expect(level(levels, x, y) == expected.first, "at \(x), \(y)")
        }
        #expect(compared > 600, "\(compared)")
    }

    @Test("takes few points, since those that could not be seen are left out")
    func size() throws {
        for function in Self.functions {
            let levels = try levels(function)
            #expect(levels.areas.reduce(0) { $0 + $1.points.count } < 2500)
            #expect(levels.areas.allSatisfy { $0.points.count > 1 })
        }
        let plane = try levels(Self.functions[5])
        #expect(plane.areas.allSatisfy { $0.points.count <= 5 }, "straight edges")
    }

    @Test("has the levels that were named, also beyond the function's values")
    func named() throws {
        let levels = try levels(Self.functions[0], [-5, 0.5, 2, 1e6])
        #expect(levels.bounds == [-5, 0.5, 2, 1e6])
        #expect(Set(levels.areas.map(\.level)) == [4, 3, 2, 1])
        #expect(level(levels, 0, 0.5) == 1 && level(levels, 1, 0.5) == 2 && level(levels, 2, 0.5) == 3)
        #expect(
            ContourLevels(Self.grid.points.map { _ in 1 }, on: Self.grid) == nil, "a constant function has no levels")
    }

    @Test("ways keep their shape: no point lies farther from what is drawn than can be seen")
    func ways() {
        let spiral = (0..<5000).map { step -> (x: Double, y: Double) in
            let angle = Double(step) / 200
            return (240 + 200 * exp(-angle / 8) * cos(angle), 240 + 200 * exp(-angle / 8) * sin(angle))
        }
        let kept = PathThinning.way(spiral, within: 0.3, atMost: 400)
        #expect(kept.first == 0 && kept.last == 4999 && kept.count < 250 && kept.count > 30)
        for (first, last) in zip(kept, kept.dropFirst()) {
            let (from, to) = (spiral[first], spiral[last])
            let length = hypot(to.x - from.x, to.y - from.y)
            for index in first...last {
                let point = spiral[index]
                let cross = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x)
                #expect(abs(cross) <= 0.3 * length + 1e-9)
            }
        }
        // Swings that can be seen all stay, where there is room for them.
        let swings = (0..<300).map { (x: Double($0), y: $0 % 2 == 0 ? 0.0 : 100) }
        #expect(PathThinning.way(swings, within: 0.3, atMost: 400).count == 300)
        #expect(PathThinning.way(swings, within: 0.3, atMost: 100).count <= 100)
        let far = swings.map { (x: $0.x * 1e300, y: $0.y * 1e300) }
        #expect(PathThinning.way(far, within: 0.3, atMost: 5).count <= 5, "ends whatever the numbers")
        #expect(PathThinning.way([(1, 1), (1, 1), (1, 1)], within: 0.3, atMost: 5) == [0, 2])
    }
}
