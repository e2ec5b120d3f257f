<?php

/**
 * What is said in a chat of Live Helper Chat -> a signed webhook of Warmline, in its own format.
 *
 * It runs inside the request of whoever wrote, so it waits a moment at most, and the chat goes on
 * whatever happens. Each time the last messages of the chat are sent: Warmline takes each of them
 * once, so what it has missed while it was away comes with the next one. So does who has the chat.
 */
class erLhcoreClassExtensionWarmline
{
    const EVENTS = array('chat.chat_started', 'chat.addmsguser', 'chat.web_add_msg_admin', 'chat.accept');
    const LAST = 20;

    private $settings;

    /** Called by Live Helper Chat at the start of each request. */
    public function run()
    {
        foreach (self::EVENTS as $event) {
            erLhcoreClassChatEventDispatcher::getInstance()->listen($event, array($this, 'said'));
        }
    }

    /** @param array $params what the event tells; `chat` is the chat */
    public function said($params)
    {
        $chat = $params['chat'];
        $items = array();
        $last = 0;
        foreach ($this->lastMessages($chat->id) as $message) {
            $items[] = array('type' => 'message.post', 'data' => self::said_in($message, $chat));
            $last = $message->id;
        }
        if ($chat->user_id > 0) {
            // Who has the chat: another one than before is a handover.
            $agent = array('context_id' => "agent-$chat->user_id-$last", 'agent' => (string) $chat->user_id);
            $items[] = array('type' => 'context.give', 'data' => array('conversation' => (string) $chat->id) + $agent);
        }
        if ($items) {
            $this->post(json_encode(array('type' => 'batch', 'data' => $items), JSON_INVALID_UTF8_SUBSTITUTE));
        }
    }

    /** @return array the settings of this extension */
    public function settings()
    {
        if ($this->settings === null) {
            $this->settings = include 'extension/warmline/settings/settings.ini.php';
        }
        return $this->settings;
    }

    /** Visitors are 0, operators have numbers above; below are the system and bots. */
    private function lastMessages($chat)
    {
        $wanted = array('limit' => self::LAST, 'sort' => 'id DESC', 'filter' => array('chat_id' => $chat));
        return array_filter(
            array_reverse(erLhcoreClassModelmsg::getList($wanted)),
            function ($message) {
                return $message->user_id >= 0 && trim($message->msg) !== '';
            }
        );
    }

    private static function said_in($message, $chat)
    {
        $visitor = $message->user_id == 0;
        $name = trim((string) ($visitor ? $chat->nick : $message->name_support));
        $said = array(
            'conversation' => (string) $chat->id,
            'message_id' => (string) $message->id,
            'speaker' => $visitor ? 'customer' : 'agent',
            'text' => $message->msg,
            'at' => (int) $message->time,
        );
        return $name === '' ? $said : $said + array('name' => mb_substr($name, 0, 200));
    }

    /** Standard Webhooks, version v1. */
    private function post($body)
    {
        $settings = $this->settings();
        $id = 'lhc-' . bin2hex(random_bytes(12));
        $now = time();
        $key = base64_decode(preg_replace('/^whsec_/', '', trim($settings['webhook_secret'])));
        $signature = base64_encode(hash_hmac('sha256', "$id.$now.$body", $key, true));
        $request = curl_init($settings['webhook_url']);
        curl_setopt_array($request, array(
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => array(
                'content-type: application/json',
                "webhook-id: $id",
                "webhook-timestamp: $now",
                "webhook-signature: v1,$signature",
            ),
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_TIMEOUT_MS => $settings['timeout_ms'],
        ));
        $answer = curl_exec($request);
        $status = curl_getinfo($request, CURLINFO_RESPONSE_CODE);
        if ($answer === false || $status >= 300) {
            error_log('warmline: a chat was not told of: ' . ($answer === false ? curl_error($request) : "status $status"));
        }
    }
}
