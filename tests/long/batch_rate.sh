#!/bin/bash
# 1,000 questions in one batch, whose connections are kept, against 1,000 of curl.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
cd "$TMPDIR" || exit 99
. "$top_srcdir/tests/long/own_centre.sh"

to_code
id=$(sed -n 's/.*"id":"\(e[0-9a-f]*\)".*/\1/p' "$TMPDIR/officer.log" | tail -1)
ended officer
ask() {
  curl -sS --cacert "$d/ca.pem" --cert "$d/counter.pem" --key "$d/counter.key" "$@"
}
token=$(ask https://localhost:9555/v1/session -H 'Content-Type: application/json' -d @- <<<"{\"number\":\"${login%
*}\",\"pin\":\"${login#*
}\"}" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
questions=${QUESTIONS:-1000}
printf 'header = "Authorization: Bearer %s"\n' "$token" >curlrc
for ((i = 0; i < questions; i++)); do
  echo "{\"key\":\"s$i\",\"kind\":\"status\",\"enrollment\":\"$id\"}"
done >ask

now() {
  local t=$EPOCHREALTIME
  echo "${t/./}"
}
began=$(now)
good=0
for ((i = 0; i < questions; i++)); do
  [[ $(ask -K curlrc "https://localhost:9555/v1/enrollments/$id") != *'"state":"QR_CREATED"'* ]] || good=$((good + 1))
done
by_curl=$(($(now) - began))
is "curl has its answers" "$good" "$questions"
began=$(now)
(batch ask >out 2>messages)
by_batch=$(($(now) - began))
is "the batch has its" "$(grep -c '"state":"QR_CREATED"' out)" "$questions"
note "$questions questions: curl $((by_curl / 1000)) ms, one batch $((by_batch / 1000)) ms"
check "in a tenth of the time" test $((by_batch * 10)) -le "$by_curl"
done_testing
