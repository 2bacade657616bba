/** The colours by name, in the light and in the dark; those of the page win, see docs/client.md. */
export const COLORS = {
  accent: ['#3456d6', '#8ea6ff'],
  'on-accent': ['#fff', '#10131c'],
  badge: ['#d92d42', '#ff6b7a'],
  'on-badge': ['#fff', '#1c0a0c'],
  surface: ['#fff', '#1b1e27'],
  text: ['#171a23', '#eceef4'],
  muted: ['#5c6376', '#a0a8bb'],
  line: ['#e5e8ef', '#2f3442'],
  hover: ['#f4f6fa', '#252937'],
  fresh: ['#f1f4ff', '#20263b'],
  track: ['#eef0f5', '#12141b'],
  raised: ['#fff', '#2b3040'],
  warning: ['#fff6dd', '#362c14'],
  'on-warning': ['#6b4a00', '#ffd88a'],
};

const declared = (value) =>
  Object.entries(COLORS).map(([name, both]) => `--_${name}: var(--belfry-${name}, ${value(both)});`).join(' ');

/** Browsers that do not know `light-dark()` get the colours as `theme` says, and light ones without. */
function colors() {
  if (CSS.supports('color', 'light-dark(red, red)')) return `:host { ${declared(([light, dark]) => `light-dark(${light}, ${dark})`)} }`;
  const dark = declared((both) => both[1]);
  return `:host { ${declared((both) => both[0])} } :host([theme=dark]) { ${dark} }
@media (prefers-color-scheme: dark) { :host([theme=auto]) { ${dark} } }`;
}

/** Text styles of the page end at what shields itself with `all: initial`. */
const RULES = `
:host {
  --_radius: var(--belfry-radius, 14px);
  --_shadow: var(--belfry-shadow, 0 1px 2px rgb(15 20 40 / .08), 0 12px 40px rgb(15 20 40 / .18));
  --_font: var(--belfry-font, 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  display: inline-block;
  position: relative;
  vertical-align: middle;
}
:host(belfry-inbox) { display: block; }
:host([hidden]) { display: none; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
:host([theme=auto]) { color-scheme: light dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; letter-spacing: inherit; text-transform: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: start; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.icon { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; display: block; }

::slotted([slot=icon]) { pointer-events: none; }
.bell { position: relative; display: grid; place-items: center; width: var(--belfry-size, 40px); height: var(--belfry-size, 40px); border-radius: 50%; transition: background .15s; }
.bell:hover, .bell[aria-expanded=true] { background: rgb(128 130 150 / .18); }
.bell:focus-visible { outline-color: currentColor; outline-offset: -2px; }
.bell .icon { width: 58%; height: 58%; }
.badge { all: initial; color-scheme: inherit; position: absolute; inset-block-start: 0; inset-inline-end: -1px; box-sizing: border-box; min-width: 18px; height: 18px; padding: 0 5px; border-radius: 9px; background: var(--_badge); color: var(--_on-badge); font: var(--_font); font-size: 11px; font-weight: 700; line-height: 18px; text-align: center; font-variant-numeric: tabular-nums; box-shadow: 0 0 0 2px var(--belfry-ring, transparent); cursor: pointer; }
.bell.quiet .icon { opacity: .55; }
.bell.rings .icon { animation: ring .7s ease; transform-origin: 50% 10%; }
@keyframes ring { 20% { rotate: 14deg } 45% { rotate: -11deg } 70% { rotate: 6deg } }

.panel, .toasts, .page { all: initial; color-scheme: inherit; box-sizing: border-box; font: var(--_font); color: var(--_text); }
.content { flex: 1; min-width: 0; }
.title { display: block; width: 100%; color: inherit; text-decoration: none; text-align: match-parent; overflow-wrap: anywhere; }
.title > span, .body { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.title::after { content: ""; position: absolute; inset: 0; }
.title:focus-visible { outline: none; }
.title:focus-visible::after { outline: 2px solid var(--_accent); outline-offset: -3px; border-radius: 6px; }
.body { color: var(--_muted); font-size: 13px; text-align: match-parent; margin-block-start: 2px; overflow-wrap: anywhere; white-space: pre-line; }
.picture { flex: none; display: grid; place-items: center; width: 36px; height: 36px; overflow: hidden; border-radius: 10px; background: var(--_track); color: var(--_muted); font-size: 18px; line-height: 1; white-space: nowrap; }
.picture.avatar { border-radius: 50%; }
.picture img { width: 100%; height: 100%; object-fit: cover; }
.picture svg { width: 20px; height: 20px; }
.small, .close { display: grid; place-items: center; flex: none; width: 30px; height: 30px; border-radius: 8px; color: var(--_muted); }
.small .icon { width: 17px; height: 17px; }
.toasts { --_offset: var(--belfry-toast-offset, 20px); position: fixed; inset-block-end: var(--_offset); inset-inline-end: var(--_offset); display: none; flex-direction: column; gap: 10px; width: min(340px, calc(100vw - 32px)); z-index: 2147483001; pointer-events: none; }
.toasts.open { display: flex; }
.toast { pointer-events: auto; position: relative; display: flex; flex: none; max-height: calc(100vh - 24px); overflow: hidden; gap: 10px; padding-block: 12px; padding-inline: 14px 10px; background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); animation: arrive .22s cubic-bezier(.2, .9, .3, 1.2); }
.toast.high { border-inline-start: 3px solid var(--_badge); }
.toast > .icon { flex: none; color: var(--_accent); margin-block-start: 1px; }
.toast .title { font-weight: 600; }
.toast .title > span { -webkit-line-clamp: 2; }
.close { position: relative; width: 26px; height: 26px; margin-block-start: -3px; }
.close:hover { background: var(--_hover); }
.close .icon { width: 15px; height: 15px; }
.toast.leaves { opacity: 0; translate: 0 8px; transition: .2s; }
@keyframes arrive { from { opacity: 0; translate: 0 16px; scale: .97 } }
@media (max-width: 480px) {
  .toasts { inset-inline: 12px; inset-block-end: 12px; width: auto; }
}
@media (prefers-reduced-motion: reduce) { *, *::after { animation: none !important; transition: none !important; } }
@media (forced-colors: active) {
  .badge { forced-color-adjust: none; background: Highlight; color: HighlightText; }
}
`;

const sheets = new Map();

/** One sheet of these rules for all elements; not in a style element, which strict content policies forbid. */
export function sheetOf(rules) {
  if (!sheets.has(rules)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    sheets.set(rules, sheet);
  }
  return sheets.get(rules);
}

/** What each of the elements has. */
export const style = () => sheetOf(colors() + RULES);
