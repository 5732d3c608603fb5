import Kernels
import Testing

@Suite("Subnormal numbers")
struct SubnormalNumbersTests {
    /// A product that is subnormal, hidden from the compiler's own arithmetic.
    @inline(never)
    static func tiny(_ factor: Float) -> Float { Float.leastNormalMagnitude * factor }

    @Test("they are zero where it is asked for, and what they are everywhere else")
    func flushing() {
        #expect(Self.tiny(0.5) > 0)
        #expect(withoutSubnormals { Self.tiny(0.5) } == 0)
        #expect(withoutSubnormals { Self.tiny(1) } == Float.leastNormalMagnitude)
        #expect(Self.tiny(0.5) > 0)
    }
}
