<?php

/** Copy this file to settings.ini.php beside it, and fill it in. */
return array(
    // The page of the server; a browser must reach it.
    'server' => 'https://assist.example.com',
    'tenant' => 'acme',
    // [tenants.acme.webhooks.lhc] of the server, with scheme = "standard", and its secret.
    'webhook_url' => 'https://assist.example.com/v1/hooks/acme/lhc',
    'webhook_secret' => 'whsec_...',
    // The visitor waits for it.
    'timeout_ms' => 500,
    // [[tenants.acme.issuers]] of the server: its iss, and the private key that signs (RSA, PEM).
    'issuer' => 'https://chat.example.com',
    'signing_key' => '/etc/warmline/lhc-signing.pem',
    'key_id' => '2026-11',
);
