import { meaning } from './codes.js';
import { cell, draw, line, row, rows } from './view.js';

const API = new URL('../api/v1/', location.href);
const EVERY = 3000;
const TRANSPORTS = ['websocket', 'sse', 'poll', 'socketio'];
const NAMES = { websocket: 'WebSocket', sse: 'SSE', poll: 'long poll', socketio: 'Socket.IO' };

const $ = (id) => document.getElementById(id);
const time = (text) => new Date(text).toLocaleTimeString('en-GB');
const moment = (text) => new Date(text).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'medium' });
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const short = (id) => id.slice(0, 8);

/** Kept here and nowhere else. */
let key;
let timer;
let shown;

async function call(path, method = 'GET', body) {
  let response;
  try {
    response = await fetch(new URL(path, API), {
      method,
      headers: { Authorization: 'Bearer ' + key, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
    });
  } catch {
    throw new Error('The server can’t be reached.');
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.detail ?? response.statusText), { status: response.status, code: answer.code });
  return answer;
}

/* ---- who looks in ---- */

$('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  key = event.target.key.value;
  $('refusal').textContent = '';
  try {
    show(await call('console/overview'));
    $('login').hidden = true;
    $('board').hidden = false;
    event.target.reset();
    later();
  } catch (e) {
    key = null;
    $('refusal').textContent = e.message;
  }
});

$('leave').addEventListener('click', () => {
  clearTimeout(timer);
  key = null;
  location.reload();
});

/* ---- how things stand ---- */

function later() {
  timer = setTimeout(async () => {
    try {
      if (document.visibilityState === 'visible') show(await call('console/overview'));
    } catch (e) {
      $('freshness').textContent = e.message;
      $('freshness').className = 'late';
    }
    later();
  }, EVERY);
}

function show({ census, rates, appendQueue, readQueue, refusals, endings }) {
  const now = rates.at(-1);
  const by = (transport) => sum(census.nodes.map((node) => node.connections[transport] ?? 0));
  $('freshness').textContent = 'as of ' + new Date().toLocaleTimeString('en-GB');
  $('freshness').className = '';
  $('users').textContent = census.users;
  $('transports').textContent = TRANSPORTS.map((t) => `${by(t)} ${NAMES[t]}`).join(' · ');
  $('items').textContent = now?.itemsPerSecond ?? '–';
  $('sent').textContent = now?.framesPerSecond ?? '–';
  line($('items-line'), rates.map(({ at, itemsPerSecond }) => ({ at: new Date(at), value: itemsPerSecond })));
  line($('sent-line'), rates.map(({ at, framesPerSecond }) => ({ at: new Date(at), value: framesPerSecond })));
  const busy = rates.filter((rate) => rate.batch > 0).at(-1);
  $('batch').textContent = busy?.batch ?? '–';
  $('commit').textContent = busy ? `${busy.commitMillis} ms to commit, at ${time(busy.at)}` : 'no commit in the last minutes';
  $('queue').textContent = appendQueue + readQueue;
  $('queues').textContent = `${appendQueue} to be stored · ${readQueue} readers`;
  rows($('nodes'), census.nodes, (node) => {
    const late = Date.now() - new Date(node.heartbeatAt) > 15_000;
    const others = Object.entries(node.connections).filter(([transport]) => !TRANSPORTS.includes(transport));
    return row(
      cell(short(node.id), node.self ? 'id self' : 'id'),
      cell(moment(node.startedAt), 'time'),
      cell(time(node.heartbeatAt), late ? 'time late' : 'time'),
      ...TRANSPORTS.map((transport) => cell(node.connections[transport] ?? 0)),
      cell(others.map(([transport, count]) => `${count} ${transport}`).join(', ') || '–'),
    );
  });
  rows($('refusals'), refusals, (one) => row(cell(time(one.at), 'time'), cell(one.door), explained(one.code), cell(one.remoteAddress ?? '')));
  rows($('endings'), endings, (one) => row(cell(time(one.at), 'time'), cell(userLink(one.user)), cell(NAMES[one.transport] ?? one.transport), explained(one.reason)));
  rows($('latest'), census.latest, (one) =>
    row(cell(moment(one.connectedAt), 'time'), cell(userLink(one.user)), cell(NAMES[one.transport] ?? one.transport), cell(short(one.node), 'id'), cell(one.remoteAddress ?? '')),
  );
}

/** A code with what it means. */
function explained(code) {
  const what = meaning(code);
  return cell(draw('div', {}, code, what && draw('small', {}, what)));
}

function userLink(user) {
  return draw('button', { type: 'button', class: 'link', onclick: () => lookUp(user, false) }, user);
}

/* ---- one inbox ---- */

$('lookup').addEventListener('submit', (event) => {
  event.preventDefault();
  lookUp(event.target.user.value, event.target.archived.checked);
});

async function lookUp(user, archived) {
  const form = $('lookup');
  form.user.value = user;
  form.archived.checked = archived;
  $('lookup-error').textContent = $('recounted').textContent = '';
  $('recounted').className = '';
  try {
    const { connections, inbox } = await page(user, archived);
    shown = { user, archived, items: inbox.items, next: inbox.next };
    const { unread, unseen, head, seenUpTo, epoch } = inbox;
    $('counts').replaceChildren(
      ...Object.entries({ unread, unseen, head, 'seen up to': seenUpTo, epoch }).map(([name, value]) => draw('div', {}, draw('dt', {}, name), draw('dd', {}, String(value)))),
    );
    rows($('connections'), connections, (one) =>
      row(cell(short(one.id), 'id'), cell(short(one.node), 'id'), cell(NAMES[one.transport] ?? one.transport), cell(moment(one.connectedAt), 'time'), cell([one.remoteAddress, one.userAgent].filter(Boolean).join(' · '))),
    );
    showItems();
    $('inbox').hidden = false;
    $('recount').disabled = $('test').disabled = false;
    $('h-lookup').scrollIntoView({ block: 'nearest' });
  } catch (e) {
    $('inbox').hidden = true;
    $('recount').disabled = true;
    // an inbox is made by the first notification
    $('test').disabled = e.code !== 'no-such-inbox';
    shown = { user, archived: false };
    $('lookup-error').textContent = e.message;
  }
}

function page(user, archived, before) {
  const query = new URLSearchParams({ archived, ...(before && { before }) });
  return call(`console/users/${encodeURIComponent(user)}?${query}`);
}

function showItems() {
  rows($('inbox-items'), shown.items, (item) =>
    row(
      cell(item.seq, 'id'),
      cell(draw('div', {}, draw('span', {}, item.title ?? '–'), item.body && draw('p', {}, item.body), draw('code', {}, item.id))),
      cell(item.type),
      cell(moment(item.createdAt), 'time'),
      cell([item.read ? 'read' : item.seen ? 'seen' : 'new', item.archived && 'archived', item.count > 1 && `stands for ${item.count}`].filter(Boolean).join(', ')),
      cell(
        draw(
          'div', {},
          draw('button', { type: 'button', onclick: () => report(item) }, 'Delivery'),
          draw('button', { type: 'button', onclick: () => recall(item) }, 'Recall'),
        ),
        'acts',
      ),
    ),
  );
  $('older').hidden = !shown.next;
}

$('older').addEventListener('click', async () => {
  try {
    const { inbox } = await page(shown.user, shown.archived, shown.next);
    shown.items.push(...inbox.items);
    shown.next = inbox.next;
    showItems();
  } catch (e) {
    $('lookup-error').textContent = e.message;
  }
});

/** How many of those it was sent to have got it, seen it and read it. */
async function report(item) {
  try {
    const { recipients, delivered, seen, read } = await call('notifications/' + item.id);
    const dialog = $('report');
    dialog.querySelector('.what').textContent = item.title ?? item.type;
    dialog.querySelector('tbody').replaceChildren(
      ...Object.entries({ Recipients: recipients, Delivered: delivered, Seen: seen, Read: read }).map(([name, count]) => {
        const part = draw('i');
        part.style.width = `${recipients ? (100 * count) / recipients : 0}%`;
        return row(cell(name), cell(draw('div', { class: 'bar' }, part)), cell(count.toLocaleString('en')));
      }),
    );
    dialog.showModal();
  } catch (e) {
    $('lookup-error').textContent = e.message;
  }
}

function recall(item) {
  const dialog = $('sure');
  dialog.querySelector('.what').textContent = item.title ?? item.type;
  dialog.returnValue = 'no';
  dialog.onclose = async () => {
    if (dialog.returnValue !== 'yes') return;
    try {
      await call('notifications/' + item.id, 'DELETE');
      await lookUp(shown.user, shown.archived);
    } catch (e) {
      $('lookup-error').textContent = e.message;
    }
  };
  dialog.showModal();
}

$('recount').addEventListener('click', async () => {
  try {
    const { unread, unseen, countedUnread, countedUnseen, differences } = await call(`users/${encodeURIComponent(shown.user)}/recount`);
    $('recounted').className = differences ? 'error' : 'good';
    $('recounted').textContent = `${differences} differences: counted ${countedUnread} unread and ${countedUnseen} unseen, stored ${unread} and ${unseen}.`;
  } catch (e) {
    $('lookup-error').textContent = e.message;
  }
});

$('test').addEventListener('click', async () => {
  const { user } = shown;
  try {
    const title = `A test, sent from the console at ${time(new Date())}`;
    const { id } = await call('notifications', 'POST', { to: [user], type: 'belfry.test', title });
    await lookUp(user, false);
    $('recounted').className = 'good';
    $('recounted').textContent = `Sent as ${short(id)}.`;
  } catch (e) {
    $('lookup-error').textContent = e.message;
  }
});
