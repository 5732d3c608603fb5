import StudyCore

/// A study's report as one HTML file that asks nothing of any network: ranked table, pictures, failures, provenance and
/// the study file itself.
public struct StudyPage: Sendable {
    private let report: StudyReport
    private let source: PictureSource
    private let script: String?
    private let hint: String

    /// - Parameters:
    ///   - script: Vega, Vega-Lite and Embed; without it the page has tables and sparklines, and says so.
    ///   - hint: how the script can be had.
    public init(_ report: StudyReport, source: PictureSource, script: String?, hint: String) {
        self.report = report
        self.source = source
        self.script = script
        self.hint = hint
    }

    public var html: String {
        let study = report.study
        let name = HTMLText.escaped(study.name)
        var html = Self.head(title: name)
        html += "<header>\n<p class=\"faint\">hpsearch report</p>\n<h1>\(name)</h1>\n"
        if let description = study.description { html += "<p>\(HTMLText.escaped(description))</p>\n" }
        html += HTMLText.list(
            ["State: \(study.state.rawValue)", report.countsSentence, "Objective: \(report.objectiveSentence)"]
                + report.dataSentences.map { "Data: \($0)" } + [report.costSentence].compactMap { $0 })
        html += "<p class=\"best\">\(HTMLText.escaped(report.bestSentence))</p>\n"
        html += HTMLText.list(report.notes(shown: report.ranking.trials.count).filter { $0 != report.bestSentence })
        html += "</header>\n<main>\n" + trials + importance + pictures + failures + provenance + "</main>\n"
        html += HTMLText.data(PageTable(report, source).node, identifier: "report")
        if let script { html += HTMLText.script(script) }
        html += HTMLText.script(String(decoding: PackageResources.page_js, as: UTF8.self))
        return html + "</body>\n</html>\n"
    }

    private static func head(title: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
        script-src 'unsafe-inline' 'unsafe-eval'; img-src data: blob:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title) – hpsearch</title>
        <style>
        \(String(decoding: PackageResources.page_css, as: UTF8.self))</style>
        </head>
        <body>

        """
    }

    private var trials: String {
        let states = Ranking.countedStates.filter { report.ranking.count($0) > 0 }
        let choices = states.map { "<option value=\"\($0.rawValue)\">\($0.rawValue)</option>" }.joined()
        return """
            <section>
            <h2>Trials</h2>
            <div class="controls">
            <input id="search" type="search" aria-label="Filter the trials" \
            placeholder="Filter: words, or comparisons like width&gt;=64">
            <select id="state" aria-label="State"><option value="">all states</option>\(choices)</select>
            <span id="tally" role="status"></span>
            <button id="clear" hidden>Clear the selection</button>
            </div>
            <div class="scroll"><table id="trials-table"><thead></thead><tbody></tbody></table></div>
            <div class="pager"><button id="previous">Previous</button><span id="page"></span>\
            <button id="next">Next</button></div>
            <noscript>\(staticTable)</noscript>
            </section>

            """
    }

    /// The best trials for browsers that run no scripts.
    private var staticTable: String { Self.table(report.columns(report.shown(25))) }

    private var importance: String {
        guard let sentence = report.importanceSentence else { return "" }
        let table = report.importanceColumns.map { Self.table($0) } ?? ""
        return "<section>\n<h2>Importance</h2>\n<p>\(HTMLText.escaped(sentence))</p>\n\(table)</section>\n"
    }

    private static func table(_ columns: [TableColumn]) -> String {
        func cells(_ texts: [String], _ tag: String) -> String {
            "<tr>" + texts.map { "<\(tag)>\(HTMLText.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
        }
        let rows = (columns.first?.cells ?? []).indices.map { row in cells(columns.map { $0.cells[row] }, "td") }
        return "<div class=\"scroll\"><table>\n" + cells(columns.map(\.title), "th") + rows.joined() + "</table></div>"
    }

    private var pictures: String {
        var html = "<section>\n<h2>Pictures</h2>\n"
        guard script != nil else {
            let sentence = "Without the chart tool there are no charts: \(hint); then write the report again."
            return html + "<p class=\"hint\">\(HTMLText.escaped(sentence))</p>\n</section>\n"
        }
        html +=
            "<p class=\"faint\">Drag over points or lines to select trials everywhere "
            + "(by lines, those drawn); click to let go.</p>\n"
        html += "<div class=\"pictures\">\n"
        for kind in PictureKind.pageOrder {
            guard let picture = try? kind.picture(of: source) else { continue }
            html += figure(picture)
        }
        return html + "</div>\n</section>\n"
    }

    private func figure(_ picture: Picture) -> String {
        let kind = picture.kind.rawValue
        let isWide = picture.charts.count > 1 || picture.kind == .parallel
        var html = "<figure\(isWide ? " class=\"wide\"" : "") id=\"\(kind)\">\n"
        html += "<h3>\(HTMLText.escaped(picture.kind.title))</h3>\n"
        html += "<div class=\"charts\(picture.charts.count > 1 ? "" : " single")\">\n"
        for (number, chart) in picture.charts.enumerated() {
            let identifier = "\(kind)-\(number)"
            html += "<div class=\"chart\" data-source=\"\(identifier)\"></div>\n"
            html += HTMLText.data(
                [
                    "specification": picture.pageSpecification(of: chart),
                    "brush": .list(chart.brushed.map(\.node)),
                ], identifier: identifier)
        }
        return html + "</div>\n<figcaption>\(HTMLText.escaped(picture.summary))</figcaption>\n</figure>\n"
    }

    private var failures: String {
        let lines = report.failureLines
        guard !lines.isEmpty else { return "" }
        return "<section>\n<h2>Failures</h2>\n<p>\(HTMLText.escaped(report.failureTitle))</p>\n"
            + HTMLText.list(lines, class: "failures") + "</section>\n"
    }

    private var provenance: String {
        var html = "<section>\n<h2>Provenance</h2>\n<dl>\n"
        for (name, value) in report.provenance {
            html += "<dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value))</dd>\n"
        }
        html += "</dl>\n"
        if !report.study.text.isEmpty {
            html += "<h3>The study file</h3>\n<pre>\(HTMLText.escapedLines(report.study.text))</pre>\n"
        }
        return html + "</section>\n"
    }
}
