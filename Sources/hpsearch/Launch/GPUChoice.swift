import Foundation

/// Which GPUs a launch may give to runs: those of `--gpus`, else of `HPSEARCH_GPUS`, else of `CUDA_VISIBLE_DEVICES`, else all
/// that this machine has.
struct GPUChoice: Equatable {
    enum Wish: Equatable {
        /// So many of those that are here, the first ones.
        case count(Int)
        case devices([String])
    }

    /// What is no number and no list of devices.
    struct Invalid: Error, Equatable {
        let reason: String
    }

    /// Reads `2`, `0,2`, `3,` (the device 3 alone) or identifiers such as `GPU-8932f937`.
    static func wish(_ text: String) throws(Invalid) -> Wish {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let count = Int(text), !text.hasPrefix("+") {
            guard (0...1024).contains(count) else { throw Invalid(reason: "a number from 0 to 1024") }
            return .count(count)
        }
        var devices = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        if devices.count > 1, devices.last == "" { devices.removeLast() }
        guard !devices.isEmpty, devices.allSatisfy(isDevice) else {
            throw Invalid(reason: "a number of GPUs, or a list of devices such as 0,2")
        }
        guard Set(devices).count == devices.count else { throw Invalid(reason: "each device once") }
        return .devices(devices)
    }

    private static func isDevice(_ name: String) -> Bool {
        if let number = Int(name) { return number >= 0 && String(number) == name }
        let rest = name.dropFirst(4)
        return (name.hasPrefix("GPU-") || name.hasPrefix("MIG-")) && !rest.isEmpty
            && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-/:".contains($0)) }
    }

    /// The devices that runs may be given.
    /// - Parameters:
    ///   - wish: of the command line or `HPSEARCH_GPUS`.
    ///   - visible: `CUDA_VISIBLE_DEVICES`, where it is set.
    ///   - counted: the devices that this machine has, as far as that shows.
    static func devices(_ wish: Wish?, visible: String?, counted: Int) -> [String] {
        let found = visible.map(visibleDevices)
        switch wish {
        case .devices(let devices)?: return devices
        // Who says how many there are knows it better than what shows of them, but not better than who hides some.
        case .count(let count)?: return Array((found ?? (0..<count).map(String.init)).prefix(count))
        case nil: return found ?? (0..<counted).map(String.init)
        }
    }

    /// As CUDA reads it: up to the first entry that is none.
    private static func visibleDevices(_ text: String) -> [String] {
        var devices: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let name = part.trimmingCharacters(in: .whitespaces)
            guard isDevice(name), !devices.contains(name) else { break }
            devices.append(name)
        }
        return devices
    }

    /// How many `/dev/nvidia0`, `/dev/nvidia1`, … there are.
    static func counted(in directory: String = "/dev") -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.count { $0.hasPrefix("nvidia") && $0.count > 6 && $0.dropFirst(6).allSatisfy(\.isWholeNumber) }
    }
}
