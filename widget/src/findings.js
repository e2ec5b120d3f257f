/**
 * What is wrong with a draft -> a card over the card: the words, what to do, the edit that mends.
 *
 *     const findings = createFindings({mend, leave, turn, undo})
 *     body.append(findings.group)
 *     const said = findings.show(model) // model.mirror is a MirrorView; '' while there is nothing
 *     headline(model.mirror, words) // one line of it, for where there is no room for more
 */

import {edited} from './edits.js'
import {button, html} from './elements.js'
import {fill} from './messages.js'

/** @import {DraftFinding, MirrorView, Model, Words} from './types' */

const MOST = 2

/**
 * What an edit changes, in whole words; '' where nothing was, or nothing is left.
 * @param {string} read the draft that the edit was found in
 * @param {DraftFinding} finding
 * @returns {{old: string, new: string} | null}
 */
export function change(read, {edit}) {
  if (!edit) return null
  const points = [...read]
  let {start, end} = edit
  while (start > 0 && /\S/.test(points[start - 1] ?? '')) start -= 1
  while (end < points.length && /\S/.test(points[end] ?? '')) end += 1
  const words = points.slice(start, end).join('')
  const moved = {...edit, start: edit.start - start, end: edit.end - start}
  const [old, made] = [words.trim(), edited(words, moved).trim()]
  // The stop that closes both of them is no part of it.
  const shared = /[,.;:]$/.exec(old)?.[0]
  return shared && made.endsWith(shared) ? {old: old.slice(0, -1), new: made.slice(0, -1)} : {old, new: made}
}

/** What the finding is called. @param {DraftFinding} finding @param {Words} words */
const labelOf = ({finding}, words) => words.findings[finding] ?? finding

/** The words that cause it, and the customer's that it is about. @param {DraftFinding} finding @param {Words} words */
export function quotes({evidence, about}, words) {
  const quote = (/** @type {string} */ said) => fill(words.quote, {words: said})
  const own = [...new Set(evidence.map(({text}) => quote(text.trim())))]
  const more = own.length > MOST ? [`+${own.length - MOST}`] : []
  return [...own.slice(0, MOST), ...more, ...(about ? [fill(words.theirs, {words: quote(about)})] : [])]
}

/** The opened finding in one line, with what its edit does; '' for none. @param {MirrorView} mirror @param {Words} words */
export function headline({findings: [first], read, mended}, words) {
  if (!first) return mended ? words.mended : ''
  const made = change(read, first)
  const cause = made?.new ? `${fill(words.quote, {words: made.old})} → ${made.new}` : (quotes(first, words)[0] ?? '')
  return `${labelOf(first, words)} ${cause}`.trim()
}

/** All of it, for those who hear it. @param {MirrorView} mirror @param {Words} words */
export function aloud({findings: [first], mended}, words) {
  if (!first) return mended ? words.mended : ''
  return `${words.draft}: ${[labelOf(first, words), ...quotes(first, words)].join(', ')}. ${first.advice}`
}

/**
 * The card of the findings. `show` returns what is to be said of it, '' for nothing.
 * @param {Record<'mend' | 'leave' | 'turn' | 'undo', () => void>} actions
 */
export function createFindings(actions) {
  const title = html('strong', 'kind')
  const next = html('span', 'next')
  const cause = html('p', 'cause')
  const advice = html('p', 'advice')
  const also = button('also', () => actions.turn())
  const revert = button('revert', () => actions.undo())
  const undo = button('undo', () => actions.undo())
  const leave = button('leave', () => actions.leave())
  const mend = button('mend', () => actions.mend())
  const side = html('div', 'side', also.button, revert.button)
  const foot = html('div', 'foot', side, html('div', 'actions', undo.button, leave.button, mend.button))
  const group = html('div', 'finding', html('div', 'top', title, next), html('div', 'matter', cause, advice), foot)
  group.setAttribute('role', 'group')
  return {
    group,
    /** @param {Model} model */
    show({view: {card, handover}, mirror, words, keys, mac}) {
      const {findings, read, mended} = mirror
      const [first, second] = findings
      const shown = first ?? mended?.finding
      group.hidden = !shown
      if (!shown) return ''
      group.dataset.finding = first?.finding ?? 'mended'
      title.textContent = first ? labelOf(first, words) : words.mended
      next.textContent = handover ? words.takeover : card ? fill(words.next, {kind: words.kinds[card.kind] ?? ''}) : ''
      renderCause(cause, shown, first ? read : (mended?.read ?? ''), words)
      advice.textContent = first?.advice ?? ''
      also.button.hidden = !second
      if (second) also.label(fill(words.also, {finding: labelOf(second, words)}), '', mac)
      revert.button.hidden = !(first && mended)
      revert.label(words.unmend, '', mac)
      undo.button.hidden = Boolean(first)
      undo.label(words.undo, keys.dismiss, mac)
      leave.button.hidden = !first
      leave.label(words.leave, keys.dismiss, mac)
      mend.button.hidden = !first?.edit
      mend.label(words.mend, keys.insert, mac)
      group.setAttribute('aria-label', `${words.draft}: ${title.textContent}`)
      return aloud(mirror, words)
    }
  }
}

/** @param {HTMLElement} cause @param {DraftFinding} finding @param {string} read @param {Words} words */
function renderCause(cause, finding, read, words) {
  const made = change(read, finding)
  const shown = made ? {...finding, evidence: finding.evidence.filter(({text}) => !made.old.includes(text.trim()))} : finding
  const parts = quotes(shown, words).map(said => html('span', 'quote', said))
  if (made?.old) parts.push(html('del', 'old', made.old))
  if (made?.new) parts.push(html('ins', 'new', made.new))
  cause.replaceChildren(...parts.flatMap((part, index) => (index ? [' ', part] : [part])))
}
