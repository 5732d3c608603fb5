import Randomness
import Testing

@testable import Networks

@Suite("Gradients against finite differences")
struct FiniteDifferenceTests {
    struct Shape: CustomTestStringConvertible, Sendable {
        let name: String
        let layers: [LayerDescription]
        let input: [Int]
        let classes: Int
        let rows: Int
        var loss = LossDescription.crossEntropy
        /// Whether numbers are to be predicted, with one output.
        var predictsNumbers = false
        /// How many rows a full batch has beyond these: the batch is then the last one, which the data do not fill.
        var missingRows = 0

        var testDescription: String {
            "\(name), \(rows) rows of \(input)" + (missingRows == 0 ? "" : " in a batch of \(rows + missingRows)")
        }

        var targets: TargetKind { predictsNumbers ? .number : .classes(classes) }
    }

    /// Every layer in first, middle and last place, at random sizes and at sizes of 1.
    static let shapes: [Shape] = {
        var stream = RandomStream(seed: 11, purpose: .resampling)
        var shapes: [Shape] = []
        for round in 0..<4 {
            func size() -> Int { round == 0 ? 1 : 1 + stream.integer(below: 20) }
            let classes = round == 0 ? 1 + 1 : 2 + stream.integer(below: 6)
            let (rows, inputs, width) = (size(), size(), size())
            func add(_ name: String, _ layers: [LayerDescription], rows: Int = rows, input: [Int] = [inputs]) {
                shapes.append(
                    Shape(
                        name: name, layers: layers + [.dense(outputs: classes)], input: input, classes: classes,
                        rows: rows))
            }
            add("dense", [])
            for activation in Activation.allCases {
                add("\(activation) after dense", [.dense(outputs: width), .activation(activation)])
                add(
                    "\(activation) apart",
                    [.activation(activation), .dense(outputs: width), .sigmoid, .activation(activation)])
            }
            add("batch normalization first", [.batchNormalization, .tanh], rows: rows + 2)
            add(
                "batch normalization between",
                [.dense(outputs: width), .batchNormalization, .sigmoid, .dense(outputs: width), .batchNormalization],
                rows: rows + 2)
            shapes.append(
                Shape(
                    name: "squared error", layers: [.dense(outputs: width), .tanh, .dense(outputs: classes), .sigmoid],
                    input: [inputs], classes: classes, rows: rows, loss: .meanSquaredError))
            shapes.append(
                Shape(
                    name: "a number", layers: [.dense(outputs: width), .tanh, .dense(outputs: 1)], input: [inputs],
                    classes: 1, rows: rows, loss: .meanSquaredError, predictsNumbers: true))
            add("layer normalization first", [.layerNormalization, .tanh])
            add("layer normalization between", [.dense(outputs: width), .layerNormalization, .sigmoid])
            add("dropout", [.dropout(0.3), .dense(outputs: width), .sigmoid, .dropout(0.5)])
            func image() -> [Int] { [1 + size() / 2, 2 + size() / 2, 2 + size() / 2] }
            func convolution(stride: Int = 1, padding: Int = 0) -> LayerDescription {
                .convolution(
                    Convolution(channels: 1 + size() / 2, kernel: round == 0 ? 1 : 2, stride: stride, padding: padding))
            }
            add("convolution", [convolution(), .sigmoid, .flatten], input: image())
            add(
                "convolutions with padding and strides",
                [convolution(padding: 1), .tanh, convolution(stride: 2, padding: 1), .sigmoid], input: image())
            add(
                "convolution of many channels", [convolution(), .tanh, convolution(padding: 1), .flatten],
                input: [24, 3 + size() / 4, 4])
            add(
                "average pooling", [convolution(), .averagePooling(Pooling(size: 1 + round % 2, stride: 1))],
                input: [2, 5, 4])
            add(
                "batch normalization of channels",
                [convolution(), .batchNormalization, .tanh, convolution(padding: 1), .batchNormalization, .flatten],
                rows: rows + 2, input: image())
            add("maximum pooling", [convolution(), .maximumPooling(Pooling(size: 2, stride: 1))], input: [2, 5, 4])
        }
        // Each of them once more as the last batch of data that its size does not divide.
        return shapes
            + shapes.enumerated().map { number, shape in
                var shape = shape
                shape.missingRows = 1 + number % 5
                return shape
            }
    }()

    @Test("the loss changes along the gradient as the gradient says", arguments: shapes)
    func directionalDerivative(shape: Shape) throws {
        let batch = shape.rows + shape.missingRows
        let plan = try NetworkPlan(
            .small(shape.layers, loss: shape.loss, batch: .rows(batch)), inputShape: shape.input,
            targets: shape.targets,
            trainingRows: batch + (shape.missingRows == 0 ? 0 : shape.rows))
        let network = try Network(plan: plan)
        network.initialize(seed: 5)
        var stream = RandomStream(seed: 6, purpose: .generatedData)
        network.setBatch(
            (0..<shape.rows * shape.input.reduce(1, *)).map { _ in Float(stream.normal()) },
            labels: shape.predictsNumbers
                ? [] : (0..<shape.rows).map { _ in Int32(stream.integer(below: shape.classes)) },
            numbers: shape.predictsNumbers ? (0..<shape.rows).map { _ in Float(stream.normal()) } : [])
        // Away from the symmetric start of batch normalization.
        for tensor in plan.layout.tensors {
            let values = network.values(of: tensor)
            for index in values.indices { values[index] += Float(stream.normal()) * 0.1 }
        }
        let (_, gradients) = network.gradients(rows: shape.rows)
        var checked = 0
        for (number, tensor) in plan.layout.tensors.enumerated() {
            let gradient = gradients[number]
            let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            // A bias before batch normalization, or one row alone, has no influence.
            guard norm > 1e-5 else { continue }
            let values = network.values(of: tensor)
            let start = Array(values)
            func loss(at distance: Double) -> Double {
                for index in values.indices { values[index] = start[index] + Float(distance / norm) * gradient[index] }
                network.forward(rows: shape.rows)
                return network.loss(rows: shape.rows).loss / Double(shape.rows)
            }
            let slope = (loss(at: 2e-3) - loss(at: -2e-3)) / 4e-3
            _ = values.update(fromContentsOf: start)
            #expect(abs(slope - norm) <= 1e-2 * norm + 2e-4, "\(tensor.name): \(slope) instead of \(norm)")
            // The absolute term stands for rounding; where the gradient is not far above it, little is shown.
            if norm > 2e-3 { checked += 1 }
        }
        // The biases before a normalization have no influence, and one row leaves no more; the outputs' layer always learns.
        #expect(checked >= 1)
    }
}
