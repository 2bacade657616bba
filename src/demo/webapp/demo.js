import { Belfry } from '/belfry/client/belfry.js';
import '/belfry/client/belfry-bell.js';

const BELFRY = new URL('/belfry/', location.href);
const PEOPLE = { ada: 'Ada', bob: 'Bob' };
const OTHERS = ['Grace', 'Linus', 'Margaret', 'Alan', 'Katherine', 'Edsger', 'Radia', 'Dennis', 'Barbara', 'Donald'];
const SAID = ['This is lovely.', 'Where was that taken?', 'Could you share the recipe?', 'I was just about to write the same!', 'Count me in for Friday.'];
const STATES = { live: 'online', connecting: 'connecting …', waiting: 'reconnecting …', offline: 'no network', stopped: 'offline' };
const MOST_ROWS = 200;
const EXPIRES = 20_000;

const $ = (selector, root = document) => root.querySelector(selector);
const any = (list) => list[Math.floor(Math.random() * list.length)];

/** The key that a demo run has made. In real life it stays with the backend, never in a page. */
const config = await fetch('demo.json').then((answer) => (answer.ok ? answer.json() : {}));
const senderKey = () => config.senderKey ?? $('#form').key.value.trim();
$('#key').hidden = !!config.senderKey;
$('#console').href = new URL('console/', BELFRY);

async function call(path, body, method = 'POST') {
  const response = await fetch(new URL(path, BELFRY), {
    method,
    headers: { Authorization: 'Bearer ' + senderKey(), 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail ?? response.statusText), { status: response.status });
  return answer;
}

/** What a site's own backend does for whoever is signed in. */
const tokenFor = (user) => async () => {
  try {
    return (await call('api/v1/tokens', { user, expiresIn: 600 })).token;
  } catch (e) {
    if (![401, 403].includes(e.status)) throw e;
    return null;
  }
};

function addPerson(user, name) {
  const card = $('#person').content.firstElementChild.cloneNode(true);
  card.classList.add(user);
  card.dataset.user = user;
  $('.avatar', card).textContent = name[0];
  $('.who b', card).textContent = name;
  const belfry = new Belfry({ url: BELFRY.href, getToken: tokenFor(user), connect: !!config.senderKey });
  const show = () => {
    for (const field of card.querySelectorAll('[data-count]')) {
      const { count } = field.dataset;
      field.textContent = (count === 'head' ? belfry.head : belfry.counts[count]) ?? '–';
    }
  };
  belfry.on('counts', show);
  belfry.on('frame', (frame) => {
    log(user, name, frame);
    queueMicrotask(show);
  });
  belfry.on('state', ({ state, transport, shared, reason }) => {
    card.dataset.state = state;
    const by = transport ? ` · ${transport}${shared ? ' of another tab' : ''}` : '';
    $('.state', card).textContent = reason === 'token' ? 'this key is not known here' : STATES[state] + by;
  });
  const online = $('.switch input', card);
  online.setAttribute('aria-label', `${name} is online`);
  online.addEventListener('change', () => {
    if (online.checked) belfry.connect();
    else belfry.close();
  });
  // a second device: nothing of it is shared with the first but the person
  const phone = new Belfry({ url: BELFRY.href, getToken: tokenFor(user), connect: !!config.senderKey, share: false, remember: false });
  $('.read-all', card).addEventListener('click', () => phone.inbox.readAll());
  phone.on('counts', ({ unread }) => ($('.read-all', card).disabled = !unread));
  const begin = () => {
    for (const one of [belfry, phone]) {
      one.close();
      one.connect();
    }
  };
  if (!config.senderKey) {
    $('.state', card).textContent = 'waiting for a sender key';
    $('#form').key.addEventListener('change', () => senderKey() && begin());
  }
  $('#people').append(card);
  for (const bell of card.querySelectorAll('belfry-bell')) bell.icons = ICONS;
  $('.desk', card).belfry = belfry;
  $('.phone belfry-bell', card).belfry = phone;
}

function log(user, name, frame) {
  const row = document.createElement('li');
  const cell = (element, className, text) => {
    const part = document.createElement(element);
    part.className = className;
    part.textContent = text;
    row.append(part);
  };
  const { event, ...rest } = frame;
  cell('time', '', new Date().toLocaleTimeString('en-GB') + '.' + String(Date.now() % 1000).padStart(3, '0'));
  cell('span', 'of ' + user, name);
  cell('span', 'event', event);
  cell('code', '', JSON.stringify(rest));
  $('#log').prepend(row);
  while ($('#log').children.length > MOST_ROWS) $('#log').lastElementChild.remove();
}

const ICONS = { 'post.liked': '♥', 'comment.created': '✎', 'user.followed': '☺', 'report.ready': '☰' };

const LENGTHY =
  'All of last week on one page: 4,120 orders, 37 of them came back, most of these because of the wrong size. ' +
  'The new table of sizes is online since Thursday, and since then it is fewer.\n\n' +
  'What is still open: the supplier of the blue ones has not answered; whoever knows somebody there, please ask. ' +
  'The warehouse is closed on Friday afternoon. And the coffee machine is repaired.';

const KINDS = {
  like: (who) => ({ type: 'post.liked', title: `${who} liked your photo`, link: '#photo-7' }),
  comment: (who) => ({ type: 'comment.created', title: `${who} commented on your post`, body: `“${any(SAID)}”`, link: '#post-7' }),
  follow: (who) => ({ type: 'user.followed', title: `${who} follows you now`, link: '#' + who.toLowerCase() }),
  report: (who) => ({ type: 'report.ready', title: `${who} has written the report of last week, with all the numbers that there are, and some that there should not be`, body: LENGTHY, link: '#report' }),
};

function drafts(form) {
  const { what, to, many, collapse, priority, expires } = Object.fromEntries(new FormData(form));
  const first = Math.floor(Math.random() * OTHERS.length);
  return Array.from({ length: +many }, (_, i) => ({
    to: to.split(' '),
    ...KINDS[what](OTHERS[(first + i) % OTHERS.length]),
    ...(priority !== 'normal' && { priority }),
    ...(expires && { expiresAt: new Date(Date.now() + EXPIRES).toISOString() }),
    ...(collapse && { collapseKey: what }),
  }));
}

function curl(path, body) {
  const json = JSON.stringify(body, null, 1).replace(/\n\s*/g, ' ').replaceAll("'", "'\\''");
  return `curl ${new URL(path, BELFRY)} \\\n  -H 'Authorization: Bearer ${senderKey()}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

/** The ids of what was sent last. */
let sent = [];

$('#recall').addEventListener('click', async () => {
  const answer = $('#answer');
  $('#recall').disabled = true;
  try {
    for (const id of sent) await call('api/v1/notifications/' + id, undefined, 'DELETE');
    $('#curl').textContent = `curl -X DELETE ${new URL('api/v1/notifications/' + sent[0], BELFRY)} \\\n  -H 'Authorization: Bearer ${senderKey()}'`;
    answer.className = '';
    answer.textContent = `204 · recalled, and gone from all inboxes`;
  } catch (e) {
    answer.className = 'bad';
    answer.textContent = e.message;
  }
});

$('#form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const all = drafts(event.target);
  const [path, body] = all.length === 1 ? ['api/v1/notifications', all[0]] : ['api/v1/notifications/batch', all];
  const answer = $('#answer');
  $('#curl').textContent = curl(path, body);
  try {
    const begun = performance.now();
    const result = await call(path, body);
    const millis = Math.round(performance.now() - begun);
    sent = all.length === 1 ? [result.id] : result.filter((one) => one.id).map((one) => one.id);
    $('#recall').disabled = false;
    answer.className = '';
    answer.textContent = all.length === 1 ? `201 · stored as ${result.id.slice(0, 8)}… · ${millis} ms` : `200 · ${result.filter((one) => one.status === 201).length} stored in one batch · ${millis} ms`;
  } catch (e) {
    answer.className = 'bad';
    answer.textContent = e.message;
  }
});

$('#copy').addEventListener('click', () => navigator.clipboard?.writeText($('#curl').textContent));
$('#clear').addEventListener('click', () => $('#log').replaceChildren());
$('#theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
});

for (const [user, name] of Object.entries(PEOPLE)) addPerson(user, name);
