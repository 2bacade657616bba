import { BELL, h, icon } from './dom.js';
import { BelfryElement } from './element.js';
import { Toasts } from './toasts.js';

const MOST_SHOWN = 99;

/** For hidden tabs; what serves them is loaded where one of these is there. */
const NOTICES = ['title-count', 'sound', 'system-notifications'];

/**
 * `<belfry-bell>`: a bell with a number, the list behind it, and toasts. See docs/client.md for its
 * attributes, properties, events, parts and slots.
 */
export class BelfryBell extends BelfryElement {
  static observedAttributes = [...BelfryElement.observedAttributes, 'badge', ...NOTICES];

  #panel;
  #loading;
  #isOpen = false;
  #toasts;
  #notices;
  #follows = false;
  #button;
  #badge;

  constructor() {
    super();
    const root = this.shadowRoot;
    if (!root) return;
    this.#badge = h('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true', hidden: true });
    this.#button = h(
      'button',
      {
        type: 'button', class: 'bell', part: 'bell', 'aria-haspopup': 'dialog', 'aria-expanded': 'false',
        onclick: () => this.toggle(), onpointerenter: () => this.#load(), onfocus: () => this.#load(),
      },
      h('slot', { name: 'icon' }, icon(...BELL)),
      this.#badge,
    );
    this.#toasts = new Toasts(this);
    root.append(this.#button, this.#toasts.element);
    root.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.isOpen) return;
      e.stopPropagation();
      this.hide();
    });
  }

  disconnectedCallback() {
    this.hide();
    super.disconnectedCallback();
  }

  attributeChangedCallback(name) {
    if (NOTICES.includes(name)) this.#notice();
    else if (name !== 'badge') super.attributeChangedCallback(name);
    else if (this.belfry) this.counted(this.belfry.counts);
  }

  translate() {
    super.translate();
    this.counted(this.belfry?.counts ?? {});
  }

  async #notice() {
    if (!this.belfry || !NOTICES.some((name) => this.hasAttribute(name))) return this.#notices?.counted(this.belfry?.counts.unread ?? 0);
    const { Notices } = await import('./notices.js');
    // gone from the page meanwhile, it would count in the title of the next one for good
    if (!this.#follows) return;
    this.#notices ??= new Notices(this);
    this.#notices.counted(this.belfry.counts.unread);
  }

  follow(belfry) {
    this.#follows = true;
    queueMicrotask(() => this.#notice());
    return [
      ...super.follow(belfry),
      belfry.on('notification', (frame) => this.#arrived(frame)),
      belfry.on('changed', ({ items }) => {
        this.#drop((seq) => items.some((item) => item.seq === seq && (item.read || item.archived)));
      }),
      belfry.on('removed', ({ seqs }) => this.#drop((seq) => seqs.includes(seq))),
      belfry.on('reset', () => this.#clear()),
      () => {
        this.#follows = false;
        this.#toasts.clear();
        this.#notices?.close();
        this.#notices = null;
      },
    ];
  }

  /** No more is told of these, by a toast or by the system. */
  #drop(isGone) {
    this.#toasts.drop(isGone);
    this.#notices?.drop(isGone);
  }

  #clear() {
    this.#toasts.clear();
    this.#notices?.drop(() => true);
  }

  becameAnother() {
    this.#clear();
    super.becameAnother();
  }

  counted({ unread = 0, unseen = 0 }) {
    const n = this.getAttribute('badge') === 'unseen' ? unseen : unread;
    this.#badge.hidden = !n;
    this.#badge.textContent = n > MOST_SHOWN ? this.number(MOST_SHOWN) + '+' : this.number(n);
    this.#button.setAttribute('aria-label', unread ? this.say('labelUnread', { n: unread }) : this.say('label'));
    this.#notices?.counted(unread);
    super.counted({ unread });
  }

  stateChanged(state) {
    this.#button.classList.toggle('quiet', ['offline', 'stopped'].includes(state.state));
    super.stateChanged(state);
    // while there is a network, so that the list opens without one, too
    if (state.state === 'live') (globalThis.requestIdleCallback ?? setTimeout)(() => this.#load());
  }

  #arrived({ item, replayed }) {
    if (replayed || item.read || item.archived) return;
    this.#button.classList.remove('rings');
    void this.#button.offsetWidth; // begins the animation again
    this.#button.classList.add('rings');
    if (!this.isOpen && this.getAttribute('toast') !== 'off') this.#toasts.add(item);
    this.#notices?.arrived(item);
  }

  /** Gets the list: it is no part of what a page has to load to show a number. */
  #load() {
    this.#loading ??= import('./panel.js').then(
      ({ Panel }) => {
        this.#panel = new Panel(this, this.#button);
        this.#button.after(this.#panel.element);
        if (this.#isOpen) this.#panel.show();
      },
      (e) => {
        this.#loading = null;
        this.hide();
        console.warn('belfry-bell: the list could not be loaded', e);
      },
    );
  }

  get isOpen() {
    return this.#isOpen;
  }

  show() {
    if (this.isOpen || !this.belfry) return;
    this.#isOpen = true;
    this.#button.setAttribute('aria-expanded', 'true');
    this.speak();
    this.#toasts.clear();
    this.#load();
    this.#panel?.show();
    this.fire('belfry-toggle', { open: true });
  }

  hide() {
    if (!this.isOpen) return;
    this.#isOpen = false;
    this.#button.setAttribute('aria-expanded', 'false');
    this.#panel?.hide();
    this.fire('belfry-toggle', { open: false });
  }

  toggle() {
    if (this.isOpen) this.hide();
    else this.show();
  }

  select(item, event) {
    const isDone = super.select(item, event);
    if (isDone) this.hide();
    return isDone;
  }
}

if (globalThis.customElements && !customElements.get('belfry-bell')) customElements.define('belfry-bell', BelfryBell);
