import ArgumentParser
import Datasets
import Foundation
import StudyCore

struct DataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Lists, fetches and describes data sets.",
        discussion: """
            Data sets are looked for under --data-dir, then under the directories of HPSEARCH_DATA (separated by colons), \
            then in the cache. The digits are built in.

            Examples:
              hpsearch data list
              hpsearch data fetch mnist
              hpsearch data info digits
            """,
        subcommands: [List.self, Info.self, Fetch.self])

    struct Location: ParsableArguments {
        @Option(name: .customLong("data-dir"), help: "Search this directory for data sets before all others.")
        var dataDirectory: String?

        var locations: DataLocations { DataLocations(dataDirectory: dataDirectory) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every data set and whether it is here.",
            discussion: "Example:\n  hpsearch data list --data-dir /srv/data")
        @OptionGroup var location: Location

        func run() throws {
            let rows = Catalog.loader.list(in: location.locations).map { status in
                [status.name, status.size.text, status.availability.text, status.summary]
            }
            try Terminal.write(Columns.text(rows, heading: ["name", "examples", "where", "what"]))
        }
    }

    struct Info: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Describes one data set: shapes, classes, origin, licence, checksums.",
            discussion: "Example:\n  hpsearch data info mnist")
        @OptionGroup var location: Location
        @Argument(help: "The data set's name.") var name: String

        func run() throws {
            do {
                try Terminal.write(DatasetText.describe(try Catalog.loader.details(of: name, in: location.locations)))
            } catch let error as DatasetError {
                throw CommandFailure(error)
            }
        }
    }

    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Downloads a data set, carries on with a partial download, and checks it.",
            discussion: "Example:\n  hpsearch data fetch mnist --data-dir /srv/data")
        @OptionGroup var location: Location
        @Argument(help: "The data set's name.") var name: String
        @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

        func run() async throws {
            do {
                let progress = quiet ? nil : DownloadProgress()
                let directory = try await Fetcher().fetch(name, into: location.locations) { progress?.show($0) }
                try Terminal.write(directory)
            } catch let error as DatasetError {
                throw CommandFailure(error)
            }
        }
    }
}

extension CommandFailure {
    init(_ error: DatasetError) {
        self.init(error.kind == .usage ? .usage : .environment, "hpsearch: \(error.description)")
    }
}
