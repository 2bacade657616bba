/** A call that did not go well: `status` 0 means that the server could not be reached. */
export class BelfryError extends Error {
  constructor(status, code, message, retryAfter = 0, field) {
    super(message);
    this.name = 'BelfryError';
    this.status = status;
    this.code = code;
    /** Seconds after which the server wants to be asked again, 0 where it does not say. */
    this.retryAfter = retryAfter;
    /** Which field of what was sent is at fault, where one is. */
    this.field = field;
  }
}

const warned = new Set();

/** Tells those who make the page what only they can mend; each thing once. */
export function warn(text) {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn('Belfry: ' + text);
}
