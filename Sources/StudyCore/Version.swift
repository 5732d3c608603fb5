/// The tool's version; a worker must have the same as its scheduler.
public let toolVersion = "0.1.0"
