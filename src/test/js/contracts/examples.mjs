// node examples.mjs <directory>: the documents are what they say they are, and each example fits its schema.
import { join } from 'node:path';
import { Parser, fromFile } from '@asyncapi/parser';
import { faults, load, operations } from './schemas.mjs';

const [directory] = process.argv.slice(2);
const wrong = [];
let checked = 0;

function check(where, schema, value) {
  checked++;
  wrong.push(...faults(schema, value).map((fault) => `${where}: ${fault}`));
}

/** Each body of a request and of an answer that is no refusal has an example; all there are fit. */
function media(where, content, isNeeded) {
  for (const [type, { schema, example, examples }] of Object.entries(content ?? {})) {
    const values = Object.values(examples ?? {}).map(({ value }) => value);
    if (example !== undefined) values.push(example);
    if (isNeeded && values.length === 0) wrong.push(`${where}: no example of ${type}`);
    for (const value of values) check(`${where} ${type}`, schema, value);
  }
}

for (const { operation } of operations(load(directory, 'openapi.yaml'))) {
  media(`${operation.operationId}, request`, operation.requestBody?.content, true);
  for (const [status, response] of Object.entries(operation.responses)) {
    media(`${operation.operationId}, ${status}`, response.content, status.startsWith('2'));
  }
}

const asyncapi = load(directory, 'asyncapi.yaml');
for (const [name, message] of Object.entries(asyncapi.components.messages)) {
  if (!message.examples?.length) wrong.push(`${name}: no example`);
  for (const { payload } of message.examples ?? []) check(name, message.payload, payload);
}

const parsed = await fromFile(new Parser(), join(directory, 'asyncapi.yaml')).parse();
for (const { path, message } of parsed.diagnostics) wrong.push(`asyncapi.yaml ${path.join('.')}: ${message}`);
if (!parsed.document) wrong.push('asyncapi.yaml: not understood');

wrong.forEach((line) => console.log(line));
console.log(`${checked} examples checked`);
process.exit(wrong.length || !checked ? 1 : 0);
