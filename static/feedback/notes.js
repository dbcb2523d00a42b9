// The reader's own notes about features, in the browser's storage: one entry each, so that two open tabs do not
// overwrite each other's. They are sent nowhere.

/** @import {Note} from '../types.d.ts' */
/** @typedef {'' | 'full' | 'blocked'} Fault why a note was not saved */

const FORMAT = 1; // of an entry

export const LONGEST = 2000; // characters of a note

/** @type {(text: string | null) => Note | null} */
const parsed = text => {
  try {
    const {text: said, at, name, link} = JSON.parse(text ?? '');
    const whole = [said, at, name, link].every(part => typeof part === 'string') && !Number.isNaN(Date.parse(at));
    return whole ? {text: said, at, name, link} : null;
  } catch {
    return null; // not there, or not written by these scripts
  }
};

export class Notes {
  /**
   * @param {string} home address of the atlas: several may share a server
   * @param {() => Storage} [storage] fails where the browser allows none
   */
  constructor(home, storage = () => window.localStorage) {
    this.prefix = `atlas.note.${FORMAT}:${home}:`;
    this.storage = storage;
  }

  /** @type {(id: string) => Note | null} */
  get(id) {
    try {
      return parsed(this.storage().getItem(this.prefix + id));
    } catch {
      return null;
    }
  }

  /**
   * All notes with the ids of their features, the newest first.
   *
   * @returns {[string, Note][]}
   */
  all() {
    let keys;
    try {
      keys = Object.keys(this.storage());
    } catch {
      return [];
    }
    const ids = keys.filter(key => key.startsWith(this.prefix)).map(key => key.slice(this.prefix.length));
    return ids
      .map(id => /** @type {const} */ ([id, this.get(id)]))
      .filter(entry => entry[1] !== null)
      .map(([id, note]) => /** @type {[string, Note]} */ ([id, note]))
      .sort(([, one], [, other]) => (one.at < other.at ? 1 : -1));
  }

  /**
   * Save a note, in the place of the one there is; an empty one deletes it.
   *
   * @type {(id: string, note: Note) => Fault}
   */
  put(id, note) {
    try {
      if (note.text) this.storage().setItem(this.prefix + id, JSON.stringify(note));
      else this.storage().removeItem(this.prefix + id);
      return '';
    } catch (error) {
      return error instanceof DOMException && /quota/i.test(error.name) ? 'full' : 'blocked';
    }
  }

  /** @type {(id: string) => void} */
  drop(id) {
    try {
      this.storage().removeItem(this.prefix + id);
    } catch {
      // where nothing can be read, nothing is there
    }
  }

  clear() {
    for (const [id] of this.all()) this.drop(id);
  }
}

/** @type {(note: Note) => string} day and minute on the reader's clock */
export const notedAt = ({at}) => new Date(at).toLocaleString('sv').slice(0, 16);
