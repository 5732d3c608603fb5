extension DatasetError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .unknownDataset(let name, let known):
            let suggestion = Spelling.nearest(to: name, in: known).map { "did you mean '\($0)'? " } ?? ""
            return "unknown data set '\(name.excerpt)'; \(suggestion)known are \(known.joined(separator: ", "))"
        case .counts(let fault):
            return fault.description
        case .missingDataset(let name, let searched, let incomplete):
            let looked =
                if let incomplete {
                    "\(incomplete.directory) lacks \(incomplete.missing.joined(separator: ", "))"
                } else if searched.isEmpty {
                    "there is no directory to look in"
                } else {
                    "looked in \(searched.joined(separator: ", "))"
                }
            return
                "the files of data set '\(name)' are not here (\(looked)); 'hpsearch data fetch \(name)' downloads them, "
                + "--data-dir or HPSEARCH_DATA names another directory"
        case .missingFile(let path):
            return "\(path): no such file"
        case .unreadableFile(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .unwritableFile(let path, let reason):
            return "\(path): cannot be written: \(reason)"
        case .damagedGzip(let path, let fault):
            return "\(path): \(fault)"
        case .idx(let path, let fault):
            return "\(path): \(fault)"
        case .countMismatch(let images, let imageCount, let labels, let labelCount):
            return "\(images) holds \(imageCount.grouped) images, but \(labels) holds \(labelCount.grouped) labels"
        case .shapeMismatch(let training, let trainingShape, let heldOut, let heldOutShape):
            return "\(training) holds images of \(trainingShape.shapeText), but \(heldOut) of \(heldOutShape.shapeText)"
        case .labelOutOfRange(let path, let row, let label, let classCount):
            return "\(path): label \(label) of example \(row.grouped) is not one of the \(classCount) classes"
                + " 0 to \(classCount - 1)"
        case .filesOfAnotherDataset(let path, let asked, let actual):
            return "\(path): holds the labels of '\(actual)', not of '\(asked)'; put the files of '\(asked)' into a"
                + " directory of that name"
        case .csv(let path, let fault):
            return "\(path): \(fault)"
        case .nothingToFetch(let name):
            return "data set '\(name)' is built in; there is nothing to download"
        case .alreadyDownloading(let path):
            return "\(path): another process is downloading this file"
        case .downloadFailed(let file, let failures, let kept):
            let reasons = failures.map { "\($0.url): \($0.reason)" }.joined(separator: "; ")
            let next = kept > 0 ? "; \(kept.grouped) bytes are kept, the next attempt carries on from there" : ""
            return "\(file) could not be downloaded: \(reasons)\(next)"
        case .downloadCancelled(let file, let kept):
            return
                "the download of \(file) was stopped; \(kept.grouped) bytes are kept, the next attempt carries on from"
                + " there"
        }
    }
}

extension DatasetError.CountFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .belowMinimum(let key, let value, let minimum):
            "'\(key)': must be at least \(minimum) (got \(value))"
        case .tooMany(let key, let asked, let available):
            "'\(key)': \(asked.grouped) rows are asked for, but \(key == "test" ? "the held-out part" : "the training part")"
                + " has \(available.grouped)"
        case .overlap(let train, let validation, let rows, let validationIsDefault):
            "'train' (\(train.grouped) rows) and 'validation' (\(validation.grouped)\(validationIsDefault ? " by default" : ""))"
                + " overlap: the training part has \(rows.grouped) rows"
        case .nothingToTrain(let rows, let validation):
            "'validation': \(validation.grouped) rows leave nothing to train on: the training part has \(rows.grouped)"
        }
    }
}

extension DatasetError.GzipFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notGzip: "is not a gzip file"
        case .truncated: "is cut short: the compressed data ends before its end mark"
        case .corrupt: "is damaged: the compressed data does not match its checksum"
        case .trailingBytes: "is damaged: other bytes follow the compressed data"
        }
    }
}

extension DatasetError.IDXFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let bytes):
            "is too short for an IDX file (\(bytes) bytes)"
        case .notIDX(let magic):
            "is not an IDX file: it starts with \(magic.hexadecimal)"
        case .wrongElementType(let type):
            "holds elements of IDX type \(type.hexadecimal); only unsigned bytes (0x08) are read"
        case .labelsInPlaceOfImages:
            "holds labels where images are expected"
        case .imagesInPlaceOfLabels:
            "holds images where labels are expected"
        case .wrongDimensions(let found, let expected):
            "has \(found) dimension\(found == 1 ? "" : "s") where \(expected) \(expected == 1 ? "is" : "are") expected"
        case .emptyDimension(let sizes):
            "declares no data: its dimensions are \(sizes.shapeText)"
        case .tooLarge(let sizes):
            "declares dimensions that no file can hold: \(sizes.shapeText)"
        case .truncated(let expected, let found):
            "is cut short: \(found.grouped) bytes where its header declares \(expected.grouped)"
        case .tooLong(let expected):
            "is longer than the \(expected.grouped) bytes that its header declares"
        }
    }
}

extension DatasetError.MirrorFailure.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .status(let code): "the server answered with status \(code)"
        case .truncated(let received, let expected?):
            "the connection ended after \(received.grouped) of \(expected.grouped) bytes"
        case .truncated(let received, nil): "the connection ended after \(received.grouped) bytes"
        case .tooLong(let expected): "the server sent more than the \(expected.grouped) bytes of the published file"
        case .wrongChecksum(let expected, let found):
            "the file's SHA-256 is \(found), not the published \(expected); it was discarded"
        case .invalidAddress: "is not an address of the web"
        }
    }
}
