import Foundation

/// Carries out long work on a thread of its own and waits for it without holding one of the few threads on which tests
/// run, so that the time limits of other tests do not run out meanwhile.
public func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        // As much as a program's first thread has.
        thread.stackSize = 8 << 20
        thread.start()
    }
}
