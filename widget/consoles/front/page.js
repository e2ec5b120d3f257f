/**
 * Front's context -> the widget in a sidebar plugin; words go into the draft of the open conversation.
 *
 * The maker's own script (MIT) owns the handshake and the calls, so it is bundled.
 */

import {contextUpdates} from '@frontapp/plugin-sdk'

import {Desk} from '../desk.js'

/** @import {SingleConversation} from '@frontapp/plugin-sdk' */

/** @type {SingleConversation | null} */
let single = null
const open = () => single?.conversation.id ?? ''
const desk = new Desk({insert, open: async () => open()})

contextUpdates.subscribe(context => {
  single = context.type === 'singleConversation' ? context : null
  desk.show(open())
})

/** @param {string} text */
async function insert(text) {
  // The one of now: another may be open by the time that Front has answered.
  const context = single
  if (!context) return false
  const {draftId} = context.conversation
  const content = /** @type {const} */ ({body: text, type: 'text'})
  if (draftId) return context.updateDraft(draftId, {content, updateMode: 'insert'})
  const {results} = await context.listMessages()
  const latest = results.toSorted((one, other) => +new Date(one.date) - +new Date(other.date)).at(-1)
  if (!latest) return false
  await context.createDraft({content, replyOptions: {type: 'reply', originalMessageId: latest.id}})
}
