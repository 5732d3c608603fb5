extension Migration {
    /// Schema version 1. Columns and their meaning: docs/database.md.
    static let studiesTrialsAndRuns = Migration(
        name: "studies, trials and runs",
        statements: """
            CREATE TABLE migration (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                applied REAL NOT NULL
            ) STRICT;

            CREATE TABLE study (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT UNIQUE,
                description TEXT,
                text TEXT NOT NULL,
                directory TEXT NOT NULL,
                seed INTEGER NOT NULL,
                goal TEXT NOT NULL CHECK (goal IN ('maximize', 'minimize')),
                metric TEXT NOT NULL,
                parameters TEXT NOT NULL,
                format INTEGER NOT NULL,
                tool_version TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('running', 'interrupted', 'complete')),
                created REAL NOT NULL,
                elapsed REAL NOT NULL DEFAULT 0,
                launches INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            CREATE TABLE trial (
                study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
                number INTEGER NOT NULL CHECK (number >= 0),
                configuration TEXT NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (study, number)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE run (
                study INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                repeat INTEGER NOT NULL CHECK (repeat >= 0),
                seed INTEGER NOT NULL,
                state TEXT NOT NULL DEFAULT 'waiting'
                    CHECK (state IN ('waiting', 'running', 'complete', 'diverged', 'pruned', 'failed')),
                attempt INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1),
                first_attempt INTEGER NOT NULL DEFAULT 1 CHECK (first_attempt BETWEEN 1 AND attempt),
                worker TEXT,
                host TEXT,
                started REAL,
                finished REAL,
                PRIMARY KEY (study, trial, repeat),
                FOREIGN KEY (study, trial) REFERENCES trial (study, number) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE metric (
                study INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                repeat INTEGER NOT NULL,
                name TEXT NOT NULL,
                value REAL,
                state TEXT CHECK (state IN ('nan', 'inf', '-inf')),
                PRIMARY KEY (study, trial, repeat, name),
                FOREIGN KEY (study, trial, repeat) REFERENCES run (study, trial, repeat) ON DELETE CASCADE,
                CHECK ((value IS NULL) = (state IS NOT NULL))
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE curve (
                id INTEGER PRIMARY KEY,
                study INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                repeat INTEGER NOT NULL,
                layouts TEXT NOT NULL,
                steps INTEGER NOT NULL CHECK (steps >= 1),
                data BLOB NOT NULL,
                FOREIGN KEY (study, trial, repeat) REFERENCES run (study, trial, repeat) ON DELETE CASCADE
            ) STRICT;
            CREATE INDEX curve_of_run ON curve (study, trial, repeat);

            CREATE TABLE failure (
                id INTEGER PRIMARY KEY,
                study INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                repeat INTEGER NOT NULL,
                attempt INTEGER NOT NULL,
                class TEXT NOT NULL,
                message TEXT NOT NULL,
                standard_error TEXT,
                at REAL NOT NULL,
                FOREIGN KEY (study, trial, repeat) REFERENCES run (study, trial, repeat) ON DELETE CASCADE
            ) STRICT;
            CREATE UNIQUE INDEX failure_of_run ON failure (study, trial, repeat, attempt);

            CREATE TABLE prediction (
                id INTEGER PRIMARY KEY,
                study INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                repeat INTEGER NOT NULL,
                split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
                count INTEGER NOT NULL CHECK (count >= 0),
                bits BLOB NOT NULL,
                FOREIGN KEY (study, trial, repeat) REFERENCES run (study, trial, repeat) ON DELETE CASCADE
            ) STRICT;
            CREATE UNIQUE INDEX prediction_of_run ON prediction (study, trial, repeat, split);

            CREATE TABLE lease (
                study INTEGER PRIMARY KEY REFERENCES study (id) ON DELETE CASCADE,
                launch INTEGER NOT NULL,
                host TEXT NOT NULL,
                pid INTEGER NOT NULL,
                boot TEXT NOT NULL,
                process_start INTEGER NOT NULL,
                since REAL NOT NULL
            ) STRICT;

            CREATE TABLE provenance (
                study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
                launch INTEGER NOT NULL,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (study, launch, position)
            ) STRICT, WITHOUT ROWID;
            """)
}
