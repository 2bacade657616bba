// Many Socket.IO clients at once, by hand because the real ones weigh too much for thousands in one
// process: half of what they do is counting. Prints one line of JSON with what was measured.
// node load.js <url with path, ending in /> <JWT secret> <sender key> <WebSockets> <polls> <rounds>
'use strict';
const crypto = require('crypto');
const http = require('http');
const WebSocket = require('ws');

const [url, secret, key, sockets, polls, rounds] = process.argv.slice(2);
const engine = new URL('socket.io/?EIO=4', url);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const run = crypto.randomUUID();
const clients = [];

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(user) {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const body = part({ alg: 'HS256' }) + '.' + part({ sub: user, exp });
  return body + '.' + crypto.createHmac('sha256', secret).update(body).digest('base64url');
}

function request(method, target, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(target, { method, headers, agent }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        response.statusCode < 300 ? resolve(text) : reject(new Error(response.statusCode + ' ' + text));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

class Client {
  constructor(kind, n) {
    this.kind = kind;
    this.user = `load-${run}-${kind}-${n}`;
    this.got = [];
    this.joined = new Promise((resolve, reject) => ((this.join = resolve), (this.fail = reject)));
  }

  read(packet) {
    if (packet === '2') {
      this.send('3');
    } else if (packet.startsWith('0')) {
      this.send('40' + JSON.stringify({ token: token(this.user) }));
    } else if (packet.startsWith('42["caught-up"')) {
      this.join();
    } else if (packet.startsWith('42["notification"')) {
      const title = JSON.parse(packet.slice(2))[1].item.title;
      this.got.push({ title, after: Date.now() - Number(title.split(' ')[1]) });
    } else if (packet.startsWith('44')) {
      this.fail(new Error(packet));
    }
  }
}

class SocketClient extends Client {
  open() {
    this.socket = new WebSocket(engine.href.replace('http', 'ws') + '&transport=websocket', {
      perMessageDeflate: false,
    });
    this.socket.on('message', data => this.read(data.toString()));
    this.socket.on('error', error => this.fail(error));
    this.socket.on('close', code => (this.lost = code));
    return this.joined;
  }

  send(packet) {
    this.socket.send(packet);
  }
}

class PollClient extends Client {
  open() {
    this.target = engine.href + '&transport=polling';
    this.poll();
    return this.joined;
  }

  async poll() {
    try {
      while (!this.lost) {
        const body = await request('GET', this.target, {});
        if (body.startsWith('0')) {
          this.target += '&sid=' + JSON.parse(body.slice(1)).sid;
        }
        for (const packet of body.split('\x1e')) {
          this.read(packet);
        }
      }
    } catch (error) {
      this.lost = error.message;
      this.fail(error);
    }
  }

  send(packet) {
    request('POST', this.target, { 'Content-Type': 'text/plain' }, packet).catch(
      error => (this.lost = error.message),
    );
  }
}

async function open() {
  for (let n = 0; n < sockets; n++) clients.push(new SocketClient('socket', n));
  for (let n = 0; n < polls; n++) clients.push(new PollClient('poll', n));
  const waiting = clients.slice();
  const some = Array.from({ length: 100 }, async () => {
    for (let client = waiting.pop(); client; client = waiting.pop()) await client.open();
  });
  await Promise.all(some);
}

async function broadcast(round) {
  for (let from = 0; from < clients.length; from += 1000) {
    const to = clients.slice(from, from + 1000).map(client => client.user);
    await request(
      'POST',
      new URL('api/v1/notifications', url),
      { Authorization: 'Bearer ' + key, 'Content-Type': 'application/json' },
      JSON.stringify({ to, type: 'load', title: `${round} ${Date.now()}` }),
    );
  }
}

async function until(holds, seconds) {
  for (const end = Date.now() + seconds * 1000; !holds() && Date.now() < end; ) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function summary(kind) {
  const all = clients.filter(client => client.kind === kind);
  const times = all.flatMap(client => client.got.map(one => one.after)).sort((a, b) => a - b);
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return {
    clients: all.length,
    lost: all.filter(client => client.lost).length,
    received: times.length,
    inOrderAndOnce: all.every(client =>
      client.got.every((one, i) => one.title.startsWith(i + ' '))),
    medianMillis: at(0.5),
    p99Millis: at(0.99),
    mostMillis: at(1),
  };
}

async function main() {
  const begun = Date.now();
  await open();
  const opened = Date.now();
  for (let round = 0; round < rounds; round++) {
    await broadcast(round);
    await until(() => clients.every(client => client.got.length > round || client.lost), 60);
  }
  const ended = Date.now();
  const metrics = await request('GET', new URL('metrics', url), {}).catch(() => '');
  const threads = /^jvm_threads_live_threads\S* (\S+)/m.exec(metrics);
  const result = {
    openedMillis: opened - begun,
    broadcastMillis: ended - opened,
    threads: threads && Number(threads[1]),
    socket: summary('socket'),
    poll: summary('poll'),
  };
  process.stdout.write(JSON.stringify(result) + '\n');
  process.exit(0);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
