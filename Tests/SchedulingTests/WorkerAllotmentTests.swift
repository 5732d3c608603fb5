import StudyCore
import Testing

@testable import Scheduling

@Suite("Workers and what their runs may use") struct WorkerAllotmentTests {
    private static let gib = 1 << 30

    private static func allot(
        _ resources: Resources = Resources(), cores: Int = 8, memory: Int? = 16 * gib, gpus: [String] = [],
        workers: Int? = nil, runs: Int? = 100, needed: Int? = nil
    ) throws(WorkerAllotmentError) -> WorkerAllotment {
        try WorkerAllotment(
            resources, of: MachineCapacity(cores: cores, memory: memory, gpus: gpus), wanted: workers, runs: runs,
            memoryNeeded: needed)
    }

    @Test(
        "there are as many workers as the cores are enough for, at least one and never more than runs",
        arguments: [(8, 1, 100, 8), (8, 2, 100, 4), (8, 3, 100, 2), (8, 1, 3, 3), (2, 1, 0, 1)])
    func cores(cores: Int, perRun: Int, runs: Int, workers: Int) throws {
        let allotment = try Self.allot(Resources(cores: perRun), cores: cores, runs: runs)
        #expect(allotment.shares == Array(repeating: RunShare(cores: perRun), count: workers))
        #expect(allotment.notices == [])
    }

    @Test("a run that asks for more cores than there are has one worker, and that is told") func manyCores() throws {
        let allotment = try Self.allot(Resources(cores: 4), cores: 2)
        #expect(allotment.shares == [RunShare(cores: 4)])
        #expect(
            allotment.notices == [
                "warning: each run asks for 4 cores (resources.cores), and there are 2 here; its threads will take turns"
            ])
    }

    @Test("what a person asks for holds, whatever the cores") func wanted() throws {
        #expect(try Self.allot(cores: 2, workers: 6).shares.count == 6)
        #expect(try Self.allot(cores: 2, workers: 6, runs: 4).shares.count == 4)
        #expect(try Self.allot(cores: 2, workers: 6, runs: nil).shares.count == 6)
    }

    @Test("no device is in two shares, whatever is asked for and however many there are")
    func devices() throws {
        for count in 0...9 {
            let gpus = (0..<count).map { "GPU-\($0)" }
            for perRun in 1...4 {
                for workers in [nil, 1, 2, 3, 8] as [Int?] {
                    guard let allotment = try? Self.allot(Resources(gpus: perRun), gpus: gpus, workers: workers) else {
                        #expect(count < perRun * (workers ?? 1))
                        continue
                    }
                    let given = allotment.shares.flatMap(\.gpus)
                    #expect(Set(given).count == given.count && Set(given).isSubset(of: gpus))
                    #expect(allotment.shares.allSatisfy { $0.gpus.count == perRun })
                    #expect(allotment.shares.count == workers ?? min(8, count / perRun))
                }
            }
        }
    }

    @Test("fewer GPUs than cores are told once, with both figures") func fewDevices() throws {
        let allotment = try Self.allot(Resources(gpus: 1), gpus: ["0", "1", "3"])
        #expect(allotment.shares.map(\.gpus) == [["0"], ["1"], ["3"]])
        #expect(allotment.notices == ["3 workers instead of 8, since each run takes 1 of the 3 GPUs here"])
    }

    @Test("a machine without enough GPUs is refused, and so are more workers than it has GPUs for")
    func refusedDevices() {
        #expect(throws: WorkerAllotmentError.tooFewDevices(needed: 1, available: 0)) {
            try Self.allot(Resources(gpus: 1))
        }
        #expect(throws: WorkerAllotmentError.tooFewDevices(needed: 4, available: 1)) {
            try Self.allot(Resources(gpus: 4), gpus: ["0"], workers: 1)
        }
        #expect(
            throws: WorkerAllotmentError.tooManyWorkersForDevices(
                workers: 3, needed: 2, available: 5, possible: 2)
        ) { try Self.allot(Resources(gpus: 2), gpus: ["0", "1", "2", "3", "4"], workers: 3) }
    }

    @Test("memory lowers the number of workers, and that is told with both figures") func memory() throws {
        let asked = try Self.allot(Resources(memory: 6 * Self.gib))
        #expect(asked.shares.count == 2)
        #expect(
            asked.notices == [
                "2 workers instead of 8, since each run takes up to 6144 MiB of the 16384 MiB of memory here"
            ])
        // What the trial itself needs counts where the file says nothing.
        #expect(try Self.allot(needed: 5 * Self.gib).shares.count == 3)
        #expect(try Self.allot(Resources(memory: Self.gib), needed: 5 * Self.gib).shares.count == 8)
        // Where nobody knows the machine's memory it limits nothing.
        #expect(try Self.allot(Resources(memory: 6 * Self.gib), memory: nil).shares.count == 8)
        // One worker is enough for one run: nothing is lowered, and nothing is told.
        #expect(try Self.allot(Resources(memory: 6 * Self.gib), runs: 1).notices == [])
    }

    @Test("workers that were asked for and do not fit into memory are refused, and so is a run that does not fit")
    func refusedMemory() {
        #expect(
            throws: WorkerAllotmentError.tooManyWorkersForMemory(
                workers: 3, needed: 6 * Self.gib, available: 16 * Self.gib, possible: 2)
        ) { try Self.allot(Resources(memory: 6 * Self.gib), workers: 3) }
        #expect(throws: Never.self) { try Self.allot(Resources(memory: 6 * Self.gib), workers: 3, runs: 2) }
        #expect(
            throws: WorkerAllotmentError.tooLittleMemory(
                needed: 20 * Self.gib, available: 16 * Self.gib, key: "resources.memory")
        ) { try Self.allot(Resources(memory: 20 * Self.gib)) }
        #expect(
            throws: WorkerAllotmentError.tooLittleMemory(needed: 20 * Self.gib, available: 16 * Self.gib, key: nil)
        ) { try Self.allot(workers: 1, needed: 20 * Self.gib) }
    }

    @Test(
        "every refusal has one sentence with its figures and a way out",
        arguments: [
            (
                WorkerAllotmentError.tooFewDevices(needed: 1, available: 0),
                "each run asks for 1 GPU (resources.gpus), and there is none here; name them with --gpus or HPSEARCH_GPUS, "
                    + "or take resources.gpus out of the file"
            ),
            (
                .tooFewDevices(needed: 4, available: 1),
                "each run asks for 4 GPUs (resources.gpus), and there is 1 here; lower resources.gpus, or name more with "
                    + "--gpus or HPSEARCH_GPUS"
            ),
            (
                .tooManyWorkersForDevices(workers: 3, needed: 2, available: 5, possible: 2),
                "3 workers need 6 GPUs (2 for each run), and there are 5 here; say --workers 2"
            ),
            (
                .tooLittleMemory(needed: 20 << 30, available: 16 << 30, key: "resources.memory"),
                "each run asks for 20480 MiB of memory (resources.memory), and there are 16384 MiB here; lower it, or take "
                    + "a larger machine"
            ),
            (
                .tooLittleMemory(needed: 20 << 30, available: 16 << 30, key: nil),
                "a run needs 20480 MiB of memory, and there are 16384 MiB here; make the trial smaller, or take a larger "
                    + "machine"
            ),
            (
                .tooManyWorkersForMemory(workers: 3, needed: 6 << 30, available: 16 << 30, possible: 2),
                "3 workers need 18432 MiB of memory (6144 MiB for each run), and there are 16384 MiB here; say --workers 2"
            ),
        ])
    func sentences(_ error: WorkerAllotmentError, _ sentence: String) { #expect(error.description == sentence) }
}
