import { mainControl, nameOf, bodyOf, safeLink } from './dom.js';

/** A tab that is looked at comes first, and tells of an arrival by a toast. */
const LATER = 800;
const MOST = 3;
const MOST_COUNTED = 99;
const COUNTED = /^\(\d+\+?\) /;

const all = new Set();

/** The one that counts in the page's title, for which two bells do not contend. */
let counting = null;

/** For those who look elsewhere: the count in the page's title, a sound, and notifications of the system. */
export class Notices {
  #bell;
  #unread = 0;
  #waiting = [];
  #timer;
  /** Notifications of the system that are shown, by the items' numbers. */
  #shown = new Map();
  /** The title as it is without the count, and with it. */
  #bare;
  #written;
  #audio;
  #end = new AbortController();
  #watch = new MutationObserver(() => this.#write());

  constructor(bell) {
    this.#bell = bell;
    all.add(this);
    this.#watch.observe(document.head, { subtree: true, childList: true, characterData: true });
    // a browser asks only where somebody has just pressed something
    bell.addEventListener('belfry-toggle', () => this.#ask(), { signal: this.#end.signal });
  }

  close() {
    this.#end.abort();
    clearTimeout(this.#timer);
    this.drop(() => true);
    this.counted(0);
    this.#watch.disconnect();
    all.delete(this);
    this.#handOver();
  }

  counted(unread) {
    this.#unread = unread;
    this.#write();
  }

  /** Also when the page has changed its title, or one was kept as it was, with a count of then. */
  #write() {
    const isWanted = this.#bell.hasAttribute('title-count');
    if (isWanted) counting ??= this;
    if (counting !== this) return;
    if (document.title !== this.#written) this.#bare = document.title.replace(COUNTED, '');
    const n = isWanted ? this.#unread : 0;
    this.#written = n ? `(${n > MOST_COUNTED ? MOST_COUNTED + '+' : n}) ${this.#bare}` : this.#bare;
    if (document.title !== this.#written) document.title = this.#written;
    if (!isWanted) this.#handOver();
  }

  /** To the bell of the next page, say: it may be there already, and the title its own. */
  #handOver() {
    if (counting !== this) return;
    counting = null;
    for (const other of all) if (other !== this) other.#write();
  }

  #ask() {
    if (this.#bell.hasAttribute('system-notifications') && globalThis.Notification?.permission === 'default') Notification.requestPermission();
  }

  arrived(item) {
    if (document.visibilityState === 'visible' || item.priority === 'low') return;
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.#tell(), LATER);
  }

  /** What was read or recalled meanwhile, or was somebody else's, needs no more telling. */
  drop(isGone) {
    this.#waiting = this.#waiting.filter(({ seq }) => !isGone(seq));
    for (const [seq, note] of this.#shown) if (isGone(seq)) note.close();
  }

  async #tell() {
    this.#timer = null;
    const last = this.#waiting.at(-1);
    const isMine = last && document.visibilityState !== 'visible' && (await this.#bell.belfry?.once('toast ' + last.seq));
    const items = this.#waiting.splice(0);
    if (!isMine || !items.length) return;
    if (this.#bell.hasAttribute('sound')) this.#sound();
    if (!this.#bell.hasAttribute('system-notifications') || globalThis.Notification?.permission !== 'granted') return;
    if (items.length > MOST) this.#show(last.seq, this.#bell.say('arrived', { n: items.length }), {}, () => this.#bell.show());
    else items.forEach((item) => this.#showItem(item));
  }

  #showItem(item) {
    const avatar = safeLink(item.data?.avatar);
    this.#show(item.seq, nameOf(item), { body: bodyOf(item) ?? '', tag: 'belfry ' + item.id, ...(avatar && { icon: avatar }) }, () => {
      // as if it had been pressed in the list
      mainControl(item, { select: (event) => this.#bell.select(item, event), target: null }).click();
    });
  }

  #show(seq, title, options, act) {
    try {
      const note = new Notification(title, { lang: this.#bell.language, ...options });
      this.#shown.set(seq, note);
      note.onclose = () => this.#shown.delete(seq);
      note.onclick = () => {
        focus();
        note.close();
        act();
      };
    } catch {
      // browsers of phones let only service workers do that
    }
  }

  /** The page's own sound, or two soft tones; a browser may keep silent until somebody has pressed something. */
  #sound() {
    const address = safeLink(this.#bell.getAttribute('sound'));
    if (address) return void new Audio(address).play().catch(() => {});
    const audio = (this.#audio ??= new AudioContext());
    [659, 880].forEach((pitch, i) => {
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      const at = audio.currentTime + i * 0.13;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.12, at);
      loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.4);
      tone.connect(loudness).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.4);
    });
  }
}
