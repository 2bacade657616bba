import { BELL, CLOSE, bodyOf, h, icon, isWithin, mainControl, pictureOf } from './dom.js';
import { COLORS, style } from './bell-style.js';

const SHOWN = 6000;
/** What arrives together is told together. */
const GATHER = 200;
const MOST = 3;
const EDGE = 20;

/** What a dialog's toasts take over from the bell. */
const TAKEN_OVER = [...Object.keys(COLORS), 'radius', 'shadow', 'font', 'toast-offset'];

/**
 * Short notes of what has just arrived, in one of the tabs that are being looked at. They stand in the top layer,
 * and while a modal dialog is open in it, where alone something can be pressed.
 */
export class Toasts {
  #bell;
  #waiting = [];
  #timer;
  #guest;
  #watch;

  constructor(bell) {
    this.#bell = bell;
    this.element = h('div', { class: 'toasts', part: 'toasts', role: 'status', 'aria-atomic': 'false', popover: 'manual' });
  }

  /** Takes note of an arrival. */
  add(item) {
    if (document.visibilityState !== 'visible' || item.priority === 'low') return;
    this.#waiting.push(item);
    if (this.#timer) return;
    // empty at first: what comes into a live region that is there already is read out
    this.#open();
    this.#timer = setTimeout(() => this.#tell(), GATHER);
  }

  /** What was read or recalled meanwhile needs no more telling. */
  drop(isGone) {
    this.#waiting = this.#waiting.filter((item) => !isGone(item.seq));
    for (const toast of this.element.children) if (isGone(+toast.dataset.seq)) this.#leave(toast);
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = [];
    this.element.replaceChildren();
    this.#close();
  }

  #open() {
    if (this.#watch) return;
    this.#watch = new AbortController();
    // a dialog that opens or closes meanwhile
    const options = { signal: this.#watch.signal, capture: true };
    for (const event of ['toggle', 'close']) {
      document.addEventListener(event, ({ target }) => target.localName === 'dialog' && this.#settle(), options);
    }
    this.#settle();
  }

  /** Stands where it can be seen and pressed. */
  #settle() {
    const { element } = this;
    const dialog = modal();
    const home = dialog && !isWithin(this.#bell, dialog) ? this.#guestOf(dialog) : this.#bell.shadowRoot;
    if (element.parentNode !== home) home.append(element);
    if (home === this.#bell.shadowRoot) this.#dismiss();
    element.classList.add('open');
    if (this.#bell.getAttribute('toast') === 'contained') return;
    this.#lower();
    element.showPopover?.(); // anew, to be above all
  }

  /** A place in somebody else's dialog that looks like one in the bell. */
  #guestOf(dialog) {
    if (this.#guest?.parentNode === dialog) return this.#guest.shadowRoot;
    this.#dismiss();
    const guest = (this.#guest = h('div', { theme: this.#bell.getAttribute('theme') }));
    guest.attachShadow({ mode: 'open' }).adoptedStyleSheets = [style()];
    const look = getComputedStyle(this.#bell);
    guest.style.position = 'fixed';
    guest.style.colorScheme = look.colorScheme;
    guest.style.direction = look.direction;
    for (const name of TAKEN_OVER) guest.style.setProperty(`--belfry-${name}`, look.getPropertyValue(`--belfry-${name}`) || 'initial');
    dialog.append(guest);
    return guest.shadowRoot;
  }

  #lower() {
    if (this.element.hidePopover && this.element.matches(':popover-open')) this.element.hidePopover();
  }

  #dismiss() {
    this.#guest?.remove();
    this.#guest = null;
  }

  #close() {
    if (!this.#watch || this.element.childElementCount || this.#timer) return;
    this.#watch.abort();
    this.#watch = null;
    this.element.classList.remove('open');
    this.#lower();
    this.#bell.shadowRoot.append(this.element);
    this.#dismiss();
  }

  async #tell() {
    const items = this.#waiting;
    this.#timer = null;
    this.#waiting = [];
    const last = items.at(-1);
    if (last && (await this.#bell.belfry?.once('toast ' + last.seq))) {
      if (items.length > MOST) {
        const label = this.#bell.say('arrived', { n: items.length });
        this.#show({ seq: last.seq, title: label }, () => this.#bell.show());
      } else {
        for (const item of items) this.#show(item, (event) => this.#bell.select(item, event));
      }
    }
    this.#close();
  }

  #show(item, act) {
    const { element } = this;
    const body = bodyOf(item);
    const close = this.#bell.say('close');
    const select = (event) => {
      act(event);
      this.#leave(toast);
    };
    const toast = h(
      'div',
      { class: `toast ${item.priority ?? ''}`, part: 'toast', 'data-seq': item.seq },
      pictureOf(item, this.#bell.icons) ?? icon(...BELL),
      h(
        'div',
        { class: 'content' },
        mainControl(item, { select, target: this.#bell.getAttribute('link-target'), part: 'toast-title' }),
        body && h('div', { class: 'body', part: 'toast-body', dir: 'auto' }, body),
      ),
      h('button', { type: 'button', class: 'close', title: close, 'aria-label': close, onclick: () => this.#leave(toast) }, icon(...CLOSE)),
    );
    let timer;
    const stay = () => clearTimeout(timer);
    const go = () => (timer = setTimeout(() => this.#leave(toast), SHOWN));
    for (const event of ['pointerenter', 'focusin']) toast.addEventListener(event, stay);
    for (const event of ['pointerleave', 'focusout']) toast.addEventListener(event, go);
    go();
    element.append(toast);
    // never beyond the window, or the box that contains what is fixed
    const room = (element.offsetParent?.clientHeight || innerHeight) - 2 * EDGE;
    while (element.childElementCount > 1 && (element.childElementCount > MOST || element.offsetHeight > room)) {
      element.firstElementChild.remove();
    }
  }

  #leave(toast) {
    toast.classList.add('leaves');
    setTimeout(() => {
      toast.remove();
      this.#close();
    }, 200);
  }
}

/** The dialog that keeps all else from being pressed, or none. */
function modal() {
  try {
    return [...document.querySelectorAll('dialog:modal')].at(-1);
  } catch {
    return null; // a browser that does not know of these
  }
}
