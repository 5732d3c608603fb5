import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("Networks against PyTorch")
struct ReferenceTests {
    @Test("outputs, losses and every gradient agree to 1e-5", arguments: NetworkFixture.shared.gradients)
    func gradients(testCase: NetworkFixture.GradientCase) throws {
        let plan = try NetworkPlan(
            .small(
                testCase.layers.map(NetworkFixture.layer), loss: NetworkFixture.loss(testCase.loss), batch: .full),
            inputShape: testCase.shape, targets: testCase.numbers.isEmpty ? .classes(testCase.classes) : .number,
            trainingRows: testCase.rows)
        let network = try Network(plan: plan)
        network.initialize(seed: 0)
        #expect(plan.layout.tensors.map(\.region.count) == testCase.parameters.map(\.count))
        network.setParameters(testCase.parameters)
        network.setBatch(testCase.input, labels: testCase.labels, numbers: testCase.numbers)

        let (loss, gradients) = network.gradients(rows: testCase.rows)
        #expect(abs(loss / testCase.lossValue - 1) < 1e-5)
        #expect(relativeDeviation(network.outputs(rows: testCase.rows), from: testCase.outputs) < 1e-5)
        for (number, expected) in testCase.gradients.enumerated() {
            // A bias before batch normalization has no influence: its gradient is rounding alone, there as here.
            let largest = expected.map { abs($0) }.max() ?? 0
            if largest < 1e-7 {
                #expect(gradients[number].allSatisfy { abs($0) < 1e-6 })
            } else {
                #expect(relativeDeviation(gradients[number], from: expected) < 1e-5)
            }
        }
        for (tensor, expected) in zip(plan.layout.statistics, testCase.statistics) {
            let values = UnsafeBufferPointer(
                start: network.memory.statistics + tensor.region.offset, count: tensor.region.count)
            #expect(relativeDeviation(values, from: expected) < 1e-5)
        }

        let table = makeTable(
            testCase.input, shape: testCase.shape,
            targets: testCase.numbers.isEmpty
                ? .classes(testCase.labels, count: testCase.classes) : .numbers(testCase.numbers))
        var correct = [UInt8](repeating: 0, count: 8)
        let sums = try #require(
            TableTargets(labels: testCase.labels, numbers: testCase.numbers).withRows {
                network.evaluate(table, targets: $0, correct: &correct)
            })
        #expect(abs(sums.loss / Double(testCase.rows) / testCase.evaluationLoss - 1) < 1e-5)
    }

    @Test("the losses of ten steps agree to 1e-4", arguments: NetworkFixture.shared.curves)
    func curves(testCase: NetworkFixture.CurveCase) throws {
        let table = makeTable(
            testCase.input, shape: testCase.shape, labels: testCase.labels, classes: testCase.classes)
        let trainer = try NetworkTrainer(
            .small(
                testCase.layers.map(NetworkFixture.layer), loss: NetworkFixture.loss(testCase.loss),
                optimizer: testCase.description, schedule: testCase.learningRates, clipNorm: testCase.clipNorm,
                batch: .rows(testCase.batch), epochs: 3, order: .sequential),
            data: TrainingData(training: table), seed: 0)
        trainer.network.setParameters(testCase.parameters)
        var losses: [Double] = []
        while losses.count < testCase.losses.count {
            // Stopping after every batch shows each batch's loss, and that stopping changes nothing.
            let before = trainer.progress
            var batches = 0
            let measurement = try trainer.trainEpoch {
                batches += 1
                return batches > 1
            }
            if let measurement {
                let sum = measurement.trainingLoss * Double(table.rows) - before.loss
                losses.append(sum / Double(table.rows - before.rows))
            } else {
                losses.append((trainer.progress.loss - before.loss) / Double(trainer.progress.rows - before.rows))
            }
        }
        for (loss, expected) in zip(losses, testCase.losses) { #expect(abs(loss / expected - 1) < 1e-4) }
    }
}

extension Network {
    /// The network's outputs of the last forward pass.
    func outputs(rows: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(
            start: memory.activations + plan.arenas.outputs.last!.offset, count: rows * plan.outputCount)
    }
}
