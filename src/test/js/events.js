// A bare EventSource that a test drives: what happens to it comes as JSON lines.
// node events.js <eventsource|eventsource-2|event-source-polyfill> <url>
'use strict';
const [library, url] = process.argv.slice(2);
const say = (...line) => process.stdout.write(JSON.stringify(line) + '\n');

// the polyfill wants a browser's fetch and nothing else of it
const found = require(library);
const EventSource = found.EventSource ?? found.EventSourcePolyfill ?? found;
const source = new EventSource(url);
source.onopen = () => say('open');
source.onmessage = e => say('event', JSON.parse(e.data).event, JSON.parse(e.data));
source.addEventListener('goodbye', e => say('goodbye', JSON.parse(e.data)));
source.onerror = () => say('error', source.readyState);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
