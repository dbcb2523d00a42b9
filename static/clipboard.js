// Copying. The browser may refuse the clipboard, as on a page without https: then a field shows the text to copy by
// hand.

/**
 * Copy a text; return the field, filled, if the browser refuses.
 *
 * @type {<F extends HTMLInputElement | HTMLTextAreaElement>(content: string, field: F, name: string) =>
 *   Promise<F | null>}
 */
export const copyText = async (content, field, name) => {
  try {
    await navigator.clipboard.writeText(content);
    return null;
  } catch {
    Object.assign(field, {readOnly: true, value: content});
    field.setAttribute('aria-label', name);
    return field;
  }
};
