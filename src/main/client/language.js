/** Languages with texts of their own; each is a file that is loaded where it is needed. */
const LANGUAGES = ['ar', 'de', 'es', 'fr', 'it', 'ja', 'pt', 'zh'];

/** The first of these tags that names a language; `en_US.UTF-8` is meant well, `C` and `*` name none. */
export function localeOf(...tags) {
  for (const tag of tags) {
    try {
      const [locale] = Intl.getCanonicalLocales(tag.split(/[.@]/)[0].replaceAll('_', '-'));
      if (locale) return locale;
    } catch {
      // no such language
    }
  }
  return 'en';
}

/** The texts of a language that differ from the English ones; none for a language that is not there. */
export async function textsIn(locale) {
  const [language] = locale.split('-');
  return LANGUAGES.includes(language) ? (await import(`./lang/${language}.js`)).default : {};
}

/** The calendar's days from the one to the other, where this device is. */
function daysBetween(then, now) {
  const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}

/** Which part of the list it belongs to: 0 today, 1 yesterday, 2 earlier. */
export const dayOf = (time, now) => Math.max(0, Math.min(2, daysBetween(time, now)));

/** "5 minutes ago", "yesterday": hours up to a day, then days of the calendar. */
export function ago(time, now, locale, justNow) {
  const minutes = Math.floor((now - new Date(time)) / 60_000);
  if (minutes < 1) return justNow;
  const days = daysBetween(time, now);
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute']
    : minutes < 1440 ? [minutes / 60, 'hour']
    : days < 7 ? [days, 'day']
    : days < 30 ? [days / 7, 'week']
    : days < 365 ? [days / 30.5, 'month']
    : [days / 365.25, 'year'];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.max(1, Math.floor(count)), unit);
}
