/** Elements out of text that others wrote: it becomes text and never markup. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export function cell(content, className = '') {
  return draw('td', { class: className }, ...[content].flat());
}

export const row = (...cells) => draw('tr', {}, ...cells);

/** Fills a table's body; what has the focus keeps it where it is in the same place. */
export function rows(body, values, make) {
  const names = [...body.closest('table').querySelectorAll('th')].map((head) => head.textContent);
  const focused = [...body.querySelectorAll('button')].indexOf(document.activeElement);
  if (values.length) body.replaceChildren(...values.map(make));
  else body.replaceChildren(draw('tr', { class: 'none' }, draw('td', { colspan: 9 }, body.dataset.none ?? 'none')));
  // where there is no room for columns, each cell says what it is
  for (const line of body.rows) [...line.cells].forEach((one, i) => one.colSpan === 1 && one.setAttribute('data-name', names[i]));
  if (focused >= 0) body.querySelectorAll('button')[focused]?.focus({ preventScroll: true });
}

const STEPS = 59;

/** A number as it is said on an axis. */
const short = (n) => (n >= 10 ? Math.round(n).toLocaleString('en') : String(Math.round(n * 10) / 10));

/** Draws a line through the values, the newest at the right, with what it is highest, and since when it goes. */
export function line(figure, samples) {
  const svg = figure.querySelector('svg');
  const { width, height } = svg.viewBox.baseVal;
  const values = samples.map(({ value }) => value);
  const peak = Math.max(0, ...values);
  const most = peak || 1;
  const step = width / STEPS;
  const points = values.map((value, i) => [width - (values.length - 1 - i) * step, height - 1 - (value / most) * (height - 3)]);
  svg.querySelector('polyline').setAttribute('points', points.map((point) => point.map((n) => n.toFixed(1)).join()).join(' '));
  const minutes = samples.length ? (samples.at(-1).at - samples[0].at) / 60_000 : 0;
  const [since, top] = figure.querySelectorAll('figcaption span');
  since.textContent = minutes >= 1 ? `${Math.round(minutes)} min ago` : '';
  top.textContent = `peak ${short(peak)}`;
}
