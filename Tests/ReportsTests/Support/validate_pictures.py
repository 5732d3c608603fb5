"""Validates Vega-Lite specifications against the schema that the package altair brings, and makes sure that the schema
tells a wrong one from a right one. Takes the specifications' files; prints one line for each mistake."""

import json
import pathlib
import sys

import altair
import jsonschema

path = pathlib.Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
validator = jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))
for name in sys.argv[1:]:
    specification = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
    # Of the data the schema has nothing to say, and they are long.
    rows = specification.pop("datasets")
    assert all(isinstance(one, list) for one in rows.values()), name
    error = jsonschema.exceptions.best_match(validator.iter_errors(specification))
    if error is not None:
        print(f"{pathlib.Path(name).name}: {list(error.absolute_path)}: {error.message[:200]}")
    specification["widht"] = 3
    assert not validator.is_valid(specification), "the schema takes anything"
