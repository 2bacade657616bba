/**
 * Three ways to the same stream. Each hands frames to `link.frame` until it ends, and resolves with
 * a close code as in docs/protocol.md, or rejects with what the server answered.
 */

/** What a connection that was cut off has for a code (RFC 6455 §7.4.1). */
export const CUT_OFF = 1006;

/** A WebSocket's state while it is being opened, and how long that may go on when it is no longer wanted. */
const OPENING = 0;
const OPENS = 1000;

const query = (values) =>
  Object.entries(values)
    .filter(([, value]) => value != null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

/** Where to go on; without a cursor only what comes from now on. */
const from = (cursor) => (cursor ? { epoch: cursor.epoch, after: cursor.head } : { replay: 0 });

async function websocket(rest, link) {
  // browsers can't set headers on a WebSocket, but for this one; addresses end up in logs
  const protocols = ['belfry.v1', 'bearer.' + (await rest.token())];
  if (link.signal.aborted) return CUT_OFF;
  const url = new URL('ws?' + query(from(link.cursor)), rest.base);
  url.protocol = url.protocol.replace('http', 'ws');
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    link.signal.addEventListener('abort', () => {
      socket.onmessage = socket.onclose = null;
      const close = () => socket.close(1000);
      // browsers report it as an error when one is closed that is still opening
      if (socket.readyState === OPENING) setTimeout((socket.onopen = close), OPENS);
      else close();
      resolve(CUT_OFF);
    });
    socket.onopen = () => (link.send = (command) => socket.send(JSON.stringify(command)));
    socket.onmessage = (e) => link.frame(JSON.parse(e.data));
    socket.onclose = (e) => resolve(e.code);
  });
}

/** By fetch and not by EventSource, which can set no headers and tells no status. */
async function sse(rest, link) {
  const response = await rest.fetch('api/v1/live?' + query(from(link.cursor)), {
    headers: { Accept: 'text/event-stream' },
    signal: link.signal,
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return CUT_OFF;
    link.heard();
    const events = (text + value).split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event);
      if (/^event: ?goodbye$/m.test(event)) return JSON.parse(data[1]).code;
      if (data) link.frame(JSON.parse(data[1]));
    }
  }
}

async function poll(rest, link) {
  if (!link.cursor) {
    link.frame(caughtUp(await rest.json('/counts', { signal: link.signal })));
  }
  let wait = 0;
  for (;;) {
    const page = await changes(rest, link, { wait });
    link.heard();
    if (!page) return CUT_OFF;
    page.changes.forEach(link.frame);
    if (!page.more) link.frame(caughtUp(page));
    wait = page.more ? 0 : 25;
  }
}

/** The frame that a stream has where an answer says that there is no more. */
export const caughtUp = ({ epoch, head, unread, unseen }) => ({ event: 'caught-up', epoch, head, unread, unseen });

/** The changes after the cursor; null and a reset where that is void. */
export async function changes(rest, { cursor, signal, frame }, more) {
  try {
    return await rest.json('/changes?' + query({ ...from(cursor), ...more }), { signal });
  } catch (e) {
    if (e.status !== 410) throw e;
    frame({ event: 'reset', ...(await rest.json('/counts', { signal })) });
    return null;
  }
}

export const TRANSPORTS = { websocket, sse, poll };
