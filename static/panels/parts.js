// Parts that table, card and sections share.

import {element} from '../dom.js';

/** @import {CardRow, Chip, Take} from '../types.d.ts' */

/**
 * A short word in a coloured box, such as a status.
 *
 * @param {Chip} chip
 */
export const chip = ({text, tone}) => element('span', `chip ${tone ?? ''}`, text);

/**
 * Whether a day (YYYY-MM-DD) has passed; on the day itself it has not.
 *
 * @param {string} last
 * @param {Date} [clock]
 */
export const isPast = (last, clock = new Date()) => clock.toLocaleDateString('sv') > last;

/**
 * Whether an entry should be checked again. Pages keep their data for long, so this is decided when it is shown.
 *
 * @type {(row: Pick<CardRow, 'check_after' | 'stale'>) => boolean}
 */
export const isDue = ({check_after: last, stale}) => stale !== undefined && (last === undefined || isPast(last));

/**
 * The mark of an entry that should be checked again.
 *
 * @type {(row: Pick<CardRow, 'check_after' | 'stale'>) => HTMLElement | false}
 */
export const staleMark = row => isDue(row) && element('span', 'stale', row.stale);

/**
 * Files to download: ordinary links, so that nothing changes on the page.
 *
 * @param {Take[]} files
 */
export const takes = files =>
  element(
    'p',
    'takes',
    ...files.map(({text, href}) => Object.assign(element('a', 'take', text), {href, download: ''})),
  );

/**
 * Whether an address is one of the web; others, such as `javascript:`, become no link.
 *
 * @param {string} url
 */
export const isWebAddress = url => /^https?:\/\//.test(url);

/**
 * A link to a page outside the atlas, or plain text where the address is not one of the web.
 *
 * @type {(className: string, text: string, url?: string) => HTMLElement}
 */
export const outsideLink = (className, text, url) => {
  if (!url || !isWebAddress(url)) return element('span', '', text);
  const link = element('a', className, text);
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
};
