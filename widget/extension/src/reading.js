/** The rows on a page, look after look -> the messages to post, each once and in their order. Pure. */

/** @import {Row} from './types' */

/** A row counts once its words have been the same for this long, in ms: pages write late, and in parts. */
export const SETTLE = 200
/** Words that never come to rest count after this long, in ms. */
const RESTLESS = 4000
/** How much of the past is posted when a conversation is opened: the service knows what it had. */
export const PAST = 30
const MOST_KNOWN = 1000

/**
 * @typedef {{text: string, since: number, first: number}} Seen
 * @typedef {{
 *   conversation: string,
 *   known: ReadonlyMap<string, string>,
 *   seen: ReadonlyMap<string, Seen>,
 *   elsewhere: ReadonlySet<string>
 * }} Book `known`: the words of each message that was posted or passed over; `elsewhere`: messages
 *   of the conversation that was open before
 */

/** @type {Book} */
export const BLANK = Object.freeze({conversation: '', known: new Map(), seen: new Map(), elsewhere: new Set()})

/** The book once another conversation is open: rows that still hang there are not its own. @param {Book} book @param {string} conversation @returns {Book} */
export function turned(book, conversation) {
  if (conversation === book.conversation) return book
  const ids = [...book.elsewhere, ...book.known.keys(), ...book.seen.keys()]
  return {...BLANK, conversation, elsewhere: new Set(ids.slice(-MOST_KNOWN))}
}

/**
 * The book after one look, and what it has to say now; `again`: rows that have yet to come to rest.
 * @param {Book} book
 * @param {readonly Row[]} rows in the order of the page
 * @param {number} now in ms
 * @returns {{book: Book, say: Row[], again: boolean}}
 */
export function looked(book, rows, now) {
  const mine = rows.filter(({id, text}) => id && text && !book.elsewhere.has(id))
  const known = new Map(book.known)
  const seen = new Map()
  const say = /** @type {Row[]} */ ([])
  const begun = known.size > 0
  const top = mine.findIndex(({id}) => known.has(id))
  let again = false
  mine.forEach((row, index) => {
    const {id, text} = row
    if (known.get(id) === text) return
    // What turns up above, or after all that was known has left, was loaded from the past.
    const past = begun ? !known.has(id) && (top < 0 || index < top) : index < mine.length - PAST
    if (past) return void known.set(id, text)
    const before = book.seen.get(id)
    const same = before?.text === text
    const entry = {text, since: same ? before.since : now, first: before?.first ?? now}
    if (again || (now - entry.since < SETTLE && now - entry.first < RESTLESS)) {
      again = true
      seen.set(id, entry)
      return
    }
    known.set(id, text)
    say.push(row)
  })
  const kept = new Map([...known].slice(-MOST_KNOWN))
  return {book: {...book, known: kept, seen}, say, again}
}
