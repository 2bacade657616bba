// node client.mjs <base> <sender key> <documents>: a client generated from the documents, against a running server.
// Its types are checked when it is compiled, and what the server answers when it runs.
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './rest.js';
import type { components as streamComponents } from './stream.js';
import { faults, load, operations } from './schemas.mjs';

type Frame = streamComponents['schemas']['Frame'];
type Command = streamComponents['schemas']['Command'];
type Item = components['schemas']['Item'];

const [base, key, directory] = process.argv.slice(2);
const openapi = load(directory, 'openapi.yaml');
const asyncapi = load(directory, 'asyncapi.yaml');
const wrong: string[] = [];
const called = new Set<string>();

/** Every answer has to be one that the document has at this operation and this status. */
const checking: Middleware = {
  async onResponse({ schemaPath, request, response }) {
    const operation = openapi.paths[schemaPath][request.method.toLowerCase()];
    const where = `${operation.operationId} ${response.status}`;
    called.add(operation.operationId);
    const described = operation.responses[response.status];
    if (!described) wrong.push(`${where}: no such status`);
    const [type] = (response.headers.get('content-type') ?? '').split(';');
    const content = described?.content?.[type];
    if (described?.content && !content) wrong.push(`${where}: ${type} is not described`);
    if (!described?.content && type) wrong.push(`${where}: has a body`);
    if (type.endsWith('json') && content) {
      const body = await response.clone().json();
      wrong.push(...faults(content.schema, body).map((fault) => `${where}: ${fault}`));
    }
  },
};

function client(token: string) {
  const api = createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${token}` } });
  api.use(checking);
  return api;
}

function must<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

function expect(what: string, found: unknown, wanted: unknown) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  }
}

/** The frames of a socket, each held against what is described, and commands that are answered. */
class Stream {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #code = 0;

  constructor(token: string, query = '') {
    const url = `${base.replace('http', 'ws')}${asyncapi.channels.socket.address}?access_token=${token}${query}`;
    this.#socket = new WebSocket(url, 'belfry.v1');
    this.#socket.onclose = ({ code }) => (this.#code = code);
    this.#socket.onmessage = ({ data }) => {
      const frame: Frame = JSON.parse(data);
      const messages = Object.values<{ name: string; payload: object }>(asyncapi.channels.socket.messages);
      const message = messages.find(({ name }) => name === frame.event);
      if (!message) wrong.push(`${frame.event}: no such frame`);
      else wrong.push(...faults(message.payload, frame).map((fault) => `${frame.event}: ${fault}`));
      this.frames.push(frame);
      this.#waiting.forEach((look) => look());
    };
  }

  say(command: Command) {
    this.#socket.send(JSON.stringify(command));
  }

  async until<E extends Frame['event']>(event: E, fits = (_: Extract<Frame, { event: E }>) => true) {
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      const found = this.frames.find(
        (frame): frame is Extract<Frame, { event: E }> => frame.event === event && fits(frame as never),
      );
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        setTimeout(resolve, 1000);
      });
    }
    throw new Error(`no ${event} among ${JSON.stringify(this.frames)}`);
  }

  /** Says it with a `ref` and waits for the answer. */
  async ask(command: Command, answer: 'ok' | 'error' = 'ok') {
    const ref = `r${this.frames.length}`;
    this.say({ ...command, ref });
    return this.until(answer, (frame) => frame.ref === ref);
  }

  /** The code with which the server closes it. */
  async end() {
    return new Promise<number>((resolve) => {
      if (this.#code) resolve(this.#code);
      this.#socket.addEventListener('close', ({ code }) => resolve(code));
    });
  }

  close() {
    this.#socket.close();
  }
}

async function sending(ada: string, bob: string) {
  const shop = client(key);
  const header = { 'Idempotency-Key': `key of ${ada}` };
  const body = { to: [ada, bob], type: 'comment.created', title: 'Grace commented', data: { post: 7 } };
  const first = must(await shop.POST('/api/v1/notifications', { body, params: { header } }));
  const again = must(await shop.POST('/api/v1/notifications', { body, params: { header } }));
  expect('an answer that is stored', again, first);
  const results = must(
    await shop.POST('/api/v1/notifications/batch', {
      body: [
        { to: [ada], type: 'order.shipped', link: '/orders/12', priority: 'high', expiresAt: '2100-01-01T00:00:00Z' },
        { to: [], type: 'order.shipped' },
      ],
    }),
  );
  expect('the statuses of a batch', results.map(({ status }) => status), [201, 400]);
  const { error } = await shop.POST('/api/v1/notifications', { body: { to: [ada], type: '' } });
  expect('the field of a refusal', [error?.code, error?.field], ['invalid-field', 'type']);
  const params = { path: { id: first.id } };
  expect('recipients', must(await shop.GET('/api/v1/notifications/{id}', { params })).recipients, 2);
  const [shipped] = results;
  await shop.DELETE('/api/v1/notifications/{id}', { params: { path: { id: 'id' in shipped ? shipped.id : '' } } });
  const gone = await shop.DELETE('/api/v1/notifications/{id}', { params: { path: { id: ada } } });
  expect('a recall of nothing', gone.error?.code, 'no-such-notification');
}

async function reading(token: string) {
  const inbox = client(token);
  const counts = must(await inbox.GET('/api/v1/inbox/counts'));
  const page = must(await inbox.GET('/api/v1/inbox', { params: { query: { state: 'all', limit: 10 } } }));
  const [item]: Item[] = page.items;
  const seqs = [item.seq];
  const path = { seq: item.seq };
  await inbox.POST('/api/v1/inbox/read', { body: { upTo: page.head } });
  await inbox.POST('/api/v1/inbox/read', { body: { seqs } });
  await inbox.POST('/api/v1/inbox/unread', { body: { seqs } });
  await inbox.POST('/api/v1/inbox/seen', { body: { upTo: page.head } });
  await inbox.POST('/api/v1/inbox/archive', { body: { seqs, archived: true } });
  await inbox.PATCH('/api/v1/inbox/{seq}', { params: { path }, body: { archived: false } });
  await inbox.POST('/api/v1/inbox/remove', { body: { seqs } });
  await inbox.DELETE('/api/v1/inbox/{seq}', { params: { path } });
  const query = { epoch: counts.epoch, after: 0, wait: 0 };
  const { changes } = must(await inbox.GET('/api/v1/inbox/changes', { params: { query } }));
  expect('an arrival among the changes', changes.some((frame) => frame.event === 'removed' && frame.seqs.length > 0), true);
  const { error } = await inbox.GET('/api/v1/inbox/changes', { params: { query: { ...query, epoch: 'another' } } });
  expect('a void cursor', error?.code, 'cursor-too-old');
  const stranger = await client('nobody').GET('/api/v1/inbox/counts');
  expect('a token that is none', stranger.error?.code, 'token-invalid');
}

async function events(token: string) {
  const { response, data } = await client(token).GET('/api/v1/live', { parseAs: 'stream' });
  const reader = data!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('caught-up')) text += (await reader.read()).value ?? '\ncaught-up: never';
  await reader.cancel();
  expect('the media type', response.headers.get('content-type')?.split(';')[0], 'text/event-stream');
  for (const line of text.split('\n').filter((each) => each.startsWith('data:'))) {
    const frame: Frame = JSON.parse(line.slice(5));
    const messages = Object.values<{ name: string; payload: object }>(asyncapi.channels.events.messages);
    const message = messages.find(({ name }) => name === frame.event);
    wrong.push(...(message ? faults(message.payload, frame) : [`${frame.event}: no such event`]));
  }
}

async function following(user: string, token: string, fresh: string) {
  const stream = new Stream(token);
  const { epoch, head } = await stream.until('caught-up');
  const shop = client(key);
  must(await shop.POST('/api/v1/notifications', { body: { to: [user], type: 'live' } }));
  const { item } = await stream.until('notification', (frame) => frame.head > head);
  await stream.ask({ cmd: 'ack', head: item.seq });
  await stream.ask({ cmd: 'read', seqs: [item.seq] });
  await stream.ask({ cmd: 'unread', seqs: [item.seq] });
  await stream.ask({ cmd: 'seen', upTo: item.seq });
  await stream.ask({ cmd: 'archive', seqs: [item.seq], archived: true });
  await stream.ask({ cmd: 'remove', seqs: [item.seq] });
  await stream.ask({ cmd: 'token', token: fresh });
  expect('a refusal', (await stream.ask({ cmd: 'remove', seqs: [] }, 'error')).event, 'error');
  await stream.until('changed');
  await stream.until('removed');
  const online = must(await shop.GET('/api/v1/users/{user}/presence', { params: { path: { user } } }));
  expect('presence', online.online, true);
  const resumed = new Stream(token, `&epoch=${epoch}&after=${head}`);
  await resumed.until('caught-up');
  const lost = new Stream(token, '&epoch=another&after=1');
  await lost.until('reset');
  await shop.DELETE('/api/v1/users/{user}/connections', { params: { path: { user } } });
  [stream, resumed, lost].forEach((each) => each.close());
}

async function looking(user: string) {
  const shop = client(key);
  const path = { user };
  expect('differences', must(await shop.GET('/api/v1/users/{user}/recount', { params: { path } })).differences, 0);
  must(await shop.GET('/api/v1/console/overview'));
  must(await shop.GET('/api/v1/console/users/{user}', { params: { path, query: { archived: false } } }));
}

/** What is stored of somebody, then nothing any more; of the notifications that others got too the place alone is gone. */
async function forgetting(user: string, others: string) {
  const shop = client(key);
  const params = { path: { user } };
  const title = 'for two';
  const both = { to: [user, others], type: 'shared', title, data: { post: 7 } };
  const shared = must(await shop.POST('/api/v1/notifications', { body: both }));
  const own = must(await shop.POST('/api/v1/notifications', { body: { to: [user], type: 'alone', priority: 'high' } }));
  const stream = new Stream(await token(user));
  await stream.until('caught-up');
  await stream.ask({ cmd: 'read', seqs: [1] });

  const exported = must(await shop.GET('/api/v1/users/{user}/export', { params }));
  expect('the user of an export', exported.user, user);
  const { head, unread } = exported.inbox ?? {};
  expect('the inbox of an export', [head, unread], [3, 1]);
  const items = exported.items.map((item) => [item.seq, item.id, item.type, item.title, item.priority, item.data]);
  expect('the items of an export', items, [
    [1, shared.id, 'shared', title, 0, { post: 7 }],
    [2, own.id, 'alone', null, 1, null],
  ]);
  expect('what was read', exported.items.map((item) => item.readAt !== null), [true, false]);
  expect('its connections', exported.connections.map(({ transport }) => transport), ['websocket']);

  const receipt = must(await shop.DELETE('/api/v1/users/{user}', { params }));
  expect('a receipt', receipt, { user, items: 2, notifications: 1, places: 2 });
  expect('the end of a connection', await stream.end(), 4410);
  const left = must(await shop.GET('/api/v1/users/{user}/export', { params }));
  expect('what is left', left, { user, inbox: null, connections: [], items: [] });
  const again = must(await shop.DELETE('/api/v1/users/{user}', { params }));
  expect('a second receipt', again, { user, items: 0, notifications: 0, places: 0 });
  const status = await shop.GET('/api/v1/notifications/{id}', { params: { path: { id: shared.id } } });
  expect('who has it still', must(status).recipients, 1);
  const gone = await shop.GET('/api/v1/notifications/{id}', { params: { path: { id: own.id } } });
  expect('what nobody else had', gone.error?.code, 'no-such-notification');
  const kept = must(await shop.GET('/api/v1/users/{user}/export', { params: { path: { user: others } } }));
  expect('what others keep', kept.items.at(-1)?.title, title);
  const { error } = await client(await token(others)).DELETE('/api/v1/users/{user}', { params: { path: { user: others } } });
  expect('a user who would erase', error?.code, 'not-a-sender');
}

/** What is described and has no call here yet, where that takes nothing but a user's id: no types, but its answer is held. */
async function whatIsLeft(user: string) {
  for (const { path, method, operation } of operations(openapi)) {
    if (called.has(operation.operationId) || operation.requestBody) continue;
    if (path.replace('{user}', '').includes('{')) continue;
    const call = client(key) as unknown as Record<string, (path: string, init: object) => Promise<unknown>>;
    await call[method.toUpperCase()](path, { params: { path: { user } } });
  }
}

const ada = `ada-${crypto.randomUUID()}`;
const bob = `bob-${crypto.randomUUID()}`;
const token = async (user: string) => must(await client(key).POST('/api/v1/tokens', { body: { user } })).token;
await sending(ada, bob);
await events(await token(bob));
await reading(await token(ada));
await following(bob, await token(bob), await token(bob));
await looking(bob);
await forgetting(`cleo-${crypto.randomUUID()}`, ada);
await whatIsLeft(bob);
for (const { operation } of operations(openapi)) {
  if (!called.has(operation.operationId)) wrong.push(`${operation.operationId}: never called`);
}
wrong.forEach((line) => console.log(line));
console.log(`${called.size} operations called`);
process.exit(wrong.length ? 1 : 0);
