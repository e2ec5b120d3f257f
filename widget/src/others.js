/** The agent's other chats -> a row of chips, each with a mark where somebody waits. */

import {html, press} from './elements.js'
import {memory} from './glance.js'
import {onShow, pressingNeed} from './state.js'

/** @import {Model, Other, View, Words} from './types' */

const LONGEST = 14

/** @param {(conversation: string) => void} look */
export function createOthers(look) {
  const list = html('ul', 'others')
  list.role = 'list'
  const changed = memory()
  return {
    list,
    /** @param {Model} model */
    show({others, words}) {
      list.hidden = !others.length
      list.ariaLabel = words.others
      if (!changed(others)) return
      list.replaceChildren(...others.map(other => html('li', 'other', chip(other, look))))
    }
  }
}

/**
 * One of the other chats: a card that waits is told before a need that fails.
 * @param {string} conversation @param {View} view @param {Words} words @param {string} name '' for none
 * @returns {Other}
 */
export function otherOf(conversation, view, words, name) {
  const need = pressingNeed(view)
  const failing = need?.status === 'failing'
  const mark = onShow(view) ? 'card' : failing ? 'need' : ''
  const says = mark === 'card' ? words.waits : failing ? (words.needs[need.need]?.failing ?? '') : ''
  const short = conversation.length > LONGEST ? `${conversation.slice(0, LONGEST - 4)}…` : conversation
  return {conversation, name: name || short, mark, says}
}

/** @param {Other} other @param {(conversation: string) => void} look */
function chip({conversation, name, mark, says}, look) {
  const button = press('chat', () => look(conversation), name)
  button.dataset.mark = mark
  if (says) button.ariaLabel = `${name}: ${says}`
  button.title = says
  return button
}
