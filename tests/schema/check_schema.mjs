// Checks scenarios against the JSON Schema of the program, with a validator that is not ours:
// node check_schema.mjs SCHEMA.json EXAMPLES_DIR BROKEN_DIR
//
// Every example is valid. Of the broken scenarios, those whose faults the schema can see (a key
// that does not exist, a word of no list, a missing unit, a map for a value ...) are refused.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import yaml from "js-yaml";

const [schemaPath, examples, broken] = process.argv.slice(2);
const ajv = new Ajv({ strict: false, allErrors: true });
const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, "utf8")));
let failed = 0, good = 0, bad = 0;

const yamlFiles = (dir) => readdirSync(dir).filter((f) => f.endsWith(".yaml")).map((f) => join(dir, f));
const load = (path) => yaml.load(readFileSync(path, "utf8"), { schema: yaml.CORE_SCHEMA });

function fail(text) {
  console.log(text);
  failed++;
}

for (const path of [...yamlFiles(examples), ...yamlFiles(join(examples, "base")),
  ...yamlFiles(join(examples, "claims")), join(broken, "base/optical.yaml"),
  join(broken, "base/vcsel.yaml"), join(broken, "base/copper.yaml")]) {
  good++;
  if (!validate(load(path)))
    fail(`${path} is refused: ${validate.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`).join("; ")}`);
}

// Codes that a schema can see, and what it cannot all the same: what stands in another file, an
// empty key that YAML reads as null, a whole number written 1e4, what only all files tell.
const visible = ["E0110", "E0111", "E0112", "E0113", "E0114", "E0115", "E0213", "E0215", "E0218"];
const beyond = new Set(["extends_list", "spread_dimension", "spread_negative", "spread_celsius", "require_variant",
  "integer_exponent", "require_than", "require_than_itself", "claim_along_unknown", "claim_along_word"]);
for (const path of yamlFiles(broken)) {
  const name = path.split("/").pop().replace(".yaml", "");
  const expected = readFileSync(path, "utf8").split("\n")[0].replace("# expect: ", "").split(", ");
  const own = expected.filter((e) => /^[EW]\d+ \d+:\d+$/.test(e)).map((e) => e.slice(0, 5));
  if (!own.some((code) => visible.includes(code)) || beyond.has(name)) continue;
  bad++;
  if (validate(load(path))) fail(`${path} is accepted, and holds ${expected.join(", ")}`);
}
console.log(`${good} good, ${bad} broken, ${failed} judged wrongly`);
process.exit(failed || !good || bad < 40 ? 1 : 0);
