import Kernels

/// Leaves out of a dense layer's products the inputs that are zero in all rows of a batch, as an image's border is.
///
/// The first layer alone, whose inputs are data: what a layer computes is seldom zero, and its gradient by the input would
/// need all weights.
struct ActiveInputs {
    private let inputs: Int
    private let outputs: Int
    /// The runs, as 32-bit integers.
    private let runs: Region
    /// Whether training, and whether evaluation gains by it.
    private let trains: Bool
    private let evaluates: Bool
    /// The inputs that are left, `rows × at most inputs`.
    private let packedInputs: Region
    /// Their weights, and then their gradient, `outputs × at most inputs`.
    private let packedWeights: Region
    /// One row of the weights' gradient.
    private let row: Region

    /// - Returns: nil where copying would cost more than the products could gain.
    init?(
        inputs: Int, outputs: Int, layout: inout NetworkLayout, scratch: inout ArenaSize
    ) throws(NetworkError) {
        // Products save rows · outputs operations for each input, and copying moves a value for each row, and for each output
        // one weight and, in training, its gradient.
        let (batch, chunk) = (layout.batchRows, layout.evaluationRows)
        trains = batch * outputs >= 16 * (batch + 2 * outputs)
        evaluates = chunk * outputs >= 16 * (chunk + outputs)
        guard trains || evaluates else { return nil }
        self.inputs = inputs
        self.outputs = outputs
        runs = try layout.activation(ColumnRuns.storageCount(columns: inputs))
        packedInputs = try layout.activation(product([max(trains ? batch : 0, evaluates ? chunk : 0), inputs]))
        packedWeights = try scratch.reserve(product([outputs, inputs]))
        row = try scratch.reserve(inputs)
    }

    private func columnRuns(_ memory: NetworkMemory) -> ColumnRuns {
        let storage = UnsafeMutableRawPointer(memory.activations + runs.offset)
        return ColumnRuns(storage: storage.assumingMemoryBound(to: Int32.self))
    }

    /// How many inputs the last forward pass used; 0 if it used them all.
    func activeCount(_ memory: NetworkMemory) -> Int { columnRuns(memory).columns }

    /// `output = input · weightsᵀ`, if enough inputs are zero throughout; false if nothing was done.
    func multiply(_ pass: ForwardPass, weights: UnsafePointer<Float>) -> Bool {
        guard pass.mode == .training ? trains : evaluates else { return false }
        let memory = pass.memory
        let runs = columnRuns(memory)
        guard runs.find(in: pass.input, rows: pass.rows, columns: inputs, scratch: memory.scratch + row.offset) else {
            return false
        }
        let packed = memory.activations + packedInputs.offset
        let packedWeights = memory.scratch + packedWeights.offset
        runs.pack(pass.input, rows: pass.rows, columns: inputs, into: packed)
        runs.pack(weights, rows: outputs, columns: inputs, into: packedWeights)
        Kernels.multiply(
            MatrixOperand(packed, stride: runs.columns),
            MatrixOperand(packedWeights, stride: runs.columns, transposed: true),
            into: pass.output, rows: pass.rows, columns: outputs, inner: runs.columns)
        return true
    }

    /// Delivers the weights' gradient, if the forward pass left inputs out; false if nothing was done.
    func deliverWeightGradient(_ pass: BackwardPass, to weights: Region) -> Bool {
        let memory = pass.memory
        let runs = columnRuns(memory)
        guard trains, activeCount(memory) > 0 else { return false }
        let gradient = memory.scratch + packedWeights.offset
        Kernels.multiply(
            MatrixOperand(pass.outputGradient, stride: outputs, transposed: true),
            MatrixOperand(memory.activations + packedInputs.offset, stride: runs.columns),
            into: gradient, rows: outputs, columns: runs.columns, inner: pass.rows)
        let line = memory.scratch + row.offset
        line.update(repeating: 0, count: inputs)
        for output in 0..<outputs {
            runs.unpack(gradient + output * runs.columns, into: line)
            pass.destination.deliver(line, to: Region(offset: weights.offset + output * inputs, count: inputs))
        }
        return true
    }
}
