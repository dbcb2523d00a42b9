// Below a card: ways to report an error, to give an opinion, to make a note; and the reader's own note. The dialogs
// are fetched when they are first opened.

import {NARROW} from '../device.js';
import {button, element, onScreen} from '../dom.js';
import {notedAt, Notes} from '../feedback/notes.js';
import {named} from './focus.js';

/** @import {Card, Note, RemarkWays, Subject} from '../types.d.ts' */
/** @import {Page} from '../page.js' */

export class Feedback {
  /** @type {Map<string, import('../feedback/remark.js').Draft>} what is written and not yet sent */
  drafts = new Map();
  saved = ''; // id of the feature of which a note was saved just now

  /**
   * @param {Page} page
   * @param {RemarkWays} ways
   * @param {string} home address of the atlas
   */
  constructor(page, ways, home) {
    this.page = page;
    this.ways = ways;
    this.notes = new Notes(home);
    /** @type {Page['text']} */
    this.text = (key, values) => page.text(key, values);
    this.button = named(
      button('atlas-mynotes', '', () => {
        this.page.topbar.menu.drawer.close();
        this.openNotes();
      }),
      'notes',
    );
    NARROW.onChange(() => this.show());
    window.addEventListener('storage', ({key}) => {
      if (key === null || key.startsWith(this.notes.prefix)) this.changed(); // in another tab
    });
  }

  get lang() {
    return this.page.browsing.lang;
  }

  /**
   * What a remark or note is about, in the language of the page.
   *
   * @type {(id: string, known: Pick<Note, 'name' | 'link'>) => Subject}
   */
  subjectOf(id, {name, link}) {
    const cell = this.page.data.words.get(this.lang)?.rows[id]?.name;
    const here = new URL(link, window.location.origin);
    if (this.lang === 'en') here.searchParams.set('lang', 'en');
    else here.searchParams.delete('lang');
    return {id, name: (cell && typeof cell === 'object' && cell.text) || name, link, href: here.href};
  }

  /**
   * The row below a card.
   *
   * @param {Card} card
   */
  row({id, title, link = ''}) {
    const {text, notes} = this;
    const subject = this.subjectOf(id, {name: title, link});
    const note = notes.get(id);
    if (this.saved !== id) this.saved = '';
    const row = element(
      'div',
      'atlas-remarks',
      named(
        button('', text('feedback.error'), () => this.#openRemark(false, subject)),
        'remark:error',
      ),
      named(
        button('', text('feedback.opinion'), () => this.#openRemark(true, subject)),
        'remark:opinion',
      ),
      named(
        button('', text(note ? 'feedback.note_edit' : 'feedback.note'), () => this.openNote(subject)),
        'remark:note',
      ),
    );
    const n = notes.all().length;
    if (n)
      row.append(
        named(
          button('', text('feedback.notes', {n}), () => this.openNotes()),
          'remark:notes',
        ),
      );
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', text('feedback.group'));
    const date = note && notedAt(note);
    const own =
      note &&
      element(
        'div',
        'own-note',
        element('small', '', text('feedback.noted', {date: date ?? ''})),
        element('p', '', note.text),
        this.saved === id && this.#confirmation(),
      );
    return element('footer', 'atlas-feedback', own, row);
  }

  /**
   * Show how many notes there are, beside the filter; on a phone, where that would push the map down, with all pages.
   */
  show() {
    const n = this.notes.all().length;
    const {filterbar, topbar} = this.page;
    const place = NARROW.matches ? topbar.menu.drawer.body : filterbar.beside;
    if (n && this.button.parentNode !== place) place.append(this.button);
    if (!n) this.button.remove();
    this.button.textContent = this.text('feedback.notes', {n});
  }

  /**
   * Notes have changed.
   *
   * @param {string} [saved] id of the feature of which one was saved: its card says so
   */
  async changed(saved = '') {
    this.saved = saved;
    this.show();
    await this.page.showCard();
    if (saved) this.page.cardbox.querySelector('.own-note')?.scrollIntoView({block: 'nearest'});
  }

  #confirmation() {
    const line = element('small', 'saved');
    line.setAttribute('role', 'status');
    onScreen().then(() => (line.textContent = this.text('feedback.note_saved'))); // read out if it comes later
    return line;
  }

  /** @type {(opinion: boolean, subject: Subject) => Promise<void>} */
  #openRemark(opinion, subject) {
    return this.#open(async () => (await import('../feedback/remark.js')).openRemark(this, opinion, subject));
  }

  /** @type {(subject: Subject, more?: string) => Promise<void>} */
  openNote(subject, more) {
    return this.#open(async () => (await import('../feedback/note.js')).openNote(this, subject, more));
  }

  openNotes() {
    return this.#open(async () => (await import('../feedback/note_list.js')).openNotes(this));
  }

  /** @param {() => Promise<void>} act */
  async #open(act) {
    try {
      await act();
    } catch (error) {
      console.error(error);
      this.page.atlas?.notice(this.text('feedback.not_loaded'));
    }
  }
}
