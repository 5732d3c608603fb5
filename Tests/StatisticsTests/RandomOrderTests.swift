import Testing

@testable import Statistics

@Suite("Searches in random order")
struct RandomOrderTests {
    /// Every order of 0..<count.
    private func orders(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return orders(count - 1).flatMap { order in
            (0...order.count).map { place in order[..<place] + [count - 1] + order[place...] }
        }
    }

    @Test("the expected best of the first m, and the expected wait, are means over every order")
    func everyOrder() throws {
        let values = [0.3, 0.9, 0.5, 0.9, 0.1]
        let all = orders(values.count)
        #expect(Set(all).count == 120)
        for drawn in 1...5 {
            let mean = all.reduce(0) { $0 + ($1.prefix(drawn).map { values[$0] }.max() ?? 0) } / 120
            let expected = try #require(RandomOrder.expectedBest(values, drawn: drawn))
            #expect(abs(expected - mean) < 1e-12)
        }
        for (threshold, sufficing) in [(0.9, 2), (0.5, 3), (0.05, 5)] {
            let mean = all.reduce(0) { $0 + ($1.firstIndex { values[$0] >= threshold } ?? 0) + 1 }
            let expected = try #require(RandomOrder.expectedTrials(sufficing: sufficing, of: 5))
            #expect(abs(expected - Double(mean) / 120) < 1e-12)
        }
    }

    @Test("there is no best of none, and no wait for what never comes")
    func impossible() {
        #expect(RandomOrder.expectedBest([1, 2], drawn: 0) == nil)
        #expect(RandomOrder.expectedBest([1, 2], drawn: 3) == nil)
        #expect(RandomOrder.expectedTrials(sufficing: 0, of: 9) == nil)
    }
}
