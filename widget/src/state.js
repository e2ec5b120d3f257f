/** Events of one conversation -> what the widget shows. A pure fold: same events, same view. */

/** @import {Deed, Moment, NeedState, Suggestion, View} from './types' */

/** How many moments the course keeps: a long chat must not grow the page. */
export const COURSE_LENGTH = 40

// As the service moves a feeling that the agent corrects.
const LOW = new Set(['anger', 'frustration', 'disappointment', 'anxiety'])
const SIDE = 0.5

/** @type {View} */
export const EMPTY = Object.freeze({
  tone: null,
  course: [],
  needs: [],
  ledger: null,
  at: 0,
  card: null,
  displayed: false,
  handover: null,
  rests: [],
  deed: null,
  unread: false
})

/** @param {{message_id: string, at: number, reading: import('./types').Reading}} read @returns {Moment} */
function moment({message_id: messageId, at, reading: {tones, unsure, valence, intensity}}) {
  const first = tones[0]
  return {
    messageId,
    at,
    tone: first?.tone ?? (unsure ? 'unsure' : 'neutral'),
    words: first?.evidence[0]?.text ?? '',
    valence,
    intensity,
    read: null
  }
}

/** A moment that feels as the agent says; null: as it was read. @param {Moment} moment @param {string | null} tone @returns {Moment} */
function felt({read, ...moment}, tone) {
  const {valence, intensity} = read ?? moment
  const own = {...moment, ...read, read: null}
  if (!tone) return own
  const low = LOW.has(tone)
  const side = low ? Math.min(valence ?? 0, -SIDE) : Math.max(valence ?? 0, tone === 'neutral' ? 0 : SIDE)
  return {...own, tone, valence: side, intensity: low ? intensity : Math.min(intensity, SIDE), read: {tone: own.tone, valence, intensity}}
}

/**
 * The view with a message's moment where its time says, in the place of an earlier reading of it;
 * without one the message was taken back.
 * @param {View} view @param {string} id @param {Moment[]} moments @returns {View}
 */
function put(view, id, ...moments) {
  const others = view.course.filter(({messageId}) => messageId !== id)
  const course = [...others, ...moments].sort((one, other) => one.at - other.at).slice(-COURSE_LENGTH)
  return {...view, course, tone: course.at(-1) ?? null}
}

/** @param {View} view @param {{message_id: string, tone: string | null}} corrected @returns {View} */
function correct(view, {message_id: id, tone}) {
  const before = view.course.find(({messageId}) => messageId === id)
  if (!before) return view
  /** @type {Deed | null} */
  const deed = tone ? {what: 'corrected', card: null, messageId: id, tone, before: before.read && before.tone} : null
  return {...put(view, id, felt(before, tone)), deed}
}

/** A card that was put aside for its kind's sake comes back with it. @param {View} view @param {{kind: string, muted: boolean}} said @returns {View} */
function mute(view, {kind, muted}) {
  const {deed} = view
  const others = view.rests.filter(rest => rest.kind !== kind)
  const card = deed && /dismissed|muted|woken/.test(deed.what) && deed.card?.kind === kind ? deed.card : null
  return {
    ...view,
    rests: muted ? [...others, {kind, because: 'muted', turns: null}] : others,
    deed: {what: muted ? 'muted' : 'woken', kind, card}
  }
}

/** @param {View} view @param {any} decided @returns {View} */
function decide(view, {suggestion_id: id, decision, copied}) {
  const {card, deed} = view
  if (decision === 'displayed') {
    if (card?.suggestion_id === id) return {...view, displayed: true}
    if (!deed?.card || deed.card.suggestion_id !== id) return view
    return {...view, card: deed.card, displayed: true, deed: null}
  }
  if (card?.suggestion_id !== id) return view
  return {...view, card: null, displayed: false, deed: {what: decision, card, copied}}
}

/** @param {View} view @param {string} id @returns {View} */
function end(view, id) {
  const {card, deed} = view
  if (deed?.card?.suggestion_id === id) return {...view, deed: deed.kind ? {...deed, card: null} : null}
  if (card?.suggestion_id !== id) return view
  const gone = deed?.what === 'corrected' ? {...deed, gone: card.kind} : deed
  return {...view, card: null, displayed: false, deed: gone}
}

/** What stays of a deed once another card is there. @param {Deed | null} deed @param {Suggestion} card @returns {Deed | null} */
function beside(deed, card) {
  if (deed?.what === 'corrected') return {...deed, gone: deed.gone === card.kind ? '' : deed.gone}
  return deed?.kind ? {...deed, card: null} : null
}

/** @param {View} view @param {string} speaker @returns {View} */
function said(view, speaker) {
  // The agent has answered: there is nothing left to take back, or to take over.
  if (speaker === 'agent') return {...view, handover: null, deed: null}
  const {rests, deed} = view
  return {...view, rests: rests.filter(rest => rest.turns === null), deed: deed?.what === 'corrected' ? null : deed}
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
      return data.late ? view : said(view, data.speaker)
    case 'message.revised':
      return data.text == null ? put(view, data.message_id) : view
    case 'message.read':
      return data.speaker === 'agent' ? view : put(view, data.message_id, moment(data))
    case 'context.given':
      return {...(data.opted_out ? EMPTY : view), unread: data.opted_out ?? view.unread}
    case 'reading.corrected':
      return correct(view, data)
    case 'needs.changed':
      return {...view, needs: data.needs}
    case 'ledger.changed':
      return {...view, ledger: data.ledger, at: data.at}
    case 'handover.made':
      return {...view, handover: data, deed: null, ledger: data.ledger, at: data.at}
    case 'kind.muted':
      return mute(view, data)
    case 'rests.changed':
      return {...view, rests: data.rests}
    case 'suggestion.offered':
      return {...view, card: data.suggestion, displayed: false, deed: beside(view.deed, data.suggestion)}
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
export const putAside = view => ({...view, handover: null, deed: {what: 'aside', card: null, handover: view.handover}})

/** The view once it is taken back. @param {View} view @returns {View} */
export const bringBack = view => ({...view, handover: view.deed?.handover ?? null, deed: null})

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
