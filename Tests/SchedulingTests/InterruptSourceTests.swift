import Foundation
import Testing

@testable import Scheduling

@Suite("Signals", .serialized, .timeLimit(.minutes(5))) struct InterruptSourceTests {
    @Test("Each of the three signals arrives by its name") func signals() async {
        for interrupt in Interrupt.allCases {
            let source = InterruptSource()
            var iterator = source.interrupts.makeAsyncIterator()
            kill(getpid(), interrupt.number)
            #expect(await iterator.next() == interrupt)
        }
    }

    @Test("Without a pipe the stream ends and signals are left alone") func noPipe() async {
        let before = handler()
        let source = InterruptSource(pipe: nil)
        #expect(handler() == before)
        var iterator = source.interrupts.makeAsyncIterator()
        #expect(await iterator.next() == nil)
    }

    /// Where SIGHUP leads.
    private func handler() -> Int {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    }
}
