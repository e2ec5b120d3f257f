/** The books of a conversation -> what is still open in it, and how long is left, in words. */

import {fill} from './messages.js'

/** @import {Entry, Issue, Ledger, Words} from './types' */

const OPEN = new Set(['raised', 'acknowledged', 'acted'])
const OWED = new Set(['open', 'near', 'due'])
const AHEAD = new Set(['open', 'near'])
const HOUR = 3600
const DAY = 24 * HOUR

/**
 * What is open, by its sort: what was told or asked again first, then the newest; what falls due first.
 * @param {Ledger | null} ledger @param {Words} words
 */
export function open(ledger, words) {
  const {issues = [], questions = [], promises = [], deadlines = []} = ledger ?? {}
  const owed = promises.filter(({status}) => OWED.has(status)).toSorted(byDue)
  const ahead = deadlines.filter(({status}) => AHEAD.has(status)).toSorted(byDue)
  return {
    issues: newest(issues.filter(({status}) => OPEN.has(status)).map(issue => entryOf(issue, words))),
    questions: newest(
      questions.map(({words: quote, asked}) =>
        entry({label: asked > 1 ? words.asksAgain : words.asks, quote, pressing: asked > 1})
      )
    ),
    promises: owed.map(({words: quote, due, status}) =>
      entry({label: words.promised, quote, pressing: status !== 'open', due})
    ),
    deadlines: ahead.map(({words: quote, due, status}) =>
      entry({label: words.deadline, quote, pressing: status === 'near', due})
    )
  }
}

/**
 * How long is left: `in 4 min`, `due` once the time has come, '' where none was named.
 * @param {Words} words @param {Entry} entry @param {number} now in seconds since the epoch
 */
export function left(words, {due}, now) {
  if (due === null) return ''
  const seconds = due - now
  if (seconds <= 0) return words.due
  const [unit, n] =
    seconds >= 2 * DAY ? ['d', seconds / DAY] : seconds >= 2 * HOUR ? ['h', seconds / HOUR] : ['min', Math.ceil(seconds / 60)]
  return fill(words.left[unit] ?? '', {n: Math.round(n)})
}

/** @param {Issue} issue @param {Words} words */
function entryOf({about, words: quote, raised, brought}, words) {
  const again = raised > 1
  const notes = [again && fill(words.times, {n: raised}), brought && words.brought].filter(Boolean)
  return entry({label: words.cues[about] ?? words.asks, note: notes.join(', '), quote, pressing: again})
}

/** @param {Partial<Entry>} told @returns {Entry} */
const entry = told => ({label: '', note: '', quote: '', pressing: false, ...told, due: told.due ?? null})

/** Newest first, those that press before the others. @param {Entry[]} entries oldest first */
const newest = entries => entries.toReversed().toSorted((one, other) => Number(other.pressing) - Number(one.pressing))

/** @param {{due: number | null}} one @param {{due: number | null}} other */
const byDue = (one, other) => (one.due ?? 1e12) - (other.due ?? 1e12)
