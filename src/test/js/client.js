// A Socket.IO client that a test drives: JSON lines in, JSON lines out.
// node client.js <2|4> <url> <options as JSON>
'use strict';
const readline = require('readline');

const [version, url, options] = process.argv.slice(2);
const io = require(version === '2' ? 'socket.io-client-2' : 'socket.io-client');
const say = (...line) => process.stdout.write(JSON.stringify(line) + '\n');

const socket = io(url, { ...JSON.parse(options), forceNew: true });

// whatever the server emits, in either version
const onevent = socket.onevent;
socket.onevent = function (packet) {
  say('event', ...packet.data.map(arg => (Buffer.isBuffer(arg) ? { bytes: [...arg] } : arg)));
  onevent.call(this, packet);
};
socket.on('connect', () => {
  say('connect', socket.id, socket.recovered === true, socket.io.engine.transport.name);
});
socket.io.on('open', () =>
  socket.io.engine.on('upgrade', transport => say('upgrade', transport.name)));
socket.on('disconnect', reason => say('disconnect', reason));
socket.on('connect_error', error => say('connect_error', error.message, error.data || null));
if (version === '2') {
  socket.on('error', error => say('connect_error', error));
  socket.on('reconnect', () => say('reconnect'));
}

const commands = {
  emit: (...args) => socket.emit(...args),
  ask: (...args) => socket.emit(...args, (...answer) => say('ack', ...answer)),
  bytes: (name, ...bytes) =>
    socket.emit(name, ...bytes.map(b => Buffer.from(b)), (...answer) =>
      say('ack', ...answer.map(b => [...b]))),
  cut: () => socket.io.engine.close(),
  auth: auth => (socket.auth = auth),
  disconnect: () => socket.disconnect(),
  connect: () => socket.connect(),
};
const input = readline.createInterface({ input: process.stdin });
input.on('line', line => {
  const [name, ...args] = JSON.parse(line);
  commands[name](...args);
});
input.on('close', () => process.exit(0));
