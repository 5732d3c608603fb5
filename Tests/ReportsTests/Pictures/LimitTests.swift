import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("The ends of a picture's axes")
struct LimitTests {
    /// Every scale that the channel of a chart has.
    private func scales(_ picture: Picture, _ axis: PictureAxis) -> [Node] {
        picture.charts.flatMap(\.layers).flatMap(\.encodings).filter { $0.0.rawValue == axis.rawValue }
            .compactMap { $0.1.node["scale"] }
    }

    private func picture(_ kind: PictureKind, _ limits: [PictureAxis: AxisLimits]) throws -> Picture {
        let source = [.trajectories, .errors].contains(kind) ? PictureFixtures.bowl : PictureFixtures.source(60)
        return try kind.picture(of: source, PictureOptions(limits: limits))
    }

    @Test("can be chosen of each axis of numbers that a picture has once", arguments: PictureKind.allCases)
    func chosen(_ kind: PictureKind) throws {
        let limits = try #require(AxisLimits(low: 0.25, high: 0.5))
        for axis in [PictureAxis.x, .y] {
            guard kind.limitedAxes.contains(axis) else {
                let error = #expect(throws: PictureAbsence.self) {
                    try kind.picture(of: PictureFixtures.drawable(kind), PictureOptions(limits: [axis: limits]))
                }
                #expect(error?.reason == "it has no single \(axis) axis of numbers that --\(axis) could limit")
                continue
            }
            let limited = try picture(kind, [axis: limits])
            let found = scales(limited, axis)
            #expect(!found.isEmpty)
            for scale in found {
                #expect(scale["domain"] == [0.25, 0.5] && scale["nice"] == false && scale["clamp"] == nil, "\(kind)")
            }
            for layer in limited.charts.flatMap(\.layers) {
                #expect(layer.settings.contains { $0.0 == "clip" && $0.1 == true }, "\(kind) \(layer.data)")
            }
        }
    }

    @Test("one end alone leaves the other just beyond the data, on the axis's own scale")
    func oneEnd() throws {
        let limited = try picture(.curves, [.y: try #require(AxisLimits(low: 0.4, high: nil))])
        let values = limited.charts[0].data.flatMap(\.rows)
            .flatMap { row in ["value", "high"].compactMap { row[$0]?.numberValue } }
        let greatest = try #require(values.max())
        for scale in scales(limited, .y) {
            let domain = try #require(scale["domain"]?.listValue)
            let ends = domain.compactMap(\.numberValue)
            #expect(ends[0] == 0.4 && abs(ends[1] - (greatest + 0.04 * (greatest - 0.4))) < 1e-12)
        }
        #expect(scales(limited, .x).allSatisfy { $0["domain"] == nil })
        let errors = try picture(.errors, [.y: try #require(AxisLimits(low: nil, high: 10))])
        let distances = errors.charts[0].data[0].rows.compactMap { $0["value"]?.numberValue }
        let least = try #require(distances.min())
        let low = try #require(scales(errors, .y).first?["domain"]?.listValue?.first?.numberValue)
        #expect(abs(low - least * pow(least / 10, 0.04)) < 1e-9)
        let error = #expect(throws: PictureAbsence.self) {
            try picture(.curves, [.y: try #require(AxisLimits(low: 2, high: nil))])
        }
        #expect(error?.reason == "all that it shows lies beyond the end chosen for its y axis")
    }

    @Test("say which lines lie wholly beyond them")
    func hiddenLines() throws {
        let whole = try picture(.curves, [:])
        let rows = whole.charts[0].data.flatMap(\.rows).filter { $0["line"] != nil && $0["value"] != nil }
        var greatest: [String: Double] = [:]
        for row in rows {
            let (line, value) = (try #require(row["line"]?.textValue), try #require(row["value"]?.numberValue))
            greatest[line] = max(greatest[line] ?? value, value)
        }
        let ordered = greatest.sorted { $0.value < $1.value }
        let (hidden, next) = (try #require(ordered.first), try #require(ordered.dropFirst().first))
        try #require(hidden.value < next.value)
        let low = (hidden.value + next.value) / 2
        let limited = try picture(.curves, [.y: try #require(AxisLimits(low: low, high: nil))])
        let sentence = "Wholly beyond the ends of the y axis, and not to be seen: \(hidden.key)."
        #expect(limited.summary.hasSuffix(sentence))
        let lower = try #require(AxisLimits(low: hidden.value - 1e-9, high: nil))
        #expect(try !picture(.curves, [.y: lower]).summary.contains("Wholly beyond"))
    }

    @Test("keep a logarithmic axis logarithmic, on which they must be above 0")
    func logarithmic() throws {
        let limited = try picture(.errors, [.y: try #require(AxisLimits(low: 1e-3, high: 1))])
        #expect(scales(limited, .y).allSatisfy { $0["type"] == "log" && $0["domain"] == [0.001, 1.0] })
        let error = #expect(throws: PictureAbsence.self) {
            try picture(.errors, [.y: try #require(AxisLimits(low: 0, high: 1))])
        }
        #expect(error?.reason == "its y axis is logarithmic: limits must be above 0")
    }

    @Test("are ends: at least one, finite, in ascending order")
    func ends() {
        #expect(AxisLimits(low: nil, high: nil) == nil)
        #expect(AxisLimits(low: 1, high: 1) == nil)
        #expect(AxisLimits(low: 2, high: 1) == nil)
        #expect(AxisLimits(low: .infinity, high: nil) == nil)
        #expect(AxisLimits(low: -1, high: nil) != nil)
    }
}
