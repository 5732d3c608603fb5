/// The tool's version; a worker must have the same as its scheduler.
let toolVersion = "0.1.0"
