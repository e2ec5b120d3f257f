/** The customer's page: one chat, seen from outside. `?c=` names the conversation. */

import {newId} from '/widget/client.js'

import {Chats, config, current, remember, setCurrent} from './chats.js'
import {byId, onSend, showLog} from './log.js'
import {language, speak, word} from './words.js'

speak()
const log = byId('log', HTMLDivElement)
const name = byId('name', HTMLInputElement)
const status = byId('status', HTMLParagraphElement)
const other = byId('other', HTMLAnchorElement)
other.textContent = other.lang = language() === 'fr' ? 'en' : 'fr'
other.href = `?lang=${other.lang}`

const chats = new Chats(await config())
const asked = new URLSearchParams(location.search).get('c')
let conversation = ''

/** @param {string} id */
function open(id) {
  if (id === conversation) return
  chats.unfollow(conversation)
  conversation = id
  showLog(log, [], 'customer')
  chats.follow(id)
}

chats.addEventListener('changed', () => showLog(log, chats.messages(conversation), 'customer'))
chats.addEventListener('connection', () => {
  status.textContent = ['live', 'connecting'].includes(chats.client.connection.state) ? '' : word('offline')
})
onSend(byId('form', HTMLFormElement), byId('message', HTMLTextAreaElement), async text => {
  const chat = {id: conversation, name: name.value.trim(), started: Date.now()}
  setCurrent(conversation)
  try {
    await chats.post(conversation, {speaker: 'customer', text, name: chat.name})
    remember(chat)
  } catch {
    status.textContent = `${word('failed')}: ${text}`
  }
})
byId('new', HTMLButtonElement).addEventListener('click', () => {
  const id = newId()
  setCurrent(id)
  open(id)
})
// A chat that is played on the console's page shows here too, unless this page was asked for another.
addEventListener('storage', () => !asked && current() && open(current()))

if (!asked && !current()) setCurrent(newId())
open(asked ?? current())
