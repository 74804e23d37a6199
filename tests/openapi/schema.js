// usage: node schema.js SCHEMA.json [LINES.ndjson]
// Holds what a program wrote, an object a line of the file or of standard input, against a shipped
// schema. Ends with 1 and tells line and fault where one does not hold, or where there is none.
'use strict';
const fs = require('fs');
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;

const [schemaFile, linesFile] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false });
formats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));
const lines = fs.readFileSync(linesFile ?? 0, 'utf8').split('\n').filter((line) => line !== '');
let good = lines.length > 0;
lines.forEach((line, i) => {
  if (validate(JSON.parse(line))) return;
  good = false;
  for (const e of validate.errors.slice(0, 5)) console.log(`${i + 1}: ${e.instancePath} ${e.message}`);
});
console.log(`${lines.length} lines`);
process.exit(good ? 0 : 1);
