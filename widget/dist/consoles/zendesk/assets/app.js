/**
 * Zendesk's ticket -> the widget in the ticket sidebar; `ticket.editor.insert` puts words at the caret.
 *
 * Zendesk serves this page, and its own script (ZAF) to it; all of ours comes from the server that
 * the app's settings name. The ticket's id is read again before each insertion.
 */

const client = ZAFClient.init()
const {settings} = await client.metadata()
const {Desk, asMarkup} = await import(new URL('widget/consoles/desk.js', `${settings.server.replace(/\/*$/, '')}/`))

/** @param {string} path */
const told = async path => (await client.get(path))[path]
/** A ticket that was never saved has no id. */
const ticket = async () => String((await told('ticket.id')) ?? '')
const show = async () => desk.show(await ticket())
const look = theme => desk.look({theme: theme === 'dark' || theme === 'light' ? theme : null})

const desk = new Desk({open: ticket, insert: text => client.invoke('ticket.editor.insert', asMarkup(text))}, settings)
desk.events.addEventListener('resize', ({detail}) => client.invoke('resize', {width: '100%', height: `${detail.height}px`}))

client.on('app.activated', show)
client.on('colorScheme.changed', look)
await show()
// Neither is known in every workspace.
desk.look({lang: await told('currentUser.locale').catch(() => navigator.language)})
look(await told('colorScheme').catch(() => null))
