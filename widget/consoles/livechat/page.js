/**
 * LiveChat's customer profile -> the widget in its Details; `putMessage` puts words into the open chat.
 *
 * The maker's own script (MIT) speaks its two ways of connecting, so it is bundled.
 */

import {createDetailsWidget} from '@livechat/agent-app-sdk'

import {Desk} from '../desk.js'

/** @import {Profile} from '@livechat/agent-app-sdk' */

/** The chat that the agent can write in: none in the archives or among customers. @param {Profile | null} profile */
const open = profile => (profile?.source === 'chats' && profile.chat?.id) || ''

const widget = await createDetailsWidget()
// The Agent App writes its own theme of the moment into the address.
const {theme: _, ...settings} = Object.fromEntries(new URLSearchParams(location.search))
const desk = new Desk(
  {
    insert: text => widget.putMessage(text),
    open: async () => open(widget.getCustomerProfile())
  },
  settings
)
const show = () => desk.show(open(widget.getCustomerProfile()))
const look = () => desk.look({theme: widget.getTheme()})

widget.on('customer_profile', show)
widget.on('change_theme', look)
show()
look()
