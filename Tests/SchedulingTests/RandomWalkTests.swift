import Testing

@Suite("Random walks") struct RandomWalkTests {
    /// More than a million events together.
    private static let events = 225_000

    @Test(
        "Whatever workers, clocks and kills do: no run is in two places, none is forgotten, and there always is an end",
        arguments: [0, 2, 10, 40, 90])
    func walks(mischief: Int) {
        var events = 0
        var kills = 0
        var retries = 0
        var outcomes: Set<String> = []
        var seed: UInt64 = 1
        while events < Self.events {
            var chaos = Chaos(seed: seed, mischief: mischief)
            chaos.live(launches: 30, atMost: 100_000)
            #expect(chaos.ledger.violations == [], "Chaos(seed: \(seed), mischief: \(mischief))")
            #expect(chaos.ledger.study.last == .complete, "Chaos(seed: \(seed), mischief: \(mischief)) does not end")
            if !chaos.ledger.violations.isEmpty { return }
            events += chaos.events
            kills += chaos.kills
            retries += chaos.retries
            outcomes.formUnion(chaos.outcomes)
            seed += 1
        }
        // Everything that may happen does happen.
        #expect(outcomes.contains("completed"))
        if mischief > 0 {
            #expect(kills > 100)
            #expect(outcomes.isSuperset(of: ["completed", "interrupted", "wall time", "failures", "failed"]))
        }
        if mischief >= 10 { #expect(retries > 10) }
    }
}
