import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("The file of trained weights")
struct WeightsFileTests {
    /// A safetensors file taken apart by the format's definition alone.
    struct Parsed {
        let metadata: [String: String]
        /// In the order of the header.
        let tensors: [(name: String, type: String, shape: [Int], start: Int, bytes: [UInt8])]

        init(_ data: Data) throws {
            let bytes = [UInt8](data)
            let length = Int(
                bytes.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) })
            let header = try Node(json: Array(bytes[8..<8 + length]))
            let values = 8 + length
            var metadata: [String: String] = [:]
            var tensors: [(name: String, type: String, shape: [Int], start: Int, bytes: [UInt8])] = []
            for entry in try #require(header.mapValue) {
                guard entry.key != "__metadata__" else {
                    for item in entry.value.mapValue ?? [] { metadata[item.key] = item.value.textValue }
                    continue
                }
                let places = (entry.value["data_offsets"]?.listValue ?? []).compactMap(\.integerValue)
                let shape = (entry.value["shape"]?.listValue ?? []).compactMap(\.integerValue)
                let type = try #require(entry.value["dtype"]?.textValue)
                try #require(places.count == 2)
                tensors.append(
                    (
                        entry.key, type, shape, values + places[0],
                        Array(bytes[values + places[0]..<values + places[1]])
                    ))
            }
            self.metadata = metadata
            self.tensors = tensors
            #expect(
                tensors.reduce(0) { $0 + $1.bytes.count } == bytes.count - values, "nothing lies between the tensors")
        }

        func floats(_ name: String) throws -> [Float] {
            let tensor = try #require(tensors.first { $0.name == name }, "\(name)")
            return tensor.bytes.withUnsafeBytes { bytes in
                (0..<bytes.count / 4).map { place in
                    Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)))
                }
            }
        }
    }

    private func run(_ description: Node, metric: String = "validation.accuracy") throws -> (RunResult, URL?) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString)")
        let files = RunFiles(directory: directory.path)
        let key = RunKey(trial: 3, repeat: 1)
        let result = try NetworkTrial().run(
            RunRequest(
                study: "a study", key: key, attempt: 1, kind: "network", description: description,
                configuration: Configuration([]), seed: 7, objective: Objective(.maximize, metric),
                environment: TrialEnvironment(directory: directory.path), files: files),
            monitor: RecordingMonitor())
        let path = files.path(.weights, of: key)
        return (result, FileManager.default.fileExists(atPath: path) ? URL(filePath: path) : nil)
    }

    private static let convolutional: Node = [
        "data": "digits",
        "layers": [
            ["conv": ["channels": 3, "kernel": 3]], "batch_norm", "relu", ["max_pool": 2], "flatten", ["dense": 5],
            "layer_norm", ["dropout": 0.25], ["dense": 10],
        ],
        "initialization": ["constant": 0.125], "optimizer": ["sgd": ["learning_rate": 0.0]], "batch_size": 549,
        "epochs": 2,
    ]

    @Test("has PyTorch's names, shapes and types, each value at a multiple of its size")
    func layout() throws {
        let (_, url) = try run(Self.convolutional)
        let file = try Parsed(Data(contentsOf: try #require(url)))
        let expected: [String: [Int]] = [
            "0.weight": [3, 1, 3, 3], "0.bias": [3], "1.weight": [3], "1.bias": [3], "1.running_mean": [3],
            "1.running_var": [3], "1.num_batches_tracked": [], "5.weight": [5, 27], "5.bias": [5], "6.weight": [5],
            "6.bias": [5], "8.weight": [10, 5], "8.bias": [10],
        ]
        #expect(Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) }) == expected)
        for tensor in file.tensors {
            let isCounter = tensor.name == "1.num_batches_tracked"
            #expect(tensor.type == (isCounter ? "I64" : "F32"))
            #expect(tensor.start % (isCounter ? 8 : 4) == 0)
            #expect(tensor.bytes.count == tensor.shape.reduce(isCounter ? 8 : 4, *))
        }
        // Two epochs of two batches.
        #expect(file.tensors.first { $0.name == "1.num_batches_tracked" }?.bytes == [4, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("holds the values as they are, and the metadata that say how to use them")
    func content() throws {
        let (_, url) = try run(Self.convolutional)
        let file = try Parsed(Data(contentsOf: try #require(url)))
        #expect(try file.floats("5.weight") == [Float](repeating: 0.125, count: 135))
        #expect(try file.floats("1.weight") == [1, 1, 1])
        #expect(file.metadata["format"] == "pt")
        #expect(file.metadata["hpsearch"] == toolVersion)
        #expect(file.metadata["study"] == "a study")
        #expect(file.metadata["trial"] == "3")
        #expect(file.metadata["repeat"] == "1")
        #expect(file.metadata["seed"] == "7")
        #expect(file.metadata["epoch"] == "2")
        #expect(file.metadata["input"] == #"{"shape":[1,8,8],"scale":0.0625}"#)
        #expect(file.metadata["classes"] == #"["0","1","2","3","4","5","6","7","8","9"]"#)
        #expect(
            file.metadata["module"]
                == "torch.nn.Sequential(torch.nn.Conv2d(1, 3, 3, stride=1, padding=0), "
                + "torch.nn.BatchNorm2d(3, eps=1e-05, momentum=0.1), torch.nn.ReLU(), torch.nn.MaxPool2d(2, stride=2), "
                + "torch.nn.Flatten(), torch.nn.Linear(27, 5), torch.nn.LayerNorm([5], eps=1e-05), "
                + "torch.nn.Dropout(0.25), torch.nn.Linear(5, 10))")
    }

    @Test("names a flatten that the description leaves out, so that the layers keep their numbers")
    func impliedFlatten() throws {
        let description: Node = [
            "data": "digits", "layers": ["batch_norm", ["dense": 10]], "optimizer": ["sgd": ["learning_rate": 0.1]],
            "batch_size": 549, "epochs": 1,
        ]
        let (_, url) = try run(description)
        let file = try Parsed(Data(contentsOf: try #require(url)))
        #expect(
            file.metadata["module"]
                == "torch.nn.Sequential(collections.OrderedDict([(\"0\", torch.nn.BatchNorm2d(1, eps=1e-05, momentum=0.1)), "
                + "(\"flatten_1\", torch.nn.Flatten()), (\"1\", torch.nn.Linear(64, 10))]))")
    }

    @Test("is not written where nothing is to be kept, and where the run diverged")
    func absence() throws {
        var entries = try #require(Self.convolutional.mapValue)
        entries.append(Node.Entry("save", "never"))
        #expect(try run(Node(.map(entries))).1 == nil)
        let wild: Node = [
            "data": "digits", "hidden": [8], "loss": "mse", "optimizer": ["sgd": ["learning_rate": 1e20]],
            "batch_size": 100, "epochs": 1,
        ]
        let (result, url) = try run(wild)
        #expect(result.diverged)
        #expect(url == nil)
    }

    @Test("that was cut off or is none is refused in words")
    func damage() throws {
        let (_, url) = try run(Self.convolutional)
        let whole = try Data(contentsOf: try #require(url))
        #expect(throws: Never.self) { try SafetensorsModel(whole) }
        #expect(throws: SafetensorsModel.Damage(description: "it has no header")) {
            try SafetensorsModel(whole.prefix(7))
        }
        #expect(throws: SafetensorsModel.Damage(description: "its header is cut off")) {
            try SafetensorsModel(whole.prefix(100))
        }
        #expect(throws: SafetensorsModel.Damage(description: "its values are cut off")) {
            try SafetensorsModel(whole.dropLast(1))
        }
        #expect(throws: SafetensorsModel.Damage(description: "its header is not JSON")) {
            try SafetensorsModel(Data([4, 0, 0, 0, 0, 0, 0, 0]) + Data("{{{{".utf8))
        }
    }
}
