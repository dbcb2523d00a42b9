// Figures in the page's language.

/**
 * A figure as documents have it (atlas/wording/phrases.py): Chinese figures have a thin space between thousands from
 * ten thousand on, and no separators below. It has `least` to `most` decimals.
 *
 * @type {(value: number, lang: string, least?: number, most?: number) => string}
 */
export const figure = (value, lang, least = 0, most = 3) => {
  const english = value.toLocaleString('en', {minimumFractionDigits: least, maximumFractionDigits: most});
  return lang === 'en' ? english : english.replaceAll(',', value >= 10000 ? '\u2009' : '');
};
