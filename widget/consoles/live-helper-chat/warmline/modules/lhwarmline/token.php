<?php

/** A chat that the signed-in operator may read -> a token for this chat alone, for ten minutes. */

$operator = erLhcoreClassUser::instance();
$chat = $operator->isLogged() ? erLhcoreClassModelChat::fetch((int) $Params['user_parameters']['chat_id']) : null;

header('content-type: text/plain; charset=utf-8');
header('cache-control: no-store');

if ($_SERVER['REQUEST_METHOD'] !== 'POST' || !($chat instanceof erLhcoreClassModelChat) || !erLhcoreClassChat::hasAccessToRead($chat)) {
    http_response_code(403);
    exit;
}

$settings = erLhcoreClassModule::getExtensionInstance('erLhcoreClassExtensionWarmline')->settings();
$now = time();
$part = function ($plain) {
    $bytes = is_array($plain) ? json_encode($plain, JSON_UNESCAPED_SLASHES) : $plain;
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
};
$unsigned = $part(array('alg' => 'RS256', 'typ' => 'assist+jwt', 'kid' => $settings['key_id'])) . '.' . $part(array(
    'iss' => $settings['issuer'],
    'aud' => 'assist',
    'tnt' => $settings['tenant'],
    'sub' => (string) $operator->getUserID(),
    'role' => 'agent',
    'conv' => array((string) $chat->id),
    'iat' => $now,
    'exp' => $now + 600,
    'jti' => bin2hex(random_bytes(12)),
));
openssl_sign($unsigned, $signature, file_get_contents($settings['signing_key']), OPENSSL_ALGO_SHA256);
echo $unsigned . '.' . $part($signature);
exit;
