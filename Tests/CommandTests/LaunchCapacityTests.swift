import Foundation
import Testing

@testable import hpsearch

@Suite("What a launch may use of the machine") struct LaunchCapacityTests {
    @Test(
        "--gpus takes a number, a list of devices, or one device with a comma",
        arguments: [
            ("0", GPUChoice.Wish.count(0)), ("2", .count(2)), ("0,2", .devices(["0", "2"])), ("3,", .devices(["3"])),
            (" 1 , 0 ", .devices(["1", "0"])), ("GPU-8932f937,1", .devices(["GPU-8932f937", "1"])),
            ("MIG-GPU-8932/1/0,", .devices(["MIG-GPU-8932/1/0"])),
        ])
    func wishes(text: String, wish: GPUChoice.Wish) throws { #expect(try GPUChoice.wish(text) == wish) }

    @Test(
        "anything else is refused",
        arguments: ["-1", "+1", "two", "0,,1", ",", "0,0", "01,2", "0;1", "GPU-,", "2000", "1.5", "", "0,$(x)"])
    func invalid(text: String) { #expect(throws: GPUChoice.Invalid.self) { try GPUChoice.wish(text) } }

    @Test("the command line comes before what is visible, and that before what is counted") func devices() {
        #expect(GPUChoice.devices(nil, visible: nil, counted: 2) == ["0", "1"])
        #expect(GPUChoice.devices(nil, visible: "3,1", counted: 8) == ["3", "1"])
        #expect(GPUChoice.devices(nil, visible: "", counted: 8) == [])
        // As CUDA reads it: what follows an entry that is no device is not seen.
        #expect(GPUChoice.devices(nil, visible: "2,-1,0", counted: 8) == ["2"])
        #expect(GPUChoice.devices(nil, visible: "NoDevFiles", counted: 8) == [])
        #expect(GPUChoice.devices(nil, visible: "1,1,2", counted: 8) == ["1"])
        #expect(GPUChoice.devices(.count(1), visible: "3,1", counted: 8) == ["3"])
        #expect(GPUChoice.devices(.count(5), visible: "3,1", counted: 8) == ["3", "1"])
        #expect(GPUChoice.devices(.count(3), visible: nil, counted: 0) == ["0", "1", "2"])
        #expect(GPUChoice.devices(.devices(["7"]), visible: "3,1", counted: 0) == ["7"])
    }

    @Test("devices are counted by their numbered files") func counting() throws {
        let place = try Workplace()
        for name in ["nvidia0", "nvidia1", "nvidia10", "nvidiactl", "nvidia-uvm", "nvidia", "null"] {
            try place.write("dev/\(name)", "")
        }
        #expect(GPUChoice.counted(in: place.path("dev")) == 3)
        #expect(GPUChoice.counted(in: place.path("nowhere")) == 0)
    }

    @Test("the least that any control group allows is the memory there is, in both versions") func controlGroups()
        throws
    {
        let place = try Workplace()
        let root = place.path("cg")
        #expect(Platform.memoryLimit(groups: "0::/a/b\n", root: root) == nil)
        try place.write("cg/a/memory.max", "2147483648\n")
        try place.write("cg/a/b/memory.max", "max\n")
        #expect(Platform.memoryLimit(groups: "0::/a/b\n", root: root) == 2 << 30)
        #expect(Platform.memoryLimit(groups: "0::/other\n", root: root) == nil)
        // Inside a container the path is one of the host's, and the mount is the group.
        try place.write("cg/memory.max", "1073741824\n")
        #expect(Platform.memoryLimit(groups: "0::/docker/1234\n", root: root) == 1 << 30)
        #expect(Platform.memoryLimit(groups: "0::/\n", root: root) == 1 << 30)
        try place.write("cg/memory/x/memory.limit_in_bytes", "536870912\n")
        #expect(Platform.memoryLimit(groups: "4:cpu,memory:/x\n1:cpu:/y\n", root: root) == 512 << 20)
        #expect(Platform.memoryLimit(groups: "nonsense\n", root: root) == nil)
        #expect(Platform.memory > 0)
    }
}

@Suite("Studies whose runs ask for resources", .serialized) struct ResourceStudyTests {
    private static func text(_ resources: String) -> String {
        """
        name: shares
        resources: \(resources)
        parameters: {rate: [0.1, 0.2, 0.3, 0.4]}
        search: {method: grid}
        trial: {expression: {minimize: (x - 1)^2, parameters: {x: 0}, optimizer: {sgd: {learning_rate: $rate}}, iterations: 3}}

        """
    }

    @Test("GPUs that are not there are refused in one sentence, before anything is changed") func noDevices() throws {
        let place = try Workplace()
        try place.write("shares.yaml", Self.text("{gpus: 1}"))
        for (arguments, environment) in [
            ([], ["CUDA_VISIBLE_DEVICES": ""]), (["--gpus", "0"], [:]), ([], ["HPSEARCH_GPUS": "0"]),
        ] as [([String], [String: String])] {
            let outcome = try place.start(["study", "shares.yaml"] + arguments, environment: environment).wait()
            #expect(outcome.exitCode == 4)
            #expect(
                outcome.error
                    == "hpsearch: each run asks for 1 GPU (resources.gpus), and there is none here; name them with --gpus or "
                    + "HPSEARCH_GPUS, or take resources.gpus out of the file\n")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
        // The plan is that of any machine.
        let plan = try place.run("plan", "shares.yaml")
        #expect(plan.exitCode == 0 && plan.output.contains("each run takes  1 core, 1 GPU\n"), "\(plan.output)")
    }

    @Test("one run at a time for each pair of GPUs; more workers than that are refused") func fewDevices() throws {
        let place = try Workplace()
        try place.write("shares.yaml", Self.text("{gpus: 2}"))
        let refused = try place.run("study", "shares.yaml", "--workers", "3", "--gpus", "0,1,5,7,8")
        #expect(refused.exitCode == 2)
        #expect(
            refused.error
                == "hpsearch: 3 workers need 6 GPUs (2 for each run), and there are 5 here; say --workers 2\n")
        let outcome = try place.run(
            "study", "shares.yaml", "--workers", "2", environment: ["HPSEARCH_GPUS": "0,1,5,7,8"])
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(try place.run("export", "shares").jsonLines.allSatisfy { $0["state"]?.textValue == "complete" })
    }

    @Test("GPUs that are no GPUs are refused with the option or the variable") func invalidDevices() throws {
        let place = try Workplace()
        try place.write("shares.yaml", Self.text("{gpus: 1}"))
        let option = try place.run("study", "shares.yaml", "--gpus", "all")
        #expect(option.exitCode == 2)
        #expect(
            option.error.contains("--gpus takes a number of GPUs, or a list of devices such as 0,2 (got 'all')."),
            "\(option.error)")
        let variable = try place.run("study", "shares.yaml", environment: ["HPSEARCH_GPUS": "all"])
        #expect(variable.exitCode == 2)
        #expect(variable.error == "hpsearch: HPSEARCH_GPUS takes a number of GPUs, or a list of devices such as 0,2\n")
    }

    @Test("memory that does not fit so many workers is refused with both figures, and lowers the number otherwise")
    func memory() throws {
        let place = try Workplace()
        let mebibytes = Platform.memory >> 20
        try place.write("shares.yaml", Self.text("{memory: \(mebibytes / 2 + 1)MiB}"))
        let refused = try place.run("study", "shares.yaml", "--workers", "2")
        #expect(refused.exitCode == 2)
        #expect(
            refused.error
                == "hpsearch: 2 workers need \(2 * (mebibytes / 2 + 1)) MiB of memory (\(mebibytes / 2 + 1) MiB for each run), "
                + "and there are \(mebibytes) MiB here; say --workers 1\n")
        let outcome = try place.run("study", "shares.yaml")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        if ProcessInfo.processInfo.activeProcessorCount > 1 {
            #expect(outcome.error.hasPrefix("hpsearch: 1 worker instead of "), "\(outcome.error)")
        }
        try place.write("large.yaml", Self.text("{memory: \(mebibytes + 1)MiB}"))
        let large = try place.run("study", "large.yaml", "--db", "other.sqlite")
        #expect(large.exitCode == 4)
        #expect(
            large.error
                == "hpsearch: each run asks for \(mebibytes + 1) MiB of memory (resources.memory), and there are "
                + "\(mebibytes) MiB here; lower it, or take a larger machine\n")
    }

    @Test("networks that fit alone and not side by side are not started side by side") func networks() throws {
        let place = try Workplace()
        let floats = Platform.memory / 4
        // Two layers of this width with their gradients and moments take a bit more than half of the memory.
        let width = Int((Double(floats) / 2 / 4 * 1.1).squareRoot())
        try place.write("large.yaml", MemoryLimitTests.text(width: width))
        let outcome = try place.run("study", "large.yaml", "--workers", "2")
        #expect(outcome.exitCode == 2, "\(outcome.error)")
        #expect(
            outcome.error.wholeMatch(
                of:
                    /hpsearch: 2 workers need \d+ MiB of memory \(\d+ MiB for each run\), and there are \d+ MiB here; say --workers 1\n/
            ) != nil, "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }
}
