/** What is known of the agent's chats -> what the view shows of the open one, and of the others. */

import {say} from './messages.js'
import {notice} from './notices.js'
import {otherOf} from './others.js'

/** @import {Desk} from './desk.js' */
/** @import {Keys, MirrorView, Model, Words} from './types' */

const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
const FORMS = new Set(['bar', 'badge'])
/** States that somebody who only hears the page need not be told of. */
const SILENT = new Set(['connecting', 'idle', 'noConversation'])

/**
 * @param {Desk} desk
 * @param {string} conversation the open chat, '' for none
 * @param {object} page
 * @param {readonly string[]} page.chats all of them
 * @param {Record<string, string>} page.names
 * @param {{words: Words, lang: string}} page.language
 * @param {string | null} page.form
 * @param {Keys} page.keys
 * @param {string} page.trouble the key of what is wrong with the connection, '' for nothing
 * @param {boolean} page.replaced the page draws the cards
 * @param {MirrorView} page.mirror
 * @param {number} page.clock in seconds since the epoch
 * @returns {Model}
 */
export function modelOf(desk, conversation, {chats, names, language, form, keys, trouble, replaced, mirror, clock}) {
  const {words, lang} = language
  const known = desk.view(conversation)
  const view = replaced ? {...known, card: null, deed: null} : known
  const wrong = desk.refused(conversation) ? 'refused' : trouble || (conversation ? (view.unread ? 'unread' : '') : 'noConversation')
  const others = chats.filter(chat => chat !== conversation)
  return {
    conversation,
    view,
    words,
    lang,
    form: /** @type {Model['form']} */ (FORMS.has(form ?? '') ? form : 'panel'),
    notice: notice(view, words),
    trouble: say(words, wrong),
    silent: SILENT.has(wrong),
    mirror,
    others: others.map(other => otherOf(other, desk.view(other), words, names[other] ?? '')),
    keys,
    mac: MAC,
    // This machine's clock may be slow.
    now: Math.max(clock, view.at)
  }
}
