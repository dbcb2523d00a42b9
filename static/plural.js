// Texts with a count. The catalogue gives a text, or where a language has several forms, the forms by their names in
// Unicode CLDR: {one, other}.

/**
 * @param {string | Record<string, string>} text
 * @param {number | undefined} n
 * @param {string} lang
 * @returns {string} The form of a text for a number.
 */
export const plural = (text, n, lang) =>
  typeof text === 'string' ? text : text[new Intl.PluralRules(lang).select(n ?? 0)];
