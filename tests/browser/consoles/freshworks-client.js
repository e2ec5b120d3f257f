// In place of the script that Freshworks serves: it is on no registry, so this is its documentation, no more.
const query = new URLSearchParams(parent.location.search)
const settings = SETTINGS
const reply = parent.document.getElementById('reply')
const objects = query.has('freshchat')
  ? {conversation: {conversation_id: query.get('chat')}}
  : {ticket: {id: Number(query.get('chat'))}}
parent.objects = objects
parent.triggered = []
parent.handlers = {}
window.app = {
  initialized: async () => ({
    iparams: {get: async () => settings},
    data: {get: async name => (objects[name] ? {[name]: objects[name]} : Promise.reject(new Error(`no ${name} here`)))},
    interface: {
      trigger: async (name, given) => {
        parent.triggered.push([name, given])
        reply.value += given.text ?? given.value
      }
    },
    instance: {resize: async () => {}},
    events: {on: (name, handler) => (parent.handlers[name] = handler)}
  })
}
