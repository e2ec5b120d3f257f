/** Events of one conversation -> what the widget shows. A pure fold: same events, same view. */

/** @import {Moment, NeedState, Suggestion, View} from './types' */

/** How many moments the course keeps: a long chat must not grow the page. */
export const COURSE_LENGTH = 40

/** @type {View} */
export const EMPTY = Object.freeze({
  tone: null,
  course: [],
  needs: [],
  ledger: null,
  at: 0,
  card: null,
  displayed: false,
  ended: null,
  handover: null,
  aside: null
})

/** @param {{message_id: string, reading: import('./types').Reading}} read @returns {Moment} */
function moment(read) {
  const {reading} = read
  const first = reading.tones[0]
  return {
    messageId: read.message_id,
    tone: first?.tone ?? (reading.unsure ? 'unsure' : 'neutral'),
    words: first?.evidence[0]?.text ?? '',
    valence: reading.valence,
    intensity: reading.intensity
  }
}

/** @param {View} view @param {any} decided @returns {View} */
function decide(view, {suggestion_id: id, decision}) {
  const {card, ended} = view
  if (decision === 'displayed') {
    if (card?.suggestion_id === id) return {...view, displayed: true}
    if (!ended || ended.suggestion.suggestion_id !== id) return view
    return {...view, card: ended.suggestion, displayed: true, ended: null}
  }
  if (!card || card.suggestion_id !== id) return view
  return {...view, card: null, displayed: false, ended: {suggestion: card, how: decision}}
}

/** @param {View} view @param {string} id @returns {View} */
function end(view, id) {
  const card = view.card?.suggestion_id === id ? null : view.card
  const ended = view.ended?.suggestion.suggestion_id === id ? null : view.ended
  return {...view, card, ended, displayed: card ? view.displayed : false}
}

/**
 * The view after one event; kinds that it does not know change nothing.
 * @param {View} view
 * @param {string} kind
 * @param {any} data
 * @returns {View}
 */
export function after(view, kind, data) {
  switch (kind) {
    case 'message.posted':
      // The agent has answered: there is nothing left to take back, or to take over.
      return data.speaker === 'agent' ? {...view, ended: null, handover: null, aside: null} : view
    case 'message.read': {
      if (data.speaker !== 'customer') return view
      const tone = moment(data)
      return {...view, tone, course: [...view.course, tone].slice(-COURSE_LENGTH)}
    }
    case 'needs.changed':
      return {...view, needs: data.needs}
    case 'ledger.changed':
      return {...view, ledger: data.ledger, at: data.at}
    case 'handover.made':
      return {...view, handover: data, aside: null, ledger: data.ledger, at: data.at}
    case 'suggestion.offered':
      return {...view, card: data.suggestion, displayed: false, ended: null, aside: null}
    case 'suggestion.decided':
      return decide(view, data)
    case 'suggestion.withdrawn':
    case 'suggestion.expired':
      return end(view, data.suggestion_id)
    default:
      return view
  }
}

/**
 * The card on show: none while the glance of a handover lies over it.
 * @param {View} view
 * @returns {Suggestion | null}
 */
export const onShow = ({card, handover}) => (handover ? null : card)

/** The view once the glance is put aside. @param {View} view @returns {View} */
export const putAside = view => ({...view, handover: null, aside: view.handover})

/** The view once it is taken back. @param {View} view @returns {View} */
export const bringBack = view => ({...view, handover: view.aside, aside: null})

/**
 * The lowest rung of the ladder that is failing; where a feeling shows, else the lowest open one.
 * A plain question opens a rung as well, and needs no word.
 * @param {View} view
 * @returns {NeedState | null}
 */
export function pressingNeed({needs, tone}) {
  const first = (/** @type {NeedState['status']} */ status) => needs.find(need => need.status === status)
  const feels = tone && tone.tone !== 'neutral' && tone.tone !== 'unsure'
  return first('failing') ?? (feels ? first('open') : null) ?? null
}
