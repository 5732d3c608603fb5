import Kernels
import Networks

/// The machine's own matrix-product rate: 2048 × 2048 × 2048 through the library that the tool uses, on one thread.
struct ProductRate: Encodable {
    /// Floating-point operations a second, in 10⁹: of the median product, by the clock and by processor time.
    let gigaflops: Double
    let processorGigaflops: Double

    init(side: Int = 2048, products: Int = 5) {
        BLAS.prepare()
        let elements = side * side
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3 * elements)
        defer { memory.deallocate() }
        for index in 0..<3 * elements { memory[index] = Float(index % 17) - 8 }
        func product() {
            multiply(
                MatrixOperand(memory, stride: side), MatrixOperand(memory + elements, stride: side),
                into: memory + 2 * elements, rows: side, columns: side, inner: side)
        }
        product()
        var times: [(wall: Double, processor: Double)] = []
        for _ in 0..<products {
            let start = (NetworkTrainer.monotonicSeconds(), processorSecondsNow())
            product()
            times.append((NetworkTrainer.monotonicSeconds() - start.0, processorSecondsNow() - start.1))
        }
        let operations = 2 * Double(side) * Double(elements)
        func rate(_ seconds: [Double]) -> Double { operations / seconds.sorted()[seconds.count / 2] / 1e9 }
        gigaflops = rate(times.map(\.wall))
        processorGigaflops = rate(times.map(\.processor))
    }
}
