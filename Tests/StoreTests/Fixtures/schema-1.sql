-- A database of schema version 1, as made by hpsearch 0.1.0 and left behind by a killed process. Never changed.
PRAGMA application_id = 1752200050;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    applied REAL NOT NULL
) STRICT;
INSERT INTO migration VALUES(1,'studies, trials and runs',1795229688.3360052108);
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
INSERT INTO study VALUES(1,'größe "α"','it''s one',replace('name: ''größe "α"''\n','\n',char(10)),'/studies',-1,'maximize','validation.accuracy','["width","beta"]',1,'0.1.0','running',1772366400.0,12.5,1);
INSERT INTO study VALUES(2,'finished',NULL,replace('name: mnist-grid\n','\n',char(10)),'/studies',20,'maximize','validation.accuracy','["width","beta"]',1,'0.1.0','complete',1772366460.0,0.0,1);
CREATE TABLE trial (
    study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0),
    configuration TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (study, number)
) STRICT, WITHOUT ROWID;
INSERT INTO trial VALUES(1,0,'{"beta":0.5,"width":64}',X'5ee19a10d94b0bfc3d768062d78305c089e0e9286b856d404b8b8615257861d4');
INSERT INTO trial VALUES(1,1,'{"beta":0.9,"width":128}',X'a9707fc5b80a0ec624d497e9ee62aea513afa2cbc70625890379497aa91364e1');
INSERT INTO trial VALUES(2,0,'{"beta":0.5,"width":64}',X'5ee19a10d94b0bfc3d768062d78305c089e0e9286b856d404b8b8615257861d4');
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
INSERT INTO run VALUES(1,0,0,1632890453,'complete',1,1,'0','anvil',1772366400.0,1772366400.0);
INSERT INTO run VALUES(1,0,1,2139842566,'running',1,1,'0','anvil',1772366400.0,NULL);
INSERT INTO run VALUES(1,1,0,1632890453,'diverged',1,1,'0','anvil',1772366400.0,1772366400.0);
INSERT INTO run VALUES(1,1,1,2139842566,'failed',1,1,'0','anvil',1772366400.0,1772366400.0);
INSERT INTO run VALUES(2,0,0,69445258,'complete',1,1,'0','anvil',1772366400.0,1772366400.0);
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
INSERT INTO metric VALUES(1,0,0,'seconds',1.5,NULL);
INSERT INTO metric VALUES(1,0,0,'validation.accuracy',0.9375,NULL);
INSERT INTO metric VALUES(1,1,0,'train.loss',NULL,'nan');
INSERT INTO metric VALUES(1,1,0,'validation.loss',NULL,'inf');
INSERT INTO metric VALUES(2,0,0,'validation.accuracy',0.5,NULL);
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
INSERT INTO curve VALUES(1,1,0,0,'[["epoch","train.loss"]]',2,X'000000000100000000000000000000000000d03f000000000000e03f000000000200000000000000000000000000d03f000000000000d03f');
INSERT INTO curve VALUES(2,1,0,1,'[["epoch","train.loss"]]',1,X'000000000100000000000000000000000000d03f000000000000e03f');
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
INSERT INTO failure VALUES(1,1,1,1,1,'crashed','killed by signal 9',replace('Killed\n','\n',char(10)),1772366400.0);
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
INSERT INTO prediction VALUES(1,1,0,0,'validation',10,X'a503');
CREATE TABLE lease (
    study INTEGER PRIMARY KEY REFERENCES study (id) ON DELETE CASCADE,
    launch INTEGER NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    boot TEXT NOT NULL,
    process_start INTEGER NOT NULL,
    since REAL NOT NULL
) STRICT;
INSERT INTO lease VALUES(1,1,'anvil',7,'boot-1',70,1772366400.0);
CREATE TABLE provenance (
    study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    launch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study, launch, position)
) STRICT, WITHOUT ROWID;
INSERT INTO provenance VALUES(1,1,0,'tool','0.1.0');
INSERT INTO provenance VALUES(1,1,1,'blas','OpenBLAS 0.3.21 SkylakeX');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('study',2);
CREATE INDEX curve_of_run ON curve (study, trial, repeat);
CREATE UNIQUE INDEX failure_of_run ON failure (study, trial, repeat, attempt);
CREATE UNIQUE INDEX prediction_of_run ON prediction (study, trial, repeat, split);
COMMIT;
