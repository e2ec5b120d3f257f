/** What the agent did last -> what that changes from now on, in words. */

import {fill} from './messages.js'

/** @import {View, Words} from './types' */

/**
 * The words, '' for none; `undo` names what takes it back; `mute`: whether the kind may be muted now.
 * @param {View} view @param {Words} words
 * @returns {{text: string, undo: string, mute: boolean}}
 */
export function notice({deed, rests}, words) {
  if (!deed) return {text: '', undo: '', mute: false}
  const {what, card, kind = card?.kind ?? '', tone, gone} = deed
  const noun = words.nouns[kind] ?? kind
  const given = (/** @type {string} */ text, undo = words.undo) => ({text, undo, mute: false})
  switch (what) {
    case 'aside':
      return given(words.statuses.dismissed ?? '', words.bringBack)
    case 'dismissed': {
      const n = rests.find(rest => rest.kind === kind)?.turns
      const text = n ? fill(words.rests, {kind: noun, n}) : (words.statuses.dismissed ?? '')
      return {text, undo: words.bringBack, mute: true}
    }
    case 'muted':
    case 'woken':
      return given(fill(words[what], {kind: noun}))
    case 'corrected':
      return given(
        [fill(words.noted, {feeling: words.feels[tone ?? ''] ?? ''}), gone && fill(words.gone, {kind: words.kinds[gone] ?? gone})]
          .filter(Boolean)
          .join(' ')
      )
    case 'failed':
    case 'noComposer':
      return given(words[what], '')
    default:
      return given(deed.copied ? words.copied : words.inserted)
  }
}
