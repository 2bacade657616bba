// node generate.mjs <directory> <output>: types of a client, made of the documents alone.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypeScript, { astToString } from 'openapi-typescript';
import { load } from './schemas.mjs';

const [directory, output] = process.argv.slice(2);

const rest = await openapiTypeScript(pathToFileURL(resolve(directory, 'openapi.yaml')));
writeFileSync(join(output, 'rest.d.ts'), astToString(rest));

// of the stream's messages, and of what one side may say to the other
const asyncapi = load(directory, 'asyncapi.yaml');
const payloads = (messages) => ({ oneOf: messages.map(({ payload }) => payload) });
const schemas = {
  Frame: payloads([...asyncapi.operations.sendFrames.messages, ...asyncapi.operations.receiveCommands.reply.messages]),
  Command: payloads(asyncapi.operations.receiveCommands.messages),
  Goodbye: asyncapi.components.messages.goodbye.payload,
};
const info = { title: asyncapi.info.title, version: asyncapi.info.version };
const stream = await openapiTypeScript(JSON.stringify({ openapi: '3.1.0', info, paths: {}, components: { schemas } }));
writeFileSync(join(output, 'stream.d.ts'), astToString(stream));
