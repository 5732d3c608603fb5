import Foundation
import StudyCore
import Testing

/// The HTML report in a real browser.
@Suite(
    "The page in a browser", .serialized,
    .enabled(if: Browser.program != nil, "skipped: no chromium that starts (HPSEARCH_CHROMIUM names it)"),
    .enabled(if: Charts.directory != nil, "\(Charts.absence)"))
struct PageTests {
    private static let study = """
        name: "</script><img src=x onerror=document.title='hacked'>"
        parameters:
          step: {log_uniform: [0.001, 0.1]}
          decay: {uniform: [0.1, 0.9], when: {kind: ["<b>slow</b>"]}}
          kind:
            variants:
              quick: {sgd: {learning_rate: $step}}
              "<b>slow</b>": {momentum: {learning_rate: $step, beta: $decay}}
        search: {method: random, trials: 30, repeats: 2}
        trial:
          expression:
            minimize: (x - 1)^2 + 3*(y - x)^2
            parameters: {x: -2, y: {normal: [0, 1]}}
            optimizer: $kind
            iterations: 40
            optimum: {x: 1, y: 1}
        """

    private func page(_ text: String = study) throws -> (Workplace, Browser) {
        let place = try Workplace()
        try place.write("s.yaml", text)
        let run = try place.run("study", "s.yaml", "--quiet")
        try #require(run.exitCode == 0, "\(run.error)")
        let outcome = try place.run("report", "--format", "html", "-o", "r.html", environment: Charts.environment)
        try #require(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
        return (place, try Browser(try #require(Browser.program)))
    }

    /// How many drawn marks there are, without those of legends.
    private func count(_ browser: Browser, _ selector: String) throws -> Int {
        let expression = "document.querySelectorAll(\(Node.text(selector).json)).length"
        return try #require(try browser.value(expression).integerValue)
    }

    private func tally(_ browser: Browser) throws -> String {
        try #require(try browser.value("document.getElementById('tally').textContent").textValue)
    }

    @Test("draws what it should, complains of nothing and asks for nothing", arguments: [(1280, false), (480, true)])
    func drawing(_ width: Int, isDark: Bool) throws {
        let (place, browser) = try page()
        try browser.open(file: place.path("r.html"), width: width, isDark: isDark)
        #expect(browser.complaints == [])
        // Vega's own data are in the file; the page asks for itself alone.
        #expect(browser.requests.filter { !$0.hasPrefix("data:") }.count == 1, "\(browser.requests)")
        let points = ".mark-symbol.role-mark path"
        #expect(try count(browser, "#best-so-far \(points)") == 30)
        #expect(try count(browser, "#parameters .chart") == 3)
        // Not every trial has the conditional parameter, nor need the best.
        let conditional = try browser.value(
            """
            (() => {
              const { columns, best } = JSON.parse(document.getElementById("report").textContent);
              const find = (title) => columns.find((column) => column.title === title).values;
              return find("decay").filter((value) => value !== null).length
                + (find("decay")[find("trial").indexOf(best)] === null ? 0 : 1);
            })()
            """)
        let decays = try #require(conditional.integerValue)
        #expect((1..<30).contains(decays))
        #expect(try count(browser, "#parameters \(points)") == 2 * (30 + 1) + decays, "a diamond marks the best")
        #expect(try count(browser, "#curves .mark-line.role-mark path") == 5 + 1, "the best five and the median")
        #expect(try count(browser, "#curves .mark-area.role-mark path") == 1)
        #expect(try count(browser, "#parallel .mark-line.role-mark path") == 30)
        #expect(try count(browser, "#trajectories .mark-line.role-mark path") == 8 * 2, "each way with its pale edge")
        #expect(try count(browser, "#errors .mark-line.role-mark path") == 8)
        #expect(try count(browser, "#timeline .mark-rect.role-mark path") == 60)
        #expect(try count(browser, "#trials-table tbody tr") == 25)
        #expect(try count(browser, "#trials-table svg.spark") == 25)
        #expect(try browser.value("document.documentElement.scrollWidth <= innerWidth") == true, "nothing sticks out")
        let paper = try browser.value("getComputedStyle(document.body).backgroundColor")
        #expect(paper == (isDark ? "rgb(15, 19, 25)" : "rgb(255, 255, 255)"))
    }

    @Test("names of others stay text")
    func hostile() throws {
        let (place, browser) = try page()
        try browser.open(file: place.path("r.html"))
        let name = "</script><img src=x onerror=document.title='hacked'>"
        #expect(try browser.value("document.title") == .text("\(name) – hpsearch"))
        #expect(try browser.value("document.querySelector('h1').textContent") == .text(name))
        #expect(try count(browser, "img") == 0)
        #expect(try count(browser, "td b, svg b") == 0)
        let texts = try browser.value(
            "Array.from(document.querySelectorAll('#parameters svg text'), (text) => text.textContent).join('|')")
        #expect(texts.textValue?.contains("<b>slow</b>") == true)
    }

    @Test("dragging over a chart selects trials in the table and in every other chart, until it is let go")
    func brushing() throws {
        let (place, browser) = try page()
        try browser.open(file: place.path("r.html"))
        #expect(try tally(browser) == "30 of 30 trials")
        let faded = "#cost .mark-symbol.role-mark path[opacity='0.06']"
        for chart in ["#best-so-far", "#parameters", "#parallel"] {
            // Over the whole height, half the width: some trials, not all.
            try browser.drag(over: "\(chart) .chart .background", from: (0.02, 0.02), to: (0.5, 0.98))
            try browser.wait(
                until: "/^[0-9]+ of 30 trials, [0-9]+ selected/.test(document.getElementById('tally').textContent)")
            let shown = try #require(try Int(tally(browser).prefix { $0.isNumber }))
            #expect((1..<30).contains(shown) || chart == "#parallel", "\(chart): \(shown)")
            try browser.wait(until: "document.querySelectorAll(\"\(faded)\").length === \(30 - shown)")
            try browser.call("Runtime.evaluate", ["expression": "document.getElementById('clear').click()"])
            try browser.wait(until: "document.getElementById('tally').textContent === '30 of 30 trials'")
            try browser.wait(until: "document.querySelectorAll(\"\(faded)\").length === 0")
        }
        #expect(browser.complaints == [])
    }

    @Test("the table sorts, filters and turns its pages")
    func table() throws {
        let (place, browser) = try page()
        try browser.open(file: place.path("r.html"))
        func texts(_ column: Int) throws -> [String] {
            let cells = "document.querySelectorAll('#trials-table tbody td:nth-child(\(column))')"
            return try browser.value("Array.from(\(cells), (cell) => cell.textContent)").listValue?.compactMap(
                \.textValue)
                ?? []
        }
        #expect(try texts(1) == (1...25).map(String.init))
        try browser.call("Runtime.evaluate", ["expression": "document.getElementById('next').click()"])
        #expect(try texts(1) == (26...30).map(String.init))
        let header = "document.querySelector('#trials-table th:nth-child(2) button').click()"
        try browser.call("Runtime.evaluate", ["expression": .text(header)])
        #expect(try texts(2) == (0..<25).map(String.init))
        try browser.call("Runtime.evaluate", ["expression": .text(header)])
        #expect(try texts(2) == (5..<30).reversed().map(String.init))
        func filter(_ text: String) throws {
            try browser.call(
                "Runtime.evaluate",
                [
                    "expression": .text(
                        "{ const box = document.getElementById('search'); box.value = \(Node.text(text).json); "
                            + "box.dispatchEvent(new Event('input')); }")
                ])
        }
        try filter("kind=quick")
        let quick = try #require(try Int(tally(browser).prefix { $0.isNumber }))
        try filter("<b>slow")
        #expect(try tally(browser) == "\(30 - quick) of 30 trials")
        try filter("step<=0.01 kind=quick")
        let some = try #require(try Int(tally(browser).prefix { $0.isNumber }))
        try filter("step>0.01 kind=quick")
        #expect(try tally(browser) == "\(quick - some) of 30 trials")
        // Columns that the table does not show as text are words like any other.
        for word in ["order=1", "curve=1", "order>0"] {
            try filter(word)
            #expect(try tally(browser) == "0 of 30 trials")
        }
        let title = "with best"
        let cells = "Array.from(document.querySelectorAll('#trials-table th'), (cell) => cell.textContent)"
        let titles = try browser.value(cells).listValue?.compactMap(\.textValue) ?? []
        try filter("")
        let column = try #require(titles.firstIndex(of: title), "\(titles)") + 1
        let tied = try texts(column).first { !$0.isEmpty && !$0.contains(" ") }
        try filter("\(title)=\(try #require(tied))")
        #expect(try #require(try Int(tally(browser).prefix { $0.isNumber })) > 0)
        #expect(browser.complaints == [])
    }
}
