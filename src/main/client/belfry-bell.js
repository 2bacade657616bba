import { Belfry } from './belfry.js';
import { style } from './bell-style.js';
import { BELL, ago, h, icon, safeLink } from './dom.js';
import { Panel } from './panel.js';
import { STRINGS, text } from './strings.js';
import { Toasts } from './toasts.js';

const MOST_SHOWN = 99;

/** Long enough for somebody to have looked at the list. */
const GLANCE = 1000;

/**
 * `<belfry-bell>`: a bell with a number, the list behind it, and toasts. See docs/client.md for its
 * attributes, properties, events, parts and slots.
 */
export class BelfryBell extends HTMLElement {
  static observedAttributes = ['url', 'token', 'token-url', 'badge'];

  #belfry;
  #isOwn;
  #getToken;
  #strings = STRINGS;
  #ends = [];
  #panel;
  #toasts;
  #button;
  #badge;
  #glance;
  #renderItem = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style()];
    this.#badge = h('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true', hidden: true });
    this.#button = h(
      'button',
      { type: 'button', class: 'bell', part: 'bell', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', onclick: () => this.toggle() },
      h('slot', { name: 'icon' }, icon(...BELL)),
      this.#badge,
    );
    this.#toasts = new Toasts(this);
    this.#panel = new Panel(this, this.#button);
    root.append(this.#button, this.#panel.element, this.#toasts.element);
  }

  connectedCallback() {
    // what a page has set before this module was loaded
    for (const name of ['strings', 'renderItem', 'getToken', 'belfry']) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#start();
  }

  disconnectedCallback() {
    this.hide();
    this.#end();
  }

  attributeChangedCallback(name) {
    if (name === 'badge') this.#count();
    else if (this.isConnected && (this.#isOwn || !this.#belfry)) {
      this.#end();
      this.#start();
    }
  }

  /** The client that the bell shows; its own, where none is set. */
  get belfry() {
    return this.#belfry;
  }

  set belfry(belfry) {
    this.#end();
    this.#belfry = belfry;
    if (this.isConnected) this.#start();
  }

  /** Where tokens come from, instead of the attributes. */
  set getToken(getToken) {
    this.#end();
    this.#getToken = getToken;
    if (this.isConnected) this.#start();
  }

  /** Texts in place of the English ones. */
  set strings(strings) {
    this.#strings = { ...STRINGS, ...strings };
    this.#panel.translate();
    this.#count();
  }

  get strings() {
    return this.#strings;
  }

  /** Makes an item's element, in place of the standard one and of a template. */
  get renderItem() {
    return this.#renderItem;
  }

  set renderItem(renderItem) {
    this.#renderItem = renderItem;
    this.#panel.translate();
  }

  get language() {
    return this.closest('[lang]')?.lang || navigator.language;
  }

  get template() {
    return this.querySelector(':scope > template[slot=item]');
  }

  get hasTemplate() {
    return !!(this.renderItem || this.template);
  }

  timeOf(item) {
    return ago(item.createdAt, this.language, text(this.#strings, 'now'));
  }

  #ownClient() {
    const tokenUrl = this.getAttribute('token-url');
    const token = this.getAttribute('token') ?? undefined;
    const getToken = this.#getToken ?? (tokenUrl ? () => fetchToken(tokenUrl) : undefined);
    if (!token && !getToken) return null;
    const url = this.getAttribute('url') ?? undefined;
    return new Belfry({ token, getToken, ...(url && { url }) });
  }

  #start() {
    if (this.#ends.length) return;
    if (!this.#belfry) {
      this.#belfry = this.#ownClient();
      this.#isOwn = true;
    }
    const belfry = this.#belfry;
    if (!belfry) return;
    this.#ends = [
      belfry.on('counts', () => this.#count()),
      belfry.on('state', () => this.#stateChanged()),
      belfry.on('notification', (frame) => this.#arrived(frame)),
      belfry.on('changed', ({ items, seenUpTo }) => {
        this.#toasts.drop((seq) => items.some((item) => item.seq === seq && (item.read || item.archived)));
      }),
      belfry.on('removed', ({ seqs }) => this.#toasts.drop((seq) => seqs.includes(seq))),
      this.#panel.follow(belfry, () => this.#glanceSoon()),
    ];
    this.#count();
    this.#stateChanged();
  }

  #end() {
    this.#ends.splice(0).forEach((end) => end());
    clearTimeout(this.#glance);
    this.#toasts.clear();
    if (this.#isOwn) this.#belfry?.close();
    this.#belfry = null;
    this.#isOwn = false;
  }

  #count() {
    const { unread = 0, unseen = 0 } = this.#belfry?.counts ?? {};
    const n = this.getAttribute('badge') === 'unseen' ? unseen : unread;
    this.#badge.hidden = !n;
    this.#badge.textContent = n > MOST_SHOWN ? MOST_SHOWN + '+' : n;
    const label = unread ? text(this.#strings, 'labelUnread', { n: unread }) : text(this.#strings, 'label');
    this.#button.setAttribute('aria-label', label);
    this.#panel.counted(unread);
  }

  #stateChanged() {
    const { state } = this.#belfry.state;
    this.#button.classList.toggle('quiet', ['offline', 'stopped'].includes(state));
    this.#panel.stateChanged(this.#belfry.state);
  }

  #arrived({ item, replayed }) {
    if (replayed || item.read || item.archived) return;
    this.#button.classList.remove('rings');
    void this.#button.offsetWidth; // begins the animation again
    this.#button.classList.add('rings');
    if (!this.isOpen && this.getAttribute('toast') !== 'off') this.#toasts.add(item);
  }

  get isOpen() {
    return this.#panel.isOpen;
  }

  show() {
    if (this.isOpen || !this.#belfry) return;
    this.#toasts.clear();
    this.#panel.show();
    this.#glanceSoon();
    this.#fire('belfry-toggle', { open: true });
  }

  hide() {
    if (!this.isOpen) return;
    clearTimeout(this.#glance);
    this.#panel.hide();
    this.#fire('belfry-toggle', { open: false });
  }

  toggle() {
    if (this.isOpen) this.hide();
    else this.show();
  }

  /** Seen is what has been in front of somebody for a second. */
  #glanceSoon() {
    clearTimeout(this.#glance);
    if (!this.isOpen) return;
    this.#glance = setTimeout(() => {
      if (document.visibilityState !== 'visible') return this.#glanceSoon();
      const newest = this.#panel.newest;
      if (this.isOpen && this.#panel.hasUnseen) this.#try(this.#belfry.inbox.seen(newest.seq));
    }, GLANCE);
  }

  /** Opens an item: it is read, and the page may go where it leads. */
  select(item, event) {
    if (!item.read && item.id) this.#try(this.#belfry.inbox.read(item.seq));
    const goesOn = this.#fire('belfry-select', { item }, true);
    if (!goesOn) event?.preventDefault();
    const inPlace = event && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (inPlace && (safeLink(item.link) || !goesOn)) this.hide();
  }

  mark(item, read) {
    this.#try(this.#belfry.inbox[read ? 'read' : 'unread'](item.seq));
  }

  archive(item, archived) {
    this.#try(this.#belfry.inbox.archive(item.seq, archived));
  }

  /** Up to what is shown: what arrives meanwhile stays unread. */
  readAll() {
    const { newest } = this.#panel;
    if (newest) this.#try(this.#belfry.inbox.readAll(newest.seq));
  }

  #try(act) {
    act.then(
      () => this.#panel.failed(false),
      () => this.#panel.failed(true),
    );
  }

  #fire(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }
}

/** From the page's own backend, which knows who is signed in: `{"token":"…"}` or the token itself. */
async function fetchToken(url) {
  const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store' });
  if ([401, 403].includes(response.status)) return null;
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  const answer = await response.text();
  return answer.startsWith('{') ? JSON.parse(answer).token : answer.trim();
}

if (!customElements.get('belfry-bell')) customElements.define('belfry-bell', BelfryBell);
