/** A clock that has stood still for so long was asleep, and so was the page. */
const SLEEP = 120_000;
const TICK = 5_000;

/**
 * Tells when the page is looked at, when it is put away to come back as it was, and when it has
 * slept: whoever was signed in then may not be any more.
 */
export class Attention {
  #ticked = Date.now();
  #told;

  /** @param told `look`, `doubt`, `away`, `back`; until `signal` */
  constructor(told, signal) {
    this.#told = told;
    const when = (target, event, act) => target.addEventListener(event, act, { signal });
    const look = () => {
      if (!this.slept()) told.look();
    };
    const tick = setInterval(() => this.slept(), TICK);
    signal.addEventListener('abort', () => clearInterval(tick));
    when(window, 'online', look);
    when(window, 'focus', look);
    when(document, 'visibilitychange', () => document.visibilityState === 'visible' && look());
    // what the browser knows of the network is a hint
    when(window, 'offline', () => told.doubt());
    when(window, 'pagehide', (e) => e.persisted && told.away());
    when(window, 'pageshow', (e) => {
      this.#ticked = Date.now();
      if (e.persisted) told.back();
    });
  }

  /** Whether the page has slept until now; where it has, it is as if it had been put away. */
  slept() {
    const since = Date.now() - this.#ticked;
    this.#ticked = Date.now();
    if (since < SLEEP) return false;
    this.#told.away();
    this.#told.back();
    return true;
  }
}
