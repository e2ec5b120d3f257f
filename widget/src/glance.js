/** A ledger and a handover -> a line of what is open, the rows that the next agent reads. */

import {told} from './course.js'
import {button, html} from './elements.js'
import {left, open} from './ledger.js'
import {fill, longest} from './messages.js'

/** @import {Entry, Handover, Model, Words} from './types' */

/** @typedef {{label: string, said: string[]}} Row */

const MOST = 2

/**
 * The rows that have something to say: mood and its course, what is open, the joke, what not to repeat.
 * @param {Handover} handover @param {Words} words @param {number} now in seconds since the epoch
 * @returns {Row[]}
 */
export function rows({ledger, avoid}, words, now) {
  const {issues, questions, promises, deadlines} = open(ledger, words)
  const said = (/** @type {Entry[]} */ entries, own = true) => few(entries.map(entry => text(entry, words, now, own)))
  const {frame, moments} = ledger
  const found = {
    mood: [words.tones[moments.at(-1)?.tone ?? 'neutral'] ?? '', ...course(ledger, words)],
    issues: said(issues),
    questions: said(questions, false),
    promises: said(promises, false),
    deadlines: said(deadlines, false),
    joke: frame ? [frame.name ?? '', quoted(frame.words, words)].filter(Boolean) : [],
    avoid: avoid.map(kind => words.nouns[kind] ?? kind)
  }
  return Object.entries(found).flatMap(([row, texts]) => (texts.length ? {label: words.rows[row] ?? '', said: texts} : []))
}

/** The rows as one text, for those who hear it. @param {Row[]} found */
export const aloud = found => found.map(({label, said}) => `${label}: ${said.join(', ')}`).join('. ')

/**
 * The card of a handover. `show` returns all that it says as one text, '' for none.
 * @param {() => void} dismiss
 */
export function createGlance(dismiss) {
  const title = html('strong', 'kind')
  const next = html('span', 'next')
  const seen = button('dismiss', dismiss)
  const list = html('dl', 'facts')
  const group = html('div', 'glance', html('div', 'top', title, next, seen.button), list)
  group.role = 'group'
  const changed = memory()
  return {
    group,
    /** @param {Model} model */
    show({view: {handover, card, ledger}, words, now, keys, mac}) {
      group.hidden = !handover
      if (!handover) return ''
      const found = rows({...handover, ledger: ledger ?? handover.ledger}, words, now)
      if (changed(found)) list.replaceChildren(...found.flatMap(fact))
      title.textContent = words.takeover
      next.textContent = card ? fill(words.next, {kind: words.kinds[card.kind] ?? ''}) : ''
      seen.label(words.understood, keys.dismiss, mac)
      group.ariaLabel = words.takeover
      // As it was when it came: what counts down is not said again.
      return `${words.takeover}. ${aloud(rows(handover, words, handover.at))}`
    }
  }
}

/** The line of what is open, empty while nothing is. */
export function createBooks() {
  const list = html('ul', 'books')
  const changed = memory()
  return {
    list,
    /** @param {Model} model */
    show({view, words, now}) {
      const sorts = Object.values(open(view.ledger, words)).filter(entries => entries.length)
      const items = sorts.toSorted(byFirst).map(entries => item(entries, words, now))
      list.hidden = !items.length
      list.ariaLabel = words.books
      if (changed(items)) list.replaceChildren(...items.map(row))
    }
  }
}

/**
 * The first entry of a sort, with all of them as its title.
 * @param {Entry[]} entries @param {Words} words @param {number} now
 */
function item(entries, words, now) {
  const first = /** @type {Entry} */ (entries[0])
  return {
    ...first,
    time: left(words, first, now),
    quote: quoted(first.quote, words),
    more: entries.length > 1 ? `+${entries.length - 1}` : '',
    title: entries.map(entry => text({...entry, due: null}, words, now, true)).join('\n')
  }
}

/** @param {ReturnType<typeof item>} item */
function row({label, pressing, time, quote, more, title}) {
  // Where a time is known it stands in for the words.
  const said = time ? html('span', 'left', time) : html('span', 'quote', quote)
  const element = html('li', 'entry', html('span', 'what', label), said, html('span', 'more', more))
  element.title = title
  element.toggleAttribute('data-pressing', pressing)
  return element
}

/** @param {Row} row */
const fact = ({label, said}) => [html('dt', 'fact', label), html('dd', 'said', said.join(' · '))]

/** Whether a value is new: what stays as it is keeps its elements. */
export function memory() {
  let last = ''
  return (/** @type {unknown} */ value) => last !== (last = JSON.stringify(value))
}

/** Peaks and turn of the mood. @param {Handover['ledger']} ledger @param {Words} words */
const course = ({moments}, words) => moments.filter(({what, words: said}) => what !== 'end' && said).map(mark => told(mark, words))

/**
 * An entry as text; where it is not on its `own`, its row says its sort.
 * @param {Entry} entry @param {Words} words @param {number} now @param {boolean} own
 */
function text(entry, words, now, own) {
  const label = own || (entry.pressing && entry.due === null) ? entry.label : ''
  return [label, quoted(entry.quote, words), entry.note, left(words, entry, now)].filter(Boolean).join(' ')
}

/** @param {string} said @param {Words} words */
const quoted = (said, words) => fill(words.quote, {words: longest(said)})

/** @param {string[]} texts */
const few = texts => (texts.length > MOST ? [...texts.slice(0, MOST), `+${texts.length - MOST}`] : texts)

/** What presses comes first: there is little room. @param {Entry[]} one @param {Entry[]} other */
const byFirst = ([one], [other]) => Number(other?.pressing) - Number(one?.pressing)
