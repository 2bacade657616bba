import { BELL, CLOSE, h, icon, mainControl } from './dom.js';
import { text } from './strings.js';

const SHOWN = 6000;
/** What arrives together is told together. */
const GATHER = 200;
const MOST = 3;

/** Short notes of what has just arrived, in one of the tabs that are being looked at. */
export class Toasts {
  #bell;
  #waiting = [];
  #timer;

  constructor(bell) {
    this.#bell = bell;
    this.element = h('div', { class: 'toasts', part: 'toasts', role: 'status', 'aria-live': 'polite' });
  }

  /** Takes note of an arrival. */
  add(item) {
    if (document.visibilityState !== 'visible' || item.priority === 'low') return;
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.#tell(), GATHER);
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
  }

  async #tell() {
    const items = this.#waiting;
    this.#timer = null;
    this.#waiting = [];
    const last = items.at(-1);
    if (!last || !(await this.#bell.belfry?.once('toast ' + last.seq))) return;
    if (items.length > MOST) {
      const label = text(this.#bell.strings, 'arrived', { n: items.length });
      this.#show({ seq: last.seq, title: label }, () => this.#bell.show());
    } else {
      for (const item of items) this.#show(item, (event) => this.#bell.select(item, event));
    }
  }

  #show(item, act) {
    const toast = h(
      'div',
      { class: `toast ${item.priority ?? ''}`, part: 'toast', 'data-seq': item.seq },
      icon(...BELL),
      h(
        'div',
        { class: 'content' },
        mainControl(item, (event) => {
          act(event);
          this.#leave(toast);
        }),
        item.body ? h('div', { class: 'body', dir: 'auto' }, item.body) : null,
      ),
      h(
        'button',
        { type: 'button', class: 'close', 'aria-label': text(this.#bell.strings, 'close'), onclick: () => this.#leave(toast) },
        icon(...CLOSE),
      ),
    );
    let timer;
    const stay = () => clearTimeout(timer);
    const go = () => (timer = setTimeout(() => this.#leave(toast), SHOWN));
    for (const event of ['pointerenter', 'focusin']) toast.addEventListener(event, stay);
    for (const event of ['pointerleave', 'focusout']) toast.addEventListener(event, go);
    go();
    this.element.append(toast);
    while (this.element.children.length > MOST) this.element.firstElementChild.remove();
  }

  #leave(toast) {
    toast.classList.add('leaves');
    setTimeout(() => toast.remove(), 200);
  }
}
