import { h } from './dom.js';

/** A connection that is back within this time is nobody's concern. */
const PATIENCE = 1500;

/** Failures that are nobody's concern. */
const QUIET = ['seen'];

/** Says what is wrong: that the connection is away for longer, or that something was not carried out. */
export class Banner {
  #host;
  #text = h('span');
  #again = h('button', { type: 'button', class: 'text', onclick: () => [...this.#host.failures.values()].forEach((again) => again()) });
  #timer;
  #trouble = null;

  constructor(host) {
    this.#host = host;
    this.element = h('div', { class: 'banner', part: 'banner', role: 'status', hidden: true }, this.#text, this.#again);
  }

  /** Takes note of how the connection is. */
  stateChanged({ state, reason }) {
    clearTimeout(this.#timer);
    const stopped = reason === 'token' ? 'signedOut' : 'refused';
    const name = { offline: 'offline', stopped }[state] ?? 'reconnecting';
    const note = () => {
      this.#trouble = state === 'live' || reason === 'closed' ? null : name;
      this.tell();
    };
    if (state === 'connecting' || state === 'waiting') this.#timer = setTimeout(note, PATIENCE);
    else note();
  }

  tell() {
    const { failures } = this.#host;
    const name = this.#trouble ?? ([...failures.keys()].some((kind) => !QUIET.includes(kind)) ? 'failed' : null);
    this.element.hidden = !name;
    this.#again.hidden = name !== 'failed';
    this.#again.textContent = this.#again.hidden ? '' : this.#host.say('retry');
    this.#text.textContent = name ? this.#host.say(name) : '';
  }
}
