/** Runs what needs the browser's storage; where that is denied, nothing is remembered. */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

/** What the pages of a browser remember together: how far they have come, and when somebody signed out. */
export class Memory {
  #base;
  #keeps;
  #out;

  constructor(base, keeps) {
    this.#base = base;
    this.#keeps = keeps;
    this.#out = `belfry ${base} signed out`;
  }

  /** What tabs with one inbox call it. */
  name(user) {
    return `belfry ${this.#base} ${user}`;
  }

  keep(user, cursor) {
    if (this.#keeps && cursor) attempt(() => localStorage.setItem(this.name(user), JSON.stringify(cursor)));
  }

  cursorOf(user) {
    const cursor = this.#keeps && attempt(() => JSON.parse(localStorage.getItem(this.name(user))));
    return cursor?.epoch && cursor.head >= 0 ? cursor : null;
  }

  signOut(user) {
    attempt(() => {
      localStorage.removeItem(this.name(user));
      localStorage.setItem(this.#out, Date.now());
    });
  }

  /** Tokens from before this time are nobody's any more. */
  get signedOutAt() {
    return attempt(() => +localStorage.getItem(this.#out)) ?? 0;
  }

  /** Calls `act` when somebody signs out in another tab. */
  onSignOut(act, signal) {
    addEventListener('storage', (e) => e.key === this.#out && e.newValue && act(), { signal });
  }
}
