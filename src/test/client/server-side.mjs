// node server-side.mjs: the package where there is no document.
import { Belfry, BelfryError } from 'belfry-client';
import { BelfryBell } from 'belfry-client/bell';
import { BelfryInbox } from 'belfry-client/inbox';

for (const name of ['document', 'window', 'HTMLElement', 'customElements']) {
  if (name in globalThis) throw new Error(`there is a ${name}`);
}
if (typeof BelfryBell !== 'function' || typeof BelfryInbox !== 'function') throw new Error('no elements');
const belfry = new Belfry({ url: 'https://belfry.example/', token: 'none' });
if (belfry.counts.unread !== 0 || !(new BelfryError(0, 'a', 'b') instanceof Error)) throw new Error('no client');
belfry.on('counts', () => {});
// it would have begun by now
await new Promise((resolve) => setTimeout(resolve, 100));
if (belfry.state.state !== 'new') throw new Error(`a client that is ${belfry.state.state}`);
belfry.close();
console.log('imported');
