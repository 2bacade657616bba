// The schemas of docs/openapi.yaml and docs/asyncapi.yaml, to hold examples and real answers against.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const ajv = addFormats.default(new Ajv.default({ strict: false, allErrors: true }));

/** One of the documents, with all references followed, into the other one, too. */
export function load(directory, name) {
  const documents = {};
  const read = (file) => (documents[file] ??= parse(readFileSync(join(directory, file), 'utf8')));
  const follow = (node, file) => {
    if (Array.isArray(node)) return node.map((each) => follow(each, file));
    if (!node || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string') {
      const [other, path] = node.$ref.split('#/');
      const target = other ? basename(other) : file;
      const found = path
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce((within, step) => within?.[step], read(target));
      if (found === undefined) throw new Error(`${file}: nothing at ${node.$ref}`);
      return follow(found, target);
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, follow(value, file)]));
  };
  return follow(read(name), name);
}

/** The same schema, which takes no field that is not described; clients do, the documents may not. */
function closed(schema, isPart = false) {
  if (!schema || typeof schema !== 'object') return schema;
  const result = { ...schema };
  if (schema.properties) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [name, closed(value)]),
    );
  }
  if (schema.items) result.items = closed(schema.items);
  if (schema.allOf) result.allOf = schema.allOf.map((part) => closed(part, true));
  if (schema.oneOf) result.oneOf = schema.oneOf.map((one) => closed(one, !!schema.properties));
  const isOpen = !('additionalProperties' in schema);
  if (!isPart && isOpen && (schema.properties || schema.allOf)) result.unevaluatedProperties = false;
  return result;
}

const compiled = new Map();

/**
 * What is wrong with a value; nothing where it fits.
 *
 * @returns {string[]}
 */
export function faults(schema, value) {
  if (!compiled.has(schema)) compiled.set(schema, ajv.compile(closed(schema)));
  const fits = compiled.get(schema);
  return fits(value) ? [] : fits.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

/** Path, method and description of each operation. */
export function* operations(openapi) {
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId) yield { path, method, operation };
    }
  }
}
