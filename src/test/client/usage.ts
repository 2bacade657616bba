// Compiled, never run: what docs/client.md shows has to fit the types.
import { Belfry, BelfryError, type Item } from '../../main/client/belfry.js';
import { BelfryBell } from '../../main/client/belfry-bell.js';
import { BelfryInbox } from '../../main/client/belfry-inbox.js';

const belfry = new Belfry({ url: 'https://belfry.example/', getToken: async () => 'token', share: false });
const end: () => void = belfry.on('notification', ({ item, unread }) => show(item, unread));
belfry.on('state', (s) => (s.state === 'waiting' ? s.retryAt.toFixed() : s.state === 'stopped' && s.reason));
belfry.on('user', ({ user }) => user ?? 'nobody');
belfry.signOut();
belfry.refresh(null);
const age: number = belfry.now - Date.parse('2026-01-01');
belfry.on('changed', ({ items }) => items.map((flags) => flags.read));

function show(item: Item, unread: number): string {
  return `${item.title ?? item.type} ${unread}`;
}

async function act(): Promise<void> {
  const page = await belfry.inbox.page({ state: 'unread', limit: 10 });
  await belfry.inbox.read(page.items.map((item) => item.seq));
  await belfry.inbox.archive(17, false);
  const list = belfry.inbox.list({ type: 'comment.created' });
  list.onChange(({ items, hasMore }) => [items.length, hasMore]);
  await list.more().catch((e: unknown) => e instanceof BelfryError && e.code);
}

const bell: BelfryBell = document.querySelector('belfry-bell')!;
bell.belfry = belfry;
bell.signOut();
bell.strings = { title: 'Neuigkeiten', arrived: ({ n }) => `${n} neue` };
bell.addEventListener('belfry-select', (e) => (e.preventDefault(), show(e.detail.item, 0)));

bell.icons = { comment: '💬', billing: (item) => document.createTextNode(item.type) };

const inbox: BelfryInbox = document.querySelector('belfry-inbox')!;
inbox.belfry = belfry;

// @ts-expect-error: no such event
belfry.on('message', () => {});
// @ts-expect-error: no such state
belfry.inbox.page({ state: 'deleted' });

new Belfry({ tokenUrl: '/token' });

export { act, age, end };
