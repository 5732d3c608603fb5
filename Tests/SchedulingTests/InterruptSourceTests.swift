import Foundation
import Testing

@testable import Scheduling

@Suite("Signals", .serialized, .timeLimit(.minutes(1))) struct InterruptSourceTests {
    @Test("Each of the three signals arrives by its name") func signals() async {
        for interrupt in Interrupt.allCases {
            let source = InterruptSource()
            var iterator = source.interrupts.makeAsyncIterator()
            kill(getpid(), interrupt.number)
            #expect(await iterator.next() == interrupt)
        }
    }
}
