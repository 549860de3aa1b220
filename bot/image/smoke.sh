#!/usr/bin/env bash
# Invokes the webhook's function in an image, as Lambda would: by the runtime interface emulator of its base, on a read-only file
# system, with nobody to answer it. An unsigned delivery must be turned away with 401.
# https://docs.aws.amazon.com/lambda/latest/dg/images-test.html
set -euo pipefail

image="${1:?say which image: bot/image/smoke.sh IMAGE}"
container="$(docker run --detach --read-only --tmpfs /tmp:mode=1777 --publish 127.0.0.1:9000:8080 \
  --env AWS_REGION=eu-west-1 --env MARVIN_WEBHOOK_SECRET=arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook \
  --env MARVIN_INSTALLATION=1 --env MARVIN_APP_SLUG=app --env MARVIN_TEMPLATE=example/template \
  --env MARVIN_MANAGER=example/manager --env MARVIN_DELIVERIES=deliveries \
  --env MARVIN_REPOSITORY_QUEUE=https://sqs.example.com/repositories.fifo \
  --env MARVIN_PROMOTION_QUEUE=https://sqs.example.com/promotions.fifo \
  "$image" webhook.handler)"
trap 'docker logs "$container"; docker rm --force "$container" > /dev/null' EXIT

event='{
  "version": "2.0", "rawPath": "/", "isBase64Encoded": false, "body": "{}",
  "headers": { "content-type": "application/json", "x-github-event": "ping", "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" },
  "requestContext": { "http": { "method": "POST", "path": "/" } }
}'
answer="$(curl --silent --show-error --fail --retry 10 --retry-connrefused --retry-delay 1 --max-time 30 \
  --data "$event" http://127.0.0.1:9000/2015-03-31/functions/function/invocations)"
echo "$answer"
[[ "$answer" == *'"statusCode":401'* ]]
