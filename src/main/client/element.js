import { Belfry } from './belfry.js';
import { style } from './bell-style.js';
import { opensElsewhere, safeLink } from './dom.js';
import { ago, localeOf, textsIn } from './language.js';
import { STRINGS, text } from './strings.js';

/** What a page may have set before this module was loaded. */
const PROPERTIES = ['strings', 'icons', 'renderItem', 'getToken', 'belfry'];

/** Without a document, as where pages are made on a server, there is nothing to extend. */
const Base = globalThis.HTMLElement ?? class {};

/** What the bell and the page of its own have in common: a client, its texts, and what a person does with items. */
export class BelfryElement extends Base {
  static observedAttributes = ['url', 'token', 'token-url', 'lang', 'link-target', 'see-all'];

  #belfry;
  #isOwn;
  #getToken;
  #texts = {};
  #ownTexts = {};
  #strings = STRINGS;
  #locale = 'en';
  #spoken = 'en';
  #icons = null;
  #renderItem = null;
  #ends = [];
  #endView;

  /** The list, once it is wanted. */
  view = null;
  /** What was not carried out, by its kind, and how it is tried again. */
  failures = new Map();

  constructor() {
    super();
    if (!this.attachShadow) return;
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [style()];
  }

  connectedCallback() {
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.speak();
    this.#start();
  }

  disconnectedCallback() {
    // where it is only moved it goes on, and where it comes back, too
    queueMicrotask(() => this.isConnected || this.#pause());
  }

  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name === 'lang') this.speak();
    else if (['link-target', 'see-all'].includes(name)) this.view?.translate();
    else if (this.#isOwn || !this.#belfry) {
      this.#end();
      if (this.isConnected) this.#start();
    }
  }

  /** The client that is shown; its own, where none is set. */
  get belfry() {
    return this.#belfry;
  }

  set belfry(belfry) {
    if (belfry === this.#belfry) return;
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

  /** Texts in place of those of the page's language. */
  set strings(strings) {
    this.#ownTexts = strings ?? {};
    this.translate();
  }

  get strings() {
    return this.#strings;
  }

  /** Pictures by the items' type. */
  get icons() {
    return this.#icons;
  }

  set icons(icons) {
    this.#icons = icons;
    this.view?.translate();
  }

  /** Makes an item's element, in place of the standard one and of a template. */
  get renderItem() {
    return this.#renderItem;
  }

  set renderItem(renderItem) {
    this.#renderItem = renderItem;
    this.view?.translate();
  }

  get template() {
    return this.querySelector(':scope > template[slot=item]');
  }

  get hasTemplate() {
    return !!(this.renderItem || this.template);
  }

  /** The page's language, as near to this as it is said. */
  get language() {
    const tags = [];
    for (let at = this; at; at = at.getRootNode().host) tags.push(at.closest('[lang]')?.lang ?? '');
    return localeOf(...tags, navigator.language ?? '');
  }

  /** Speaks the page's language from now on, as soon as its texts are there. */
  async speak() {
    const locale = this.language;
    if (locale === this.#spoken) return;
    this.#spoken = this.#locale = locale;
    const texts = await textsIn(locale).catch(() => (this.#spoken = null)); // another time
    if (locale !== this.#locale) return;
    this.#texts = texts ?? {};
    this.translate();
  }

  translate() {
    this.#strings = { ...STRINGS, ...this.#texts, ...this.#ownTexts };
    this.view?.translate();
  }

  /** A text of the page's language; numbers are written as they are there. */
  say(name, { n } = {}) {
    return text(this.strings, name, n == null ? {} : { n: typeof this.strings[name] === 'function' ? n : this.number(n) });
  }

  number(n) {
    return n.toLocaleString(this.#locale);
  }

  get now() {
    return this.#belfry?.now ?? Date.now();
  }

  timeOf(item) {
    return ago(item.createdAt, this.now, this.#locale, this.say('now'));
  }

  momentOf(item) {
    return new Date(item.createdAt).toLocaleString(this.#locale);
  }

  #ownClient() {
    const [token, tokenUrl, url] = ['token', 'token-url', 'url'].map((name) => this.getAttribute(name) || undefined);
    const getToken = this.#getToken;
    if (!token && !tokenUrl && !getToken) return null;
    return new Belfry({ token, tokenUrl, getToken, ...(url && { url }) });
  }

  #start() {
    if (this.#ends.length) return;
    // of another bell: Turbo and htmx keep copies of a page with what was drawn in it
    this.querySelectorAll(':scope > [slot^="item-"]').forEach((left) => left.remove());
    if (!this.#belfry) {
      this.#belfry = this.#ownClient();
      this.#isOwn = true;
    }
    const belfry = this.#belfry;
    if (!belfry) return;
    if (this.#isOwn) belfry.connect();
    this.#ends = this.follow(belfry);
    this.#showView();
  }

  /** Shows this client; returns functions that end that. */
  follow(belfry) {
    this.counted(belfry.counts);
    return [
      belfry.on('counts', () => this.counted(belfry.counts)),
      belfry.on('state', () => this.stateChanged(belfry.state)),
      belfry.on('user', () => this.becameAnother()),
    ];
  }

  /** From now on it has a list. */
  present(view) {
    this.view = view;
    view.translate();
    this.#showView();
  }

  #showView() {
    if (this.view && this.#belfry) this.#endView = this.view.follow(this.#belfry);
    this.counted(this.#belfry?.counts ?? {});
    if (this.#belfry) this.stateChanged(this.#belfry.state);
  }

  counted({ unread = 0 }) {
    this.view?.counted(unread);
  }

  stateChanged(state) {
    this.view?.stateChanged(state);
  }

  /** Nothing of one person stays for another. */
  becameAnother() {
    this.failures.clear();
    this.view?.becameAnother();
  }

  #pause() {
    this.#ends.splice(0).forEach((end) => end());
    this.#endView?.();
    this.#endView = null;
    if (this.#isOwn) this.#belfry?.close();
  }

  #end() {
    this.#pause();
    this.failures.clear();
    this.#belfry = null;
    this.#isOwn = false;
  }

  /** Opens an item: it is read, and the page may go where it leads. Returns whether the list is done with. */
  select(item, event) {
    if (!item.read && item.id) this.mark(item, true);
    if (opensElsewhere(event)) return false;
    const goesOn = this.fire('belfry-select', { item }, true);
    if (!goesOn) event?.preventDefault();
    return !goesOn || (!!safeLink(item.link) && !event?.currentTarget?.target);
  }

  mark(item, read) {
    this.attempt('read', () => this.#belfry.inbox[read ? 'read' : 'unread'](item.seq));
  }

  /** Up to what is shown: what arrives meanwhile stays unread. */
  readAll() {
    this.attempt('read', () => this.#belfry.inbox.readAll(this.view?.newest?.seq));
  }

  /** Somebody has signed out: forgets who was, and what was shown, in all tabs. */
  signOut() {
    this.#belfry?.signOut();
  }

  /** Acts, and says where that did not work until the like of it does. */
  async attempt(kind, act) {
    try {
      await act();
      this.failures.delete(kind);
      return true;
    } catch {
      this.failures.set(kind, () => this.attempt(kind, act));
      return false;
    } finally {
      this.view?.tell();
    }
  }

  fire(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }
}
