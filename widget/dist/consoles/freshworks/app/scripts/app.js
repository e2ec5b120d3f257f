/**
 * Freshdesk's ticket or Freshchat's conversation -> the widget in its sidebar; `setValue` fills the editor.
 *
 * Freshworks serves this page, and its own script to it; all of ours comes from the server that the
 * app's settings name. The id is read again before each insertion.
 */

const client = await app.initialized()
const settings = await client.iparams.get()
const {Desk, asMarkup} = await import(new URL('widget/consoles/desk.js', `${settings.server.replace(/\/*$/, '')}/`))

const FRESHCHAT = {
  open: async () => (await client.data.get('conversation')).conversation.conversation_id,
  value: text => ({value: text})
}
const FRESHDESK = {
  open: async () => String((await client.data.get('ticket')).ticket.id),
  value: text => ({text: asMarkup(text), replace: false, position: 'end'})
}
// Either product refuses what it does not have.
const product = await FRESHCHAT.open().then(
  () => FRESHCHAT,
  () => FRESHDESK
)

const desk = new Desk(
  {
    open: product.open,
    insert: text => client.interface.trigger('setValue', {id: 'editor', ...product.value(text)})
  },
  settings
)
desk.events.addEventListener('resize', ({detail}) => client.instance.resize({height: `${detail.height}px`}))

const show = async () => desk.show(await product.open())
client.events.on('app.activated', show)
await show()
